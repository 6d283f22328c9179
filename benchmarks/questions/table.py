"""The results as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import mean

from rich.table import Table

from benchmarks.questions.results import Measured, Results
from benchmarks.questions.tasks import CALL_SIZES, CALLS

WAYS = ("auto", "ratio", "gain", "certificate", "given", "left to right", "every")
PRICES = ("equal prices", "random prices", "assumptions")


def ratios(found: Iterable[Measured], way: str, beside: str) -> list[float]:
    """What a way costs beside the optimum or the cheapest certificates, for each formula."""
    return [one["costs"][way] / one[beside] for one in found if way in one["costs"] and one[beside]]


def sizes(results: Results, kind: str = "formula") -> list[int]:
    return sorted({int(name.split()[1]) for name in results.of(kind)})


def formulas(results: Results) -> Table:
    """Set (a): × the optimum up to 14 clauses, × the cheapest certificates beyond."""
    table = _table("clauses", "prices", "formulas", "×", *WAYS, "optimum / certificate")
    for size in sizes(results):
        for prices in PRICES:
            found = list(results.of("formula", str(size), prices).values())
            if not found:
                continue
            beside = "certificate" if found[0]["optimum"] is None else "optimum"
            costs = [_shown(ratios(found, way, beside)) for way in WAYS]
            whole = [one["optimum"] / one["certificate"] for one in found if one["optimum"] and one["certificate"]]
            table.add_row(f"{size:,}", prices, str(len(found)), beside, *costs, _shown(whole))
    return table


def times(results: Results) -> Table:
    """How long `auto` takes to choose."""
    table = _table("clauses", "first met: mean ms", "95 %", "longest", "met before: mean µs", "95 %")
    for size in sizes(results):
        found = results.of("formula", str(size), "equal prices").values()
        first = sorted(ms for one in found for ms in one["first"])
        again = sorted(us for one in found for us in one["again"])
        if first:
            row = (mean(first), first[int(0.95 * len(first))], first[-1], mean(again), again[int(0.95 * len(again))])
            table.add_row(f"{size:,}", *(f"{value:.1f}" for value in row))
    return table


def several(results: Results) -> Table:
    """Five verdicts over 20 clauses."""
    ways = ("together", "one after the other", "separately", "every")
    table = _table("five verdicts, 20 clauses", *ways)
    found = list(results.of("several").values())
    table.add_row("questions", *(f"{mean([one['costs'][way] for one in found]):.1f}" for way in ways))
    return table


def calls(results: Results) -> Table:
    """Set (d)."""
    table = _table(
        "clauses", "a call in questions", "formulas", "auto, × optimum", "auto", "one by one", "all at once",
        "questions / rounds", "one by one: questions",
    )  # fmt: skip
    for size in CALL_SIZES:
        for call in CALLS:
            found = list(results.of("calls", str(size), str(call)).values())
            if not found:
                continue
            best = ratios(found, "auto", "optimum")
            costs = [
                f"{mean([one['costs'][way] for one in found]):.1f}" for way in ("auto", "one by one", "all at once")
            ]
            rounds = [mean([one[what]["auto"] for one in found]) for what in ("questions", "rounds")]
            single = mean([one["questions"]["one by one"] for one in found])
            table.add_row(
                str(size), str(call), str(len(found)), f"{mean(best):.3f}" if best else "–", *costs,
                f"{rounds[0]:.1f} / {rounds[1]:.1f}", f"{single:.1f}",
            )  # fmt: skip
    return table


def policies(results: Results) -> Table:
    """Sets (b) and (c)."""
    ways = ("auto", "auto, nothing learned", "ratio", "gain", "given", "left to right", "every")
    table = _table("policy", "documents", *ways, "certificate")
    found: Mapping[str, Measured] = {**results.of("example"), **results.of("labelled"), **results.of("sharc")}
    for name, one in found.items():
        costs = [f"{one['costs'][way]:.2f}" if way in one["costs"] else "–" for way in ways]
        least = f"{one['certificate']:.2f}" if "certificate" in one else "–"
        number = str(one["documents"]) if "documents" in one else f"{one['trees']} trees"
        table.add_row(name.split(" ", 1)[-1], number, *costs, least)
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


def _shown(values: Sequence[float]) -> str:
    return f"{mean(values):.3f}" if values else "–"
