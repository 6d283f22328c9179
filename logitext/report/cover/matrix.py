"""The matrix of a cover as a scene: a row for each clause and verdict, a column for each text.

A full square is true, an empty one false, a value stands in words where there is room, a dash is not known. A bar above
a column says how many goals the text is the first to meet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from logitext.policy.sorts import show
from logitext.records.cover import Cover
from logitext.report.drawing.scene import Rect, Scene, Shape, ShapeGroup, Text
from logitext.report.drawing.text_size import width, wrap

_CELL = 18
_GAP = 3
_BAR = 44
_SIZE = 11.0
"""The size of letters of names."""
_NAMES = 260.0
"""The most room for names."""
_MOST = 120
"""The most texts that are drawn; the others are counted."""


def matrix(cover: Cover) -> Scene:
    """The picture."""
    texts = cover.texts[:_MOST]
    rows = {name: "".join(wrap(name, _NAMES, 1, _SIZE)) for name in (*cover.clauses, *cover.verdicts)}
    left = 20 + max((width(shown, _SIZE) for shown in (*rows.values(), "new goals")), default=0.0)
    top = _BAR + 34
    first = Counter(goal.text for goal in cover.goals if goal.text is not None)
    most = max(first.values(), default=0)
    parts: list[Shape] = [Text(left - 8, _BAR + 8, "new goals", "soft right")]
    for number, one in enumerate(texts):
        x, count = left + number * (_CELL + _GAP), first[one.text]
        tall = _BAR * count / most if most else 0.0
        parts.append(
            ShapeGroup([Rect(x, 12 + _BAR - tall, _CELL, tall, "full")], f"text {one.text}: {count} new goals")
        )
        if count:
            parts.append(Text(x + _CELL / 2, 9 + _BAR - tall, str(count), "small middle"))
        parts.append(Text(x + _CELL / 2, top - 6, str(one.text), "small middle soft"))
    for row, (name, shown) in enumerate(rows.items()):
        verdict = row >= len(cover.clauses)
        y = top + row * (_CELL + _GAP) + (6 if verdict else 0)
        parts.append(Text(left - 8, y + 13, shown, "strong right" if verdict else "right"))
        for number, one in enumerate(texts):
            value = (one.verdicts if verdict else {**one.facts, **one.answers}).get(name)
            x = left + number * (_CELL + _GAP)
            told = "not known" if value is None else value if isinstance(value, str) else show(value)
            cell = _cell(x, y, value, told, "full of-verdict" if verdict else "full")
            parts.append(ShapeGroup(list(cell), f"{name} of text {one.text}: {told}"))
    height = top + len(rows) * (_CELL + _GAP) + 24
    if len(cover.texts) > _MOST:
        parts.append(Text(left, height - 6, f"and {len(cover.texts) - _MOST} more texts", "soft"))
    title = f"{cover.realised} of {cover.feasible} goals covered"
    return Scene(title, left + max(len(texts), 1) * (_CELL + _GAP) + 20, height, parts)


def _cell(x: float, y: float, value: object, told: str, full: str) -> Iterator[Shape]:
    yield Rect(x, y, _CELL, _CELL, full if value is True else "empty", 3)
    if not isinstance(value, bool):
        yield Text(x + _CELL / 2, y + 12.5, "–" if value is None else told[:3], "small middle")
