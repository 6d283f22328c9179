"""How sure verdicts are, and at which price: `python -m benchmarks.trust`.

Simulated models that err about generated policies, with all ways to decide beside each other. Prices are in questions
to the cheap model. `covered` is the share of documents that may be given if at most 5 % of them may be wrong, with a
threshold from 200 labelled documents.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.trust.arms import ARMS, Arm, Case, Outcome
from benchmarks.trust.fitted import too_few
from benchmarks.trust.priced import priced
from benchmarks.trust.real import WAYS, Judged, splits, summed
from benchmarks.trust.world import WORLDS, World, setting
from logitext.evaluate.calibrate import needed, search
from logitext.evaluate.reliability import reliability
from logitext.evaluate.statistics import wilson

MAX_ERROR = 0.05
LABELLED = 200


@dataclass(frozen=True)
class Row:
    """What an arm came to."""

    right: int
    of: int
    price: float
    error: float
    covered: float
    given_wrong: float

    @property
    def share(self) -> float:
        return self.right / self.of


async def measured(arm: Arm, cases: list[Case]) -> Row:
    """An arm on all documents; the first of them are those that are labelled."""
    found: list[Outcome] = [await arm(case) for case in cases]
    told = reliability([one.sure for one in found], [one.right for one in found])
    labelled, others = found[:LABELLED], found[LABELLED:]
    _, passed = search([(one.sure, not one.right) for one in labelled], MAX_ERROR, 0.95)
    given = [] if passed is None else [one for one in others if one.sure >= passed.threshold - 1e-9]
    return Row(
        sum(one.right for one in found),
        len(found),
        sum(one.price for one in found) / len(found),
        0.0 if told is None else told.error,
        len(given) / len(others) if others else 0.0,
        sum(not one.right for one in given) / len(given) if given else 0.0,
    )


def cases_of(world: World, policies: int, documents: int, *, bare: bool) -> list[Case]:
    """Documents of all policies, in turn, so that those that are labelled are of all of them."""
    settings = [setting(seed, documents, world) for seed in range(policies)]
    return [Case(here, here.docs[at], world, bare) for at in range(documents) for here in settings]


def beside(rows: dict[str, Row], rival: Row) -> float | None:
    """By how much Logitext is more often right at a rival's price; None below the price of its least wish."""
    own = sorted((row.price, row.share) for name, row in rows.items() if name.startswith("--confidence"))
    best = None
    for price, share in own:
        if price <= rival.price:
            best = share if best is None else max(best, share)
    for (low, worse), (high, better) in itertools.pairwise(own):
        if low <= rival.price < high:
            between = worse + (better - worse) * (rival.price - low) / (high - low)
            best = max(best or 0.0, between)
    return None if best is None else best - rival.share


_REAL = {"openai": False, "hatecheck": False, "hatecheck by template": True}
"""The sets, and whether texts of one template stay together."""


