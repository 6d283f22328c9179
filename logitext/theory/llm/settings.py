"""How a model is asked: everything about it that a user may set, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from logitext.declared import DeclaredOptions, option
from logitext.policy.put_as import Manner
from logitext.policy.sorts import BOOL
from logitext.theory.llm import forms
from logitext.theory.llm.capabilities import Api, Capabilities
from logitext.theory.llm.forms import Form, PromptOrder

if TYPE_CHECKING:
    from logitext.theory.protocol import Question

_HOTTEST = 2
_WARM = 0.7


@dataclass(frozen=True, slots=True)
class ModelSettings(DeclaredOptions):
    """Settings of one theory. ValueError where one makes no sense.

    `api`: the endpoint to use; None for the best that the server has. `samples`: how often each question is put, where
    the agreement of several answers is to stand for their probability. `temperature`: None for 0 with one sample and
    0.7 with several. `answer`: the form of an answer; None for `brief` where that has a probability, else `reasoned`.
    `effort`: how hard a reasoning model is to think, in its own words. `max_output_tokens`: the most
    that a reply may be; None for what the form and the questions need. `max_questions`: the most in one call.
    `prompt_order`: what comes first in a prompt, `texts` or `clauses`; None for the texts where one clause is asked,
    and the clauses where several are. `wording`: how a clause is put; None for what was measured to be best.
    `label_mass`: the share of its next word that a model must give to the answers that it may choose from, where the
    server tells it; with less, it wanted to say something else, and the clause is open.
    """

    api: Api | None = option(None, "The endpoint to use. Default: the best that the server has.")
    samples: int = option(
        1, "Ask each question K times; the share of equal answers is the probability.", metavar="K", least=1
    )
    temperature: float | None = option(
        None,
        "The temperature of the model. Default: 0, and 0.7 with several samples.",
        metavar="T",
        least=0,
        most=_HOTTEST,
    )
    seed: int = option(0, "The seed of the model.", metavar="N")
    effort: str | None = option(
        None, "How hard a reasoning model thinks, in the model's own words (`low`).", metavar="WORD"
    )
    max_output_tokens: int | None = option(None, "The most tokens of a reply.", metavar="N", least=1)
    max_questions: int = option(20, "The most questions in one call.", metavar="N", least=1)
    prompt_order: PromptOrder | None = option(
        None,
        "What comes first in a prompt for an answer in writing: a server that keeps what it has read need not read it "
        "again in the next call. Default: the texts before a single clause, and several clauses before the texts.",
    )
    answer: Form | None = option(
        None,
        "What a model writes about a clause: the answer alone, with a quotation, or after reason and quotation. "
        "Default: `brief` if the server gives log-probabilities and the clauses hold or not, else `reasoned`.",
    )
    wording: Manner | None = option(
        None,
        "How a clause that holds or does not is put to a model, unless the policy says it. Default: what `logitext "
        "doctor --wordings` found best, else `statement`.",
    )
    label_mass: float = option(
        0.5,
        "A clause is open if a model gives less than this share of its next word to the answers, where the server "
        "tells it.",
        metavar="X",
        least=0,
        most=1,
    )

    def __post_init__(self) -> None:
        DeclaredOptions.__post_init__(self)
        if self.samples > 1 and self.temperature == 0:
            raise ValueError("several samples at temperature 0 are the same sample")

    @property
    def heat(self) -> float:
        """The temperature that is asked for."""
        if self.temperature is not None:
            return self.temperature
        return 0.0 if self.samples == 1 else _WARM

    def form(self, questions: Sequence[Question], able: Capabilities) -> Form:
        """The form of the answers to the questions of a call.

        Of itself it is the shortest where the server tells the log-probability of each answer's token: those that hold
        or do not. Of any other answer there would be nothing that says how sure it is.
        """
        if self.answer is not None:
            return self.answer
        boolean = able.logprobs and not [one for one in questions if one.sort is not BOOL and one.sort != BOOL]
        return "brief" if boolean else "reasoned"

    def room(self, questions: Sequence[Question], able: Capabilities) -> int:
        """The most tokens of a reply to questions."""
        if self.max_output_tokens is not None:
            return self.max_output_tokens
        # A model that thinks before it answers tells no log-probabilities, as a rule.
        thought = 0 if able.logprobs and self.effort is None else forms.THOUGHT
        return thought + forms.room(self.form(questions, able), questions)

    def texts_come_first(self, questions: int) -> bool:
        """Whether the texts come before so many clauses."""
        return questions == 1 if self.prompt_order is None else self.prompt_order == "texts"


SETTINGS = ModelSettings()
"""Where the user wants nothing in particular."""
