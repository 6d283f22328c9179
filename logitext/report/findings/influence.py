"""What turns the verdicts of policies, as a picture: a bar for each clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from logitext.records.overview import Influence, Overview
from logitext.report.drawing.scene import PathShape, Rect, Scene, Shape, ShapeGroup, Text
from logitext.report.drawing.text_size import wrap
from logitext.report.findings.overview import sentence

_WIDTH = 680.0
_MARGIN = 10.0
_NAMES = 180.0
_LEFT = _NAMES + 12
_BARS = _WIDTH - _LEFT - 158
_KEY = ("share of worlds in which the clause alone turns the verdict", "the same by priors: likely worlds count more")


def influence(overviews: Sequence[Overview]) -> Scene:
    """The picture: the verdicts of each policy, below each its clauses, the most influential first."""
    parts: list[Shape] = []
    y = 22.0
    weighed = any(weighs(one) for one in overviews)
    for one in overviews:
        parts.append(Text(_MARGIN, y, _fitted(one.file, _WIDTH - 2 * _MARGIN), "strong"))
        y += 12
        for verdict in dict.fromkeys(row.verdict for row in one.influence or ()):
            rows = [row for row in one.influence or () if row.verdict == verdict]
            parts += _chart(verdict, rows, y, weighed=weighed)
            y += _height(rows, weighed=weighed)
        told = [sentence(pair) for pair in one.verdicts or ()] + [f"not checked: {what}" for what in one.unchecked]
        for line in (part for words in told for part in wrap(words, _WIDTH - 2 * _MARGIN, 3, 11)):
            y += 16
            parts.append(Text(_MARGIN, y, line, "soft"))
        y += 30
    for number, words in enumerate(_KEY[: 1 + weighed], 1):
        parts += [Rect(_MARGIN, y - 9, 10, 10, f"series series-{number}"), Text(_MARGIN + 18, y, words, "soft")]
        y += 18
    return Scene("what turns verdicts", _WIDTH, y, parts)


def weighs(overview: Overview) -> bool:
    """Whether priors make a difference."""
    return any(abs(row.share - row.weighted) > 1e-9 for row in overview.influence or ())


def _height(rows: Sequence[Influence], *, weighed: bool) -> float:
    return 34 + len(rows) * _row(weighed)


def _row(weighed: bool) -> float:
    return 27.0 if weighed else 21.0


def _chart(verdict: str, rows: Sequence[Influence], top: float, *, weighed: bool) -> Iterator[Shape]:
    y = top + 16
    bottom = top + _height(rows, weighed=weighed) - 8
    for part in (0.0, 0.5, 1.0):
        x = _LEFT + _BARS * part
        yield PathShape((x, y + 6), [((x, bottom),)], "grid")
        yield Text(x, y, f"{100 * part:.0f} %", "middle soft small")
    yield Text(_NAMES, y, _fitted(verdict, _NAMES - _MARGIN), "right strong")
    y += 12
    for row in rows:
        by_priors = f", {row.weighted:.1%} by priors" if weighed else ""
        bar: list[Shape] = [
            Text(_NAMES, y + 10, _fitted(row.clause, _NAMES - _MARGIN), "right"),
            Rect(_LEFT, y, max(1.0, _BARS * row.share), 12, "series series-1"),
            Text(_LEFT + _BARS + 10, y + 10, f"{row.share:.1%}{by_priors}"),
        ]
        if weighed:
            bar.append(Rect(_LEFT, y + 15, max(1.0, _BARS * row.weighted), 5, "series series-2"))
        yield ShapeGroup(bar, f"{row.clause} turns {verdict}: {row.share:.1%} of worlds{by_priors}")
        y += _row(weighed)


def _fitted(words: str, room: float) -> str:
    return "".join(wrap(words, room, 1, 11))
