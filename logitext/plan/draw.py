"""Documents that are drawn: a value for each clause, as likely as the priors say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from logitext.plan.asker import Asker
from logitext.plan.expect import ProgressListener
from logitext.plan.tree import Tree
from logitext.plan.words import concrete
from logitext.policy.sorts import Value

SEED = 0
_TRIES = 50
"""How many times as many documents are drawn as are wanted, before the assumptions are said to forbid too many."""

DrawnWorld = Mapping[str, Value]


def from_tree(tree: Tree, number: int) -> list[DrawnWorld]:
    """Documents among those that the assumptions allow."""
    rng = Random(SEED)
    return [tree.world(rng) for _ in range(number)]


async def from_priors(
    asker: Asker,
    weights: Mapping[str, Sequence[float]],
    clauses: Sequence[str],
    number: int,
    progress: ProgressListener,
) -> list[DrawnWorld] | None:
    """Worlds drawn without a tree; forbidden ones are drawn anew. None if the assumptions forbid nearly everything.

    `clauses` all have finitely many values.
    """
    rng = Random(SEED)
    values = {name: concrete(asker.program.values_of(name)) for name in clauses}
    worlds: list[DrawnWorld] = []
    for _ in range(_TRIES * number):
        world = {name: rng.choices(values[name], weights[name])[0] for name in clauses}
        if await asker.undecided(world) is not None:
            worlds.append(world)
            progress(f"drew {len(worlds)} of {number} documents")
        if len(worlds) == number:
            return worlds
    return None
