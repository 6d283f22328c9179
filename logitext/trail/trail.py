"""What is known so far in one check: which theory was asked what, and what it said.

The one object that a check's loop changes. A clause is *settled* once a theory gave its value; until then the theories
are tried in their order, each at most once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from logitext.policy.sorts import Value as SortValue
from logitext.policy.units import LIST
from logitext.records.result import OpenReason
from logitext.theory.allowance import OutOfBudgetError
from logitext.theory.given import GIVEN
from logitext.theory.one_answer import is_unsure
from logitext.theory.protocol import Answer, Failure, Question, Refusal, Texts, Theory, Unknown, Usage, Value
from logitext.trail.by_theory import ByTheory
from logitext.trail.unasked import Unasked


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One answer on the trail."""

    question: Question
    theory: Theory
    answer: Answer

    @property
    def by(self) -> str:
        """Whose answer it is, by name: the theory's, or another's that it passes on."""
        return getattr(self.answer, "by", None) or self.theory.name


class Trail:
    """The answers of one check, in the order in which they came."""

    def __init__(
        self,
        questions: Mapping[str, Question],
        theories: Sequence[Theory],
        texts: Texts,
        unasked: Mapping[str, Unasked] = MappingProxyType({}),
    ) -> None:
        """`unasked` has the clauses that no theory is asked which needs texts, and why."""
        self._questions = questions
        self._unasked = unasked
        self._theories = theories
        self._texts = texts
        wanted = {question.texts for question in questions.values()}
        absent = {names: missing for names in wanted if (missing := tuple(n for n in names if n not in texts))}
        self._missing: Mapping[str, tuple[str, ...]] = {
            name: absent[question.texts]
            for name, question in (questions.items() if absent else ())
            if question.texts in absent
        }
        self.entries: list[TrailEntry] = []
        self.witnesses: list[TrailEntry] = []
        """What else was said of clauses that were settled or left open: evidence, which settles nothing."""
        self.usage = Usage(calls=0)
        self.by_theory = ByTheory()
        self.rounds = 0
        self.asked_again = 0
        self.cost: float | None = 0.0
        self.told: dict[str, tuple[OpenReason, str | None]] = {}
        """What was said at the end of why clauses are open."""
        self.stopped: str | None = None
        self._expired: str | None = None
        self._barred: dict[int, str] = {}
        self._settled: dict[str, TrailEntry] = {}
        self._values: dict[str, SortValue] | None = None
        self._again: set[str] = set()
        self._set_aside: dict[str, TrailEntry] = {}
        self._tried: dict[str, list[TrailEntry]] = {name: [] for name in questions}
        self._facts = frozenset([name for name, question in questions.items() if question.fact])
        for name in self._facts & texts.facts.keys():
            self.add(questions[name], GIVEN, Value(texts.facts[name]))

    def add(self, question: Question, theory: Theory, answer: Answer) -> None:
        """Put an answer on the trail."""
        entry = TrailEntry(question, theory, answer)
        self.entries.append(entry)
        self._tried[question.id].append(entry)
        if isinstance(answer, Value):
            self._settled[question.id] = entry
            self._values = None

    def quote(self, entry: TrailEntry, answer: Value) -> None:
        """Put the same answer in the place of one that settled a clause, with its quotation."""
        self._settled[entry.question.id] = replace(entry, answer=answer)

    def retract(self, theory: Theory, *, besides: str | None = None) -> TrailEntry | None:
        """Take the last answer of a theory back, as if the question had not been put. None if it gave none.

        `besides` is a question whose answer does not count: the one that is being put again.
        """
        for index in range(len(self.entries) - 1, -1, -1):
            entry = self.entries[index]
            if entry.theory is theory and entry.question.id != besides:
                del self.entries[index]
                tried = self._tried[entry.question.id]
                # Theories further down the chain were asked only because this one did not know.
                later = tried[tried.index(entry) :]
                del tried[tried.index(entry) :]
                self.entries = [other for other in self.entries if other not in later]
                self._settled.pop(entry.question.id, None)
                self._values = None
                self._set_aside.pop(entry.question.id, None)
                self.set_aside(())  # without this answer there may be nothing to repair
                return entry
        return None

    def replace(self, question: Question, theory: Theory, answer: Answer) -> None:
        """Put a theory's second answer in the place of the first. One that is no value leaves the clause open."""
        first = [entry for entry in self._tried[question.id] if entry.theory is theory]
        self._tried[question.id] = [entry for entry in self._tried[question.id] if entry.theory is not theory]
        self.entries = [entry for entry in self.entries if entry not in first]
        self._settled.pop(question.id, None)
        self._values = None
        self.add(question, theory, answer)
        self._again.add(question.id)
        self.asked_again = len(self._again)

    def was_asked_again(self, name: str) -> bool:
        """Whether a clause was put a second time."""
        return name in self._again

    def set_aside(self, names: Sequence[str]) -> None:
        """Give up the answers to these clauses, and to no others: what was given up before counts again."""
        self._settled |= self._set_aside
        self._set_aside = {name: self._settled.pop(name) for name in names}
        self._values = None

    @property
    def given_up(self) -> Mapping[str, TrailEntry]:
        """The answers that a repair set aside."""
        return self._set_aside

    def used(self, theory: Theory, questions: Sequence[Question], usage: Usage) -> None:
        """Count what it used to put questions to a theory."""
        self.usage += usage
        self.by_theory.add(theory, questions, usage)

    @property
    def theories(self) -> Sequence[Theory]:
        """The theories that are asked, in their order."""
        return self._theories

    # --- limits

    def bar(self, theory: Theory, limit: str) -> None:
        """Ask a theory nothing more, as it would exceed a limit."""
        self._barred[id(theory)] = limit

    def expire(self, why: str) -> None:
        """Ask nobody anything more, as the time is over."""
        self._expired = why

    # --- what is known

    @property
    def values(self) -> Mapping[str, SortValue]:
        """The settled clauses and their values, in file order."""
        if self._values is None:
            settled = self._settled
            self._values = {name: _value(settled[name]) for name in self._questions if name in settled}
        return self._values

    def settled(self, name: str) -> TrailEntry:
        """The entry that settled a clause."""
        return self._settled[name]

    @property
    def asked(self) -> int:
        """How many clauses were asked: of a theory that has a price, or of a free one that had something to say."""
        return sum(
            1
            for name, tried in self._tried.items()
            if name in self._again
            or any(_counts(entry) for entry in tried)
            or any(entry.question.id == name and _counts(entry) for entry in self.witnesses)
        )

    def unsettled(self) -> tuple[str, ...]:
        """The clauses without a value, in file order."""
        return tuple(name for name in self._questions if name not in self._settled)

    def next_theory(self, name: str) -> Theory | None:
        """The theory to try next for an unsettled clause: the first that was not tried and can be."""
        if self.stopped is not None or self._expired is not None or name in self._facts:
            return None
        simple = not (self._tried[name] or self._barred or self._missing or self._set_aside or self._unasked)
        if simple and self._theories:
            return self._theories[0]
        return next((theory for theory in self._untried(name) if id(theory) not in self._barred), None)

    def further(self, name: str) -> Sequence[Theory]:
        """The theories that could be asked about a clause and were not, though it may be settled."""
        if self.stopped is not None or self._expired is not None:
            return ()
        return [theory for theory in self._untried(name) if id(theory) not in self._barred]

    def may_ask(self, theory: Theory) -> bool:
        """Whether no limit and no person has ended the asking of a theory."""
        return self.stopped is None and self._expired is None and id(theory) not in self._barred

    def _untried(self, name: str) -> Iterator[Theory]:
        alone = self._unasked.get(name)
        if name in self._facts or name in self._set_aside or (alone is not None and alone.by_nobody):
            return  # no theory knows a fact; and to ask another theory would not be a repair of this one's answer
        tried = [entry.theory for entry in self._tried[name]]
        for theory in self._theories:
            if any(theory is other for other in tried):
                continue
            if not (theory.needs_texts and (self._missing.get(name) or alone is not None)):
                yield theory

    def _limit(self, name: str) -> str | None:
        """The limit for which an unsettled clause was not put to some theory; None if it is not for that."""
        for theory in self._untried(name):
            if self._expired is not None or id(theory) in self._barred:
                return self._expired or self._barred[id(theory)]
        return None

    def has_no_theory_left(self, name: str) -> bool:
        """Whether an unsettled clause has been put to every theory that could be asked about it."""
        return next(self._untried(name), None) is None

    def why_open(self, name: str, closed: Sequence[str] = ()) -> tuple[OpenReason, str | None]:
        """Why an unsettled clause has no value, and the theories' own words for it.

        `closed` are other clauses that the same verdict waits for, and that no theory is left to ask about.
        """
        tried = self._tried[name]
        if name in self._facts:
            return "not given", None
        if name in self._set_aside:
            return "repaired", f"{self._set_aside[name].by}: the answer contradicted others that weigh more"
        failed = [entry for entry in tried if isinstance(entry.answer, Failure)]
        if failed and all(_is_over_budget(entry.answer) for entry in failed):
            return "out of budget", _words(failed)
        if failed:
            return "failed", _words(failed)
        if refused := [entry for entry in tried if isinstance(entry.answer, Refusal)]:
            return "refused", _words(refused)
        if self.stopped is not None and next(self._untried(name), None) is not None:
            return "stopped", "; ".join([self.stopped, *self._outdated(name)])
        if (limit := self._limit(name)) is not None:
            return "out of budget", "; ".join([limit, *self._outdated(name)])
        if unsure := [entry for entry in tried if is_unsure(entry.answer)]:
            return "unsure", _words(unsure)
        if name in self._unasked:
            return self._unasked[name].why(self.values)
        missing = self._missing.get(name, ())
        if any(one.startswith(LIST) for one in missing):
            return "not given", ", ".join(one.removeprefix(LIST) for one in missing)
        if missing and any(theory.needs_texts for theory in self._theories):
            return "text not given", ", ".join(missing)
        untried = sorted(self._untried(name), key=lambda theory: theory.price.free)
        if untried and closed:
            names = " and ".join([", ".join(closed[:-1]), closed[-1]] if closed[1:] else closed)
            are = "are" if closed[1:] else "is"
            return "not asked", f"{untried[0].name}: not asked, as it could not matter while {names} {are} open"
        return ("unknown", _words(tried)) if tried else ("not asked", None)

    def _outdated(self, name: str) -> Iterator[str]:
        """Which answers that are held to an open clause do not count any more, of theories that were not asked."""
        question = self._questions[name]
        for theory in self._untried(name):
            if (why := theory.outdated(question, self._texts)) is not None:
                yield f"{theory.name}: {why}"


def _value(entry: TrailEntry) -> SortValue:
    assert isinstance(entry.answer, Value)  # only such an answer settles a clause
    assert entry.answer.value is not None  # validation makes it Unknown
    return entry.answer.value


def _is_over_budget(answer: Answer) -> bool:
    return isinstance(answer, Failure) and isinstance(answer.error, OutOfBudgetError)


def _counts(entry: TrailEntry) -> bool:
    if entry.theory is GIVEN:
        return False
    return not entry.theory.price.free or not isinstance(entry.answer, Unknown)


def _words(entries: Sequence[TrailEntry]) -> str:
    return "; ".join(
        f"{entry.by}: {entry.answer.reason}"
        for entry in entries
        if isinstance(entry.answer, Unknown | Refusal | Failure)
    )
