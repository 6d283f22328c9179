r"""How fast a language model is asked: `python -m benchmarks.llm [--check]`.

A server in a process of its own (`server`) answers each request after 50 ms with what fits it, and costs its machine
next to nothing. Each peer asks it one question about one text a call, the same question, and the texts differ; all
peers run in turn, several times, each in a process of its own, and the fastest of its runs counts. The columns are:

\b
- "share": calls a second, of what calls in flight (the cap) and latency allow; "steady" leaves the beginning and the
  end of a run out (the replies from 25 % to 90 %);
- "in flight": requests that the server had at a time, on average;
- "CPU ms": the peer's own time for a call, all its threads;
- "over ms": what a call takes beside the latency, waiting for the peer's own processor included;
- "× script": calls a second, of those of a plain script with `AsyncOpenAI` and a semaphore.

"bytes only" sends one prepared request over and over and reads nothing: that is what server and machine allow.
Figures of one run compare with each other, not with those of another machine.

With --peers, also inspect_ai's `generate` and lotus's `sem_filter`, from virtual environments in that folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import platform
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import openai
from rich.console import Console
from rich.table import Table

from benchmarks.llm import questions
from benchmarks.llm.cached import hits
from benchmarks.llm.loopback import Loopback, bare, capacity, serving
from benchmarks.llm.peers.talk import Run
from benchmarks.llm.pieces import steps
from benchmarks.llm.runs import Outcome, Peer, PeerError, outcome, peer
from benchmarks.llm.venvs import OTHERS, install

REPEATS = 2
SHARE = 0.95
OVERHEAD = 0.003
HITS = 20_000

OURS = ("answer, chat", "check_many, chat", "answer, decisions")
SCRIPT = "script"
BARE = "bytes only"
PARTS = ("calls", "cache", "pieces")


def commands(folder: Path | None) -> dict[str, list[str]]:
    """What runs each peer, by its name in the table."""
    here = [sys.executable, "-m"]
    found = {name: [*here, "benchmarks.llm.peers.ours", *name.split(", ")] for name in OURS}
    found[SCRIPT] = [*here, "benchmarks.llm.peers.plain"]
    found[f"{SCRIPT}, logprobs"] = [*found[SCRIPT], "logprobs"]
    if folder is not None:
        for other in OTHERS:
            found[other.name] = [str(other.python(folder)), "-m", f"benchmarks.llm.peers.{other.module}"]
    return found


class Calls:
    """The runs of all peers, the fastest of each at each cap, and why some did not run."""

    def __init__(self, server: Loopback, latency: float, most: int, caps: Sequence[int]) -> None:
        self.server, self.latency, self.caps = server, latency, caps
        # As many rounds at each cap.
        self.runs = {cap: max(4 * cap, most * cap // max(caps)) for cap in caps}
        self.best: dict[tuple[str, int], Outcome] = {}
        self.failed: dict[str, str] = {}
        self.versions: dict[str, str] = {}

    def measure(self, peers: Sequence[Peer]) -> None:
        """All runs, interleaved, so that what else the machine is doing falls on all alike."""
        task = questions.task(self.server.base_url)
        for one in peers:
            with self._noting(one.name):
                one.begin(task)
                self.versions[one.name] = one.version
        for repeat in range(REPEATS):
            for cap in self.caps:
                run = Run(f"run {repeat} at {cap}", cap, self.runs[cap])
                self._keep(BARE, self._bare(run))
                for one in peers:
                    if one.name not in self.failed:
                        with self._noting(one.name):
                            self._keep(one.name, one.run(self.server, run, self.latency))

    @contextmanager
    def _noting(self, name: str) -> Iterator[None]:
        try:
            yield
        except PeerError as error:
            self.failed[name] = str(error)

    def _keep(self, name: str, found: Outcome) -> None:
        known = self.best.get((name, found.cap))
        if known is None or found.rate > known.rate:
            self.best[name, found.cap] = found

    def _bare(self, run: Run) -> Outcome:
        body = questions.request(self.server.base_url)
        self.server.totals()
        before = self.server.totals()
        wall, cpu = time.perf_counter(), time.process_time()
        asyncio.run(bare(self.server, body, run.cap, run.number))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        return outcome(run, self.latency, wall, cpu, before, self.server.totals())

    def table(self, names: Sequence[str]) -> Table:
        """A row for each peer at each cap."""
        shown = Table(box=None, pad_edge=False)
        shown.add_column("peer")
        for column in ("cap", "calls", "calls/s", "share", "steady", "in flight", "CPU ms", "over ms", "× script"):
            shown.add_column(column, justify="right")
        for cap in self.caps:
            script = self.best.get((SCRIPT, cap))
            for name in (BARE, *names):
                if (found := self.best.get((name, cap))) is None:
                    continue
                shown.add_row(
                    " ".join(filter(None, (name, self.versions.get(name)))),
                    str(cap),
                    f"{found.number:,}",
                    f"{found.rate:,.0f}",
                    f"{found.share:.1%}",
                    f"{found.steady_share:.1%}",
                    f"{found.in_flight:.1f}",
                    f"{found.own * 1e3:.2f}",
                    f"{found.overhead * 1e3:.1f}",
                    "" if script is None or name == BARE else f"{found.rate / script.rate:.2f}",
                )
        return shown


class Targets:
    """What was to be reached, and whether it was."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.missed = False

    def judge(self, what: str, met: bool) -> None:
        self.missed |= not met
        self._console.print(f"{'met   ' if met else 'missed'}  {what}", highlight=False)


