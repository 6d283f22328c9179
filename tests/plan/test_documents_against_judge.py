"""Plans of policies about facts and lists against all worlds: what matters, and what is asked on average."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from logitext.logic import program as programs
from logitext.logic.cone_of_influence import is_hard
from logitext.logic.program import Program
from logitext.plan.asker import Asker
from logitext.policy.load import expanded
from logitext.policy.units import UnitCount
from logitext.strategy.planner import Planner
from logitext.strategy.priors import weights
from tests.judge import cases, document_cases
from tests.judge.document_cases import DocumentCase, Given
from tests.judge.model import Value
from tests.judge.of_documents import failed, loaded

STRATEGIES = ("auto", "given", "gain", "ratio", "certificate")
MOST = 200
"""With more worlds nobody is followed through all of them."""


@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_plans_are_what_all_worlds_come_to(seeds: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "EFFORT", 300_000)
    compared = 0
    for seed in seeds:
        case = document_cases.case(seed)
        for given in document_cases.given(case):
            if not given.supposed and len(given.worlds.worlds) <= MOST:
                compared += asyncio.run(_Planned(case, given, tmp_path).run())
    assert compared > 0, "hardly anything was compared"


class _Planned:
    """A plan for documents of the same lengths, and what the judge says to it."""

    def __init__(self, case: DocumentCase, given: Given, folder: Path) -> None:
        self.case = case
        self.given = given
        self.worlds = given.worlds
        self.policy = loaded(case, folder)
        document = given.document
        lengths: dict[str, UnitCount] = {"lines(post)": len(document.lines)}
        for name, rows in document.rows.items():
            keys = document.keys.get(name)
            lengths[name] = len(rows) if keys is None else tuple(keys)  # type: ignore[arg-type]  # they are no dates
        self.units = {str(one): lengths[str(one)] for one in self.policy.checked.units}
        self.strategy = case.rng.choice(STRATEGIES)
        self.program = Program(expanded(self.policy.checked, self.units) if self.units else self.policy.checked)
        self.verdicts = tuple(self.program.policy.verdicts)

    def say(self, what: object) -> str:
        return failed(self.case, self.given, f"{self.strategy}: {what}")

    async def run(self) -> bool:
        """Whether what is expected was compared."""
        plan = await self.policy.aplan(strategy=self.strategy, units=self.units)
        names = [name for name in self.worlds.names if name in self.program.policy.clauses]
        matter = set(self.worlds.relevant({}, self.verdicts, names))
        facts = {name for name, one in self.program.policy.clauses.items() if one.fact}
        if not is_hard(self.program.policy):
            told = {one.clause for one in plan.clauses if one.matters}
            assert told == matter - facts, self.say(f"{told} matter, not {matter - facts}")
        if plan.method != "exact":
            return False
        chances = weights(self.program)
        price = {
            name: 1.0 if one.cost is None else float(one.cost) for name, one in self.program.policy.clauses.items()
        }
        planner = Planner(self.program, self.verdicts, strategy=self.strategy, prices=price, weights=chances, call=0.0)
        costs: dict[str, float] = {one.way: one.questions for one in plan.costs}
        assert costs["everything"] == len(matter - facts), self.say(costs)
        weighed = self._weighed(chances)
        for way, strategy in (("plan", self.strategy), ("in file order", "given")):
            expected = await self._expected(Asker(self.program, self.verdicts, strategy, planner), weighed, facts)
            assert costs[way] == pytest.approx(expected), self.say(f"{way}: {costs[way]} questions, not {expected}")
        for step in plan.path:
            assert step.clause in matter, self.say(f"{step} does not matter")
        if plan.path_end:
            ends = [{name: world[name] for name in self.verdicts} for world in self.worlds.worlds]
            assert dict(plan.path_end) in ends, self.say(f"the path ends in {plan.path_end}")
        return True

    def _weighed(self, chances: Mapping[str, object]) -> list[tuple[float, Mapping[str, Value]]]:
        """A world for each way that the policy can tell apart, with its chance."""
        found: dict[tuple[int, ...], tuple[float, Mapping[str, Value]]] = {}
        for world in self.worlds.worlds:
            known = {name: world[name] for name in self.worlds.names if name in chances}
            cells = {name: self._cell(name, value) for name, value in known.items()}
            chance = math.prod([chances[name][cell] for name, cell in cells.items()])  # type: ignore[index]
            found[tuple(cells.values())] = chance, known
        whole = sum(chance for chance, _ in found.values())
        return [(chance / whole, known) for chance, known in found.values()]

    def _cell(self, name: str, value: Value) -> int:
        values = self.program.values_of(name)
        if value in values:
            return values.index(value)
        at = [cell for cell in self.program.cells(self.program.numbers({name: value})) if cell is not None]
        return at[0] if at else len(values) - 1  # any other text

    async def _expected(self, asker: Asker, weighed: list[tuple[float, Mapping[str, Value]]], facts: set[str]) -> float:
        """How many questions worlds are asked on average; what is asked matters, and all of it was asked at the end."""
        questions = 0.0
        moves: dict[frozenset[tuple[str, Value]], tuple[str, ...]] = {}
        for chance, world in weighed:
            known: dict[str, Value] = {}
            while True:
                at = frozenset(known.items())
                if at not in moves:
                    moves[at] = await self._move(asker, known)
                if not moves[at]:
                    break
                known |= {name: world[name] for name in moves[at]}
            questions += chance * len(known.keys() - facts)
        return questions

    async def _move(self, asker: Asker, known: dict[str, Value]) -> tuple[str, ...]:
        move = await asker.move(known)
        open_ = [name for name in self.verdicts if self.worlds.value(known, name) is None]
        unknown = [name for name in self.worlds.names if name not in known]
        matter = self.worlds.relevant(known, open_, unknown)
        if move is None:
            assert not matter, self.say(f"nothing is asked after {known}, and {matter} matter")
            return ()
        assert set(move.clauses) <= set(matter), self.say(f"{move.clauses} are asked after {known}, not of {matter}")
        return tuple(move.clauses)
