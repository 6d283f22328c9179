"""Policies to plan for: random ones, what they cost, and the least that can be paid, by brute force.

The optimum goes over every set of answers, as numbers in a mixed base with a digit for each clause: its cell, or the
highest for one that is not answered. Nothing of it is the code under test but the cells of clauses.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from logitext.logic.diagram.product import ProductDiagram
from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.policy.sorts import Value
from logitext.strategy.problem import AskingProblem
from logitext.syntax.source import Source
from tests.judge import cases, write
from tests.judge.evaluate import Judge
from tests.judge.model import Apply, Assumption, Clause, Compare, Literal, Named, Policy, Ref, Term
from tests.logic.diagram.worlds import TooManyError, Weights, Worlds, some_weights

Answers = Mapping[str, Value | None]

COUNTS = ("at least", "at most", "exactly")
CONNECTIVES = ("and", "or", "not", "xor", "iff", "unless", "implies", "if", *COUNTS)
MOST_STATES = 20_000
"""The most sets of answers that are gone through."""


@dataclass(frozen=True)
class Subject:
    """A policy, some of its verdicts, chances and prices by clause. `rng` is there for what else is to be random."""

    source: str
    policy: Policy
    program: Program
    verdicts: tuple[str, ...]
    product: ProductDiagram
    weights: Weights
    prices: Sequence[float]
    rng: Random

    @property
    def names(self) -> Sequence[str]:
        return self.product.diagrams.clauses

    def problem(self, call: float = 0.0) -> AskingProblem:
        """The problem of asking one by one, where a call costs something as well."""
        order = self.product.diagrams.order
        prices = [self.prices[clause] + call for clause in order]
        return AskingProblem(self.program.counted, self.product, [self.weights[clause] for clause in order], prices)

    def answers(self, at: Sequence[int | None]) -> dict[str, Value | None]:
        """Answers that lie in these cells."""
        values = [self.product.diagrams.cells[name].representatives for name in self.names]
        return {name: mine[cell] for name, mine, cell in zip(self.names, values, at, strict=True) if cell is not None}

    def __str__(self) -> str:
        chances = dict(zip(self.names, self.weights, strict=True))
        return f"verdicts {self.verdicts}, prices {self.prices}, chances {chances}\n{self.source}"


def of_seed(seed: int, *, most_clauses: int = 7) -> Subject | None:
    """A policy of the judge's generator; None where it has no diagram, is too large, or has nothing to decide."""
    case = cases.case(seed)
    policy, rng = case.judge.policy, case.rng
    if len(policy.clauses) > most_clauses or not case.judge.worlds:
        return None
    return subject(policy, rng, source=case.source)


def subject(
    policy: Policy,
    rng: Random,
    *,
    source: str | None = None,
    weights: Mapping[str, Sequence[float]] | None = None,
    equal: bool | None = None,
) -> Subject | None:
    """A policy to plan for, with random chances and prices; `equal` says whether all prices are 1."""
    source = write.source(policy, rng) if source is None else source
    program = Program(check_policy(Source("policy.nltc", source)))
    verdicts = tuple(rng.sample(policy.verdicts, rng.randint(1, len(policy.verdicts))))
    product = program.product(verdicts)
    if product is None or product.done(product.root):
        return None
    names = product.diagrams.clauses
    sizes = [len(product.diagrams.cells[name]) for name in names]
    drawn = some_weights(rng, sizes)
    if weights is not None:
        drawn = [list(weights[name]) for name in names]
    equal = rng.random() < 0.5 if equal is None else equal
    prices = [1.0 if equal else rng.choice((0.2, 0.5, 1.0, 2.0, 7.0)) * rng.uniform(0.9, 1.1) for _ in sizes]
    return Subject(source, policy, program, verdicts, product, drawn, prices, rng)


