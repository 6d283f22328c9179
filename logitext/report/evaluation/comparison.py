"""A comparison of two evaluations as text."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from logitext.records.comparison import Compared, EvaluationComparison, Paired, VerdictComparison
from logitext.records.evaluation import CaseVerdict
from logitext.report.console import printable
from logitext.report.evaluation import words

_SHOWN = 20
_LEVEL = 0.05


def render(one: EvaluationComparison) -> RenderableType:
    """The two that are compared, for each verdict the pairs and the test, and the cases that came out otherwise."""
    parts: list[RenderableType] = [Text("first   ").append(_who(one.first)), Text("second  ").append(_who(one.second))]
    for name, verdict in one.verdicts.items():
        parts.append(_verdict(name, verdict))
    line = f"\n{words.count(one.cases, 'case')} in both"
    if one.only_first or one.only_second:
        line += f"; {one.only_first} only in the first, {one.only_second} only in the second"
    parts.append(Text(f"{line}; intervals are of 95 %, p is that of McNemar's exact test", "dim"))
    return Group(*parts)


def _who(one: Compared) -> Text:
    line = Text(printable(one.name), "bold").append(f"  {printable(one.policy)}, answered by ", "default")
    line.append(printable(one.answered_by), "default").append(f", {words.count(one.questions, 'question')}", "default")
    return line.append(f", cost {one.cost:.4g}" if one.cost else "", "default")


def _verdict(name: str, one: VerdictComparison) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    heads = ["", "cases", "both right", "only first", "only second", "neither", "difference in points", "p"]
    for at, head in enumerate(heads):
        table.add_column(head, justify="right" if 0 < at < 6 else "left", header_style="dim")
    table.add_row("all", *_cells(one.all))
    table.add_row("decided by both", *_cells(one.decided))
    said = Text(f"no verdict: {one.first_open} in the first, {one.second_open} in the second")
    parts: list[RenderableType] = [Text(f"\n{name}  {_says(one.all)}", "bold"), _in(table), _in(said)]
    for change in one.changes[:_SHOWN]:
        line = Text(printable(change.case), "bold").append(f"  {words.value(change.first.right)}: ", "default")
        parts.append(_in(line.append(f"first {_came(change.first)}, second {_came(change.second)}", "default")))
    if len(one.changes) > _SHOWN:
        parts.append(_in(Text(f"and {len(one.changes) - _SHOWN} more; JSON has them all", "dim")))
    return Group(*parts)


def _cells(one: Paired) -> list[str]:
    counts = [one.cases, one.both, one.only_first, one.only_second, one.neither]
    difference = f"{100 * one.difference:+.1f} ({100 * one.low:+.1f} – {100 * one.high:+.1f})"
    return [*map(str, counts), difference if one.cases else "–", f"{one.p:.3f}" if one.cases else "–"]


def _says(one: Paired) -> str:
    if one.p >= _LEVEL:
        return "no difference that these cases could show"
    return f"the {'first' if one.difference > 0 else 'second'} is right more often"


def _came(one: CaseVerdict) -> str:
    return words.value(one.found) if one.outcome in ("right", "wrong") else one.outcome


def _in(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2))
