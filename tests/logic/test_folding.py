"""Facts folded into a policy: the same decisions as without, on diagrams, for random policies and by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.logic.program import Program
from logitext.policy.sorts import Value
from logitext.theory import Texts
from tests.judge import cases, generate
from tests.judge.cases import Case

SOURCE = """{{text post  fact income: Real  fact spent: Real  fact opened: Date  fact today: Date  fact limit: Int
  let rude = [[is rude]] match /idiot/  let claimed: Int = [[what is claimed]]}}
{{let left = income - spent
  verdict over = left < 100 and rude
  verdict young = today - opened < 30 and left > 0
  verdict big = claimed > limit * 2
  verdict tax: Real = (if rude then income * 0.5 else 0)}}"""
FACTS: dict[str, Any] = {"income": 1000.5, "spent": 950, "opened": "2026-01-01", "today": "2026-01-20", "limit": 5}
POLICY = logitext.loads(SOURCE)


async def decided_as_judged(case: Case, program: Program, answers: Mapping[str, Value]) -> Mapping[str, Value]:
    """What is decided, after it was compared with the judge, and what matters for the rest; nothing in a conflict."""
    verdicts = list(case.checked.verdicts)
    found = await program.decide(answers, verdicts)
    assert found.conflict == case.judge.conflict(answers), case.failed(answers, str(found))
    if found.conflict:
        return {}
    assert found.values == case.judge.values(answers), case.failed(answers, str(found))
    left = [name for name in case.checked.clauses if name not in answers]
    undecided = [name for name in verdicts if name not in found.values]
    if undecided:
        matters = await program.relevant(answers, undecided, left)
        assert matters == case.judge.relevant(answers, undecided, left), case.failed(answers, str(matters))
    return found.values


@pytest.mark.parametrize("seeds", cases.seeds(400), ids=cases.name)
def test_folded_policies_entail_the_same(seeds: range) -> None:
    async def judged() -> int:
        folded = 0
        for seed in seeds:
            case = cases.case(seed, facts=True)
            if not case.judge.worlds:
                continue
            program = Program(case.checked)
            facts = [name for name, clause in case.checked.clauses.items() if clause.fact]
            for _ in range(cases.CASES_A_SEED):
                world = case.rng.choice(case.judge.worlds)
                answers = generate.answers(case.rng, case.judge) | {name: world[name] for name in facts}
                folded += program.folded(answers) is not None
                await decided_as_judged(case, program, answers)
        return folded

    assert asyncio.run(judged()) > 0


def test_comparisons_of_facts_are_compiled_once() -> None:
    source = SOURCE.replace("  verdict tax: Real = (if rude then income * 0.5 else 0)", "")
    policy = logitext.loads(source)
    found = [policy.program.folded(policy.check(facts={**FACTS, "income": n}).facts) for n in range(900, 1000)]
    assert len({id(one.program) for one in found if one is not None}) == 1
    assert None not in found
    pinned = [policy.program.folded(policy.check(facts={**FACTS, "limit": n}).facts) for n in (1, 2, 1)]
    assert pinned[0] is not None
    assert pinned[1] is not None
    assert pinned[2] is not None
    assert pinned[0].program is pinned[2].program is not pinned[1].program


def test_where_facts_are_missing_what_the_others_settle_is_folded() -> None:
    settled = logitext.loads("""{{text post  fact a: Int  fact b: Int  fact trusted  fact c: Int
      let rude = [[is rude]] match /idiot/}}
      {{let far = a + c > b  verdict v = rude and (trusted or far)  verdict sum: Int = if trusted then a else a + b + c
      verdict many = at least 2 of (a * 2 > c, trusted, rude)}}""")
    folded = settled.program.folded({"a": 1, "c": 5, "trusted": True})
    assert folded is not None
    assert folded.program.backend.startswith("diagrams")
    result = settled.check("idiot", facts={"a": 1, "c": 5, "trusted": True})
    assert {name: one.value for name, one in result.verdicts.items()} == {"v": True, "sum": 1, "many": True}
    assert settled.verify(result) == ()
    result = settled.check("idiot", facts={"a": 1, "c": 5, "trusted": False})
    assert [one.clause for one in result.verdicts["v"].open] == ["b"]


def test_without_a_fact_in_question_z3_decides() -> None:
    facts = {name: value for name, value in FACTS.items() if name != "spent"}
    result = POLICY.check("idiot", facts=facts, verdicts=["young"])
    assert POLICY.program.folded(result.facts) is None
    assert [one.clause for one in result.verdicts["young"].open] == ["spent"]


@pytest.mark.parametrize("seeds", cases.seeds(400), ids=cases.name)
def test_policies_with_some_facts_entail_the_same(seeds: range) -> None:
    async def judged() -> int:
        partly = 0
        for seed in seeds:
            case = cases.case(seed, facts=True)
            if not case.judge.worlds:
                continue
            program = Program(case.checked)
            facts = [name for name, clause in case.checked.clauses.items() if clause.fact]
            for _ in range(cases.CASES_A_SEED):
                world = case.rng.choice(case.judge.worlds)
                given = [name for name in facts if case.rng.random() < 0.7]
                answers = generate.answers(case.rng, case.judge)
                answers = {name: one for name, one in answers.items() if name not in facts}
                answers |= {name: world[name] for name in given}
                found = program.folded(answers)
                partly += found is not None and len(given) < len(facts) and not found.facts
                values = await decided_as_judged(case, program, answers)
                for name, value in values.items():
                    reason = await program.implicant(answers, name, value)
                    kept = {clause: answers[clause] for clause in reason.clauses}
                    assert case.judge.is_reason(answers, reason.clauses, name, value), case.failed(answers, str(kept))
        return partly

    assert asyncio.run(judged()) > 0


def test_what_is_judged_alone_is_not_folded() -> None:
    policy = logitext.loads("{{fact a: Int  let b: Int = [[b]] let c: Int = [[c]]  verdict v = b + c > a}}")
    assert policy.program.folded({"a": 3}) is None
    assert policy.check(facts={"a": 3}, theory=theory.Answers({"b": 2, "c": 2})).verdicts["v"].is_true


def test_results_are_those_of_z3() -> None:
    plain = logitext.loads(SOURCE, backend="z3")
    read = theory.Chain(theory.Pattern(), theory.Answers({"claimed": 11}))
    for income, text in ((1000.5, "idiot"), (1200, "idiot"), (900, "hi"), (1049.99, "idiot")):
        facts = {**FACTS, "income": income}
        found = [
            result
            for policy in (POLICY, plain)
            for listener in (None, lambda _: None)
            for result in policy.check_many([Texts({"post": text}, "a", facts)], theory=read, listener=listener)
        ]
        first, *others = [result.to_dict() for result in found]
        assert all(one | {"usage": None} == first | {"usage": None} for one in others)
        assert POLICY.verify(found[0]) == ()
        assert set(found[0].facts) == set(FACTS)
        assert {one.usage.questions for one in found} == {found[0].usage.questions}


def test_a_day_that_is_not_on_the_calendar_is_no_failure() -> None:
    policy = logitext.loads("{{fact day: Date  let due: Date = [[due]]  verdict late = due > day + 5000000}}")
    found = policy.check(facts={"day": "2026-01-01"}, theory=theory.Answers({"due": "2026-01-02"}))
    assert found.verdicts["late"].is_false


def test_reasons_among_a_thousand_elements_are_minimal() -> None:
    """They are looked for where facts are folded in first: some of these facts may then not be needed."""
    policy = logitext.loads("""{{list m of {by: Text, n: Int, body: text}  fact who: Text  fact least: Int}}
    {{let bad(r) = [[r is bad]] match /bad/
      verdict v = at least 2 of (r in m: bad(r) and (r.by == who or r.n > least))
      verdict w = forall r in m: bad(r) implies r.by == who}}""")
    rows = [
        {"by": "ann" if at == 7 else "bob", "n": at, "body": "bad" if at in (7, 400) else "good"} for at in range(500)
    ]
    result = policy.check(facts={"m": rows, "who": "bob", "least": 3}, theory="pattern:complete")
    assert [one.value for one in result.verdicts.values()] == [True, False]
    reasons = {name: {one.clause for one in verdict.because} for name, verdict in result.verdicts.items()}
    assert reasons["v"] >= {"least", "bad(m[8])", "m[8].n", "bad(m[401])"}
    assert len(reasons["v"]) < 7
    assert reasons["w"] == {"who", "bad(m[8])", "m[8].by"}
    assert not result.verdicts["v"].smallest
    assert policy.verify(result) == ()
