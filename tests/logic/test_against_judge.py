"""The logic against a second opinion: random policies and answers, decided by `Program` and by brute force."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

import pytest

from logitext.logic import minimum_reason
from logitext.logic import program as programs
from logitext.logic.backend_name import BackendName
from logitext.logic.diagram import relevance
from logitext.logic.program import Program
from logitext.logic.smt import relevance as of_solver
from logitext.policy.term import DefinitionRef
from logitext.syntax.diagnostics import PolicyError
from tests.judge import cases, explain, generate
from tests.judge.cases import Case
from tests.judge.model import Value

Answers = Mapping[str, Value]


@pytest.mark.parametrize("seeds", cases.seeds(3000), ids=cases.name)
def test_program_and_judge_agree(seeds: range) -> None:
    assert asyncio.run(_judge_all(seeds, "auto")) > 0


@pytest.mark.parametrize("seeds", cases.seeds(1000), ids=cases.name)
def test_solver_and_judge_agree(seeds: range) -> None:
    """Also where there is a diagram."""
    assert asyncio.run(_judge_all(seeds, "z3")) > 0


@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_what_is_entailed_of_each_definition(seeds: range) -> None:
    """Asked of all at once, and of each in both orders: one model may refute several at a time."""

    async def judged() -> int:
        compared = 0
        for seed in seeds:
            case = cases.case(seed, functions=seed % 2 == 0)
            if not case.judge.worlds:
                continue
            program = Program(case.checked, "z3")
            names = list(case.checked.order)
            for _ in range(3):
                answers = generate.answers(case.rng, case.judge)
                conflict = case.judge.conflict(answers)
                expected = [None if conflict else explain.entailed(case.judge, answers, name) for name in names]
                terms = [DefinitionRef(name, case.checked.body(name).sort) for name in names]
                found = list(await program.entailed(answers, terms))
                assert found == expected, case.failed(answers, f"{names}: {found}")
                assert list(await program.entailed(answers, terms[::-1])) == expected[::-1], case.failed(
                    answers, "back"
                )
                compared += sum(value is not None for value in expected)
        return compared

    assert asyncio.run(judged()) > 0


@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_likewise_where_the_diagrams_leave_clauses_to_the_solver(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relevance, "MAX_STEPS_OF_ONE", 2)
    assert asyncio.run(_judge_all(seeds, "auto")) > 0


@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_likewise_where_the_solver_makes_refutations_wide(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it does where many clauses differ, which are few here."""
    monkeypatch.setattr(of_solver, "MAX_MOVED", -1)
    assert asyncio.run(_judge_all(seeds, "z3")) > 0


@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_reasons_are_minimal_where_the_search_is_cut_off(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minimum_reason, "MAX_BRANCHES", 0)

    async def judged() -> int:
        return sum([await _judge_reasons(cases.case(seed)) for seed in seeds])

    assert asyncio.run(judged()) > 0


async def _judge_reasons(case: Case) -> int:
    if not case.judge.worlds:
        return 0
    program = Program(case.checked, "auto")
    compared = 0
    for _ in range(cases.CASES_A_SEED):
        answers = generate.answers(case.rng, case.judge)
        for verdict, value in case.judge.values(answers).items() if not case.judge.conflict(answers) else ():
            doubts = {name: case.rng.choice((0.0, 0.25, 1.5)) for name in answers}
            reason, smallest = await program.implicant(answers, verdict, value, doubts)
            minimal = case.judge.is_reason(answers, reason, verdict, value)
            assert minimal, case.failed(answers, f"{reason} is no minimal reason for {verdict} = {value}")
            fewest = len(case.judge.best_reason(answers, verdict, value, {}))
            assert len(reason) == fewest or not smallest, case.failed(answers, f"{reason} is not the smallest")
            compared += 1
    return compared


