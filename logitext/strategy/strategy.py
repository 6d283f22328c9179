"""What a strategy is, and which there are. Each is a file of `strategies/`.

A strategy decides nothing about a text. It chooses among clauses that can still change an open verdict, so a bad one
costs questions and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

from logitext.registry import Registry

if TYPE_CHECKING:
    from logitext.logic.program import Program
    from logitext.policy.sorts import Value
    from logitext.strategy.diagram_plan import DiagramPlan
    from logitext.strategy.planner import Planner

ROLLOUT_AT = 60
"""With more clauses left, `auto` follows the rule `ratio`."""


@dataclass(frozen=True, slots=True)
class Pick:
    """What to ask now: clauses, the most needed first, and by which rule; `gain` has the bits that each tells."""

    clauses: tuple[str, ...]
    rule: str
    gain: Mapping[str, float]


class AskingRule(Protocol):
    """Which level of the product diagram to ask at a node that is not done."""

    name: str
    tells_gain: bool
    """Whether a pick says how many bits each answer is expected to tell. This takes time on large diagrams."""

    def pick(self, node: int, answers: Mapping[str, Value | None]) -> int:
        """The level to ask. `answers` are some that lead to the node."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a check at which something is to be asked.

    `answers` are those so far; `matters` are the clauses that can still decide one of the verdicts `undecided`, in file
    order. `batch` is the most that the user wants in one round, or None. `planner` makes the planner, which has prices
    and chances.
    """

    program: Program
    answers: Mapping[str, Value]
    undecided: Sequence[str]
    matters: Sequence[str]
    batch: int | None
    planner: Callable[[], Planner]


class Strategy:
    """A way to choose what to ask, where answers have a price. Give it a name and a summary, and override a method.

    Most strategies override `rule`, which the planner follows on the product diagram of the verdicts. Where a policy
    has no such diagram, the planner follows the rule `ratio` on the formulas. A strategy that needs no planner sets
    `plans` to False and overrides `choose`.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    """What it does, in a few words, for help texts: "asks the cheapest clause first"."""

    plans: ClassVar[bool] = True
    """Whether the planner picks, by `rule`. If not, `choose` does."""

    in_file_order: ClassVar[bool] = False
    """Whether it takes the first clauses that matter, so that nobody has to know what else matters."""

    remembers: ClassVar[bool] = False
    """Whether a pick depends on how answers came to be known, and not only on what is left to decide."""

    improves: ClassVar[bool] = False
    """Whether it improves on the better of two simple rules, for which worlds of the policy are drawn beforehand."""

    def uses_diagram(self, matters: int, *, assumptions: bool) -> bool:
        """Whether to pick on the product diagram. Called with how many clauses matter, before each pick."""
        return True

    def rule(self, plan: DiagramPlan) -> AskingRule:
        """The rule to follow on a product diagram. Called once for a diagram; it may keep what it finds."""
        raise NotImplementedError

    def at(self, plan: DiagramPlan, rule: AskingRule, node: int) -> AskingRule:
        """The rule to follow at a node. By default the one that `rule` gave."""
        return rule

    def described(self, plan: DiagramPlan) -> str:
        """What it plans by, in words for people."""
        return self.name

    def cut_off(self, plan: DiagramPlan) -> str:
        """What ended at a limit, and what is done instead; empty if nothing did. Called after picks."""
        return ""

    async def choose(self, moment: Moment) -> Pick:
        """What to ask now, where `plans` is False. All clauses of the pick are among `moment.matters`."""
        raise NotImplementedError


STRATEGIES: Registry[Strategy] = Registry("strategy", "logitext.strategy.strategies", "logitext.strategies")

S = TypeVar("S", bound=type[Strategy])


def register(strategy: S) -> S:
    """Register a strategy under its name. To be written above the class."""
    STRATEGIES.add(strategy.name, strategy())
    return strategy
