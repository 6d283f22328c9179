"""An evaluation as text."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from logitext.records.evaluation import Evaluation, VerdictScore
from logitext.report.console import printable
from logitext.report.evaluation import words

_SHOWN = 10
"""As many cases are shown; JSON has all."""


def render(one: Evaluation) -> RenderableType:
    """The verdicts, the clauses, the reliability of probabilities, the cases to look at, and what it took."""
    parts: list[RenderableType] = [Text(f"{printable(one.policy.path)}, answered by {words.asked(one)}", "bold")]
    for name, score in one.verdicts.items():
        parts.append(_verdict(name, score))
    if one.clauses:
        parts += [Text("\nclauses", "bold"), _indented(_clauses(one))]
        parts += _reliability(one)
    if one.instructive:
        parts += [Text("\nlook at first", "bold"), *map(_indented, _cases(one))]
    if (line := words.left_out(one)) is not None:
        parts.append(Text(f"\n{line}", "yellow"))
    parts.append(Text(f"\n{words.spent(one)}; intervals are of 95 %", "dim"))
    return Group(*parts)


def _verdict(name: str, score: VerdictScore) -> RenderableType:
    head = Text(f"\n{name}", "bold").append(f"  {words.outcomes(score)}", "default")
    parts: list[RenderableType] = [head, _indented(_grid(words.headlines(score)))]
    if score.values:
        rows = [
            [
                words.value(one.value),
                f"{one.labelled}",
                f"{one.undetermined}",
                f"{one.precision.counted} of {one.precision.of}",
                words.share(one.precision),
                f"{one.recall.counted} of {one.recall.of}",
                words.share(one.recall),
            ]
            for one in score.values
            if one.labelled or one.precision.of
        ]
        heads = [name, "labelled", "no verdict", "precision", "", "recall", ""]
        parts.append(_indented(_table(heads, rows, {1, 2})))
    lines = [words.against(score), *words.lacking(score)]
    parts += [_indented(Text(line, "yellow")) for line in lines if line is not None]
    return Group(*parts)


def _clauses(one: Evaluation) -> RenderableType:
    return _table(words.clause_heads(one), words.clause_rows(one), {1, 2, 3, 5, 6, 7, 8})


def _reliability(one: Evaluation) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for name, told in words.reliabilities(one):
        line = f"{name}: {words.reliable(told)}"
        rows = [
            [f"{bin.low:.1f} – {bin.high:.1f}", str(bin.holds.of), f"{bin.mean:.2f}", words.share(bin.holds)]
            for bin in told.bins
        ]
        table = _table(["probability", "number", "mean", "so it is"], rows, {1, 2})
        parts += [_indented(Text(line)), Padding(table, (0, 0, 0, 4))]
    return [Text("\nprobabilities", "bold"), *parts] if parts else []


def _cases(one: Evaluation) -> list[RenderableType]:
    records = {record.case: record for record in one.records}
    parts: list[RenderableType] = []
    for case, name in one.instructive[:_SHOWN]:
        head, why = words.verdict_of(records[case], name)
        line = Text(printable(case), "bold").append(f"  {head}", "default")
        parts.append(line.append(f"\n  {why}" if why else "", "default"))
    if len(one.instructive) > _SHOWN:
        parts.append(Text(f"and {len(one.instructive) - _SHOWN} more; JSON has them all", "dim"))
    return parts


def _grid(rows: Sequence[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for row in rows:
        grid.add_row(*row)
    return grid


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: set[int]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for at, head in enumerate(heads):
        table.add_column(head, justify="right" if at in right else "left", overflow="fold", header_style="dim")
    for row in rows:
        table.add_row(*row)
    return table


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2))