def measure_calls(
    console: Console, targets: Targets, latency: float, most: int, caps: Sequence[int], chosen: dict[str, list[str]]
) -> None:
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(serving(latency))
        peers = []
        calls = Calls(server, latency, most, caps)
        for name, command in chosen.items():
            try:
                peers.append(stack.enter_context(peer(name, command)))
            except OSError as error:
                calls.failed[name] = f"not installed ({error.strerror}): give --install-peers"
        rate, own = capacity(questions.request(server.base_url), max(caps), 5 * most)
        console.print(
            f"the server: {rate:,.0f} calls/s without latency, {own:.3f} ms of its own time each; "
            f"{latency * 1e3:g} ms latency from here on\n",
            highlight=False,
        )
        calls.measure(peers)
    console.print(calls.table(list(chosen)))
    console.print()
    for name, why in calls.failed.items():
        console.print(f"{name} does not run here: {why}", highlight=False)
    for name in chosen:
        if name in OURS:
            judge_calls(targets, name, {cap: calls.best.get((name, cap)) for cap in caps})


def judge_calls(targets: Targets, name: str, by_cap: Mapping[int, Outcome | None]) -> None:
    """Both targets for calls, each at all caps."""
    found = {cap: one for cap, one in by_cap.items() if one is not None}
    ran = len(found) == len(by_cap)
    shares = ", ".join(f"{one.share:.0%} ({one.steady_share:.0%}) at {cap}" for cap, one in found.items())
    what = f"{name}: at least {SHARE:.0%} of cap / latency (without beginning and end): {shares}"
    targets.judge(what, ran and all(one.share >= SHARE for one in found.values()))
    own = ", ".join(f"{one.own * 1e3:.1f} ({one.overhead * 1e3:.0f}) at {cap}" for cap, one in found.items())
    what = f"{name}: less than {OVERHEAD * 1e3:g} ms of its own time a call (beside the latency in all): {own}"
    targets.judge(what, ran and all(one.own < OVERHEAD for one in found.values()))


def measure_cache(console: Console, targets: Targets) -> None:
    shown = Table(box=None, pad_edge=False)
    for column, justify in (("10,000 answers in a cache", "left"), ("in batches of", "right"), ("a second", "right")):
        shown.add_column(column, justify=justify)  # type: ignore[arg-type]
    rows = list(hits())
    for row in rows:
        shown.add_row(row.how, f"{row.batch:,}", f"{row.rate:,.0f}")
    console.print(shown)
    console.print()
    best = max(row.rate for row in rows if row.batch > 1)
    targets.judge(f"hits a second, read in batches: {best:,.0f}, at least {HITS:,} wanted", best >= HITS)


def measure_pieces(console: Console) -> None:
    shown = Table("one question, one text", box=None, pad_edge=False)
    shown.add_column("µs", justify="right")
    for name, microseconds in steps():
        shown.add_row(name, f"{microseconds:,.1f}")
    console.print(shown)


class _Caps(click.ParamType[tuple[int, ...]]):
    name = "caps"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        try:
            caps = tuple([int(part) for part in str(value).split(",")])
        except ValueError:
            self.fail(f"write numbers with commas between them, not {value!r}", param, ctx)
        if min(caps) < 1:
            self.fail("a cap must be 1 or more", param, ctx)
        return caps


@click.command(help=__doc__)
@click.option(
    "--questions",
    "most",
    type=click.IntRange(min=1),
    default=960,
    show_default=True,
    metavar="N",
    help="In a run at the largest cap; at the others in proportion.",
)
@click.option("--latency", type=click.FloatRange(min=0.001), default=0.05, show_default=True, help="In seconds.")
@click.option("--caps", type=_Caps(), default="4,8,16,32", show_default=True, help="Calls in flight.")
@click.option(
    "--peers",
    type=click.Path(file_okay=False, path_type=Path),
    help="Compare with the packages that are installed in this folder, a virtual environment each.",
)
@click.option("--install-peers", is_flag=True, help="Install them there first: some minutes, and 7 GB for lotus.")
@click.option("--only", multiple=True, help=f"{', '.join(PARTS)}, or a peer as in the table; may be repeated.")
@click.option("--check", is_flag=True, help="Exit with status 1 where a target is missed.")
def main(
    most: int,
    latency: float,
    caps: tuple[int, ...],
    peers: Path | None,
    install_peers: bool,
    only: tuple[str, ...],
    check: bool,
) -> None:
    if install_peers and peers is None:
        raise click.UsageError("--install-peers needs --peers")
    known = commands(peers)
    for name in only:
        if name not in (*PARTS, *known):
            names = "; ".join((*PARTS, *known))
            raise click.BadParameter(f"there is no {name!r}; there are: {names}", param_hint="--only")
    console = Console(width=120)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    about = f"Python {platform.python_version()}, openai {openai.__version__}, {platform.machine()}, {cores} cores"
    console.print(f"{about}, load {os.getloadavg()[0]:.1f}", highlight=False)
    if install_peers and peers is not None:
        for line in install(peers):
            console.print(line, highlight=False)
    targets = Targets(console)
    chosen = {name: command for name, command in known.items() if not only or "calls" in only or name in only}
    if chosen:
        measure_calls(console, targets, latency, most, caps, chosen)
        console.print()
    if not only or "cache" in only:
        measure_cache(console, targets)
        console.print()
    if not only or "pieces" in only:
        measure_pieces(console)
    if check and targets.missed:
        sys.exit(1)


if __name__ == "__main__":
    main()
