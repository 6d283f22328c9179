"""The planner: never a question that cannot matter, always on to the verdicts, always the same."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

import pytest

from logitext.logic.backend_name import BackendName
from logitext.logic.diagram import product as product_diagram
from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.policy.sorts import Value
from logitext.strategy import planner as planners
from logitext.strategy.planner import Planner
from logitext.strategy.strategy import STRATEGIES, Pick
from logitext.syntax.source import Source
from tests.judge import cases, generate, write
from tests.judge.evaluate import Judge
from tests.strategy import subject as subjects

PLANNED: tuple[str, ...] = tuple(name for name in STRATEGIES.names() if name != "certificate")
_ROOT = Path(__file__).parents[2]


def _planner(
    program: Program,
    verdicts: Sequence[str],
    rng: Random,
    strategy: str = "auto",
    *,
    call: float = 0.0,
    most: int | None = None,
) -> Planner:
    """A planner with random prices and chances."""
    weights = {}
    prices = {}
    for name in program.policy.clauses:
        shares = [rng.uniform(0.1, 1.0) for _ in program.values_of(name)]
        if shares:
            weights[name] = [share / sum(shares) for share in shares]
        prices[name] = rng.choice((1.0, 1.0, 2.0, 0.5))
    return Planner(program, verdicts, strategy=strategy, prices=prices, weights=weights, call=call, most=most)


class _Check:
    """One document, asked through; `judge` is there to say what may be asked."""

    def __init__(
        self, program: Program, verdicts: Sequence[str], judge: Judge | None, failed: Callable[..., str]
    ) -> None:
        self.program = program
        self.verdicts = list(verdicts)
        self.judge = judge
        self.failed = failed

    async def through(
        self, planner: Planner, world: Mapping[str, Value], never: Sequence[str] = (), *, whole: bool = False
    ) -> tuple[dict[str, Value], list[Pick]]:
        """The answers that were given in the end, and what was picked on the way; with `whole` each pick as a whole."""
        answers: dict[str, Value] = {}
        picks: list[Pick] = []
        while True:
            decision = await self.program.decide(answers, self.verdicts)
            open_ = [name for name in self.verdicts if name not in decision.values]
            askable = [name for name in self.program.policy.clauses if name not in answers and name not in never]
            matters = await self.program.relevant(answers, open_, askable) if open_ else ()
            if not matters:
                return answers, picks
            pick = planner.next(answers, askable, matters)
            what = self.failed(answers, f"{pick} of {matters}")
            assert set(pick.clauses) <= set(matters), what
            assert len(set(pick.clauses)) == len(pick.clauses) > 0, what
            assert set(pick.gain) <= set(pick.clauses), what
            assert all(gain >= 0.0 for gain in pick.gain.values()), what
            if self.judge is not None:
                assert set(pick.clauses) <= set(self.judge.relevant(answers, open_, askable)), what
            picks.append(pick)
            for name in pick.clauses if whole else pick.clauses[:1]:
                answers[name] = world[name]


async def _judge(seed: int, strategies: Sequence[str], backend: BackendName = "auto", documents: int = 2) -> int:
    """How many documents were asked through."""
    case = cases.case(seed)
    policy, rng = case.judge.policy, case.rng
    if not case.judge.worlds or len(policy.clauses) > 8:
        return 0
    program = Program(case.checked, backend)
    verdicts = rng.sample(policy.verdicts, rng.randint(1, len(policy.verdicts)))
    judged = 0
    for strategy in strategies:
        call, most = rng.choice((0.0, 0.0, 1.0, 10.0)), rng.choice((None, None, 2))
        planner = _planner(program, verdicts, rng, strategy, call=call, most=most)
        assert planner.rule
        for _ in range(documents):
            world = rng.choice(case.judge.worlds)
            never = generate.some(rng, list(case.checked.clauses)) if rng.random() < 0.3 else []

            where = f"{strategy}, {verdicts}, never {never}"

            def failed(answers: Mapping[str, Value], what: str, where: str = where) -> str:
                return case.failed(answers, f"{where}: {what}")

            check = _Check(program, verdicts, case.judge, failed)
            answers, _ = await check.through(planner, world, never, whole=rng.random() < 0.5)
            decided = (await program.decide(answers, verdicts)).values
            whole = {name: world[name] for name in case.checked.clauses if name not in never}
            assert decided == (await program.decide(whole, verdicts)).values, failed(answers, "not all is decided")
            if not never:
                assert decided == {name: world[name] for name in verdicts}, failed(answers, "decided wrongly")
            judged += 1
    return judged


@pytest.mark.parametrize("seeds", cases.seeds(400), ids=cases.name)
def test_every_strategy_asks_only_what_matters_and_goes_on_to_the_verdicts(seeds: range) -> None:
    async def judged() -> int:
        return sum([await _judge(seed, PLANNED) for seed in seeds])

    assert asyncio.run(judged()) > 0


@pytest.mark.parametrize("seeds", cases.seeds(60), ids=cases.name)
def test_likewise_without_diagrams(seeds: range) -> None:
    async def judged() -> int:
        return sum([await _judge(seed, ["auto", "exact"], "z3", documents=1) for seed in seeds])

    assert asyncio.run(judged()) > 0


@pytest.mark.parametrize("seeds", cases.seeds(100), ids=cases.name)
@pytest.mark.parametrize("room", [0, 3, 30])
def test_likewise_where_the_joint_diagram_is_too_large(
    seeds: range, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, or only when something is to be worked out on it."""

    async def judged() -> int:
        found = 0
        for seed in seeds:
            product = Program(cases.case(seed).checked).product(cases.case(seed).judge.policy.verdicts)
            if product is not None:
                with monkeypatch.context() as patch:
                    patch.setattr(product_diagram, "MAX_NODES", len(product) + room if room else 2)
                    found += await _judge(seed, ["auto", "exact", "gain"])
        return found

    assert asyncio.run(judged()) > 0


