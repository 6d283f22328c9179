"""Control questions: a dozen whose answers everybody knows, to see whether a model tells yes from no.

Each clause is put about two texts, of which it holds of one. A model that says yes to everything is right in half.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from logitext.theory.protocol import Answer, Question, Texts, Value

_HALF = 0.5


def _about(clause: str, words: str) -> Question:
    return Question(clause, clause, words, texts=("message",))


QUESTIONS = (
    _about("greets", "the message greets somebody"),
    _about("food", "the message speaks of something to eat"),
    _about("asks", "the message asks somebody to do something"),
    _about("insults", "the message insults somebody"),
    _about("accident", "the message reports an accident"),
    _about("sport", "the message is about sport"),
)

FIRST = Texts({"message": "Good morning, Ada! I baked a lemon cake. Please call me at noon."})
SECOND = Texts({"message": "You fool. The bus drove into a tree, two are hurt, and our team lost the match."})
RIGHT: tuple[tuple[Texts, frozenset[str]], ...] = (
    (FIRST, frozenset({"greets", "food", "asks"})),
    (SECOND, frozenset({"insults", "accident", "sport"})),
)
"""The texts, each with the clauses that hold of it."""


@dataclass(frozen=True, slots=True)
class ControlAnswer:
    """What a model said to one control question: what is right, and the probability of yes (1 or 0 without one)."""

    right: bool
    yes: float


def control_answers(answers: Mapping[str, Answer], holds: frozenset[str]) -> list[ControlAnswer]:
    """The answers about one text; those that are none are left out."""
    found = []
    for name, answer in answers.items():
        if isinstance(answer, Value) and (answer.value is not None or answer.probability is not None):
            likely = float(answer.value is True) if answer.probability is None else answer.probability
            found.append(ControlAnswer(name in holds, likely))
    return found


@dataclass(frozen=True, slots=True)
class Score:
    """What came of the control questions.

    >>> score([ControlAnswer(one, chance) for one, chance in ((True, 0.9), (True, 0.8), (False, 0.7), (False, 0.1))])
    Score(asked=12, yes=(2, 2), no=(1, 2), balanced=0.75, auc=1.0, least=0.1, most=0.9)
    """

    asked: int
    yes: tuple[int, int]
    no: tuple[int, int]
    balanced: float
    auc: float
    least: float
    most: float

    @property
    def one_sided(self) -> str | None:
        """The answer that it gives to everything, or to all but one."""
        said = self.yes[0] + self.no[1] - self.no[0]
        all_ = self.yes[1] + self.no[1]
        return "yes" if said >= all_ - 1 else "no" if said <= 1 else None


def score(answers: Sequence[ControlAnswer], asked: int = 2 * len(QUESTIONS)) -> Score | None:
    """The score of so many questions; None where there is not a yes and a no to be compared."""
    positive = [one.yes for one in answers if one.right]
    negative = [one.yes for one in answers if not one.right]
    if not positive or not negative:
        return None
    right_yes, right_no = sum(one >= _HALF for one in positive), sum(one < _HALF for one in negative)
    pairs = [1.0 if one > other else _HALF if one == other else 0.0 for one in positive for other in negative]
    return Score(
        asked,
        (right_yes, len(positive)),
        (right_no, len(negative)),
        (right_yes / len(positive) + right_no / len(negative)) / 2,
        sum(pairs) / len(pairs),
        min(one.yes for one in answers),
        max(one.yes for one in answers),
    )


_GOOD = 0.75
_TELLS = 0.8


def in_words(found: Score) -> tuple[bool | None, str]:
    """Whether a model can tell yes from no (None: somewhat), and the figures."""
    (yes, of_yes), (no, of_no) = found.yes, found.no
    figures = (
        f"{yes + no} of {found.asked} right (yes {yes} of {of_yes}, no {no} of {of_no}), balanced accuracy "
        f"{found.balanced:.2f}, probabilities {found.least:.2f} to {found.most:.2f}"
    )
    if found.one_sided is not None:
        return False, f"it says {found.one_sided} to everything: {figures}"
    return (True if found.balanced >= _GOOD else None), figures


def advice(found: Score) -> str | None:
    """What to do about it; None where all is well."""
    if found.balanced >= _GOOD and found.one_sided is None:
        return None
    if found.auc >= _TELLS and found.most > found.least:
        return (
            f"it ranks well (area under the curve {found.auc:.2f}), so other bounds may do: fit `--thresholds` to "
            "texts with known answers, with `logitext calibrate`"
        )
    return "ask it in another way (`--wordings` finds the best), or take a larger model; other bounds will not help"
