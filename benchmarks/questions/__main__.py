"""How many questions are asked: `python -m benchmarks.questions`.

All strategies on generated policies of 8 to 1,000 clauses, beside the optimum (by dynamic programming) and the cheapest
certificate of each document; on the policies of examples/; on real sets whose labels say what is true of each clause
(`--data DIR`: OpenAI's moderation set, HateCheck, LegalBench's hearsay, ShARC, each in the folder of its name); and
with calls that have a price of their own. Ends with what was to be reached; status 1 if some of it was not.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from benchmarks.questions import table
from benchmarks.questions.chart import draw
from benchmarks.questions.generated import SMALL
from benchmarks.questions.reach import targets
from benchmarks.questions.results import Results
from benchmarks.questions.tasks import FULL, QUICK, Extent, tasks


@click.command()
@click.option("--quick", is_flag=True, help="A few formulas of four sizes: a minute instead of many.")
@click.option("--sizes", metavar="N,N,…", help="Clauses of the generated policies.")
@click.option("--formulas", type=click.IntRange(min=1), help="Formulas of a size, up to 60 clauses.")
@click.option("--beyond", type=click.IntRange(min=1), help="Formulas of a size, beyond 60 clauses.")
@click.option(
    "--optimum-to",
    type=click.IntRange(1, 20),
    default=SMALL,
    show_default=True,
    help="Work the optimum out up to so many clauses; with 18 that takes some ten seconds a formula.",
)
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The folder of real sets.")
@click.option(
    "--results", type=click.Path(path_type=Path, dir_okay=False), help="Keep what is measured here, and go on with it."
)
@click.option(
    "--chart", type=click.Path(path_type=Path, dir_okay=False), help="Draw a chart: .svg or .png. Needs matplotlib."
)
def main(
    quick: bool,
    sizes: str | None,
    formulas: int | None,
    beyond: int | None,
    optimum_to: int,
    data: Path | None,
    results: Path | None,
    chart: Path | None,
) -> None:
    """Measure how many questions each way of asking puts, and print it as tables."""
    whole = QUICK if quick else FULL
    try:
        wanted = whole.sizes if sizes is None else tuple(int(size) for size in sizes.split(","))
    except ValueError:
        raise click.BadParameter("write numbers with commas between them", param_hint="--sizes") from None
    extent = Extent(wanted, formulas or whole.formulas, beyond or whole.beyond, optimum_to)
    kept, console, began = Results(results), Console(width=200), time.monotonic()
    todo = list(tasks(extent, data))
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("", total=len(todo))
            for name, task in todo:
                progress.update(bar, description=name)
                kept.measure(name, task)
                progress.advance(bar)
    except KeyboardInterrupt:
        where = "" if results is None else f"; the same command goes on from {results}"
        raise click.ClickException(f"interrupted after {len(kept.found)} of {len(todo)} measurements{where}") from None
    missed = show(kept, console)
    console.print(f"\n{len(kept.found)} measurements in {time.monotonic() - began:.0f} s", highlight=False)
    if chart is not None:
        draw(kept, chart)
    sys.exit(missed)


def show(kept: Results, console: Console) -> bool:
    """Print all tables and the targets; whether one was missed."""
    for title, one in (
        ("Generated policies, on average, × the optimum or the cheapest certificates", table.formulas(kept)),
        ("How long `auto` takes for a choice, equal prices", table.times(kept)),
        ("", table.several(kept)),
        ("Calls that have a price of their own", table.calls(kept)),
        ("Questions a document, on average: examples, real sets, ShARC's trees", table.policies(kept)),
    ):
        console.print(f"\n{title}\n" if title else "", highlight=False)
        console.print(one)
    for found in kept.of("sharc").values():
        said = f"ShARC's next question: the same in {found['same']} of {found['next']}; "
        console.print(f"\n{said}the set's own still matters in {found['matters']}", highlight=False)
    missed = False
    console.print()
    for target in targets(kept):
        missed |= not target.met
        console.print(f"{'met   ' if target.met else 'missed'}  {target.what}", highlight=False, soft_wrap=True)
    return missed


if __name__ == "__main__":
    main()
