"""What a node looks like in every format: the lines of its box, and words for its kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, TypeAlias

from logitext.report.console import printable
from logitext.report.graph.words import cut, width, wrap

if TYPE_CHECKING:
    from logitext.policy.dependencies import Node

Style: TypeAlias = Literal["kind", "name", "words", "formula"]

WIDTH = 240.0
"""The width of every box."""
INSET = 14.0
"""Between a box's sides and its text."""
_ROOM = WIDTH - 2 * INSET
_TOP = 11.0
_SIZES: dict[Style, float] = {"kind": 10, "name": 13, "words": 11, "formula": 10.5}
_LEADING: dict[Style, float] = {"kind": 14, "name": 17, "words": 14.5, "formula": 14}
_IN_WORDS = ("clause", "fact", "text")
_MONOSPACE = ("name", "formula")
_ASCENT = 0.85
_NAME_LINES = 2
_SORT_LINES = 2
_WORDING_LINES = 4
_CAPTION = 60
"""Characters of a caption where there are no boxes of a known width."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a box, `baseline` below its top; at the left side, or with `right` at the other."""

    text: str
    style: Style
    baseline: float
    right: bool = False

    @property
    def width(self) -> float:
        """The most that it is wide."""
        return width(self.text, _SIZES[self.style], monospace=self.style in _MONOSPACE)


@dataclass(frozen=True, slots=True)
class Face:
    """The lines of a box and its height; it is as wide as all boxes."""

    lines: tuple[Line, ...]
    height: float


def face(node: Node, *, several: bool = False) -> Face:
    """What stands in a node's box: its kind, sort and line, its name, and as much of its wording as fits.

    `several` says that the policy has several files; the line then comes with its file's name.
    """
    file = wrap(PurePath(node.source).name, _ROOM * 0.4, 1, _SIZES["kind"]) if several else []
    where = f"{file[0]}:{node.line}" if file else f"line {node.line}"
    room = _ROOM - width(where, _SIZES["kind"]) - INSET / 2
    kind = _kind(node)
    fits = width(kind, _SIZES["kind"]) <= room
    style: Style = "words" if node.kind in _IN_WORDS else "formula"
    lines = [Line(where, "kind", _TOP + _SIZES["kind"] * _ASCENT, right=True)]
    below = _TOP
    parts: tuple[tuple[Style, str, int], ...] = (
        ("kind", kind if fits else node.kind, 1),
        ("name", node.label, _NAME_LINES),
        ("kind", "" if fits else node.sort or "", _SORT_LINES),
        (style, quoted(node), _WORDING_LINES),
    )
    for part, text, most in parts:
        for line in wrap(text, _ROOM, most, _SIZES[part], monospace=part in _MONOSPACE):
            lines.append(Line(line, part, below + _SIZES[part] * _ASCENT))
            below += _LEADING[part]
    return Face(tuple(lines), below + _TOP - 3)


def caption(node: Node) -> str:
    """The kind and sort of a node, in one line of a bearable length."""
    return cut(_kind(node), _CAPTION)


def quoted(node: Node) -> str:
    """A node's wording; natural language stands in quotation marks. Empty where it has none."""
    return f"“{node.wording}”" if node.wording and node.kind in _IN_WORDS else node.wording


def _kind(node: Node) -> str:
    """The kind, and the sort; Bool goes without saying."""
    return node.kind if node.sort in (None, "Bool") else f"{node.kind} · {printable(node.sort)}"
