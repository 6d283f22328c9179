"""In which manner a model is asked best: measured with questions whose answers everybody knows, each in all manners."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from logitext.policy.put_as import MANNERS, Manner, PutAs
from logitext.theory.llm import controls
from logitext.theory.llm.controls import ControlAnswer, Score
from logitext.theory.protocol import Answer, Texts, Usage, Value

if TYPE_CHECKING:
    from logitext.theory.llm.theory import OpenAI

TEXTS: tuple[tuple[Texts, frozenset[str]], ...] = (
    *controls.RIGHT,
    (
        Texts({"message": "Hello Ben! There is soup left. Our striker scored twice, you lazy idiot."}),
        frozenset({"greets", "food", "insults", "sport"}),
    ),
    (
        Texts({"message": "Please move your car. A truck has crashed into the fence, and the driver is hurt."}),
        frozenset({"asks", "accident"}),
    ),
)
"""The texts, each with the clauses that hold of it: four of six, two of six, and three of six twice."""

MARGIN = 0.1
"""By how much another manner must be better than a statement: four texts tell no smaller difference from chance."""


_CHANCE = 0.6
"""Balanced accuracy, or area under the curve, up to which 24 answers may well be guesses."""


@dataclass(frozen=True, slots=True)
class MannerScore:
    """How well a model told yes from no in a manner; None where it gave no answers to compare."""

    manner: Manner
    score: Score | None

    @property
    def tells(self) -> bool:
        """Whether the model tells yes from no in this manner."""
        return self.score is not None and max(self.score.balanced, self.score.auc) > _CHANCE

    @property
    def worth(self) -> float:
        """The balanced accuracy and the area under the curve together: what counts at 0.5, and by other bounds."""
        return 0.0 if self.score is None else self.score.balanced + self.score.auc


async def measure(theory: OpenAI, looking: Callable[[str], None]) -> tuple[tuple[MannerScore, ...], Usage]:
    """The score of each manner. What a model leaves open counts as wrong."""
    usage = Usage(calls=0)
    found = []
    for manner in MANNERS:
        questions = [replace(one, put_as=PutAs(manner)) for one in controls.QUESTIONS]
        told: list[ControlAnswer] = []
        heard = 0
        for number, (texts, holds) in enumerate(TEXTS, 1):
            looking(f"control questions as {_A[manner]}, text {number}")
            reply = await theory.answer(questions, texts)
            usage += reply.usage
            heard += sum(isinstance(answer, Value) for answer in reply.answers.values())
            told += [_told(name, reply.answers, holds) for name in reply.answers]
        found.append(MannerScore(manner, controls.score(told, len(told)) if heard else None))
    return tuple(found), usage


def _told(name: str, answers: Mapping[str, Answer], holds: frozenset[str]) -> ControlAnswer:
    known = controls.control_answers({name: answers[name]}, holds)
    if known:
        return known[0]
    return ControlAnswer(name in holds, _WRONG_YES if name in holds else _WRONG_NO)


_WRONG_YES, _WRONG_NO = 0.49, 0.5
"""Probabilities that are wrong by a hair: for what should be a yes, and for what should be a no."""

_A: Mapping[Manner, str] = {
    "statement": "a statement",
    "question": "a question",
    "negation": "a negation",
    "choice": "a choice",
    "scale": "a scale",
}


def best(scores: Sequence[MannerScore]) -> Manner:
    """The manner to be used: a statement, unless another is clearly better.

    >>> from logitext.theory.llm.controls import score
    >>> def told(yes, no):
    ...     return score([ControlAnswer(True, yes), ControlAnswer(False, no)], 2)
    >>> best([MannerScore("statement", told(0.4, 0.3)), MannerScore("scale", told(0.8, 0.1))])
    'scale'
    >>> best([MannerScore("statement", told(0.7, 0.3)), MannerScore("scale", told(0.8, 0.1))])
    'statement'
    """
    statement = next((one.worth for one in scores if one.manner == "statement"), 0.0)
    top = max(scores, key=lambda one: one.worth)
    return top.manner if top.worth > statement + MARGIN else "statement"


def in_words(one: MannerScore) -> str:
    """The figures of a manner."""
    if one.score is None:
        return "is not answered"
    found = one.score
    right = found.yes[0] + found.no[0]
    return (
        f"{right} of {found.asked} right, balanced accuracy {found.balanced:.2f}, area under the curve "
        f"{found.auc:.2f}, probabilities {found.least:.2f} to {found.most:.2f}"
    )


def as_data(one: MannerScore) -> dict[str, Any]:
    """The figures of a manner as plain data."""
    found = one.score
    if found is None:
        return {"wording": one.manner, "asked": None}
    return {
        "wording": one.manner,
        "asked": found.asked,
        "right": found.yes[0] + found.no[0],
        "balanced_accuracy": round(found.balanced, 4),
        "auc": round(found.auc, 4),
        "probabilities": [round(found.least, 4), round(found.most, 4)],
    }