def real(data: Path, names: Sequence[str], runs: int, processes: int, console: Console) -> None:
    """Print what came of real sets in random splits."""
    for name in names or _REAL:
        found: list[dict[str, Judged]] = []
        with contextlib.suppress(KeyboardInterrupt):  # what has come by then is shown
            for one in splits(name.split()[0], data, runs, by_template=_REAL[name], processes=processes):
                found.append(one)
                print(f"\r{name}: split {len(found)} of {runs}", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        table = Table("way", "splits", "promised", "kept", "broken", "given", "wrong", "right",
                      "error", "of a split", "by chance",
                      title=f"{name}: at most {MAX_ERROR:.0%} wrong")  # fmt: skip
        for way in WAYS:
            told = summed([each[way] for each in found if way in each])
            table.add_row(
                way, *map(str, (told.splits, told.promised, told.kept, told.broken)), f"{told.coverage:.1%}",
                "" if told.wrong is None else f"{told.wrong:.2%}", f"{told.right:.1%}", f"{told.error:.3f}",
                f"{told.each:.3f}", f"{told.chance:.3f}",
            )  # fmt: skip
        console.print(table)
        sys.stdout.flush()
    if not names:
        texts, verdicts, most, both = too_few(data)
        head = f"sharc: {texts} labelled texts of {verdicts} verdicts, at most {most} of one"
        clauses = f"no clause is true in more than {both} texts and false in as many"
        console.print(f"{head}; {clauses}; a promise of {MAX_ERROR:.0%} takes {needed(MAX_ERROR, 0.95)} of a verdict")


def at_prices(data: Path, names: Sequence[str], runs: int, console: Console) -> None:
    """Print how often ways that cost something are right on real sets, beside each other at equal price."""
    for name in names or ("hatecheck",):
        found = priced(name, data, runs)
        rows = {way: Row(right, of, price / of, 0.0, 0.0, 0.0) for way, (right, of, price) in found.items()}
        table = Table("way", "right", "95 %", "price", "at its price", title=f"{name}, with prices: {runs} splits")
        for way, row in rows.items():
            low, high = wilson(row.right, row.of)
            more = None if way.startswith("--confidence") else beside(rows, row)
            table.add_row(way, f"{row.share:.1%}", f"{low:.1%} – {high:.1%}", f"{row.price:.1f}",
                          "" if more is None else f"{100 * more:+.1f} points")  # fmt: skip
        console.print(table)


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Real sets: only these.")
@click.option("--set", "names", type=click.Choice([*_REAL]), multiple=True, help="Only this real set.")
@click.option("--prices", is_flag=True, help="Of real sets, ways that cost something.")
@click.option("--splits", "runs", type=click.IntRange(min=1), default=100, show_default=True, help="Of each real set.")
@click.option("--processes", type=click.IntRange(min=1), default=2, show_default=True, help="That try splits.")
@click.option("--policies", type=click.IntRange(min=1), default=60, show_default=True)
@click.option("--documents", type=click.IntRange(min=1), default=20, show_default=True, help="Of each policy.")
@click.option("--world", "only", type=click.IntRange(1, len(WORLDS)), multiple=True, help="Only this one; by number.")
def main(
    data: Path | None,
    names: tuple[str, ...],
    prices: bool,
    runs: int,
    processes: int,
    policies: int,
    documents: int,
    only: tuple[int, ...],
) -> None:
    """Decide simulated documents in all ways, and print how often that is right, and what it costs."""
    console, worse = Console(width=118), False
    if data is not None:
        if prices:
            at_prices(data, names, runs, console)
        else:
            real(data, names, runs, processes, console)
        return
    for number, world in enumerate(WORLDS, 1):
        for bare in (False, True) if not only or number in only else ():
            cases = cases_of(world, policies, documents, bare=bare)
            rows = {name: asyncio.run(measured(arm, cases)) for name, arm in ARMS.items()}
            title = f"{number}: {world.name}; {'bare yes and no' if bare else 'probabilities'}"
            table = Table(
                "way", "right", "95 %", "price", "calibration error", "covered", "wrong of these", title=title
            )
            for name, row in rows.items():
                low, high = wilson(row.right, row.of)
                table.add_row(
                    name, f"{row.share:.1%}", f"{low:.1%} – {high:.1%}", f"{row.price:.1f}", f"{row.error:.3f}",
                    f"{row.covered:.0%}", f"{row.given_wrong:.1%}",
                )  # fmt: skip
            console.print(table)
            for name in ("lazy, hard", "majority of 3", "cascade a clause", "strong, hard", "whole policy, strong"):
                more = beside(rows, rows[name])
                noise = 2 * (rows[name].share * (1 - rows[name].share) / rows[name].of) ** 0.5
                if more is None:
                    console.print(f"  {name}: cheaper than any wish", highlight=False)
                else:
                    lost = more < -noise
                    worse |= lost
                    verdict = "worse than the noise" if lost else "at least as good"
                    console.print(
                        f"  beside {name}, at its price: {100 * more:+.1f} points, {verdict}", highlight=False
                    )
            sys.stdout.flush()
    sys.exit(worse)


if __name__ == "__main__":
    main()
