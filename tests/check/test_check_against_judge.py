"""Whole checks against the judge: random policies, and theories that know, refuse, fail and raise at random."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import get_args

import pytest

from logitext import Policy, PolicyError
from logitext.check.events import Answered, Asking, Event
from logitext.logic import program
from logitext.logic.backend_name import BackendName
from logitext.records.result import Result, VerdictRecord
from logitext.strategy.planning import Minimise
from logitext.strategy.strategy import STRATEGIES
from logitext.theory import Chain, Theory
from logitext.theory import Value as Known
from tests.check.scripted import Saying, Scripted, saying
from tests.judge import cases
from tests.judge.cases import Case
from tests.judge.model import Value

_WORST_FIRST = ("failed", "refused", "unsure")


@pytest.mark.parametrize("seeds", cases.seeds(1000), ids=cases.name)
def test_check_and_judge_agree(seeds: range) -> None:
    assert _compared(seeds) > 0


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seeds", cases.seeds(200), ids=cases.name)
def test_likewise_where_it_is_looked_at_what_is_picked_alone(
    seeds: range, backend: BackendName, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is on Z3, and with assumptions on many clauses, which are few here."""
    monkeypatch.setattr(program, "MANY", 0)
    assert _compared(seeds, backend) > 0


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_likewise_where_some_clauses_are_facts(seeds: range, backend: BackendName) -> None:
    assert _compared(seeds, backend, facts=True) > 0


def _compared(seeds: range, backend: BackendName = "auto", *, facts: bool = False) -> int:
    compared = 0
    for seed in seeds:
        case = cases.case(seed, facts=facts)
        policy = Policy(case.checked, backend)
        if not case.judge.worlds:
            with pytest.raises(PolicyError, match="NLT409"):
                policy.check(theory=Scripted("nobody", {}, case.rng))
            continue
        for _ in range(cases.CASES_A_SEED):
            _Check(case, policy).run()
            compared += 1
    return compared


