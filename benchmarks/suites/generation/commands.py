"""The commands `cover` and `write`: the tasks in which texts are looked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from benchmarks.suites import registry
from benchmarks.suites.controls.ifeval import tasks as ifeval
from benchmarks.suites.generation.covering import CRITERIA, Covered, NothingKnownError, by_writer, of_set
from benchmarks.suites.generation.tables import (
    covers_as_json,
    covers_as_markdown,
    writing_as_json,
    writing_as_markdown,
)
from benchmarks.suites.generation.writing import EXACT, Plan, Writing, outcomes
from benchmarks.suites.task import MissingDataError, Task
from logitext.api import CoverOptions, SearchOptions
from logitext.cli import model_options
from logitext.cli.options import with_options
from logitext.cli.search_options import effort
from logitext.syntax.diagnostics import LogitextError
from logitext.theory import from_spec
from logitext.theory.writing.spec import writer_of

_names = click.argument("names", metavar="[SUITE[/TASK]]...", nargs=-1)
_data = click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=True,
    help="The folder of the data sets.",
)
_models = (*model_options.server, *model_options.sampling, *model_options.keeping_answers)
_writes = "`compose`, `openai:MODEL`, `ask`, `mock:FILE`"


@click.command("cover")
@_names
@_data
@click.option("--by", "criteria", multiple=True, type=click.Choice(CRITERIA), default=("verdict", "mcdc"),
              show_default=True, help="The criterion of coverage. May be repeated.")  # fmt: skip
@click.option("--writer", metavar="SPEC", help=f"Have texts written: {_writes}. Default: the set's own.")
@click.option("--theory", metavar="SPEC", help="Who reads the texts.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="The folder of texts; earlier texts are used again.")  # fmt: skip
@click.option("-o", "--output", multiple=True, metavar="FILE", help="Write .md or .json. May be repeated.")
@with_options(*_models)
def cover(
    names: tuple[str, ...],
    data: Path,
    criteria: tuple[str, ...],
    writer: str | None,
    theory: str | None,
    keep: Path | None,
    output: tuple[str, ...],
    **model: Any,
) -> None:
    """Say how many feasible goals of each verdict the texts of a data set, or of a writer, cover.

    What is known of a set's texts are its own labels of clauses, or what a program reads off them. Exit status 1 if
    data was not there.
    """
    if (writer is None) != (theory is None):
        raise click.UsageError("who writes needs somebody who reads: give --writer and --theory, or none of them")
    options = model_options.model_options(model)

    def look(task: Task) -> Sequence[Covered]:
        if writer is None or theory is None:
            return list(of_set(task, data, criteria))
        return list(by_writer(task, criteria, partial(_people, writer, theory, options), keep))

    found: list[Covered] = []
    missing = False
    makers = {".md": covers_as_markdown, ".json": covers_as_json}
    _require_suffixes(output, makers)
    for task in _chosen(names, registry.every()):
        try:
            found += look(task)
        except NothingKnownError as problem:
            click.echo(str(problem), err=True)
        except MissingDataError as problem:
            missing = True
            click.echo(str(problem), err=True)
        except LogitextError as problem:
            raise click.ClickException(str(problem)) from None
    _put(output, makers, lambda make: make(found))
    sys.exit(1 if missing else 0)


def _people(writer: str, theory: str, model: Mapping[str, Any]) -> CoverOptions:
    return {"writer": writer_of(writer, model), "theory": from_spec(theory, model)}


@click.command("write")
@_names
@_data
@click.option("--writer", required=True, metavar="SPEC", help=f"Who writes: {_writes}.")
@click.option("--theory", required=True, metavar="SPEC",
              help=f"Who reads what was written on the way; `{EXACT}` is the task's own program.")  # fmt: skip
@click.option("--verify", default=EXACT, show_default=True, metavar="SPEC",
              help="Who decides in the end whether the verdict holds.")  # fmt: skip
@click.option("--goals", type=click.Choice(["verdict", "clause"]), default="verdict", show_default=True,
              help="Want each value of each verdict, or that together with each value of each clause. Where a "
              "policy belongs to one instance it is what this is to come to.")  # fmt: skip
@click.option("--arm", "arms", multiple=True, type=click.Choice(["solve", "once"]), default=("solve",),
              show_default=True,
              help="Propose, read and refine; or take the first text unread. May be repeated.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Draw N goals of each task.")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of draws.")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="The folder of the run; an earlier run goes on. Default: runs/write-WRITER.")  # fmt: skip
@with_options(*effort, *_models)
def write(
    names: tuple[str, ...],
    data: Path,
    writer: str,
    theory: str,
    verify: str,
    goals: Any,
    arms: Any,
    limit: int | None,
    seed: int,
    output: Path | None,
    rounds: int,
    proposals: int,
    cubes: int,
    **model: Any,
) -> None:
    """Let a writer write texts with a given verdict, and let another theory check the verdict.

    Tasks are those of `list`, and controls/ifeval. Exit status 1 if data was not there, or calls failed: the same
    command then tries again.
    """
    at_once = model["concurrency"]
    search: SearchOptions = {"rounds": rounds, "proposals": proposals, "cubes": cubes}
    options = model_options.model_options(model)
    plan = Plan(writer, theory, verify, goals, tuple(arms), limit, seed, search, options, at_once)
    folder = output or Path("runs") / f"write-{writer.replace(':', '-').replace('/', '-')}"
    chosen = _chosen(names, [*registry.every(), *ifeval.tasks()])
    missing = False
    try:
        kept = Writing(folder, plan, chosen)
        screen = Console(stderr=True)
        with Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
            for task in chosen:
                bar = progress.add_task(task.id, total=None)
                try:
                    kept.task(task, data, partial(_told, progress, bar))
                except MissingDataError as problem:
                    missing = True
                    click.echo(str(problem), err=True)
                progress.update(bar, total=1, completed=1)
    except (LogitextError, ValueError) as problem:
        raise click.ClickException(str(problem)) from None
    except KeyboardInterrupt:
        raise click.ClickException(f"interrupted; the same command goes on with {folder}") from None
    manifest, found = outcomes(folder)
    failed = [one for one in found if one["failed"]]
    if failed:
        first = f"{failed[0]['task']} {failed[0]['instance']}: {failed[0]['failed']}"
        click.echo(
            f"{len(failed)} of {len(found)} goals met a failure; the same command tries again. {first}", err=True
        )
    (folder / "report.json").write_text(writing_as_json(manifest, found), "utf-8")
    click.echo(writing_as_markdown(manifest, found), nl=False)
    sys.exit(1 if missing or failed else 0)


def _told(progress: Progress, bar: TaskID, done: int, total: int) -> None:
    progress.update(bar, completed=done, total=total)


def _chosen(names: Sequence[str], tasks: Sequence[Task]) -> list[Task]:
    """The tasks that names stand for, in the order of the registry's own function where it knows them."""
    own = [task for task in tasks if task.id in names]
    others = [name for name in names if name not in {task.id for task in own}]
    try:
        found = registry.chosen(others) if others or not names else []
    except ValueError as problem:
        raise click.ClickException(str(problem)) from None
    return [*found, *(task for task in own if task.id not in {one.id for one in found})]


def _require_suffixes(output: Sequence[str], makers: Mapping[str, Any]) -> None:
    if any(Path(name).suffix not in makers for name in output):
        raise click.BadParameter(f"name a file that ends in {' or '.join(makers)}", param_hint="-o")


def _put(output: Sequence[str], makers: Mapping[str, Any], text: Callable[[Any], str]) -> None:
    if not output:
        click.echo(text(makers[".md"]), nl=False)
    for name in output:
        Path(name).write_text(text(makers[Path(name).suffix]), "utf-8")
