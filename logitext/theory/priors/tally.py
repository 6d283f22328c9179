"""Answers on their way into a file of priors: of each document the last, of the documents an even sample."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from logitext.policy.sorts import Value
from logitext.theory.priors.subject import PriorsSubject, Subject, written

KEPT = 500
"""The most documents that are counted for a clause and a theory: more would say the same."""

_HELD = 8 * KEPT

CountedGroup: TypeAlias = tuple[PriorsSubject, Subject]


class LearningOutcome(NamedTuple):
    """What learning came to.

    `answers` that were read and have a value that is counted, `new` ones among them, to how many `clauses`; `passed`
    over: what is no value, or none that is counted.
    """

    answers: int
    new: int
    clauses: int
    passed: int


class PriorsTally:
    """Collects answers. Each document counts once, however often and in whichever order files are read.

    Of more than KEPT documents those are kept whose numbers are least. As these are hashes, that is a sample that no
    order of reading sways, and one that stays the same when a file is read again.
    """

    def __init__(self) -> None:
        self.answers = 0
        self.passed = 0
        self._groups: dict[CountedGroup, dict[int, str | None]] = {}
        self._subjects: dict[tuple[PriorsSubject, str], Subject] = {}

    def add(
        self, asked: PriorsSubject, subject: Subject, document: int, value: Value | None, *, older: bool = False
    ) -> None:
        """Count an answer; None for one that was taken back. With `older` it does not replace one that is there."""
        kept = None if value is None else written(value, subject.sort)
        if value is not None and kept is None:
            self.passed += 1
            return
        self.answers += value is not None
        known = self._subjects.setdefault((asked, subject.key), subject)
        values = self._groups.setdefault((asked, known), {})
        if not older or document not in values:
            values[document] = kept
        if len(values) > _HELD:
            least = heapq.nsmallest(KEPT, (number for number, one in values.items() if one is not None))
            self._groups[asked, known] = {
                number: one for number, one in values.items() if one is None or number <= least[-1]
            }

    def skip(self) -> None:
        """Count an answer that is no value."""
        self.passed += 1

    def groups(self) -> Iterator[tuple[PriorsSubject, Subject, dict[int, str | None]]]:
        """What was collected: the value of each document, None where its answer was taken back."""
        for (asked, subject), values in self._groups.items():
            yield asked, subject, values
