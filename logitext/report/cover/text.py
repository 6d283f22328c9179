"""A cover for a person at a terminal: how much is covered, the texts, what is missing, and what cannot be."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from logitext.policy.sorts import show
from logitext.records.cover import Cover, TextLine
from logitext.report.console import printable
from logitext.report.search import not_together, usage

_SHOWN = 40
"""How many goals of a kind are listed; all of them are in the JSON."""


def text(cover: Cover) -> RenderableType:
    """The whole outcome of a cover."""
    what = printable(cover.formula) if cover.formula is not None else ", ".join(cover.verdicts)
    parts: list[RenderableType] = [Text(f"{what} by {cover.criterion}", "bold"), _pad(_headline(cover))]
    parts += [_pad(Text(printable(note), "yellow")) for note in cover.notes]
    if cover.texts:
        parts += [_pad(_texts(cover))]
    missing = cover.unrealised
    if missing:
        grid = Table.grid(padding=(0, 2))
        for goal in missing[:_SHOWN]:
            tried = "not tried" if not goal.tried else "tried once" if goal.tried == 1 else f"tried {goal.tried} times"
            grid.add_row(Text(f"{goal.goal}", "dim"), Text(printable(goal.name)), Text(tried, "dim"))
        parts.append(_pad(Group(Text("no text meets", "yellow"), _pad(grid), *_more(len(missing)))))
    if unread := _unread(cover):
        parts.append(_pad(unread))
    if cover.infeasible:
        grid = Table.grid(padding=(0, 2))
        for one in cover.infeasible[:_SHOWN]:
            grid.add_row(Text(printable(one.name)), Text(printable("; ".join(one.because)), "dim"))
        parts.append(_pad(Group(Text("no text can be so, by logic alone"), _pad(grid), *_more(len(cover.infeasible)))))
    if cover.not_together:
        parts.append(_pad(not_together(cover.not_together)))
    parts.append(Text(usage(cover.usage), "dim"))
    return Group(*parts)


def _pad(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2))


def _headline(cover: Cover) -> Text:
    goals = "goal" if cover.feasible == 1 else "goals"
    line = f"{cover.realised} of {cover.feasible} feasible {goals} covered by {len(cover.texts)} text"
    line += "" if len(cover.texts) == 1 else "s"
    if cover.detail is not None:
        line += f" ({printable(cover.detail)})"
    return Text(line, "green" if cover.status == "covered" else "yellow")


def _texts(cover: Cover) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for one in cover.texts:
        grid.add_row(Text(f"{one.text}", "dim"), Text(_shown(one)), Text(f"{_answers(one)}\n{_met(one)}", "dim"))
    return Padding(grid, (0, 0, 0, 0))


def _unread(cover: Cover) -> RenderableType | None:
    """The clauses that could not be judged, in how many texts, and why in the last of them."""
    found: dict[str, tuple[int, str]] = {}
    for one in cover.texts:
        for clause in one.open:
            if clause.reason == "not given":  # a fact that makes no difference to the goals of this text
                continue
            number, _ = found.get(clause.clause, (0, ""))
            found[clause.clause] = (number + 1, clause.detail or clause.reason)
    if not found:
        return None
    grid = Table.grid(padding=(0, 2))
    for name, (number, why) in found.items():
        where = f"in {number} text" + ("" if number == 1 else "s")
        grid.add_row(Text(printable(name)), Text(where), Text(printable(why), "dim"))
    return Group(Text("could not be judged", "yellow"), _pad(grid))


def _shown(one: TextLine) -> str:
    whole = " / ".join(printable(text) for text in one.texts.values()) or printable(one.label or "")
    return whole if len(whole) <= 200 else whole[:199] + "…"


def _answers(one: TextLine) -> str:
    """The clauses that hold, and the values of others."""
    said = []
    for name, value in {**one.facts, **one.answers}.items():
        if value is True:
            said.append(name)
        elif value is not False:
            said.append(f"{name} is {value if isinstance(value, str) else show(value)}")
    verdicts = [f"{name}: {_value(value)}" for name, value in one.verdicts.items()]
    return printable(f"{', '.join(said) or 'nothing holds'}; {', '.join(verdicts)}")


def _value(value: object) -> str:
    return "undetermined" if value is None else value if isinstance(value, str) else show(value)


def _met(one: TextLine) -> str:
    if one.conflict:
        return "contradicts the assumptions"
    return f"meets {len(one.goals)} goal" + ("" if len(one.goals) == 1 else "s")


def _more(number: int) -> list[RenderableType]:
    return [] if number <= _SHOWN else [_pad(Text(f"and {number - _SHOWN} more", "dim"))]
