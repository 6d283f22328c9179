"""The plan of a policy: how many questions are to be expected, which come first and why, and the decision tree.

Nothing is asked. It is assumed that one theory, which has a price, answers all clauses, and as the priors say. Facts
come first, and cost nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from logitext.logic.diagram.store import TooLargeError
from logitext.logic.program import Program
from logitext.plan import draw, path
from logitext.plan.asker import Asker
from logitext.plan.expect import AskingPrices, Expected, ProgressListener, drawn, exact
from logitext.plan.options import PLAN
from logitext.plan.sketch import sketch
from logitext.plan.tree import Tree
from logitext.policy.units import UnitCount
from logitext.records.plan import ClauseUse, Costs, Method, PlanOutline, TreeNode
from logitext.records.result import PolicyRecord
from logitext.strategy.planner import Planner
from logitext.strategy.problem import AskingProblem
from logitext.strategy.strategy import STRATEGIES


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What a plan is for. `call` and `question` are prices, a question's before its clause's own relative cost.

    `weights` has the chance of each cell of each clause, in the order of `Program.values_of`. `depth` is that of the
    tree that is shown; `documents` are drawn where the whole tree is too large.
    """

    verdicts: tuple[str, ...]
    weights: Mapping[str, Sequence[float]]
    strategy: str = "auto"
    call: float = PLAN.call
    question: float = PLAN.question
    depth: int = PLAN.depth
    documents: int = PLAN.documents


def _silent(_words: str) -> None:
    pass


async def outline(
    program: Program,
    wanted: PlanRequest,
    units: Mapping[str, UnitCount] | None = None,
    progress: ProgressListener = _silent,
) -> PlanOutline:
    """The plan. `units` says how many units of texts the program was made for.

    Raises LogitextError where the policy contradicts itself.
    """
    await program.ready()
    return await _Outliner(program, wanted, progress).outline(units or {})