class Optimum:
    """The least expected price of a subject, by going through every set of answers. TooManyError where it is large."""

    def __init__(self, subject: Subject) -> None:
        self._worlds = worlds = Worlds(subject.policy, subject.product.diagrams, subject.verdicts)
        self.sizes = worlds.sizes
        bases = [size + 1 for size in self.sizes]
        if math.prod(bases) > MOST_STATES:
            raise TooManyError
        self._weights, self._prices = subject.weights, subject.prices
        self._steps = [math.prod(bases[place + 1 :]) for place in range(len(bases))]
        self.open = sum(size * step for size, step in zip(self.sizes, self._steps, strict=True))
        """The state in which nothing is answered."""
        self.mass: list[float] = []
        self._ends: list[int] = []
        self._count()
        self._least: dict[int, float] = {}
        self._batches: dict[tuple[int, float, int | None], float] = {}

    def _count(self) -> None:
        """For each state how likely it is that its worlds are possible, and what they come to, as bits."""
        worlds = self._worlds
        number: dict[object, int] = {}
        done = dict(zip(worlds.completions, worlds.outcome, strict=True))
        bases = [range(size + 1) for size in self.sizes]
        for state, digits in enumerate(itertools.product(*bases)):  # an answer makes a state smaller: children first
            place = next((place for place, size in enumerate(self.sizes) if digits[place] == size), None)
            if place is None:
                outcome = done[digits]
                self.mass.append(0.0 if outcome is None else 1.0)
                self._ends.append(0 if outcome is None else 1 << number.setdefault(outcome, len(number)))
                continue
            mass, ends = 0.0, 0
            for cell, weight in enumerate(self._weights[place]):
                below = self.after(state, place, cell)
                mass += weight * self.mass[below]
                ends |= self._ends[below]
            self.mass.append(mass)
            self._ends.append(ends)

    def after(self, state: int, place: int, cell: int) -> int:
        """The state with one answer more."""
        return state - (self.sizes[place] - cell) * self._steps[place]

    def settled(self, state: int) -> bool:
        ends = self._ends[state]
        return not ends & (ends - 1)

    def unanswered(self, state: int) -> list[int]:
        return [
            place
            for place, (size, step) in enumerate(zip(self.sizes, self._steps, strict=True))
            if state // step % (size + 1) == size
        ]

    def cells(self, state: int) -> list[int | None]:
        """The cell of each clause."""
        digits = [state // step % (size + 1) for size, step in zip(self.sizes, self._steps, strict=True)]
        return [None if digit == size else digit for digit, size in zip(digits, self.sizes, strict=True)]

    def below(self, state: int, place: int) -> list[tuple[float, int]]:
        """What may be answered: with what chance, and the state then."""
        found = []
        for cell, weight in enumerate(self._weights[place]):
            after = self.after(state, place, cell)
            if self.mass[after] > 0:
                found.append((weight * self.mass[after] / self.mass[state], after))
        return found

    def least(self, state: int) -> float:
        """The least expected price from a state on, asking one by one."""
        if self.settled(state):
            return 0.0
        found = self._least.get(state)
        if found is None:
            found = self._least[state] = min(self.asking(state, place) for place in self.unanswered(state))
        return found

    def asking(self, state: int, place: int) -> float:
        """The least expected price if a clause is asked now."""
        return self._prices[place] + sum(chance * self.least(after) for chance, after in self.below(state, place))

    def of(self, ask: Callable[[int], int]) -> float:
        """The expected price of a rule, which says what to ask in a state that is not settled."""
        kept: dict[int, float] = {}

        def price(state: int) -> float:
            if self.settled(state):
                return 0.0
            if state not in kept:
                place = ask(state)
                assert place in self.unanswered(state)
                kept[state] = self._prices[place] + sum(
                    chance * price(after) for chance, after in self.below(state, place)
                )
            return kept[state]

        return price(self.open)

    # --- rounds

    def round(self, state: int, places: Sequence[int]) -> list[tuple[float, int]]:
        """What may be answered to several clauses."""
        found = [(1.0, state)]
        for place in places:
            found = [(chance * share, after) for chance, here in found for share, after in self.below(here, place)]
        return found

    def least_by_rounds(self, state: int, call: float, most: int | None) -> float:
        """The least expected price from a state on, where a call costs something and takes at most `most` questions."""
        if self.settled(state):
            return 0.0
        key = (state, call, most)
        found = self._batches.get(key)
        if found is None:
            found = math.inf
            open_ = [place for place in self.unanswered(state) if len(self.below(state, place)) > 1]
            for number in range(1, len(open_) + 1):
                calls = 1 if most is None else -(-number // most)
                for places in itertools.combinations(open_, number):
                    price = calls * call + sum(self._prices[place] for place in places)
                    if price >= found:
                        continue
                    for chance, after in self.round(state, places):
                        price += chance * self.least_by_rounds(after, call, most)
                        if price >= found:
                            break
                    found = min(found, price)
            self._batches[key] = found
        return found

    def of_rounds(self, ask: Callable[[int], Sequence[int]], call: float, most: int | None) -> float:
        """The expected price of a rule that says what to put in a round."""
        kept: dict[int, float] = {}

        def price(state: int) -> float:
            if self.settled(state):
                return 0.0
            if state not in kept:
                places = ask(state)
                calls = 1 if most is None else -(-len(places) // most)
                kept[state] = (
                    calls * call
                    + sum(self._prices[place] for place in places)
                    + sum(chance * price(after) for chance, after in self.round(state, places))
                )
            return kept[state]

        return price(self.open)


# --- policies with a shape of their own --------------------------------------------------------------------------


def clauses(number: int, *, enumerations: int = 0) -> tuple[Clause, ...]:
    """So many Boolean clauses c1, c2, …, of which the last few are of three labels."""
    labels = ("low", "middle", "high")
    return tuple(
        Clause(f"c{n}", "Bool", (False, True)) if n <= number - enumerations else Clause(f"c{n}", labels, labels)
        for n in range(1, number + 1)
    )


def read_once(rng: Random, leaves: Sequence[Term], operators: Sequence[str], depth: int) -> Term:
    """A formula with each leaf once, and of no more than `depth` operators below each other, not counting "not"."""
    if len(leaves) == 1:
        return leaves[0]
    operator = rng.choice(operators)
    if operator == "not":
        return Apply("not", (read_once(rng, leaves, [other for other in operators if other != "not"], depth),))
    parts = len(leaves) if depth == 1 else rng.randint(2, min(len(leaves), 4))
    wanted = {"implies": 2, "if": 3}.get(operator, parts)
    if wanted > len(leaves) or (depth == 1 and wanted < len(leaves)):
        operator, wanted = "and", parts
    cuts = sorted(rng.sample(range(1, len(leaves)), wanted - 1))
    groups = [leaves[start:end] for start, end in zip([0, *cuts], [*cuts, len(leaves)], strict=True)]
    # An operator that stands directly in itself is no more than one of it.
    below = [other for other in operators if other != operator] or operators
    args = tuple(read_once(rng, group, below, depth - 1) for group in groups)
    return Apply(operator, args, rng.randint(0, len(args)) if operator in COUNTS else 0)


def leaf(rng: Random, clause: Clause) -> Term:
    """A clause that holds, or does not, or a comparison of it with one of its values, either way round."""
    if clause.sort == "Bool":
        here: Term = Ref(clause.name)
        return here if rng.random() < 0.7 else Apply("not", (here,))
    sides: list[Term] = [Ref(clause.name), Literal(rng.choice(clause.domain), clause.sort)]
    rng.shuffle(sides)
    return Compare((rng.choice(("==", "!=", "<", "<=", ">", ">=")),), tuple(sides), clause.sort)


def policy_like(rng: Random, number: int, *, verdicts: int = 1, assumptions: int = 0) -> Policy:
    """Rules of a few conditions with exceptions, over shared clauses, as moderation policies have them."""
    mine = clauses(number, enumerations=rng.choice((0, 0, 1, 2)))
    defined = []
    for verdict in range(1, verdicts + 1):
        used = mine if verdicts == 1 else [clause for clause in mine if rng.random() < 0.6] or mine
        leaves = [leaf(rng, clause) for clause in used]
        rng.shuffle(leaves)
        term = read_once(rng, leaves, ("and", "or", "and", "or", "unless", "at least"), 4)
        if rng.random() < 0.5:
            term = Apply("and", (term, Apply("or", (leaf(rng, rng.choice(mine)), leaf(rng, rng.choice(mine))))))
        defined.append(Named(f"v{verdict}", "Bool", term))
    assumed = []
    for _ in range(assumptions):
        one, other = rng.sample(mine, 2)
        if rng.random() < 0.5:
            assumed.append(Assumption(Apply("implies", (leaf(rng, one), leaf(rng, other)))))
        else:
            assumed.append(Assumption(Apply("not", (Apply("and", (leaf(rng, one), leaf(rng, other))),))))
    return Policy(mine, tuple(defined), tuple(named.name for named in defined), tuple(assumed))


def possible(policy: Policy) -> bool:
    """Whether the assumptions can hold together."""
    return bool(Judge(policy).worlds)
