"""How a model is asked: everything about it that a user may set, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from logitext.policy.sorts import BOOL
from logitext.theory.llm import forms
from logitext.theory.llm.capabilities import APIS, Api, Capabilities
from logitext.theory.llm.forms import FORMS, Form
from logitext.theory.protocol import Question


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Settings of one theory. ValueError where one makes no sense.

    `api`: the endpoint to use; None for the best that the server has. `samples`: how often each question is put, where
    the agreement of several answers is to stand for their probability. `temperature`: None for 0 with one sample and
    0.7 with several. `answer`: the form of an answer; None for `brief` where that has a probability, else `reasoned`.
    `effort`: how hard a reasoning model is to think, in its own words. `max_output_tokens`: the most
    that a reply may be; None for what the form and the questions need. `max_questions`: the most in one call.
    `texts_first`: whether the texts come before the clauses; None for yes where one clause is asked, and no where
    several are. `label_mass`: the share of its next word that a model must give to the answers that it may choose from,
    where the server tells it; with less, it wanted to say something else, and the clause is open.
    """

    api: Api | None = None
    samples: int = 1
    temperature: float | None = None
    seed: int = 0
    effort: str | None = None
    max_output_tokens: int | None = None
    max_questions: int = 20
    texts_first: bool | None = None
    answer: Form | None = None
    label_mass: float = 0.5

    def __post_init__(self) -> None:
        if self.api is not None and self.api not in APIS:
            raise ValueError(f"api must be one of {', '.join(APIS)}, not {self.api!r}")
        if self.answer is not None and self.answer not in FORMS:
            raise ValueError(f"answer must be one of {', '.join(FORMS)}, not {self.answer!r}")
        for name in ("samples", "max_output_tokens", "max_questions"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} must be 1 or more, not {value}")
        if not 0 <= self.label_mass <= 1:
            raise ValueError(f"label_mass must be from 0 to 1, not {self.label_mass}")
        if self.temperature is not None and not 0 <= self.temperature <= _HOTTEST:
            raise ValueError(f"temperature must be from 0 to {_HOTTEST}, not {self.temperature}")
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
        return questions == 1 if self.texts_first is None else self.texts_first


_HOTTEST = 2
_WARM = 0.7
