"""Policies from a seed, with how likely each clause is and what asking it costs; and documents to ask about.

Three kinds. `nested`: ors of ands of ors, with negations, exceptions and counts, as definitions that build on each
other come to. `sections`: sections of rules, of which each may have an exception of its own, and the section one more;
more than a few sections are nested. `random`: any connective anywhere. Clauses stand in the file in the order in which
the formula first speaks of them; one in fifteen is spoken of twice. Assumptions tie clauses that stand near each other,
as what excludes or implies each other does in a policy. A formula that comes out the same in more than nine documents
of ten is drawn anew: where the outcome is known beforehand, there is little to choose.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, NamedTuple, TypeAlias, TypeVar

T = TypeVar("T")

Kind: TypeAlias = Literal["nested", "sections", "random"]
KINDS: tuple[Kind, ...] = ("nested", "sections", "random")

VERDICT = "found"
PRIORS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7)
PRICES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""The price of a question, where prices are random."""
TWICE = 15
"""One clause in so many is spoken of twice."""
LOPSIDED = 0.1
"""A formula that is true, or false, less often than this is drawn anew."""
NEAR = 12
"""What is spoken of again, or tied by an assumption, is at most so many clauses away."""
TIED = 0.4
"""The share of clauses that assumptions tie, where there are any."""


@dataclass(frozen=True)
class Recipe:
    """What a policy is made from."""

    kind: Kind
    clauses: int
    seed: int
    assumptions: bool = False
    random_prices: bool = False


@dataclass(frozen=True)
class Made:
    """A policy's text with the chance and the price of each clause, by name; `ties` are clauses that assumptions tie.

    No clause is in two ties, so that documents can be drawn tie by tie. `holds` says for each tie whether values of
    its clauses agree with the assumption.
    """

    source: str
    priors: Mapping[str, float]
    prices: Mapping[str, float]
    ties: Sequence[tuple[str, ...]]
    holds: Sequence[Callable[[Sequence[bool]], bool]]

    def document(self, rng: Random) -> dict[str, bool]:
        """The true answers of a document: independent but for the assumptions."""
        drawn = {name: rng.random() < prior for name, prior in self.priors.items()}
        for names, holds in zip(self.ties, self.holds, strict=True):
            while not holds([drawn[name] for name in names]):
                for name in names:
                    drawn[name] = rng.random() < self.priors[name]
        return drawn


def make(recipe: Recipe) -> Made:
    """A policy."""
    # Prices come from a generator of their own: with and without them it is the same formula.
    rng = Random(f"{recipe.kind} {recipe.clauses} {recipe.seed}")
    names = [f"c{number}" for number in range(recipe.clauses)]
    priors, formula = _balanced(rng, recipe.kind, names)
    costs = Random(f"prices {recipe.seed}")
    prices = {name: costs.choice(PRICES) if recipe.random_prices else 1.0 for name in names}
    ties, assumed, holds = _ties(rng, names) if recipe.assumptions else ([], [], [])
    lines = ["{{text post}}", *(f"{{{{let {name} = [[the post does {name}]]}}}}" for name in names)]
    lines += [f"{{{{assume {one}}}}}" for one in assumed]
    lines.append(f"{{{{verdict {VERDICT} = {formula}}}}}")
    return Made("\n".join(lines) + "\n", priors, prices, ties, holds)


def _balanced(rng: Random, kind: Kind, names: Sequence[str]) -> tuple[dict[str, float], str]:
    """Priors, and a formula that is neither nearly always true nor nearly always false."""
    while True:
        priors = {name: rng.choice(PRIORS) for name in names}
        part = _PARTS[kind](rng, [(name, priors[name]) for name in _mentioned(rng, names)])
        if LOPSIDED <= part.chance <= 1 - LOPSIDED:
            return priors, part.text


def _mentioned(rng: Random, names: Sequence[str]) -> list[str]:
    """The clauses in the order in which the formula speaks of them, some of them again a little later."""
    found = []
    for place, name in enumerate(names):
        found.append(name)
        if place and rng.randrange(TWICE) == 0:
            found.append(rng.choice(names[max(0, place - NEAR) : place]))
    return found


def _ties(
    rng: Random, names: Sequence[str]
) -> tuple[list[tuple[str, ...]], list[str], list[Callable[[Sequence[bool]], bool]]]:
    """Exclusions of two to four clauses and implications of one by another, and how they are written."""
    ties: list[tuple[str, ...]] = []
    written: list[str] = []
    holds: list[Callable[[Sequence[bool]], bool]] = []
    free = list(names)
    while len(free) > (1 - TIED) * len(names) + 1:
        start = rng.randrange(len(free))
        near = free[start : start + NEAR]
        tie = tuple(rng.sample(near, min(len(near), rng.choice((2, 2, 3, 4)))))
        if len(tie) < 2:
            continue
        free = [name for name in free if name not in tie]
        ties.append(tie)
        if len(tie) == 2 and rng.random() < 0.7:
            written.append(f"{tie[0]} implies {tie[1]}")
            holds.append(lambda values: values[1] or not values[0])
        else:
            written.append(f"at most 1 of ({', '.join(tie)})")
            holds.append(lambda values: sum(values) <= 1)
    return ties, written, holds


