"""How texts are found: `python -m benchmarks.generate`.

Covers in a simulated world (see `world.py`): each-clause goals of generated policies by Logitext, by the published
loop, by plain prompting and by best-of-n at the same number of texts; what each reaches of the goals that can be
realised, and what a goal takes, both where every question is a call of its own (1 + n calls a text) and where a text's
questions share a call (2). `crowded`: the writer's chances fall with the number of demands. Then MC/DC, implicants and
pairs by Logitext alone, and what the logic alone says of suites: how many texts cover a policy if every text comes out
as demanded, how many worlds there are, and how fast Z3 lists them. Ends with what was to be reached; status 1 if it was
not.
"""

from __future__ import annotations

import sys
import time

import click
from rich.console import Console
from rich.progress import Progress

from benchmarks.generate import suites, tables
from benchmarks.generate.covers import CRITERIA, Measured, measure, rivals


@click.command()
@click.option("--quick", is_flag=True, help="Few worlds: half a minute instead of some minutes.")
@click.option("--worlds", type=click.IntRange(min=1), help="Worlds of a size.")
@click.option("--sizes", default="8,14,22,60", show_default=True, metavar="N,N,…", help="Clauses of the policies.")
def main(quick: bool, worlds: int | None, sizes: str) -> None:
    """Measure what covering takes, and print it as tables."""
    try:
        wanted = [int(size) for size in sizes.split(",")]
    except ValueError:
        raise click.BadParameter("write numbers with commas between them", param_hint="--sizes") from None
    count = worlds or (4 if quick else 24)
    console, began = Console(width=160), time.monotonic()
    found: list[Measured] = []
    tasks = [("each-clause", size, crowded) for size in wanted for crowded in (False, True)]
    tasks += [(criterion, size, False) for criterion in CRITERIA for size in wanted if size <= 22]
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=len(tasks) + 1)
        for criterion, size, crowded in tasks:
            progress.update(bar, description=f"{criterion}, {size} clauses")
            seeds = range(count if size <= 22 else max(2, count // 2))
            found.append(measure(criterion, size, seeds, crowded=crowded))
            if criterion == "each-clause":
                found += rivals(size, seeds, found[-1], crowded=crowded)
            progress.advance(bar)
        progress.update(bar, description="suites by logic alone")
        alone = suites.measure(3 if quick else 6)
    console.print(tables.covers(found))
    console.print(tables.suites(alone))
    missed = False
    for what, met in tables.targets(found):
        missed |= not met
        console.print(f"{'met   ' if met else 'missed'}  {what}", highlight=False, soft_wrap=True)
    console.print(f"\n{time.monotonic() - began:.0f} s", highlight=False)
    sys.exit(missed)


if __name__ == "__main__":
    main()