class _Check:
    """One check, watched as it goes: who may be asked what is worked out beside the engine, and by the judge."""

    def __init__(self, case: Case, policy: Policy) -> None:
        rng = case.rng
        self.case = case
        self.judge = case.judge
        self.policy = policy
        self.theories = _theories(case)
        self.text_given = not policy.texts or rng.random() < 0.8
        declared = tuple(case.checked.verdicts)
        self.verdicts = declared if rng.random() < 0.7 else tuple(rng.sample(declared, rng.randint(1, len(declared))))
        self.strategy: str = rng.choice(STRATEGIES.names())
        self.minimise: Minimise = rng.choice(get_args(Minimise))
        self.batch = rng.choice((None, None, 1, 2))
        self.facts = _facts(case)
        self.known: dict[str, Value] = dict(self.facts)
        self.tried: dict[str, list[Scripted]] = {name: [] for name in case.checked.clauses}
        self.rounds = 0

    def run(self) -> None:
        text = "a text with a word that is quoted" if self.policy.texts and self.text_given else None
        theory: Theory = self.theories[0] if len(self.theories) == 1 else Chain(*self.theories)
        result = self.policy.check(
            text,
            theory=theory,
            facts=self.facts,
            verdicts=self.verdicts,
            listener=self.listen,
            strategy=self.strategy,
            minimise=self.minimise,
            batch=self.batch,
        )
        self.ended(result)

    def say(self, what: object) -> str:
        """What to show where something does not hold."""
        scripts = [(theory.name, theory.price, theory.needs_texts, theory.script) for theory in self.theories]
        return self.case.failed(self.known, f"{what}\ntheories: {scripts}\ntext given: {self.text_given}")

    # --- while it runs

    def next_theory(self, clause: str) -> Scripted | None:
        """The first theory that was not asked about an unanswered clause, and that can be."""
        if self.case.checked.clauses[clause].fact:
            return None
        untried = (theory for theory in self.theories if theory not in self.tried[clause])
        return next((theory for theory in untried if self.text_given or not theory.needs_texts), None)

    def unanswered(self) -> list[str]:
        return [name for name in self.case.checked.clauses if name not in self.known]

    def relevant(self) -> tuple[str, ...]:
        """What could be asked now and matters to a verdict that is wanted."""
        open_ = [name for name in self.verdicts if self.judge.value(self.known, name) is None]
        askable = [name for name in self.unanswered() if self.next_theory(name) is not None]
        return () if self.judge.conflict(self.known) else self.judge.relevant(self.known, open_, askable)

    def listen(self, event: Event) -> None:
        match event:
            case Asking(theory=Scripted() as theory, questions=questions):
                self.rounds += 1
                assert event.round == self.rounds
                self.asked(theory, tuple(question.clause for question in questions))
            case Answered(theory=Scripted() as theory, question=question, answer=answer):
                self.tried[question.clause].append(theory)
                said = theory.outcomes[question.clause]
                assert isinstance(answer, Known) == (said.outcome == "value"), self.say(answer)
                if said.value is not None and said.outcome == "value":
                    self.known[question.clause] = said.value

    def asked(self, theory: Scripted, clauses: tuple[str, ...]) -> None:
        """What is asked matters now, and this is the theory to ask."""
        relevant = self.relevant()
        free = [name for name in relevant if (other := self.next_theory(name)) is not None and other.price.free]
        if theory.price.free:
            at_once = tuple(name for name in relevant if self.next_theory(name) is theory)
            if self.policy.program.backend.startswith("Z3"):  # asking is sooner done than finding out what matters
                assert set(at_once) <= set(clauses), self.say(f"{theory.name} asked {clauses}, without {at_once}")
                assert all(self.next_theory(name) is theory for name in clauses)
                assert any(self.judge.value(self.known, name) is None for name in self.verdicts)
            else:
                assert clauses == at_once, self.say(f"{theory.name} asked {clauses}, not {at_once}")
        else:
            assert not free, self.say(f"{theory.name} asked {clauses} though {free} would cost nothing")
            assert clauses, self.say(f"{theory.name} was asked nothing")
            assert set(clauses) <= set(relevant), self.say(f"{theory.name} asked {clauses}, while {relevant} matter")
            assert all(self.next_theory(name) is theory for name in clauses)
            if self.batch is not None:
                assert len(clauses) <= self.batch
            if self.strategy == "given":
                mine = tuple(name for name in relevant if self.next_theory(name) is theory)
                assert clauses == mine[: self.batch or 1], self.say(f"not in file order: {clauses} of {relevant}")

    # --- when it has ended

    def ended(self, result: Result) -> None:
        assert result.facts == self.facts
        assert result.known == self.known, self.say(f"answers {result.answers}")
        assert tuple(result.verdicts) == self.verdicts
        assert self.relevant() == (), self.say("asked too little")
        conflict = self.judge.conflict(self.known)
        values = [self.judge.value(self.known, name) for name in self.verdicts]
        status = "conflict" if conflict else "undetermined" if None in values else "decided"
        assert result.status == status, self.say(f"{result.status}, not {status}")
        assert [verdict.value for verdict in result.verdicts.values()] == values, self.say(result.verdicts)
        for name, verdict in result.verdicts.items():
            self.reasons(name, verdict)
            self.still_open(name, verdict, conflict)
        self.conflicting(result)
        self.usage(result)
        assert json.loads(json.dumps(result.to_dict()))["status"] == status

    def reasons(self, name: str, verdict: VerdictRecord) -> None:
        because = verdict.because
        if verdict.value is None:
            assert because == (), self.say(because)
            return
        minimal = self.judge.is_reason(self.known, [reason.clause for reason in because], name, verdict.value)
        assert minimal, self.say(f"no minimal reason for {name}: {because}")
        for reason in because:
            assert reason.value == self.known[reason.clause]
            if reason.clause in self.facts:
                assert reason.theory == "given"
                continue
            teller = self.tried[reason.clause][-1]
            assert reason.theory == teller.name
            said = teller.outcomes[reason.clause].answer
            assert (reason.probability, reason.quote) == (said.probability, said.quote if self.quotes(teller) else None)

    def quotes(self, theory: Scripted) -> bool:
        """Whether the text holds what the script quotes, as far as anybody can know."""
        return (bool(self.policy.texts) and self.text_given) or not theory.needs_texts

    def still_open(self, name: str, verdict: VerdictRecord, conflict: bool) -> None:
        expected: tuple[str, ...] = ()
        if verdict.value is None and not conflict:
            expected = self.judge.relevant(self.known, [name], self.unanswered())
        found = tuple(clause.clause for clause in verdict.open)
        assert found == expected, self.say(f"open for {name}: {found}, not {expected}")
        for clause in verdict.open:
            reason = self.reason(clause.clause)
            assert clause.reason == reason, self.say(f"{clause.clause} is open: {clause.reason}, not {reason}")
            if reason in ("refused", "failed", "unsure"):
                assert clause.detail

    def reason(self, clause: str) -> str:
        """Why a clause has no answer: the worst that a theory said of it."""
        if self.case.checked.clauses[clause].fact:
            return "not given"
        outcomes = [theory.outcomes[clause].outcome for theory in self.tried[clause]]
        for outcome in _WORST_FIRST:
            if outcome in outcomes:
                return outcome
        if not self.text_given and any(theory.needs_texts for theory in self.theories):
            return "text not given"
        return "unknown" if outcomes else "not asked"

    def conflicting(self, result: Result) -> None:
        if result.status != "conflict":
            assert result.conflict == ()
            return
        clauses = [item.name for item in result.conflict if item.kind == "answer"]
        ids = [item.name for item in result.conflict if item.kind == "assumption"]
        places = [place for place, assumption in enumerate(self.case.checked.assumptions) if assumption.id in ids]
        assert len(places) == len(ids)
        assert self.judge.is_core(self.known, clauses, places), self.say(f"no minimal core: {clauses}, {ids}")
        tellers = ["given" if name in self.facts else self.tried[name][-1].name for name in clauses]
        assert [item.theory for item in result.conflict] == [*tellers, *(None for _ in ids)]

    def usage(self, result: Result) -> None:
        # To have looked through a file in vain is not to have asked.
        asked = [
            name
            for name, theories in self.tried.items()
            if any(not t.price.free or t.outcomes[name].outcome not in ("unknown", "unsure") for t in theories)
        ]
        for theory in self.theories:
            put = [name for call in theory.calls for name in call]
            assert len(put) == len(set(put)), self.say(f"{theory.name} was asked twice: {theory.calls}")
            assert all(len(call) <= (theory.max_questions or len(call)) for call in theory.calls)
        assert result.usage.questions == len(asked)
        facts = sum(clause.fact for clause in self.case.checked.clauses.values())
        assert result.usage.skipped == len(self.tried) - facts - len(asked)
        assert result.usage.rounds == self.rounds
        calls = {theory.name: len(theory.calls) for theory in self.theories if theory.calls}
        assert {used.theory: used.calls for used in result.usage.theories} == calls
        assert result.usage.calls == 0  # none of them is a model


