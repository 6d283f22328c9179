"""What a billion documents a day would need: `python -m benchmarks.scale [--figures FILE] [OPTIONS]`.

A sample of documents is decided for real, by a policy of 20 clauses and a server of this machine that answers as a
model would: that gives the calls, the tokens and the bytes of the cache for a document. The speeds come from other
benchmarks, in the file that `python -m benchmarks.many -o FILE` writes, or as options. All else is assumed, and is
printed with what follows from it.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

import logitext
from benchmarks.engine.policies import source
from benchmarks.llm.loopback import serving
from benchmarks.scale.needs import Assumed, Sample, Speeds, needs
from logitext import Files
from logitext.theory import OpenAI


def sampled(policy: logitext.Policy, documents: int) -> Sample:
    """What so many documents take, each with a text of its own."""
    with tempfile.TemporaryDirectory() as name, serving(0.0) as server:
        folder = Path(name)
        text = next(iter(policy.texts))
        lines = (
            json.dumps({text: f"This is message number {number} of a sample."}) + "\n" for number in range(documents)
        )
        (folder / "d.jsonl").write_text("".join(lines))
        cache = folder / "cache.sqlite3"
        theory = OpenAI("test-model", base_url=server.base_url, api_key="k", api="chat", cache=cache)
        summary: Any = policy.run(
            str(folder / "d.jsonl"), theory=theory, files=Files(rows=folder / "r.jsonl"), strategy="auto"
        )
        size = sum(path.stat().st_size for path in folder.glob("cache.sqlite3*"))
    assert summary.done
    calls, asked = summary.calls / documents, summary.asked / documents
    reads, writes = summary.input_tokens / documents, summary.output_tokens / documents
    return Sample(calls, asked, reads, writes, size / max(1, summary.asked))


def assumptions(assumed: Assumed, speeds: Speeds, sample: Sample) -> Table:
    """What goes in."""
    table = Table("what goes in", "value", title="assumed, and measured")
    for part in (assumed, speeds, sample):
        for name, value in asdict(part).items():
            table.add_row(f"{type(part).__name__.lower()}: {name}", f"{value:,.4g}")
    return table


OPTIONS = {
    "documents": (1e9, "Documents a day."),
    "at_hand": (0.5, "The share that needs no model: patterns, facts and columns decide it."),
    "known": (0.3, "Of the others, the share whose text was answered before."),
    "peak": (2.0, "How many times as busy the busiest hour is as the mean."),
    "busy": (0.6, "The share of its time that a processor or a server may work."),
    "latency": (0.5, "Seconds for a call."),
    "input_price": (0.1, "Money for a million tokens that are read."),
    "output_price": (0.4, "Money for a million tokens that are written."),
    "batch": (0.5, "The share of the price that a call in a batch costs."),
    "kept_days": (30.0, "Days for which answers are kept."),
    "documents_a_second": (13_000.0, "Documents that a core decides in a second, with answers at hand."),
    "ms_a_call": (2.0, "Milliseconds of a core for a call."),
    "reads_a_second": (20_000.0, "Tokens that a server of the model reads in a second."),
    "writes_a_second": (2_000.0, "Tokens that it writes in a second."),
}
"""The options, with their defaults; --figures may have others."""


@click.command(help=__doc__)
@click.option("--figures", type=click.Path(path_type=Path, exists=True), help="What `benchmarks.many -o` has written.")
@click.option("--policy", type=click.Path(path_type=Path, exists=True), help="Another policy, with one text.")
@click.option("--sample", default=500, show_default=True, help="Documents of the sample.")
@click.option("-o", "output", type=click.Path(path_type=Path), help="Write all of it as JSON.")
@click.pass_context
def main(
    context: click.Context,
    /,
    figures: Path | None,
    policy: Path | None,
    sample: int,
    output: Path | None,
    **given: float,
) -> None:
    """Decide the sample, and print what goes in and what comes out."""
    if figures is not None:
        told = json.loads(figures.read_text("utf-8"))
        of_user = {
            name for name in given if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
        }
        given |= {name: told[name] for name in told.keys() & given.keys() - of_user}
    loaded = logitext.loads(source(20, 1)) if policy is None else logitext.load(policy)
    if len(loaded.texts) != 1:
        raise click.UsageError("--policy: the sample needs a policy with one text")
    took = sampled(loaded, sample)
    assumed = Assumed(**{one.name: given[one.name] for one in fields(Assumed)})
    speeds = Speeds(*(given[name] for name in ("documents_a_second", "ms_a_call", "reads_a_second", "writes_a_second")))
    found = needs(took, assumed, speeds)
    console = Console()
    console.print(assumptions(assumed, speeds, took))
    table = Table("a day needs", "value", title=f"{assumed.documents:,.0f} documents a day")
    for name, value in found.items():
        table.add_row(name, f"{value:,.0f}" if value >= 100 else f"{value:,.4g}")
    console.print(table)
    if output is not None:
        data = {"sample": asdict(took), "assumed": asdict(assumed), "speeds": asdict(speeds), "needs": found}
        output.write_text(json.dumps(data, indent=2) + "\n", "utf-8")


for _name, (_default, _help) in reversed(OPTIONS.items()):
    main = click.option(f"--{_name.replace('_', '-')}", _name, default=_default, show_default=True, help=_help)(main)


if __name__ == "__main__":
    main()