class _Outliner:
    def __init__(self, program: Program, wanted: PlanRequest, progress: ProgressListener) -> None:
        self._program = program
        self._wanted = wanted
        self._progress = progress
        policy = program.policy
        costs = {name: 1.0 if one.cost is None else float(one.cost) for name, one in policy.clauses.items()}
        given = frozenset([name for name, one in policy.clauses.items() if one.fact])
        self._prices = AskingPrices(wanted.call, {name: wanted.question * cost for name, cost in costs.items()}, given)
        self._planner = Planner(
            program,
            wanted.verdicts,
            strategy=wanted.strategy,
            prices=self._prices.question,
            weights=wanted.weights,
            call=wanted.call,
        )
        self._asker = Asker(program, wanted.verdicts, wanted.strategy, self._planner)
        self._in_file_order = Asker(program, wanted.verdicts, "given", self._planner)
        self._tree = self._grown(self._asker)
        self._cut_off: list[str] = []

    def _grown(self, asker: Asker) -> Tree | None:
        try:
            product = self._program.product(self._wanted.verdicts)
        except TooLargeError:
            return None
        if product is None:
            return None
        names = [product.diagrams.clauses[clause] for clause in product.diagrams.order]
        weights = [self._wanted.weights[name] for name in names]
        prices = [self._prices.of([name]) for name in names]
        return Tree(asker, AskingProblem(self._program.counted, product, weights, prices))

    async def outline(self, units: Mapping[str, UnitCount]) -> PlanOutline:
        tree, policy = self._tree, self._program.policy
        matter, unsure = await self._asker.relevance({})
        found = await self._expected(matter)
        more = {} if found.plan is None else found.plan.more
        taken: path.PlanPath | None = None
        shown: tuple[TreeNode, ...] = ()
        if tree is not None:
            with suppress(TooLargeError):  # what is left after some answers may take more room than all before
                taken = await path.likeliest(tree, more)
                shown = await sketch(tree, self._wanted.depth, more)
            if taken is None:
                self._cut_off.append("what is left after some answers grows too large, so no decision tree is shown")
        if taken is None:
            taken = await path.by_formula(self._asker, self._wanted.weights, self._draws)
        return PlanOutline(
            policy=PolicyRecord(path=policy.source.name, sha256=policy.sha256),
            units=units,
            uncounted=tuple([str(one) for one in policy.units if str(one) not in units]),
            verdicts=self._wanted.verdicts,
            strategy=self._wanted.strategy,
            rule=self._rule(),
            backend=self._program.backend,
            method=found.method,
            why=found.why,
            cut_off=self._limits(unsure),
            documents=found.documents,
            states=len(found.plan.more) if found.plan is not None and found.method == "exact" else None,
            costs=self._costs(found, matter),
            path=taken.steps,
            path_chance=taken.chance,
            path_end=taken.end,
            depth=self._wanted.depth,
            tree=shown,
            clauses=tuple(self._uses(found.plan, matter, unsure)),
        )

    def _limits(self, unsure: Collection[str]) -> tuple[str, ...]:
        """What ended at a limit, in words."""
        strategy = STRATEGIES.get(self._wanted.strategy)
        planned = strategy.plans and not strategy.in_file_order
        found = [*(self._planner.cut_off if planned else ()), *self._cut_off]
        if self._asker.gave_up:
            found.append(f"`{self._wanted.strategy}` found nothing to go by at times, so the order of the file chose")
        if unsure:
            listed = ", ".join(f"`{name}`" for name in self._program.policy.clauses if name in unsure)
            found.append(f"it would take too long to see whether {listed} can decide a verdict, so they may be asked")
        return tuple(found)

    def _rule(self) -> str:
        return self._planner.rule if STRATEGIES.get(self._wanted.strategy).plans else self._wanted.strategy

    # --- expectations

    async def _expected(self, matter: Sequence[str]) -> _Found:
        tree = self._tree
        if tree is not None:
            with suppress(TooLargeError):
                plan = await exact(tree, self._prices, self._progress)
                other = self._grown(self._in_file_order)
                in_order = None if plan is None or other is None else await exact(other, self._prices, self._progress)
                if plan is not None and in_order is not None:
                    return _Found("exact", "", plan, in_order)
            why = "the decision tree is too large to walk whole"
            self._cut_off.append(f"{why}, so that documents were drawn")
            worlds = draw.from_tree(tree, self._wanted.documents)
        else:
            why = "there is no decision tree"
            blind = [name for name in matter if not self._draws(name)]
            if blind:
                listed = ", ".join(f"`{name}`" for name in blind)
                return _Found("unknown", f"nothing is known of how likely the values of {listed} are")
            clauses = [name for name in self._program.policy.clauses if self._draws(name)]
            drawn_worlds = await draw.from_priors(
                self._asker, self._wanted.weights, clauses, self._wanted.documents, self._progress
            )
            if drawn_worlds is None:
                return _Found("unknown", "the assumptions forbid nearly every document that is drawn")
            worlds = drawn_worlds
        plan = await drawn(self._asker, worlds, self._prices, self._progress)
        in_order = await drawn(self._in_file_order, worlds, self._prices, self._progress)
        if (few := min(plan.documents, in_order.documents)) < len(worlds):
            self._cut_off.append(f"following documents takes long, so only {few} of {len(worlds)} were followed")
        return _Found("drawn", why, plan, in_order, plan.documents)

    def _draws(self, clause: str) -> bool:
        """Whether it is known how likely each value of a clause is."""
        return bool(self._program.values_of(clause))

    def _costs(self, found: _Found, matter: Sequence[str]) -> tuple[Costs, ...]:
        everything = Expected()
        if matter:
            everything.add(matter, self._prices, 1.0)
        ways: list[Costs] = []
        if found.plan is not None and found.in_order is not None:
            ways = [_costs("plan", found.plan), _costs("in file order", found.in_order)]
        return (*ways, _costs("everything", everything))

    def _uses(self, plan: Expected | None, matter: Sequence[str], unsure: Collection[str]) -> list[ClauseUse]:
        matters = set(matter)
        return [
            ClauseUse(
                clause=name,
                price=self._prices.question[name],
                matters=None if name in unsure else name in matters,
                asked=0.0 if name not in matters else None if plan is None else min(plan.asked.get(name, 0.0), 1.0),
            )
            for name in self._program.policy.clauses
            if name not in self._prices.given
        ]


@dataclass(frozen=True, slots=True)
class _Found:
    method: Method
    why: str
    plan: Expected | None = None
    in_order: Expected | None = None
    documents: int | None = None


def _costs(way: str, found: Expected) -> Costs:
    return Costs.model_validate(
        {
            "way": way,
            "questions": found.questions,
            "rounds": found.rounds,
            "price": found.price,
            "error": found.error,
            "documents": found.documents or None,
        }
    )
