"""What a check would ask, for a person: what is put to whom, how large it is, and what it would cost at most."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from logitext.check.forecast import Forecast, ForecastCall
from logitext.report.console import printable


def render(one: Forecast) -> RenderableType:
    """The calls of one document, and what they come to."""
    head = Text(printable(one.document or "no document"), "bold").append("  nothing was asked")
    parts: list[RenderableType] = [head]
    if one.answered:
        parts.append(Padding(Text(f"known without a model: {', '.join(one.answered)}"), (0, 0, 0, 2)))
    if not one.asked:
        parts.append(Padding(Text("there is nothing to ask"), (0, 0, 0, 2)))
        return Group(*parts)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("clauses", overflow="fold")
    table.add_column("asked of", overflow="fold")
    for name in ("bytes", "tokens in ≈", "in ≤", "out ≤", "cost ≤"):
        table.add_column(name, justify="right", no_wrap=True)
    for call in one.asked:
        table.add_row(*_row(call))
    parts += [Padding(table, (0, 0, 0, 2)), Text(_total(one), "dim")]
    return Group(*parts)


def _row(call: ForecastCall) -> tuple[str, ...]:
    who = call.theory if call.model is None else f"{call.theory}:{call.model}"
    if call.cached == len(call.clauses):
        return ", ".join(call.clauses), printable(who), "cached", "", "", "", ""
    sizes = (call.bytes, call.likely_input_tokens, call.input_tokens, call.output_tokens)
    return (
        ", ".join(call.clauses),
        printable(who),
        *("unknown" if n is None else str(n) for n in sizes),
        _money(call.cost),
    )


def _total(one: Forecast) -> str:
    clauses = sum(len(call.clauses) for call in one.asked)
    cached = sum(call.cached for call in one.asked)
    line = f"at most {clauses - cached} of these {clauses} clauses are put, fewer as answers make others superfluous"
    if cached:
        line += f"; {cached} come from the cache"
    costs = [call.cost for call in one.asked]
    money = None if any(cost is None for cost in costs) else sum(cost for cost in costs if cost is not None)
    return f"{line}; cost at most {_money(money)}"


def _money(cost: float | None) -> str:
    return "unknown" if cost is None else f"{cost:.6g}"
