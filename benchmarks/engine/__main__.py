"""How fast policies are compiled and decided: `python -m benchmarks.engine [--checks N | --cliffs [NAME …]]`.

Policies and documents are made from a seed (`policies`); every clause is answered. The columns are, for one document
and all its verdicts: the decision alone, the reasons on top of it, and all of `Policy.check_many` with a theory that is
a Python function. The best of three runs counts. Figures of one run compare with each other, not with those of another
machine; the last column is how many times as long the decision takes as the same policy's on diagrams.

`--checks N` makes N checks of one policy and prints the memory of the process as it goes. `--cliffs` measures what once
took far longer than its size explains, each figure beside a yardstick of the same run (`cliffs.measure`).
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

import logitext
from benchmarks.engine.cliffs import registry
from benchmarks.engine.policies import answers, source
from logitext import Policy, theory
from logitext.logic.backend_name import BackendName
from logitext.policy.sorts import BOOL, Value
from logitext.theory import Question, Texts

SEED = 1
REPEATS = 3


@dataclass(frozen=True)
class Kind:
    """A row of the table."""

    name: str
    clauses: int
    backend: BackendName = "auto"
    assumptions: bool = False
    arithmetic: bool = False
    documents: int = 1000


KINDS = (
    Kind("Boolean", 5),
    Kind("Boolean", 5, "z3", documents=200),
    Kind("Boolean", 20),
    Kind("Boolean", 20, "z3", documents=100),
    Kind("Boolean, assumptions", 20, assumptions=True),
    Kind("Boolean, assumptions", 20, "z3", assumptions=True, documents=100),
    Kind("Boolean", 100),
    Kind("Boolean", 100, "z3", documents=30),
    Kind("Boolean", 1_000, documents=100),
    Kind("Boolean", 10_000, documents=5),
    Kind("sums of numbers", 20, arithmetic=True, documents=50),
    Kind("sums of numbers", 100, arithmetic=True, documents=10),
)


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of some runs."""
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def documents(policy: Policy, number: int) -> list[dict[str, Value]]:
    sorts = {name: clause.sort == BOOL for name, clause in policy.checked.clauses.items()}
    return list(itertools.islice(answers(list(sorts), SEED, sorts=sorts), number))


def reader(known: Mapping[str, Mapping[str, Value]]) -> theory.Function:
    """A theory that reads the answers to a document, whose text is its number."""

    def read(question: Question, texts: Texts) -> Value:
        return known[texts["post"]][question.clause]

    return theory.Function(read)


class Measured:
    """One row's figures, in microseconds a document, and in milliseconds for what is done once."""

    def __init__(self, kind: Kind) -> None:
        text = source(kind.clauses, SEED, assumptions=kind.assumptions, arithmetic=kind.arithmetic)
        logitext.loads("{{let warm = [[up]]}}")  # the parser is made once in a process
        self.load = best(lambda: logitext.loads(text)) * 1e3
        policy = logitext.loads(text, backend=kind.backend)
        started = time.perf_counter()
        asyncio.run(policy.program.ready())
        self.compile = (time.perf_counter() - started) * 1e3
        self.backend = policy.program.backend.split(",")[0]
        verdicts = tuple(policy.verdicts)
        # What contradicts the assumptions is left out: that takes a solver for its explanation, and is the exception.
        docs = [
            document
            for document in documents(policy, kind.documents)
            if not asyncio.run(policy.program.decide(document, verdicts)).conflict
        ]
        each = 1e6 / len(docs)
        self.decide = best(lambda: asyncio.run(_decide(policy, docs, verdicts))) * each
        self.reasons = max(0.0, best(lambda: asyncio.run(_reasons(policy, docs, verdicts))) * each - self.decide)
        known = {str(number): document for number, document in enumerate(docs)}
        whole = reader(known)
        self.check = best(lambda: sum(1 for _ in policy.check_many(known, theory=whole))) * each


async def _decide(policy: Policy, docs: Sequence[Mapping[str, Value]], verdicts: Sequence[str]) -> None:
    program = policy.program
    for document in docs:
        await program.decide(document, verdicts)


async def _reasons(policy: Policy, docs: Sequence[Mapping[str, Value]], verdicts: Sequence[str]) -> None:
    # A program of its own, so that nothing is kept from the run before.
    program = Policy(policy.checked, "auto" if policy.program.backend.startswith("diagrams") else "z3").program
    await program.ready()
    for document in docs:
        decision = await program.decide(document, verdicts)
        for name, value in decision.values.items():
            await program.implicant(document, name, value)


def table(kinds: Sequence[Kind]) -> Table:
    shown = Table(box=None, pad_edge=False)
    for column, justify in (("policy", "left"), ("clauses", "right"), ("decided by", "left")):
        shown.add_column(column, justify=justify)  # type: ignore[arg-type]
    for column in ("load ms", "compile ms", "decide µs", "+ reasons µs", "check_many µs", "decide, × diagrams"):
        shown.add_column(column, justify="right")
    diagrams: dict[tuple[str, int], float] = {}
    for kind in kinds:
        row = Measured(kind)
        diagrams.setdefault((kind.name, kind.clauses), row.decide)
        ratio = row.decide / diagrams[kind.name, kind.clauses]
        shown.add_row(
            kind.name,
            f"{kind.clauses:,}",
            row.backend,
            f"{row.load:,.1f}",
            f"{row.compile:,.1f}",
            f"{row.decide:,.1f}",
            f"{row.reasons:,.0f}",
            f"{row.check:,.0f}",
            f"{ratio:,.0f}" if row.backend.startswith("Z3") and kind.backend == "z3" else "",
        )
    return shown


def memory() -> float:
    """MiB that the process has in memory (Linux)."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError("no VmRSS")


def many_checks(number: int) -> None:
    """Check a policy of 20 clauses on this many different documents, and measure the memory after each tenth."""
    policy = logitext.loads(source(20, SEED))
    sorts = dict.fromkeys(policy.clauses, True)
    stream = answers(list(sorts), SEED, sorts=sorts)
    known: dict[str, Mapping[str, Value]] = {}

    def texts() -> list[str]:
        known.clear()
        known.update((str(key), next(stream)) for key in range(1000))
        return list(known)

    whole = reader(known)
    done = 0
    while done < number:
        for result in policy.check_many(texts(), theory=whole):
            if result.status != "decided":
                raise AssertionError(result)
            done += 1
        if done % max(1000, number // 10) == 0:
            print(f"{done:>10,} checks  {memory():.1f} MiB", flush=True)


def cliffs(names: Sequence[str]) -> None:
    """Print each measurement of the named cliffs, of all where none is named, as soon as it is made."""
    print(f"{'cliff':<28} {'CPU s':>9} {'yardsticks':>10}  what")
    for row in registry.rows(names):
        print(f"{row.name:<28} {row.seconds:>9.3g} {row.ratio:>10.4g}  {row.what}", flush=True)


@click.command()
@click.option("--checks", type=click.IntRange(min=1000), metavar="N", help="Make N checks and print the memory.")
@click.option("--cliffs", "steep", is_flag=True, help="Measure what once took far longer than its size explains.")
@click.argument("names", nargs=-1, metavar="[CLIFF]...")
def main(checks: int | None, steep: bool, names: tuple[str, ...]) -> None:
    """Print how fast policies are compiled and decided, or how much memory many checks take, or all cliffs."""
    if names and not steep:
        raise click.UsageError("names of cliffs go with --cliffs")
    if steep:
        try:
            cliffs(names)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        return
    if checks is not None:
        many_checks(checks)
        return
    Console().print(table(KINDS))


if __name__ == "__main__":
    main()
