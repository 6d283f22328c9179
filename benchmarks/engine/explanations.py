"""How long explanations take: `python -m benchmarks.engine.explanations [--part NAME] [KIND …]`.

The policies are those of `policies`, with `at least 3 of` the sections as their violation and no more than five
assumptions, and a tiny one that calculates with numbers without bounds. Times are seconds of one run; "check"
is the check before it, and all compiling. "Found" says what came of it: flips, and the lengths of
the shortest and the sure list, with a `?` where no proof was found in time that they are the smallest.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import click
from rich.console import Console
from rich.table import Table

import logitext
from benchmarks.engine.policies import answers, source
from logitext import Policy, theory
from logitext.explain.explain import explain
from logitext.policy.sorts import BOOL, Value
from logitext.records.explanation import Explanation

SEED = 1
ASSUMPTIONS = 5

TINY = """{{text post}} {{let bad = [[is bad]]  let late = [[is late]]  let people: Int = [[how many]]
  let fine: Real = [[how much]]
  assume late implies bad
  verdict due: Real = if bad then fine - 0.5 * people else 0}}
"""


@dataclass(frozen=True)
class Kind:
    """A row of the table: how many clauses (0: the tiny policy), and which part of them is answered."""

    clauses: int
    answered: float

    @property
    def name(self) -> str:
        return f"{self.clauses} clauses" if self.clauses else "numbers"


KINDS = (*(Kind(*row) for row in itertools.product((20, 100, 200), (1.0, 0.4, 0.0))), Kind(0, 1.0), Kind(0, 0.0))
PARTS: Mapping[str, Mapping[str, Any]] = {
    "trace": {"trace": True},
    "why not": {"trace": False, "why_not": True},
    "settle": {"trace": False, "settle": True},
}


def policy_of(clauses: int) -> str:
    """The text of a policy with so many clauses."""
    if not clauses:
        return TINY
    lines = source(clauses, SEED, assumptions=True).splitlines()
    beyond = [line for line in lines if line.startswith("{{assume")][ASSUMPTIONS:]
    text = "\n".join(line for line in lines if line not in beyond and not line.startswith("{{verdict")) + "\n"
    sections = re.findall(r"let (section\d+)", text)
    return re.sub(r"violation remove = .*}}", f"violation remove = at least 3 of ({', '.join(sections)})}}}}", text)


def document(policy: Policy, part: float) -> dict[str, Value]:
    """Answers to a part of the clauses that do not contradict the assumptions."""
    sorts = {name: clause.sort == BOOL for name, clause in policy.checked.clauses.items()}
    rng = Random(SEED)
    for found in answers(list(sorts), SEED, sorts=sorts):
        given = {name: value for name, value in found.items() if rng.random() < part}
        if not asyncio.run(policy.program.decide(given, ())).conflict:
            return given
    raise AssertionError


def outcome(found: Explanation) -> str:
    """What was found, in short."""
    said = []
    for flips in found.why_not:
        marks = "" if all(flip.smallest for flip in flips.flips) else "?"
        size = f" of {len(flips.flips[0].changed)}" if flips.flips else f", none up to {flips.limit}"
        said.append(f"{len(flips.flips)} flips{marks}{size}")
    for settle in found.settle:
        at_best, surely = settle.shortest, settle.sure
        one = "none" if at_best is None else f"{len(at_best.answers)}{'' if at_best.smallest else '?'}"
        other = "none" if surely is None else f"{len(surely.clauses)}{'' if surely.smallest else '?'}"
        said.append(f"{one} at best, {other} surely")
    return "; ".join(said)


@click.command(help=__doc__)
@click.option("--part", type=click.Choice(list(PARTS)), multiple=True, help="Only this part; may be repeated.")
@click.argument("kinds", nargs=-1)
def main(part: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    table = Table("policy", "answered", "verdict", "check", *(part or PARTS), "found")
    for kind in KINDS:
        if kinds and str(kind.clauses) not in kinds:
            continue
        policy = logitext.loads(policy_of(kind.clauses))
        started = time.perf_counter()
        given = document(policy, kind.answered)
        result = policy.check("a post", theory=theory.Answers(given))
        asyncio.run(policy.program.entailed(given, ()))  # Z3's half is compiled here
        checking = time.perf_counter() - started
        times, found = [], []
        for name in part or PARTS:
            started = time.perf_counter()
            explanation = asyncio.run(explain(policy.program, result, **PARTS[name]))
            times.append(f"{time.perf_counter() - started:.2f}")
            found.append(outcome(explanation))
        value = next(iter(result.verdicts.values())).value
        row = [kind.name, f"{kind.answered:.0%}", "open" if value is None else str(value), f"{checking:.2f}"]
        table.add_row(*row, *times, "; ".join(filter(None, found)))
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
