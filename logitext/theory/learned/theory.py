"""The theory `learned:FILE`: a classifier for each clause, fitted to labelled texts. It asks no model.

It does not know a clause that it has not learned, or whose wording has changed since, and a text that is unlike those
that it has learned from.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from logitext.policy.sorts import BOOL, INT, coerce
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.learned.file import LearnedClause, LearnedValue, LearnedValues, load
from logitext.theory.learned.rows import rows_of
from logitext.theory.protocol import Answer, Outdated, Question, Reply, Texts, Theory, Thresholds, Unknown, Usage, Value
from logitext.theory.recording import key

_NOT_LEARNED = Unknown("it has not learned this clause")
_CHANGED = Outdated("the wording of the clause has changed since it was learned")


def wording_hash(question: Question) -> str:
    """What must be the same of a clause, so that what was learned of it counts."""
    return key.digest([question.wording, key.sort_data(question.sort)])


def read_of(question: Question, texts: Texts) -> str:
    """What is read for a clause: the texts that it is about, one after the other."""
    return "\n\n".join(texts[name] for name in question.texts or sorted(texts) if name in texts)


class LearnedScores(NamedTuple):
    """What was made of a text: the score of each clause that holds or does not, and the chances of values of others."""

    truths: dict[str, float]
    values: dict[str, dict[str, float]]


class Learned(Theory):
    """Answers clauses, with a probability, as `logitext learn` has learned them.

    `thresholds` turn probabilities into true, false and unknown. InputError where the file is none, or a package that
    it needs is not installed.
    """

    name = "learned"

    def __init__(self, path: str | os.PathLike[str], *, thresholds: Thresholds | None = None) -> None:
        self._file, self.version = load(path)
        self._rows = rows_of(self._file)
        if thresholds is not None:
            self.thresholds = thresholds

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that it has learned."""
        return self._file.names

    def prepare(self, questions: Sequence[Question]) -> None:
        """InputError where it has learned none of a policy's clauses."""
        if questions and not any(question.clause in self._file.names for question in questions):
            message = f"`learned` knows none of the policy's clauses; it has learned {', '.join(self.clauses[:5])}"
            hint = "take what was learned for this policy, or learn it: `logitext learn POLICY CASES -o FILE`"
            raise InputError([Diagnostic("NLT548", message, hint=hint)])

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return self.at_hand(questions, texts)

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply:
        scores: dict[str, LearnedScores | Unknown] = {}
        answers: dict[str, Answer] = {}
        for question in questions:
            of_truth, of_values = self._file.clauses.get(question.clause), self._file.values.get(question.clause)
            learned = of_truth if question.sort == BOOL else of_values
            if learned is None:
                answers[question.id] = _NOT_LEARNED
            elif learned.asked != wording_hash(question):
                answers[question.id] = _CHANGED
            else:
                text = read_of(question, texts)
                if text not in scores:
                    scores[text] = self._read(text)
                answers[question.id] = _answer(scores[text], question, learned)
        return Reply(answers, Usage(calls=0))

    def _read(self, text: str) -> LearnedScores | Unknown:
        """The score of each clause for a text; why there is none where the text is unlike the others."""
        known, least = self._rows.known(text), self._file.least_known
        if known < least or known <= 0:
            return Unknown(f"the text is unlike those it learned from: {self._rows.unlike(known, least)}")
        cells = self._rows.cells(text)

        def score(one: LearnedClause | LearnedValue) -> float:
            return one.bias + math.fsum(one.weights[at] * value for at, value in cells)

        return LearnedScores(
            {name: score(one) for name, one in self._file.clauses.items()},
            {
                name: {value: sigmoid(one.slope * score(one) + one.shift) for value, one in clause.values.items()}
                for name, clause in self._file.values.items()
            },
        )


def _answer(scores: LearnedScores | Unknown, question: Question, learned: LearnedClause | LearnedValues) -> Answer:
    if isinstance(scores, Unknown):
        return scores
    if isinstance(learned, LearnedClause):
        score = scores.truths[question.clause]
        return Value(None, probability=sigmoid(learned.slope * score + learned.shift))
    value, chance = of_chances(scores.values[question.clause])
    if value is None:
        return Unknown("it has learned no value of this clause")
    try:
        return Value(coerce(int(value) if question.sort == INT else value, question.sort), chance)
    except ValueError:
        return _NOT_LEARNED


def of_chances(chances: Mapping[str, float]) -> tuple[str | None, float]:
    """The likeliest value, and how likely it is: the chances of all values come to no more than 1 together.

    Where none of the values is likely, they are not made to come to 1: the right one may be one that is not among them.

    >>> of_chances({"mild": 0.9, "harsh": 0.6})
    ('mild', 0.6)
    >>> of_chances({"mild": 0.2, "harsh": 0.1})
    ('mild', 0.2)
    """
    if not chances:
        return None, 0.0
    best = max(chances, key=chances.__getitem__)
    return best, chances[best] / max(1.0, math.fsum(chances.values()))


def sigmoid(odds: float) -> float:
    """The probability of log-odds, whatever their size.

    >>> sigmoid(0.0), sigmoid(1e6), sigmoid(-1e6)
    (0.5, 1.0, 0.0)
    """
    if odds >= 0:
        return 1 / (1 + math.exp(-min(odds, 700.0)))
    small = math.exp(max(odds, -700.0))
    return 0.0 if small < 1e-300 else small / (1 + small)
