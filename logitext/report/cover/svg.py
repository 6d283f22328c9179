"""The matrix of a cover as a picture in SVG: a row for each clause and verdict, a column for each text.

A full square is true, an empty one false, a value stands in words where there is room, a dash is not known. A bar above
a column says how many goals the text is the first to meet. Light and dark, and readable without colour.
"""

from __future__ import annotations

from html import escape

from logitext.policy.sorts import show
from logitext.records.cover import Cover
from logitext.report.console import printable

_CELL = 18
_GAP = 3
_BAR = 44
_FONT = 6.4
"""About the width of a letter at the size that names are written in."""
_MOST = 120
"""The most texts that are drawn; the others are counted."""

STYLE = """\
:root, svg { --paper: #ffffff; --ink: #1d2733; --dim: #6b7785; --line: #c8d0d9; --yes: #2f6f9f; --bad: #b3413b; }
@media (prefers-color-scheme: dark) {
  :root, svg { --paper: #14181d; --ink: #e3e8ee; --dim: #93a0ad; --line: #3a444f; --yes: #6bb0e0; --bad: #e5857f; }
}
.matrix { background: var(--paper); font: 11px system-ui, sans-serif; }
.matrix text { fill: var(--ink); }
.matrix .dim { fill: var(--dim); }
.matrix .yes { fill: var(--yes); stroke: var(--yes); }
.matrix .no { fill: none; stroke: var(--line); }
.matrix .bad { fill: var(--bad); stroke: var(--bad); }
.matrix .value { font-size: 8px; text-anchor: middle; }
"""


def svg(cover: Cover) -> str:
    """The picture, a file of its own."""
    return matrix(cover, style=True) + "\n"


def matrix(cover: Cover, *, style: bool) -> str:
    """The picture as an element; with its own style, or for a page that has it."""
    texts = cover.texts[:_MOST]
    rows = [*cover.clauses, *cover.verdicts]
    left = 16 + _FONT * max((len(name) for name in rows), default=0)
    width = left + len(texts) * (_CELL + _GAP) + 20
    top = _BAR + 34
    height = top + len(rows) * (_CELL + _GAP) + 24
    first = _first(cover)
    most = max(first.values(), default=0)
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    parts = [
        f'<svg class="matrix" xmlns="http://www.w3.org/2000/svg" role="img" {size}>',
        f"<title>{escape(f'{cover.realised} of {cover.feasible} goals covered')}</title>",
    ]
    if style:
        parts += [f"<style>\n{STYLE}</style>", '<rect width="100%" height="100%" fill="var(--paper)"/>']
    parts.append(f'<text class="dim" x="{left - 8:.1f}" y="{_BAR + 8}" text-anchor="end">new goals</text>')
    for number, one in enumerate(texts):
        x = left + number * (_CELL + _GAP)
        count = first.get(one.text, 0)
        tall = _BAR * count / most if most else 0
        bar = f'<rect class="yes" x="{x:.1f}" y="{12 + _BAR - tall:.1f}" width="{_CELL}" height="{tall:.1f}"/>'
        parts.append(f"<g><title>{escape(f'text {one.text}: {count} new goals')}</title>{bar}</g>")
        if count:
            place = f'x="{x + _CELL / 2:.1f}" y="{9 + _BAR - tall:.1f}"'
            parts.append(f'<text class="value" {place}>{count}</text>')
        parts.append(f'<text class="value dim" x="{x + _CELL / 2:.1f}" y="{top - 6}">{one.text}</text>')
    for row, name in enumerate(rows):
        y = top + row * (_CELL + _GAP) + (6 if row >= len(cover.clauses) else 0)
        verdict = row >= len(cover.clauses)
        weight = ' font-weight="bold"' if verdict else ""
        label = escape(printable(name))
        parts.append(f'<text x="{left - 8:.1f}" y="{y + 13}" text-anchor="end"{weight}>{label}</text>')
        for number, one in enumerate(texts):
            x = left + number * (_CELL + _GAP)
            value = (one.verdicts if verdict else {**one.facts, **one.answers}).get(name)
            parts.append(_cell(x, y, value, f"{name} of text {one.text}", "bad" if verdict else "yes"))
    if len(cover.texts) > _MOST:
        more = f"and {len(cover.texts) - _MOST} more texts"
        parts.append(f'<text class="dim" x="{left:.1f}" y="{height - 6}">{more}</text>')
    return "\n".join([*parts, "</svg>"])


def _cell(x: float, y: float, value: object, title: str, true: str) -> str:
    shown = "not known" if value is None else value if isinstance(value, str) else show(value)
    name = f"<title>{escape(printable(f'{title}: {shown}'))}</title>"
    square = f'x="{x:.1f}" y="{y:.1f}" width="{_CELL}" height="{_CELL}" rx="3"'
    middle = f'x="{x + _CELL / 2:.1f}" y="{y + 12.5:.1f}"'
    if value is True:
        return f'<g>{name}<rect class="{true}" {square}/></g>'
    if value is False:
        return f'<g>{name}<rect class="no" {square}/></g>'
    word = "–" if value is None else escape(printable(shown)[:4])
    return f'<g>{name}<rect class="no" {square}/><text class="value" {middle}>{word}</text></g>'


def _first(cover: Cover) -> dict[int, int]:
    """How many goals each text is the first to meet."""
    found: dict[int, int] = {}
    for goal in cover.goals:
        if goal.text is not None:
            found[goal.text] = found.get(goal.text, 0) + 1
    return found
