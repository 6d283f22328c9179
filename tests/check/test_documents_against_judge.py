"""Whole checks of policies about facts, lists, tables and texts against the judge, in both back ends.

Of a calendar, and of products of what is not known, a solver may give up: there less may be decided and more be open,
and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from logitext import Policy, PolicyError, Result, theory
from logitext.check.events import Answered, Asking, Event
from logitext.logic import program as programs
from logitext.logic.backend_name import BackendName
from logitext.logic.cone_of_influence import is_hard
from logitext.policy.load import expanded
from logitext.policy.model import Clause
from tests.judge import cases, document_cases, explain
from tests.judge.document_cases import DocumentCase, Given
from tests.judge.model import Value
from tests.judge.of_documents import facts_of, failed, loaded

QUICK = 300_000
"""What a call of the solver may spend here."""


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_check_and_judge_agree(
    seeds: range, backend: BackendName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _agree(seeds, backend, tmp_path, monkeypatch)


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seeds", cases.seeds(80), ids=cases.name)
def test_check_and_judge_agree_on_dates(
    seeds: range, backend: BackendName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _agree(seeds, backend, tmp_path, monkeypatch, dates=True)


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_check_and_judge_agree_on_lookups(
    seeds: range, backend: BackendName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _agree(seeds, backend, tmp_path, monkeypatch, lookups=True)


def _agree(
    seeds: range,
    backend: BackendName,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    dates: bool = False,
    lookups: bool = False,
) -> None:
    monkeypatch.setattr(programs, "EFFORT", QUICK)
    decided = 0
    for seed in seeds:
        monkeypatch.setattr(programs, "MANY_ANSWERS", 0 if seed % 2 else 300)  # reasons by folded facts, or without
        case = document_cases.case(seed, dates=dates, lookups=lookups)
        try:
            policy = loaded(case, tmp_path, backend)
        except PolicyError as error:  # of a table that shows by itself that not just one row fits
            if {one.code for one in error.diagnostics} != {"NLT321"}:
                raise
            continue
        for given in document_cases.given(case):
            decided += _Checked(case, given, policy).run()
    assert decided > len(seeds) / (2 if lookups else 1)


class _Checked:
    """One check, and what the judge says to it."""

    def __init__(self, case: DocumentCase, given: Given, policy: Policy) -> None:
        self.case = case
        self.worlds = given.worlds
        self.given = given
        self.policy = policy
        self.hard = False
        self.said: dict[str, str] = {}
        self.now: dict[str, Value] = dict(given.known)  # what is known so far, of what the judge looks at

    def say(self, what: object) -> str:
        return failed(self.case, self.given, what)

    def run(self) -> int:
        """How many verdicts are decided."""
        given = self.given
        price = theory.Price(question=1) if self.case.rng.random() < 0.5 else theory.Price()
        answers = theory.Function(lambda question, _: given.answers.get(question.id), price=price)
        result = self.policy.check(
            given.document.post,
            facts=facts_of(given),
            assume=given.supposed or None,
            theory=theory.Chain(theory.Pattern(), answers),
            listener=self.heard,
        )
        fitted = expanded(self.policy.checked, result.units)
        self.said = {name: _as_judged(clause) for name, clause in fitted.clauses.items()}
        self.hard = is_hard(fitted)
        if self.worlds.conflict(self.now):
            assert result.status in ("conflict", *["undetermined"] * self.hard), self.say(result.status)
            assert {one.value for one in result.verdicts.values()} == {None}
            self.core(result)
            self.differences(result)
            return 0
        every = {**given.known, **given.answers, **given.read}
        for name in self.case.verdicts:
            self.verdict(name, result, every)
        self.differences(result)
        if self.case.rng.random() < 0.3:
            self.explained(result)
        return sum(one.value is not None for one in result.verdicts.values())

    def heard(self, event: Event) -> None:
        """Nothing is asked that cannot decide a verdict any more."""
        if isinstance(event, Answered) and isinstance(event.answer, theory.Value):
            value = event.answer.value
            if event.question.id in self.worlds.names and value is not None:
                self.now[event.question.id] = value
        elif isinstance(event, Asking) and not event.theory.price.free and not self.worlds.conflict(self.now):
            open_ = [name for name in self.case.verdicts if self.worlds.value(self.now, name) is None]
            matter = self.worlds.relevant(self.now, open_, self.open())
            asked = {question.id for question in event.questions}
            assert asked <= {*matter} or is_hard(self.policy.checked), self.say(f"{asked} is asked, and not {matter}")

    def open(self) -> list[str]:
        return [name for name in self.worlds.names if name not in self.now]

    def verdict(self, name: str, result: Result, every: dict[str, Value]) -> None:
        found, worlds = result.verdicts[name], self.worlds
        value = worlds.value(self.now, name)
        assert worlds.conflict(every) or value == worlds.value(every, name), self.say(
            f"{name} could be decided by what was not asked"
        )
        lost = found.value is None and self.hard
        assert found.value == value or lost, self.say(f"{name} is {found.value}, not {value}")
        if found.value is not None:
            because = [one.clause for one in found.because]
            kept = {clause: self.now[clause] for clause in because}
            assert worlds.entails(kept, name, found.value), self.say(f"{because} is no reason for {name}")
            if not self.hard:
                assert worlds.is_reason(self.now, because, name, found.value), self.say(f"{because} has one to spare")
                best = worlds.best_reason(self.now, name, found.value, {})
                assert len(best) == len(because) or not found.smallest, self.say(f"{because} for {name}, not {best}")
        elif not lost:
            matter = set(worlds.relevant(self.now, [name], self.open()))
            listed = {self.said[one.clause] for one in found.open}
            unsure = {self.said[one.clause] for one in found.open if not one.certain}
            right = matter <= listed and listed - matter <= unsure
            assert right, self.say(f"open for {name}: {listed}, not {matter}")

    def core(self, result: Result) -> None:
        """What a conflict is said to be contradicts itself, and nothing less of it does."""
        items = result.conflict or ()
        named = {one.name for one in items if one.kind == "assumption"}
        own = named & self.case.stated.assumed.keys()
        said = {one.name: self.now[one.name] for one in items if one.kind == "answer" if one.name in self.now}
        if result.status == "conflict":
            assert items
            assert self.given.under(own).conflict(said), self.say(f"{said} and {own} are no core")
        # Of what has no end of values, worlds have a few, which bounds say that need not be in the core.
        open_ = [name for name in self.worlds.names if name not in said]
        if self.hard or result.status != "conflict" or any(len(self.given.domains[name]) > 2 for name in open_):
            return
        finite = all({*self.given.domains[name]} in ({True, False}, {"low", "high"}) for name in self.worlds.names)
        for name in said if finite else ():
            rest = {other: value for other, value in said.items() if other != name}
            assert not self.given.under(own).conflict(rest), self.say(f"{name} can be left out of {said} and {own}")
        for name in own if finite else ():
            assert not self.given.under(own - {name}).conflict(said), self.say(f"{name} can be left out of {own}")

    def differences(self, result: Result) -> None:
        """A result is verified."""
        found = [one for one in self.policy.verify(result) if not (self.hard and _of_doubt(one.message))]
        assert found == [], self.say(found)

    def explained(self, result: Result) -> None:
        """What an explanation says of definitions and verdicts, of changes, and of what would settle a verdict."""
        explanation = self.policy.explain(result, why_not=True).explanation
        assert explanation is not None
        for step in explanation.trace:
            if step.name in (*self.case.verdicts, *self.case.defined):
                value: Any = explain.entailed(self.worlds, self.now, step.name)
                right = step.value == value or (self.hard and step.value is None)
                assert right, self.say(f"{step.name} is told to be {step.value}, not {value}")
        for one in explanation.why_not:
            current = result.verdicts[one.verdict].value
            assert current is not None
            fewest = explain.flips(self.worlds, self.now, one.verdict, current, self.worlds.names)
            for flip in one.flips:
                changed = {change.clause for change in flip.changed}
                if flip.smallest:
                    assert changed in [set(names) for names in fewest], self.say(f"{flip} for {one.verdict}: {fewest}")
        for settle in explanation.settle:
            if settle.shortest is not None and settle.shortest.smallest and not self.hard:
                size = explain.shortest(self.worlds, self.now, settle.verdict)
                assert len(settle.shortest.answers) == size, self.say(f"{settle} takes {size}")


def _as_judged(clause: Clause) -> str:
    """What the judge calls it: the constant of a look-up after its variable."""
    return clause.name if clause.lookup is None else " ".join(clause.wording.split()[:2])


def _of_doubt(message: str) -> bool:
    """Whether a difference says that a solver gave up, or what that leads to."""
    return any(words in message for words in ("gave up", "can be left out", "could still decide", "can no longer"))