@pytest.mark.parametrize("seeds", cases.seeds(100), ids=cases.name)
def test_likewise_where_the_diagram_is_made_anew(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planners, "MAX_KEPT", 30)

    async def judged() -> int:
        return sum([await _judge(seed, ["auto"], documents=5) for seed in seeds])

    assert asyncio.run(judged()) > 0


# --- the same again ----------------------------------------------------------------------------------------------


def _program(seed: int) -> tuple[Program, Sequence[str], Judge]:
    """Rules with exceptions of some 10 clauses."""
    rng = Random(seed)
    while True:
        policy = subjects.policy_like(rng, rng.randint(8, 11), verdicts=rng.choice((1, 2)), assumptions=1)
        if subjects.possible(policy):
            program = Program(check_policy(Source("policy.nltc", write.source(policy, rng))))
            return program, policy.verdicts, Judge(policy)


def _picks(
    planner: Planner, program: Program, verdicts: Sequence[str], worlds: Sequence[Mapping[str, Value]]
) -> list[list[Pick]]:
    async def all_of_them() -> list[list[Pick]]:
        check = _Check(program, verdicts, None, lambda answers, what: f"{answers}: {what}")
        return [(await check.through(planner, world))[1] for world in worlds]

    return asyncio.run(all_of_them())


def _shown(picks: Sequence[Sequence[Pick]]) -> list[list[tuple[str, ...]]]:
    return [[pick.clauses for pick in mine] for mine in picks]


