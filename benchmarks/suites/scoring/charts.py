"""The page's charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from benchmarks.suites.scoring.scores import Score


def bars(own: Sequence[Score]) -> str:
    left, width, row = 430, 420, 20
    height = row * len(own) + 30
    parts = [f'<svg width="{left + width + 60}" height="{height}" role="img"><title>accuracy</title>']
    for tenth in range(0, 11, 2):
        x = left + width * tenth / 10
        parts.append(f'<line class="grid" x1="{x}" y1="18" x2="{x}" y2="{height}"/>')
        parts.append(f'<text x="{x}" y="12" text-anchor="middle">{10 * tenth} %</text>')
    for number, one in enumerate(own):
        y = 24 + row * number
        low, high = (left + width * end for end in one.interval)
        name = escape(f"{one.task} {one.verdict}: {one.arm}")
        parts.append(f'<text x="{left - 8}" y="{y + 11}" text-anchor="end">{name}</text>')
        parts.append(f'<rect class="bar" x="{left}" y="{y}" width="{width * one.accuracy:.1f}" height="13"/>')
        parts.append(f'<line class="whisker" x1="{low:.1f}" y1="{y + 6.5}" x2="{high:.1f}" y2="{y + 6.5}"/>')
        parts.append(f'<text x="{left + width + 8}" y="{y + 11}">{100 * one.accuracy:.1f}</text>')
    return "".join([*parts, "</svg>"])


def dots(own: Sequence[Score]) -> str:
    left, width, height = 60, 640, 300
    most = max((one.questions for one in own), default=1.0) or 1.0
    floor = min(9, int(10 * min((one.accuracy for one in own), default=0.0)))
    parts = [f'<svg width="{left + width + 220}" height="{height + 60}" role="img"><title>questions</title>']

    def level(share: float) -> float:
        return 10 + height * (1 - share) / (1 - floor / 10)

    for tenth in range(floor, 11):
        y = level(tenth / 10)
        parts.append(f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10 * tenth} %</text>')
    arms = list(dict.fromkeys(one.arm for one in own))
    for one in own:
        x, y = left + width * one.questions / most, level(one.accuracy)
        share = f"{one.questions:.2f} questions, {100 * one.accuracy:.1f} %"
        words = escape(f"{one.task} {one.verdict}: {one.arm}, {share}")
        parts.append(f"<g><title>{words}</title>{_mark(x, y, arms.index(one.arm))}</g>")
    aside = left + width + 24
    for number, arm in enumerate(arms):
        row = 20 + 22 * number
        parts.append(f'{_mark(aside, row, number)}<text x="{aside + 14}" y="{row + 4}">{escape(arm)}</text>')
    parts += [
        f'<text x="{left + width * part}" y="{height + 28}" text-anchor="middle">{most * part:.1f}</text>'
        for part in (0, 0.5, 1)
    ]
    parts.append(f'<text x="{left + width / 2}" y="{height + 50}" text-anchor="middle">questions a document</text>')
    return "".join([*parts, "</svg>"])


def lines(lines_of: Mapping[str, Sequence[tuple[float, float]]], order: Sequence[str]) -> str:
    if not lines_of:
        return "<p class=dim>no arm says how likely its verdicts are</p>"
    left, width, height = 60, 640, 260
    most = max(0.05, *(wrong for points in lines_of.values() for _, wrong in points))
    parts = [f'<svg width="{left + width + 220}" height="{height + 60}" role="img"><title>risk and coverage</title>']
    for quarter in range(5):
        y = 10 + height * (1 - quarter / 4)
        parts.append(f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{25 * quarter * most:.0f} %</text>')
        x = left + width * quarter / 4
        parts.append(f'<text x="{x:.1f}" y="{height + 28}" text-anchor="middle">{25 * quarter} %</text>')
    arms = list(dict.fromkeys(order))
    for place, (arm, points) in enumerate(lines_of.items()):
        number = arms.index(arm)
        path = " ".join(f"{left + width * share:.1f},{10 + height * (1 - wrong / most):.1f}" for share, wrong in points)
        colour = _COLOURS[number % len(_COLOURS)]
        look = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{_DASHES[number % len(_DASHES)]}"'
        parts.append(f'<polyline points="{path}" fill="none" {look}/>')
        row = 20 + 22 * place
        parts.append(f'{_mark(left + width + 24, row, number)}<text x="{left + width + 38}" y="{row + 4}">')
        parts.append(f"{escape(arm)}</text>")
    parts.append(f'<text x="{left + width / 2}" y="{height + 50}" text-anchor="middle">verdicts given</text>')
    return "".join([*parts, "</svg>"])


_COLOURS = ("#0072b2", "#56b4e9", "#d55e00", "#cc79a7", "#009e73", "#e69f00")
"""Okabe and Ito's, which people who see few colours can tell apart; the shapes and dashes differ too."""


_DASHES = ("none", "7 3", "2 3", "9 3 2 3")
"""Four kinds of lines and of shapes beside six colours: twelve arms look different."""


def _mark(x: float, y: float, number: int) -> str:
    look = f'fill="{_COLOURS[number % len(_COLOURS)]}" fill-opacity="0.75"'
    shape = number % len(_DASHES)
    if shape == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" {look}/>'
    corners = (
        ((-4.5, -4.5), (4.5, -4.5), (4.5, 4.5), (-4.5, 4.5)),
        ((0, -5.5), (5.5, 4.5), (-5.5, 4.5)),
        ((0, -6.5), (6.5, 0), (0, 6.5), (-6.5, 0)),
    )[shape - 1]
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return f'<polygon points="{points}" {look}/>'