def _facts(case: Case) -> dict[str, Value]:
    """Values of some of the facts, in file order; mostly such that they fit a world."""
    facts = [name for name, clause in case.checked.clauses.items() if clause.fact]
    if not facts:
        return {}
    rng = case.rng
    world = rng.choice(case.judge.worlds)
    liar, given = rng.random() < 0.2, rng.choice((0.3, 0.8, 1.0))
    return {
        name: rng.choice(case.judge.policy.clause(name).domain) if liar else world[name]
        for name in facts
        if rng.random() < given
    }


def _theories(case: Case) -> Sequence[Scripted]:
    """One to three theories; most of the values in their scripts fit one world, so that conflicts are the exception."""
    rng = case.rng
    world = rng.choice(case.judge.worlds)
    liar = rng.random() < 0.3
    known = rng.choice((0.3, 0.6, 0.9, 1.0))
    return [
        Scripted(name, _script(case, rng, world, known, liar), rng)
        for name in ("first", "second", "third")[: rng.choice((1, 1, 2, 3))]
    ]


def _script(case: Case, rng: Random, world: dict[str, Value], known: float, liar: bool) -> dict[str, Saying]:
    return {
        clause.name: saying(
            rng, clause, rng.choice(clause.domain) if liar and rng.random() < 0.5 else world[clause.name], known
        )
        for clause in case.judge.policy.clauses
    }
