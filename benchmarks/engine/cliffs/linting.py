"""What logic alone tells of a policy of many clauses: `lint`, its tables, and what a new version changes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from benchmarks.engine.cliffs.measure import Row, measured
from benchmarks.engine.policies import source
from logitext.diff.compare import compare
from logitext.linting.overview import overview
from logitext.linting.run import chosen, lint
from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.policy.model import CheckedPolicy
from logitext.syntax.source import Source

CLAUSES = (250, 1000)
MANY = 10_000
QUADRATIC = ("equivalent", "near-duplicate")
"""Rules that look at each two clauses or definitions."""


def policy(clauses: int, *, assumptions: bool, other: bool = False) -> CheckedPolicy:
    """A policy of sections with exceptions; the other version of it has one exception turned around."""
    text = source(clauses, 1, assumptions=assumptions)
    return check_policy(Source("policy", text.replace(" unless c", " unless not c", 1) if other else text))


def rows() -> Iterator[Row]:
    """With an assumption for every fifth clause, and without any. All rules that are applied by default."""
    for clauses in CLAUSES:
        for assumptions in (False, True):
            made, other = (policy(clauses, assumptions=assumptions, other=other) for other in (False, True))
            what = f"{clauses:,} clauses, {len(made.definitions)} definitions, {len(made.assumptions)} assumptions"
            yield measured("lint", what, lambda made=made: asyncio.run(lint(Program(made))))  # type: ignore[misc]
            yield measured(
                "lint --table --influence",
                what,
                lambda made=made: asyncio.run(overview(Program(made), table=True, influence=True)),  # type: ignore[misc]
            )
            yield measured("diff", what, lambda made=made, other=other: asyncio.run(compare(made, other)))  # type: ignore[misc]
    many = policy(MANY, assumptions=False)
    what = f"{MANY:,} clauses, {len(many.definitions):,} definitions"
    linear = chosen(ignore=QUADRATIC)
    yield measured("lint, without what compares each two", what, lambda: asyncio.run(lint(Program(many), linear)))
