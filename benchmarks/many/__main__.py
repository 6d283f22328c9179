"""How fast `logitext run` is: `python -m benchmarks.many [speed] [memory] [calls] [batches] [ray]`.

`speed`: documents a second, with all answers in the data, for what is written: verdicts (a row with the id, the status
and the verdicts), rows (all columns, reasons too), records (full ones), and beside them `Policy.check_many` with a
Python function and `to_dict` ("checks"), which is what the others are compared with. Processor time counts, but wall
time where several processes work.

`memory`: the most that a process holds, from 10,000 to 1,000,000 documents, and how that grows.

`calls`: a server of this machine answers after 200 ms; the share of the calls that cap and latency allow, at 32 and at
64 in parallel, with the start of the command left out ("steady": the replies from 25 % to 90 %), and the processor time
for a call.

`batches`: the memory of a run by batches of a provider, with 500 to 5,000 documents in work, and what each takes. Left
out unless it is named.

`ray`: two workers on a cluster of this machine beside two processes: the seconds that a run takes to start, and the
documents a second after that. Left out unless it is named; it needs the extra `ray`.

`-o FILE` writes the figures that `python -m benchmarks.scale --figures FILE` takes.

Figures of one run compare with each other, not with those of another machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.engine.policies import source
from benchmarks.llm.loopback import serving
from benchmarks.many.batches import batches

PARTS = ("speed", "memory", "calls", "batches", "ray")
LATENCY = 0.2


def one(
    folder: Path, clauses: int, documents: int, what: str, workers: int = 1, id: str | None = "id"
) -> dict[str, float]:
    """What one run took, in a process of its own."""
    words = [str(word) for word in (folder, clauses, documents, what, workers, *([] if id is None else [id]))]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.many.one", *words], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def speed(folder: Path, documents: int, figures: dict[str, float]) -> Table:
    table = Table("clauses", "written", "workers", "documents/s", "× checks", title=f"{documents:,} documents")
    for clauses in (20, 200):
        count = documents if clauses == 20 else documents // 5
        checks = one(folder, clauses, count, "checks")["cpu"]
        table.add_row(str(clauses), "checks", "1", f"{count / checks:,.0f}", "1.0")
        for what in ("verdicts", "rows", "records"):
            for workers in (1, 2):
                took = one(folder, clauses, count, what, workers)["cpu" if workers == 1 else "wall"]
                table.add_row(str(clauses), what, str(workers), f"{count / took:,.0f}", f"{checks / took:.1f}")
                if (clauses, what, workers) == (20, "rows", 1):
                    figures["documents_a_second"] = count / took
    return table


def memory(folder: Path, most: int) -> Table:
    table = Table("documents", "written", "MiB", "× 10,000 documents", title="memory")
    for what, id_ in (("verdicts", None), ("verdicts", "id"), ("rows", None), ("records", None)):
        first = None
        for documents in (10_000, 100_000, 1_000_000):
            if documents <= most and (what == "verdicts" or documents < 1_000_000):
                mib = one(folder, 20, documents, what, id=id_)["mib"]
                first = first or mib
                name = what if id_ is None else f"{what}, --id"
                table.add_row(f"{documents:,}", name, f"{mib:.0f}", f"{mib / first:.2f}")
    return table


def ray(folder: Path, documents: int) -> Table:
    table = Table("workers", "seconds to start", "documents/s", title=f"{documents:,} and {4 * documents:,} documents")
    for name, what in (("two processes", "rows"), ("two on Ray", "ray")):
        few, many = (one(folder, 20, count, what, 2)["wall"] for count in (documents, 4 * documents))
        rate = 3 * documents / (many - few)
        table.add_row(name, f"{few - documents / rate:.1f}", f"{rate:,.0f}")
    return table


def calls(folder: Path, seconds: float, figures: dict[str, float]) -> Table:
    table = Table("cap", "documents", "calls", "share", "steady", "most in flight", "CPU ms/call", title="calls")
    (folder / "p.nltc").write_text(source(20, 1))
    for cap in (32, 64):
        documents = int(seconds * cap / LATENCY / 2)
        lines = (json.dumps({"post": f"message {number}"}) + "\n" for number in range(documents))
        (folder / "d.jsonl").write_text("".join(lines))
        with serving(LATENCY) as server:
            before = os.times()
            began = time.monotonic()
            words = ["run", "p.nltc", "d.jsonl", "--rows", f"{cap}.jsonl", "--theory", "openai:test-model", "-q"]
            words += ["--base-url", server.base_url, "--api", "chat", "--no-cache", "--concurrency", str(cap)]
            environment = {**os.environ, "OPENAI_API_KEY": "k"}
            command = [sys.executable, "-m", "logitext", *words]
            subprocess.run(command, cwd=folder, env=environment, check=True)
            wall = time.monotonic() - began
            after = os.times()
            totals = server.totals()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        start, end = (totals.replied[int(len(totals.replied) * share)] for share in (0.25, 0.90))
        steady = (len(totals.replied) * 0.65) * LATENCY / cap / (end - start)
        share = totals.requests * LATENCY / cap / wall
        each = figures["ms_a_call"] = 1000 * spent / totals.requests
        table.add_row(
            str(cap),
            f"{documents:,}",
            f"{totals.requests:,}",
            f"{share:.0%}",
            f"{steady:.0%}",
            str(totals.most_in_flight),
            f"{each:.1f}",
        )
    return table


@click.command(help=__doc__)
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--documents", default=20_000, show_default=True, help="Documents of each measurement of speed.")
@click.option("--most", default=1_000_000, show_default=True, help="The most documents for memory.")
@click.option("--seconds", default=20.0, show_default=True, help="About how long a measurement of calls takes.")
@click.option("-o", "output", type=click.Path(path_type=Path), help="Write figures as JSON.")
def main(parts: tuple[str, ...], documents: int, most: int, seconds: float, output: Path | None) -> None:
    """Measure, and print tables."""
    console = Console()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in parts or PARTS[:3]:
            if part == "speed":
                console.print(speed(folder, documents, figures))
            elif part == "memory":
                console.print(memory(folder, most))
            elif part == "batches":
                console.print(batches(folder, most))
            elif part == "ray":
                console.print(ray(folder, documents))
            else:
                console.print(calls(folder, seconds, figures))
    if output is not None:
        output.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
