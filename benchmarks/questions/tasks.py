"""All that is measured, by name: the sets (a) to (d)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.questions import calls, examples, generated, labelled, several, sharc
from benchmarks.questions.formulas import KINDS, Recipe
from benchmarks.questions.results import Task

CALLS = (1, 10, 100)
CALL_SIZES = (8, 22, 60)
SEVERAL = 20


@dataclass(frozen=True)
class Extent:
    """How much is measured: sizes of policies, formulas of a size, and of those with more than 60 clauses."""

    sizes: Sequence[int]
    formulas: int
    beyond: int
    small: int = generated.SMALL
    """Up to so many clauses the optimum is worked out."""


FULL = Extent((8, 10, 12, 14, 22, 60, 200, 1000), 51, 12)
QUICK = Extent((8, 14, 22, 60), 6, 3)


def prices(recipe: Recipe) -> str:
    return "assumptions" if recipe.assumptions else "random prices" if recipe.random_prices else "equal prices"


def tasks(extent: Extent, data: Path | None) -> Iterator[tuple[str, Task]]:
    """In the order in which they are measured; those on real texts only where there are any."""
    for recipe in generated.recipes(extent.sizes, extent.formulas, extent.beyond):
        name = f"formula {recipe.clauses} {prices(recipe)} {recipe.kind} {recipe.seed}"
        yield name, partial(generated.measure, recipe, extent.small)
    for seed in range(min(SEVERAL, extent.formulas)):
        yield f"several {seed}", partial(several.measure, seed)
    for call in CALLS:
        for size in CALL_SIZES:
            number = -(-(extent.formulas if size <= calls.SMALL else extent.beyond) // len(KINDS))
            for kind in KINDS:
                for seed in range(number):
                    one = Recipe(kind, size, seed)
                    yield f"calls {size} {call} {kind} {seed}", partial(calls.measure, one, call)
    for example in examples.names():
        yield f"example {example}", partial(examples.measure, example)
    if data is not None:
        for name in labelled.SETS:
            yield f"labelled {name}", partial(labelled.measure, name, data)
        yield "sharc", partial(sharc.measure, data)