@pytest.mark.parametrize("seeds", cases.seeds(200), ids=cases.name)
def test_more_matters_where_it_costs_nothing_or_the_time_is_up(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    """And never less."""
    monkeypatch.setattr(relevance, "MAX_STEPS_OF_ONE", 2)
    monkeypatch.setattr(of_solver, "IN_ALL", 0)

    async def judged() -> int:
        return sum([await _judge_more(cases.case(seed)) for seed in seeds])

    assert asyncio.run(judged()) > 0


async def _judge_more(case: Case) -> int:
    if not case.judge.worlds:
        return 0
    program = Program(case.checked)
    await program.ready()
    compared = 0
    for _ in range(cases.CASES_A_SEED):
        answers = generate.answers(case.rng, case.judge)
        open_ = [name for name in case.judge.policy.verdicts if name not in case.judge.values(answers)]
        if case.judge.conflict(answers) or not open_:
            continue
        askable = [clause.name for clause in case.judge.policy.clauses if clause.name not in answers]
        right = case.judge.relevant(answers, open_, askable)
        for free in (True, False):
            found = await program.relevant(answers, open_, askable, free=free)
            assert list(found) == [name for name in askable if name in found]
            assert set(right) <= set(found), case.failed(answers, f"relevant: {found}, not {right}")
        compared += 1
    return compared


async def _judge_all(seeds: range, backend: BackendName) -> int:
    return sum([await _judge(cases.case(seed), backend) for seed in seeds])


async def _judge(case: Case, backend: BackendName) -> int:
    """How many verdicts were compared."""
    program = Program(case.checked, backend)
    if not case.judge.worlds:
        await _contradictory(case, program)
        return len(case.judge.policy.verdicts)
    await program.ready()
    for _ in range(cases.CASES_A_SEED):
        answers = generate.answers(case.rng, case.judge)
        decision = await program.decide(answers, case.judge.policy.verdicts)
        conflict, values = case.judge.conflict(answers), case.judge.values(answers)
        assert decision.conflict == conflict, case.failed(answers, f"conflict: {decision.conflict}, not {conflict}")
        assert decision.values == values, case.failed(answers, f"decided {decision.values}, not {values}")
        for name, value in values.items():
            assert isinstance(decision.values[name], type(value)) or case.checked.verdicts[name].sort.name == "Real"
        if conflict:
            await _core(case, program, answers)
            continue
        for verdict, value in values.items():
            doubts = {name: case.rng.choice((0.0, 0.0, 0.01, 0.25, 1.5)) for name in answers}
            reason, smallest = await program.implicant(answers, verdict, value, doubts)
            assert smallest, case.failed(answers, f"{reason} may not be the smallest")
            minimal = case.judge.is_reason(answers, reason, verdict, value)
            assert minimal, case.failed(answers, f"{reason} is no minimal reason for {verdict} = {value}")
            in_file_order = {name: answers[name] for name in case.checked.clauses if name in answers}
            best = case.judge.best_reason(in_file_order, verdict, value, doubts)
            assert reason == best, case.failed(answers, f"{reason} for {verdict} = {value}, not {best}; {doubts}")
        await _relevant(case, program, answers, [name for name in case.judge.policy.verdicts if name not in values])
    return len(case.judge.policy.verdicts) * cases.CASES_A_SEED


async def _relevant(case: Case, program: Program, answers: Answers, verdicts: list[str]) -> None:
    """The same clauses matter: for each open verdict and for all, whether all other clauses can be asked or some."""
    unanswered = [clause.name for clause in case.judge.policy.clauses if clause.name not in answers]
    for askable in (unanswered, generate.some(case.rng, unanswered)):
        for wanted in [verdicts, *([verdict] for verdict in verdicts if len(verdicts) > 1)]:
            found = await program.relevant(answers, wanted, askable)
            right = case.judge.relevant(answers, wanted, askable)
            of = f"of {askable} for {wanted}"
            assert found == right, case.failed(answers, f"relevant {of}: {found}, not {right}")
            if wanted is verdicts:
                first = await program.relevant(answers, wanted, askable, first=True)
                assert first == right[:1], case.failed(answers, f"first relevant {of}: {first}, not {right[:1]}")


@pytest.mark.parametrize("seeds", cases.seeds(60), ids=cases.name)
def test_products_of_clauses_are_never_decided_wrong(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the solver may give up it says less than the judge, and takes more to matter, and nothing else."""
    monkeypatch.setattr(programs, "EFFORT", 500_000)

    async def judged() -> int:
        return sum([await _judge_nonlinear(cases.case(seed, nonlinear=True)) for seed in seeds])

    assert asyncio.run(judged()) > 0


async def _judge_nonlinear(case: Case) -> int:
    program = Program(case.checked)
    if not case.judge.worlds:
        with contextlib.suppress(PolicyError):
            await program.ready()
        assert (await program.decide({}, case.judge.policy.verdicts)).values == {}
        return 1
    await program.ready()
    for _ in range(cases.CASES_A_SEED):
        answers = generate.answers(case.rng, case.judge)
        decision = await program.decide(answers, case.judge.policy.verdicts)
        if case.judge.conflict(answers):
            assert decision.values == {}, case.failed(answers, f"decided {decision.values} in a conflict")
            continue
        values = case.judge.values(answers)
        assert not decision.conflict, case.failed(answers, "conflict")
        assert decision.values.items() <= values.items(), case.failed(answers, f"{decision.values}, not {values}")
        for verdict, value in decision.values.items():
            reason = (await program.implicant(answers, verdict, value)).clauses
            entailed = case.judge.entails({name: answers[name] for name in reason}, verdict, value)
            assert entailed, case.failed(answers, f"{reason} is no reason for {verdict} = {value}")
        open_ = [name for name in case.judge.policy.verdicts if name not in decision.values]
        askable = [clause.name for clause in case.judge.policy.clauses if clause.name not in answers]
        found = await program.relevant(answers, open_, askable)
        right = case.judge.relevant(answers, open_, askable)
        assert set(found) >= set(right), case.failed(answers, f"relevant: {found}, not {right}")
    return len(case.judge.policy.verdicts)


async def _core(case: Case, program: Program, answers: Answers) -> None:
    clauses, assumptions = await program.core(answers)
    places = [place for place, assumption in enumerate(case.checked.assumptions) if assumption.id in assumptions]
    assert len(places) == len(assumptions), case.failed(answers, f"core {assumptions}")
    minimal = case.judge.is_core(answers, clauses, places)
    assert minimal, case.failed(answers, f"{clauses} with {assumptions} is no minimal core")


async def _contradictory(case: Case, program: Program) -> None:
    """The policy is refused, and the assumptions that it names are a minimal core."""
    with pytest.raises(PolicyError) as raised:
        await program.ready()
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.code == "NLT409"
    spans = {diagnostic.span, *(label.span for label in diagnostic.labels)}
    places = [place for place, assumption in enumerate(case.checked.assumptions) if assumption.place.span in spans]
    assert len(places) == len(spans), case.failed({}, f"spans {spans}")
    assert case.judge.is_core({}, (), places), case.failed({}, f"assumptions {places} are no minimal core")
