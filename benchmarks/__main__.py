"""Benchmarks on public sets: `python -m benchmarks list`, `run SUITE[/TASK]… --data DIR`, `report RUN`.

Offline theories: `gold` (the set's own clause labels: it scores the logic alone), `exact` (programs that read the
clauses), `simulated` (a model with errors from a seed). Any other theory is a spec, `openai:MODEL` for instance.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from benchmarks.suites import registry
from benchmarks.suites.arms import ARMS
from benchmarks.suites.generation.commands import cover, write
from benchmarks.suites.run import OFFLINE, BusyError, Plan, Run, outcomes, possible, together
from benchmarks.suites.scoring.page import as_html
from benchmarks.suites.scoring.report import as_json, as_markdown
from benchmarks.suites.task import MissingDataError
from benchmarks.suites.truth import Faults
from logitext.cli import model_options
from logitext.cli.options import with_options
from logitext.cli.sections import SectionedGroup
from logitext.evaluate.statistics import needed
from logitext.syntax.diagnostics import LogitextError


@click.group(cls=SectionedGroup)
def main() -> None:
    """Compare Logitext with other ways to decide, on public data sets."""


@main.command("list")
@click.option(
    "--format", type=click.Choice(["table", "json"]), default="table", show_default=True, help="The format of the list."
)
def list_tasks(format: str) -> None:
    """List all tasks, with a description and the source of their data."""
    if format == "json":
        tasks = [
            {
                "task": one.id,
                "title": one.title,
                "exact": one.exact is not None,
                "files": one.files,
                "source": one.source,
            }
            for one in registry.every()
        ]
        click.echo(json.dumps(tasks, ensure_ascii=False, indent=2))
        return
    table = Table("task", "what it is", "exact", "source")
    for task in registry.every():
        table.add_row(task.id, task.title, "yes" if task.exact else "", task.source)
    Console(width=180).print(table)


@main.command("run")
@click.argument("names", metavar="[SUITE[/TASK]]...", nargs=-1)
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of the data sets. `community` needs none.",
)
@click.option(
    "--theory",
    default="gold",
    show_default=True,
    metavar="SPEC",
    help=f"Who answers: {', '.join(OFFLINE)}, or a theory's spec.",
)
@click.option(
    "--arm",
    "arms",
    multiple=True,
    type=click.Choice(list(ARMS)),
    help="Run only this arm. May be repeated. Default: all arms that the theory can serve.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Draw N instances of each task.")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of draws and of simulated errors.")
@click.option(
    "--error",
    type=click.FloatRange(0, 1),
    default=0.08,
    show_default=True,
    help="For `simulated`: the chance that an answer to a clause is wrong.",
)
@click.option(
    "--sure",
    type=click.FloatRange(0, min_open=True),
    metavar="FACTOR",
    help="For `simulated`: give probabilities, honest at 1, too sure above 1. Default: none.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="The folder of the run; an earlier run goes on. Default: runs/THEORY.")  # fmt: skip
@with_options(*model_options.server, *model_options.sampling, *model_options.keeping_answers)
def run(
    names: tuple[str, ...],
    data: Path | None,
    theory: str,
    arms: tuple[str, ...],
    limit: int | None,
    seed: int,
    error: float,
    sure: float | None,
    output: Path | None,
    **model: Any,
) -> None:
    """Run tasks. Tasks whose data is missing are named, and the others go on.

    Exit status 1 if data was missing or calls failed. Run the same command again to ask again.
    """
    try:
        tasks = registry.chosen(names)
        at_once = model["concurrency"]
        plan = Plan(
            theory,
            arms or possible(theory),
            limit,
            seed,
            Faults(error, sure=sure),
            model_options.model_options(model),
            at_once,
        )
        folder = output or Path("runs") / theory.replace(":", "-").replace("/", "-")
        kept = Run(folder, plan, tasks)
    except ValueError as problem:
        raise click.ClickException(str(problem)) from None
    missing = []
    try:
        screen = Console(stderr=True)
        with Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
            for task in tasks:
                bar = progress.add_task(task.id, total=None)
                try:
                    kept.task(task, data, partial(_told, progress, bar))
                except MissingDataError as problem:
                    missing.append(str(problem))
                progress.update(bar, total=1, completed=1)
    except (LogitextError, BusyError) as problem:
        raise click.ClickException(str(problem)) from None
    except KeyboardInterrupt:
        raise click.ClickException(f"interrupted; the same command goes on with {folder}") from None
    for line in missing[:_SHOWN]:
        click.echo(line, err=True)
    if len(missing) > _SHOWN:
        click.echo(f"and {len(missing) - _SHOWN} tasks more whose data is not there", err=True)
    if kept.unanswered:
        verb = "was" if len(kept.unanswered) == 1 else "were"
        named = ", ".join(kept.unanswered)
        click.echo(f"{named} {verb} not run: --theory {theory} {_UNANSWERED[theory]}", err=True)
    manifest, found = outcomes(folder)
    failed = [one for one in found if one["failed"]]
    if failed:
        first = f"{failed[0]['task']} {failed[0]['instance']}, {failed[0]['failed']}"
        click.echo(
            f"{len(failed)} of {len(found)} outcomes lack answers that failed; the same command asks again. {first}",
            err=True,
        )
    if kept.missed:
        click.echo(
            f"{kept.missed} outcomes are left out, as the cache lacks answers; without --cache-only they are asked for",
            err=True,
        )
    click.echo(as_markdown(manifest, found), nl=False)
    sys.exit(1 if missing or failed or kept.missed else 0)


_SHOWN = 5
"""How many files are named that are not there."""

_UNANSWERED = {
    "gold": "needs labels of clauses, and the set has none",
    "exact": "needs a program that reads the clauses, and there is none",
    "simulated": "needs to know what is true of the clauses, and the set does not say",
}
"""Why an offline theory has nothing to say of a task."""


def _told(progress: Progress, bar: TaskID, done: int, total: int) -> None:
    progress.update(bar, completed=done, total=total)


@main.command("report")
@click.argument(
    "folders",
    metavar="RUN...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
@click.option("-o", "--output", multiple=True, metavar="FILE", help="Write .md, .json or .html. May be repeated.")
def report(folders: tuple[Path, ...], output: tuple[str, ...]) -> None:
    """Report on a run, or on the arms of several runs side by side.

    Use it to compare models, or arms at an equal budget: one arm with more `--samples` beside another run.
    """
    try:
        needed("scipy")
        manifest, found = together(folders)
    except (OSError, ValueError) as problem:
        raise click.ClickException(str(problem)) from None
    makers = {".md": as_markdown, ".json": as_json, ".html": as_html}
    if not output:
        click.echo(as_markdown(manifest, found), nl=False)
    for name in output:
        path = Path(name)
        if path.suffix not in makers:
            raise click.BadParameter("name a file that ends in .md, .json or .html", param_hint="-o")
        path.write_text(makers[path.suffix](manifest, found), "utf-8")


main.add_command(cover)
main.add_command(write)


if __name__ == "__main__":
    main()
