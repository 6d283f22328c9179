"""Figures of a real model: `python -m benchmarks.real MODEL.gguf --sha256 HASH --data DIR`, or with a server's URL.

A file is served on this machine by llama.cpp's libraries, which npm installs into a folder of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from benchmarks.real.runtime import RuntimeMissingError, installed
from benchmarks.real.serving import NotServedError, serving
from benchmarks.real.slices import ARMS, TASKS, FailingError, in_slices, limits
from benchmarks.real.weights import WeightsError, verified
from benchmarks.suites import arms as known
from benchmarks.suites import registry
from benchmarks.suites.run import BusyError
from benchmarks.suites.task import MissingDataError
from logitext.syntax.diagnostics import LogitextError
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.theory import OpenAI


@click.command()
@click.argument("source", metavar="FILE|URL")
@click.argument("names", metavar="[SUITE[/TASK]]...", nargs=-1)
@click.option("--sha256", metavar="HASH", help="The SHA-256 that the file must have.")
@click.option("--model", metavar="NAME", help="The name of the model: of the one to ask, or for a file.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of the data sets.",
)
@click.option(
    "--arm", "arms", multiple=True, type=click.Choice(list(known.ARMS)), help="Only this arm. May be repeated."
)
@click.option("--slice", "size", type=click.IntRange(min=1), default=10, show_default=True, metavar="N",
              help="How many texts of each task before the next task has its turn.")  # fmt: skip
@click.option("--budget", type=click.IntRange(min=1), metavar="TOKENS",
              help="The most tokens that an arm may spend on a text. Arms then share no answers.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="The most texts of a task.")
@click.option("--minutes", type=click.FloatRange(0, min_open=True), default=480.0, show_default=True,
              help="Begin no slice after so many minutes.")  # fmt: skip
@click.option(
    "--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads that read a file's model."
)
@click.option("--port", type=click.IntRange(1, 65535), default=18649, show_default=True,
              help="The port for a file's model; the same again when a run goes on.")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(0, min_open=True), default=900.0, show_default=True, metavar="SECONDS",
              help="How long a call may take.")  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of draws.")
@click.option("--runtime", type=click.Path(path_type=Path, file_okay=False), default=Path("runs/llama.cpp"),
              show_default=True, help="The folder of the runtime, which is installed there if it is not.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="The folder of the run; an earlier run goes on. Default: runs/MODEL.")  # fmt: skip
def main(
    source: str,
    names: tuple[str, ...],
    sha256: str | None,
    model: str | None,
    data: Path | None,
    arms: tuple[str, ...],
    size: int,
    budget: int | None,
    limit: int,
    minutes: float,
    threads: int,
    port: int,
    timeout: float,
    seed: int,
    runtime: Path,
    output: Path | None,
) -> None:
    """Measure a model: every arm on the same texts, with the answers that arms have in common asked once.

    FILE is a GGUF file of an instruct model. URL is an OpenAI-compatible server's, and needs --model. Interrupt it when
    you like: the same command goes on.
    """
    is_url = source.startswith(("http://", "https://"))
    if is_url and model is None:
        raise click.UsageError("a server may have many models: name one with --model")
    if is_url and sha256 is not None:
        raise click.UsageError("--sha256 is of a file, and a server does not tell which file it reads")
    name = model or Path(source).stem
    folder = output or Path("runs") / name.replace("/", "-").replace(":", "-")
    with contextlib.ExitStack() as stack:
        try:
            tasks = registry.chosen(names or TASKS)
            if is_url:
                url = source
            else:
                click.echo(f"{source}: SHA-256 {verified(Path(source), sha256)}")
                url = stack.enter_context(serving(Path(source), installed(runtime), name, threads, port))
                click.echo(f"served at {url}")
            folder.mkdir(parents=True, exist_ok=True)
            options = {"model": name, "base_url": url, "timeout": timeout, "retries": 0, "concurrency": 1}
            options["cache"] = str(folder / "answers.sqlite3")
            asyncio.run(_found(url, options))
            ends = time.monotonic() + 60 * minutes
            through = limits(size, limit, ends)
            failed = in_slices(folder, tasks, data, arms or ARMS, options, through, seed, click.echo, budget)
        except (
            WeightsError,
            RuntimeMissingError,
            NotServedError,
            MissingDataError,
            BusyError,
            FailingError,
            ValueError,
            LogitextError,
        ) as problem:
            raise click.ClickException(str(problem)) from None
        except KeyboardInterrupt:
            raise click.ClickException(f"interrupted; the same command goes on with {folder}") from None
    click.echo((folder / "report.md").read_text("utf-8"), nl=False)
    click.echo(f"{folder / 'report.md'} has this; `python -m benchmarks report {folder}` makes it anew")
    if failed:
        message = f"{len(failed)} outcomes lack answers that failed; the same command asks again. {failed[0]}"
        raise click.ClickException(message)


async def _found(url: str, options: Mapping[str, Any]) -> None:
    """Look whether the server answers with the model at all. ValueError where it does not, before anything is asked."""
    model = OpenAI(**options)
    try:
        if model.remembered() is None:
            await model.find_out()
    except ModelError as error:
        hint = "`logitext doctor` says what is wrong with a server, and `logitext models` which models it has"
        raise ValueError(f"{url} does not answer as `{options['model']}`: {error.reason}\n{hint}") from None
    finally:
        await model.aclose()


if __name__ == "__main__":
    main()
