"""What stands in the box of a node in SVG: its lines of text, and so its height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from logitext.report.drawing.diagram import DrawnNode
from logitext.report.drawing.text_size import width, wrap

Style: TypeAlias = Literal["kind", "name", "words", "formula", "label", "mark"]

INSET = 12.0
"""Between a box's sides and its text."""
MARK = 22.0
"""The width and height of a small mark."""
SIZES: dict[Style, float] = {"kind": 10, "name": 13, "words": 11, "formula": 10.5, "label": 10, "mark": 11}
"""The sizes of letters, as in the stylesheet."""
ASCENT = 0.85
MONOSPACE = ("name", "formula")
_LEADING: dict[Style, float] = {"kind": 14, "name": 17, "words": 14.5, "formula": 14, "label": 13, "mark": 14}
_TOP = 10.0
_NAME_LINES = 2
_DETAIL_LINES = 2


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A line of text in a box, `baseline` below its top; at the left side, or with `right` at the other."""

    text: str
    style: Style
    baseline: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class NodeLabel:
    """The lines of a box, and its size."""

    lines: tuple[LabelLine, ...]
    width: float
    height: float


def size(text: str, style: Style) -> float:
    """The most that a line of text is wide."""
    return width(text, SIZES[style], monospace=style in MONOSPACE)


def node_label(node: DrawnNode, wide: float, most: int) -> NodeLabel:
    """The lines of a node: caption, name, detail, and as much of its wording as fits; below a mark, the caption.

    `wide` is the width of the box, and `most` the most lines of the wording.
    """
    if node.mark:
        below = fitted(node.caption, "label", wide)
        return NodeLabel((LabelLine(below, "label", MARK + 12.0),), max(MARK, size(below, "label")), MARK + 15.0)
    room = wide - 2 * INSET
    aside = fitted(node.aside, "kind", room * 0.6)
    beside = room - size(aside, "kind") - INSET / 2 if aside else room
    whole = f"{node.caption} · {node.detail}" if node.detail else node.caption
    fits = size(whole, "kind") <= beside
    parts: Sequence[tuple[Style, str, float, int]] = (
        ("kind", whole if fits else node.caption, beside, 1),
        ("name", node.name, room, _NAME_LINES),
        ("kind", "" if fits else node.detail, room, _DETAIL_LINES),
        ("formula" if node.formula else "words", node.wording, room, most),
    )
    lines = [LabelLine(aside, "kind", _TOP + SIZES["kind"] * ASCENT, right=True)] if aside else []
    down = _TOP
    for style, text, wanted, count in parts:
        for line in wrap(text, wanted, count, SIZES[style], monospace=style in MONOSPACE):
            lines.append(LabelLine(line, style, down + SIZES[style] * ASCENT))
            down += _LEADING[style]
    return NodeLabel(tuple(lines), wide, down + _TOP - 3)


def fitted(text: str, style: Style, room: float) -> str:
    """As much of a text as fits into one line."""
    return next(iter(wrap(text, room, 1, SIZES[style], monospace=style in MONOSPACE)), "")
