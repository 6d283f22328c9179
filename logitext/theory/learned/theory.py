"""The theory `learned:FILE`: a classifier for each clause, fitted to labelled texts. It asks no model.

It does not know a clause that it has not learned, or whose wording has changed since, and a text that is unlike those
that it has learned from.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence

from logitext.policy.sorts import BOOL
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.learned.file import LearnedClause, load
from logitext.theory.learned.terms import TermRows
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


class Learned(Theory):
    """Answers clauses that hold or do not, with a probability, as `logitext learn` has learned them.

    `thresholds` turn probabilities into true, false and unknown. InputError where the file is none, or scikit-learn is
    not installed.
    """

    name = "learned"

    def __init__(self, path: str | os.PathLike[str], *, thresholds: Thresholds | None = None) -> None:
        self._file, self.version = load(path)
        self._rows = TermRows.of(self._file.words, self._file.characters)
        if thresholds is not None:
            self.thresholds = thresholds

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that it has learned."""
        return tuple(self._file.clauses)

    def prepare(self, questions: Sequence[Question]) -> None:
        """InputError where it has learned none of a policy's clauses."""
        if questions and not any(question.clause in self._file.clauses for question in questions):
            message = f"`learned` knows none of the policy's clauses; it has learned {', '.join(self.clauses[:5])}"
            hint = "take what was learned for this policy, or learn it: `logitext learn POLICY CASES -o FILE`"
            raise InputError([Diagnostic("NLT548", message, hint=hint)])

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return self.at_hand(questions, texts)

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply:
        scores: dict[str, dict[str, float] | Unknown] = {}
        answers: dict[str, Answer] = {}
        for question in questions:
            learned = self._file.clauses.get(question.clause)
            if learned is None or question.sort != BOOL:
                answers[question.id] = _NOT_LEARNED
            elif learned.asked != wording_hash(question):
                answers[question.id] = _CHANGED
            else:
                text = read_of(question, texts)
                if text not in scores:
                    scores[text] = self._read(text)
                answers[question.id] = _answer(scores[text], question.clause, learned)
        return Reply(answers, Usage(calls=0))

    def _read(self, text: str) -> dict[str, float] | Unknown:
        """The score of each clause for a text; why there is none where the text is unlike the others."""
        known, least = self._rows.known(text), self._file.least_known
        if known < least or known == 0:
            return Unknown(
                f"the text is unlike those it learned from: of its words it knows {known:.0%}, not {least:.0%}"
            )
        row = self._rows([text])
        columns, values = row.indices.tolist(), row.data.tolist()
        return {
            name: one.bias + math.fsum(one.weights[at] * value for at, value in zip(columns, values, strict=True))
            for name, one in self._file.clauses.items()
        }


def _answer(scores: dict[str, float] | Unknown, name: str, learned: LearnedClause) -> Answer:
    if isinstance(scores, Unknown):
        return scores
    return Value(None, probability=sigmoid(learned.slope * scores[name] + learned.shift))


def sigmoid(odds: float) -> float:
    """The probability of log-odds, whatever their size.

    >>> sigmoid(0.0), sigmoid(1e6), sigmoid(-1e6)
    (0.5, 1.0, 0.0)
    """
    if odds >= 0:
        return 1 / (1 + math.exp(-min(odds, 700.0)))
    small = math.exp(max(odds, -700.0))
    return 0.0 if small < 1e-300 else small / (1 + small)