# --- formulas ----------------------------------------------------------------------------------------------------

_Leaf: TypeAlias = tuple[str, float]
"""A clause and its chance."""


class _Part(NamedTuple):
    """A formula in parentheses, and the chance that it is true if no clause were spoken of twice."""

    text: str
    chance: float


def _clause(rng: Random, leaf: _Leaf, negated: float) -> _Part:
    name, chance = leaf
    return _Part(f"(not {name})", 1 - chance) if rng.random() < negated else _Part(name, chance)


def _all(parts: Sequence[_Part]) -> _Part:
    return _Part(f"({' and '.join(part.text for part in parts)})", math.prod(part.chance for part in parts))


def _any(parts: Sequence[_Part]) -> _Part:
    return _Part(f"({' or '.join(part.text for part in parts)})", 1 - math.prod(1 - part.chance for part in parts))


def _unless(part: _Part, exception: _Part) -> _Part:
    return _Part(f"({part.text} unless {exception.text})", part.chance * (1 - exception.chance))


def _count(words: str, number: int, parts: Sequence[_Part]) -> _Part:
    """`words` are "at least" or "at most"."""
    numbers = [1.0] + [0.0] * len(parts)
    for part in parts:
        numbers = [
            here * (1 - part.chance) + before * part.chance
            for here, before in zip(numbers, [0.0, *numbers[:-1]], strict=True)
        ]
    chance = sum(numbers[number:] if words == "at least" else numbers[: number + 1])
    return _Part(f"({words} {number} of ({', '.join(part.text for part in parts)}))", chance)


def _cut(rng: Random, leaves: Sequence[T], number: int) -> list[Sequence[T]]:
    """Cut into so many pieces, in order, none empty."""
    cuts = sorted(rng.sample(range(1, len(leaves)), number - 1))
    return [leaves[start:end] for start, end in itertools.pairwise([0, *cuts, len(leaves)])]


def _tree(rng: Random, leaves: Sequence[_Part], any_of: bool = True) -> _Part:
    """Ors of ands of ors."""
    if len(leaves) == 1:
        return leaves[0]
    number = min(len(leaves), rng.choice((2, 2, 3, 3, 4, 5)))
    parts = [_tree(rng, piece, not any_of) for piece in _cut(rng, leaves, number)]
    chance = rng.random()
    if any_of and chance < 0.25:
        return _unless(_any(parts[:-1]), parts[-1])
    if number > 2 and chance > 0.9:
        return _count("at least", 2, parts)
    return _any(parts) if any_of else _all(parts)


def _nested(rng: Random, leaves: Sequence[_Leaf]) -> _Part:
    return _tree(rng, [_clause(rng, leaf, 0.1) for leaf in leaves])


def _sections(rng: Random, leaves: Sequence[_Leaf]) -> _Part:
    left = list(leaves)

    def take(number: int, negated: float = 0.0) -> list[_Part]:
        return [_clause(rng, left.pop(0), negated) for _ in range(min(len(left), number))]

    sections = []
    while left:
        rules = []
        for _ in range(rng.randint(2, 4)):
            if not left:
                break
            rule = _all(take(rng.choice((1, 1, 2, 3)), negated=0.05))
            if left and rng.random() < 0.4:
                rule = _unless(rule, rng.choice((_any, _all))(take(rng.choice((1, 1, 2)))))
            rules.append(rule)
        section = _any(rules)
        if left and rng.random() < 0.6:
            section = _unless(section, take(1)[0])
        sections.append(section)
    return _any(sections) if len(sections) <= 4 else _tree(rng, sections)


def _random(rng: Random, leaves: Sequence[_Leaf]) -> _Part:
    if len(leaves) == 1:
        return _clause(rng, leaves[0], 0.3)
    chance = rng.random()
    if chance < 0.06 and len(leaves) >= 3:
        parts = [_random(rng, piece) for piece in _cut(rng, leaves, min(len(leaves), 4))]
        return _count(rng.choice(("at least", "at most")), rng.randint(1, len(parts) - 1), parts)
    one, other = (_random(rng, piece) for piece in _cut(rng, leaves, 2))
    if chance > 0.97:
        both = one.chance * other.chance
        return _Part(f"({one.text} xor {other.text})", one.chance + other.chance - 2 * both)
    if chance > 0.9:
        return _Part(f"({one.text} implies {other.text})", 1 - one.chance * (1 - other.chance))
    return rng.choice((lambda: _all((one, other)), lambda: _any((one, other)), lambda: _unless(one, other)))()


_PARTS: Mapping[Kind, Callable[[Random, Sequence[_Leaf]], _Part]] = {
    "nested": _nested,
    "sections": _sections,
    "random": _random,
}