def test_the_same_in_every_process(tmp_path: Path) -> None:
    script = tmp_path / "picks.py"
    script.write_text(
        "import json\n"
        "from random import Random\n"
        "from tests.strategy.test_planner import PLANNED, _picks, _planner, _program, _shown\n"
        "found = []\n"
        "for seed in range(4):\n"
        "    program, verdicts, judge = _program(seed)\n"
        "    worlds = Random(seed).sample(judge.worlds, 5)\n"
        "    for strategy in PLANNED:\n"
        "        for call in (0.0, 3.0):\n"
        "            planner = _planner(program, verdicts, Random(seed), strategy, call=call)\n"
        "            found.append(_shown(_picks(planner, program, verdicts, worlds)))\n"
        "print(json.dumps(found))\n"
    )
    said = []
    for seed in ("0", "1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(_ROOT)}
        command = [sys.executable, str(script)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=_ROOT)
        assert done.returncode == 0, done.stderr
        said.append(json.loads(done.stdout))
    assert said[0] == said[1] == said[2]
    assert any(len(picks) > 1 for found in said[0] for picks in found)


@pytest.mark.parametrize("call", [0.0, 3.0])
def test_what_is_asked_of_a_document_does_not_depend_on_those_before(call: float) -> None:
    for seed in range(8):
        program, verdicts, judge = _program(seed)
        worlds = Random(seed).sample(judge.worlds, 12)
        one = _picks(_planner(program, verdicts, Random(seed), call=call), program, verdicts, worlds)
        other = _picks(_planner(program, verdicts, Random(seed), call=call), program, verdicts, worlds[::-1])
        assert _shown(one) == _shown(other[::-1]), f"seed {seed}\n{program.policy.source.text}"


def test_several_threads_get_the_same() -> None:
    for seed in range(4):
        program, verdicts, judge = _program(seed)
        worlds = Random(seed).sample(judge.worlds, 12)
        right = _shown(_picks(_planner(program, verdicts, Random(seed)), program, verdicts, worlds))
        planner = _planner(program, verdicts, Random(seed))
        found: dict[int, list[list[tuple[str, ...]]]] = {}
        ready = threading.Barrier(4)

        def work(
            part: int,
            planner: Planner = planner,
            program: Program = program,
            verdicts: Sequence[str] = verdicts,
            worlds: Sequence[Mapping[str, Value]] = worlds,
            found: dict[int, list[list[tuple[str, ...]]]] = found,
            ready: threading.Barrier = ready,
        ) -> None:
            ready.wait()
            found[part] = _shown(_picks(planner, program, verdicts, worlds[part::4]))

        threads = [threading.Thread(target=work, args=(part,)) for part in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [found[place % 4][place // 4] for place in range(len(worlds))] == right, f"seed {seed}"


# --- by hand -----------------------------------------------------------------------------------------------------


def _asked(source: str, strategy: str, **answers: Value) -> list[str]:
    """What is asked, one after the other, of a document with these answers; every cell is equally likely."""
    program = Program(check_policy(Source("policy.nltc", source)))
    verdicts = list(program.policy.verdicts)
    sizes = {name: len(program.values_of(name)) for name in program.policy.clauses}
    weights = {name: [1 / size] * size for name, size in sizes.items() if size}
    planner = Planner(program, verdicts, strategy=strategy, prices=dict.fromkeys(sizes, 1.0), weights=weights)
    check = _Check(program, verdicts, None, lambda answers, what: f"{answers}: {what}")
    _, picks = asyncio.run(check.through(planner, answers))
    return [pick.clauses[0] for pick in picks]


@pytest.mark.parametrize("strategy", PLANNED)
def test_what_an_assumption_implies_is_never_asked(strategy: str) -> None:
    source = """{{let a = [[a]] let b = [[b]] let c = [[c]]}} {{assume a implies b}} {{assume not a implies not c}}
    {{verdict v = a and b}} {{verdict w = a or c}}"""
    assert _asked(source, strategy, a=True, b=True, c=False) == ["a"]
    assert _asked(source, strategy, a=False, b=True, c=False) == ["a"]


@pytest.mark.parametrize("strategy", PLANNED)
def test_what_has_no_part_in_a_verdict_is_never_asked(strategy: str) -> None:
    source = """{{let idle = [[idle]] let a = [[a]] let b = [[b]] let other = [[other]]}}
    {{let unused = idle and a}} {{assume idle implies other}} {{verdict v = a or b}}"""
    asked = _asked(source, strategy, idle=True, a=False, b=False, other=True)
    assert sorted(asked) == ["a", "b"]


@pytest.mark.parametrize("strategy", PLANNED)
def test_dates_and_numbers(strategy: str) -> None:
    from datetime import date

    source = """{{let day: Date = [[day]] let n: Int = [[n]] let a = [[a]]}}
    {{verdict late = day > 2024-05-01 and (1 < n or a)}}"""
    assert _asked(source, strategy, day=date(2024, 5, 1), n=1, a=True)[-1:] == ["day"]
    assert set(_asked(source, strategy, day=date(2024, 5, 2), n=1, a=True)) == {"day", "n", "a"} or strategy != "given"


def test_what_is_planned_by_is_said() -> None:
    def planner(source: str, strategy: str = "auto", backend: BackendName = "auto") -> Planner:
        program = Program(check_policy(Source("policy.nltc", source)), backend)
        return _planner(program, list(program.policy.verdicts), Random(0), strategy)

    source = "{{let a = [[a]] let b = [[b]]}} {{verdict v = a and b}}"
    assert planner(source).rule.startswith("rollout over ")
    assert planner(source, "exact").rule == "exact"
    assert planner(source, backend="z3").rule.startswith("ratio, as ")
    sums = "{{let n: Int = [[n]] let m: Int = [[m]]}} {{verdict v = n + m > 3}}"
    assert planner(sums).rule.startswith("ratio, as ")


def test_a_clause_with_no_end_of_values_has_no_chances() -> None:
    """Sums: what is not finite is asked all the same, and of the rest the chances are used."""
    source = "{{let n: Int = [[n]] let m: Int = [[m]] let a = [[a]]}} {{verdict v = n + m > 3 and a}}"
    for strategy in PLANNED:
        assert set(_asked(source, strategy, n=2, m=3, a=True)) == {"n", "m", "a"}


def test_gains_are_told() -> None:
    program = Program(check_policy(Source("policy.nltc", "{{let a = [[a]] let b = [[b]]}} {{verdict v = a and b}}")))
    even = {"a": [0.5, 0.5], "b": [0.5, 0.5]}
    planner = Planner(program, ["v"], prices={"a": 1.0, "b": 1.0}, weights=even)
    pick = planner.next({}, ["a", "b"], ["a", "b"])
    assert pick.clauses == ("a",)
    assert pick.gain == {"a": pytest.approx(0.811278 - 0.5, rel=1e-5)}
    assert planner.next({"a": True}, ["b"], ["b"]).gain == {"b": pytest.approx(1.0)}


@pytest.mark.parametrize("strategy", ["exact", "rollout", "gain", "auto"])
@pytest.mark.parametrize("joined", ["and", "or"])
def test_many_clauses(strategy: str, joined: str) -> None:
    names = [f"c{n}" for n in range(600)]
    clauses = " ".join(f"let {name} = [[{name}]]" for name in names)
    source = f"{{{{{clauses}}}}} {{{{verdict v = {f' {joined} '.join(names)}}}}}"
    program = Program(check_policy(Source("policy.nltc", source)))
    chances = [0.001, 0.999] if joined == "and" else [0.999, 0.001]
    planner = Planner(
        program, ["v"], strategy=strategy, prices=dict.fromkeys(names, 1.0), weights=dict.fromkeys(names, chances)
    )
    assert planner.next({}, names, names).clauses[0] in names
