"""What is known so far in one check: which theory was asked what, and what it said.

The one object that a check's loop changes. A clause is *settled* once a theory gave its value; until then the theories
are tried in their order, each at most once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from logitext.engine.result import Reason
from logitext.policy.sorts import Value as SortValue
from logitext.theory.border import is_unsure
from logitext.theory.protocol import Answer, Failure, Question, Refusal, Texts, Theory, Unknown, Usage, Value


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer on the trail."""

    question: Question
    theory: Theory
    answer: Answer


class Trail:
    """The answers of one check, in the order in which they came."""

    def __init__(self, questions: Mapping[str, Question], theories: Sequence[Theory], texts: Texts) -> None:
        self._questions = questions
        self._theories = theories
        self._missing = {
            name: tuple(text for text in question.texts if text not in texts) for name, question in questions.items()
        }
        self.entries: list[Entry] = []
        self.usage = Usage(calls=0)
        self.rounds = 0
        self.asked_again = 0
        self.cost = 0.0
        self.stopped: str | None = None
        self._settled: dict[str, Entry] = {}
        self._tried: dict[str, list[Entry]] = {name: [] for name in questions}

    def add(self, question: Question, theory: Theory, answer: Answer) -> None:
        """Put an answer on the trail."""
        entry = Entry(question, theory, answer)
        self.entries.append(entry)
        self._tried[question.id].append(entry)
        if isinstance(answer, Value):
            self._settled[question.id] = entry

    def retract(self, theory: Theory) -> Entry | None:
        """Take the last answer of a theory back, as if the question had not been put. None if it gave none."""
        for index in range(len(self.entries) - 1, -1, -1):
            entry = self.entries[index]
            if entry.theory is theory:
                del self.entries[index]
                tried = self._tried[entry.question.id]
                # Theories further down the chain were asked only because this one did not know.
                later = tried[tried.index(entry) :]
                del tried[tried.index(entry) :]
                self.entries = [other for other in self.entries if other not in later]
                self._settled.pop(entry.question.id, None)
                return entry
        return None

    # --- what is known

    @property
    def values(self) -> dict[str, SortValue]:
        """The settled clauses and their values, in file order."""
        return {
            name: entry.answer.value
            for name in self._questions
            if (entry := self._settled.get(name)) is not None
            and isinstance(entry.answer, Value)
            and entry.answer.value is not None
        }

    def settled(self, name: str) -> Entry:
        """The entry that settled a clause."""
        return self._settled[name]

    @property
    def asked(self) -> int:
        """How many clauses were asked: of a theory that has a price, or of a free one that had something to say."""
        return sum(1 for tried in self._tried.values() if any(_counts(entry) for entry in tried))

    def unsettled(self) -> tuple[str, ...]:
        """The clauses without a value, in file order."""
        return tuple(name for name in self._questions if name not in self._settled)

    def next_theory(self, name: str) -> Theory | None:
        """The theory to try next for an unsettled clause: the first that was not tried and can be."""
        return None if self.stopped is not None else self._untried(name)

    def _untried(self, name: str) -> Theory | None:
        tried = [entry.theory for entry in self._tried[name]]
        for theory in self._theories:
            if not any(theory is other for other in tried) and not (theory.needs_texts and self._missing[name]):
                return theory
        return None

    def why_open(self, name: str) -> tuple[Reason, str | None]:
        """Why an unsettled clause has no value, and the theories' own words for it."""
        tried = self._tried[name]
        if failed := [entry for entry in tried if isinstance(entry.answer, Failure)]:
            return "failed", _words(failed)
        if refused := [entry for entry in tried if isinstance(entry.answer, Refusal)]:
            return "refused", _words(refused)
        if self.stopped is not None and self._untried(name) is not None:
            return "stopped", self.stopped
        if unsure := [entry for entry in tried if is_unsure(entry.answer)]:
            return "unsure", _words(unsure)
        if self._missing[name] and any(theory.needs_texts for theory in self._theories):
            return "text not given", ", ".join(self._missing[name])
        return ("unknown", _words(tried)) if tried else ("not asked", None)


def _counts(entry: Entry) -> bool:
    return not entry.theory.price.free or not isinstance(entry.answer, Unknown)


def _words(entries: Sequence[Entry]) -> str:
    return "; ".join(
        f"{entry.theory.name}: {entry.answer.reason}"
        for entry in entries
        if isinstance(entry.answer, Unknown | Refusal | Failure)
    )
