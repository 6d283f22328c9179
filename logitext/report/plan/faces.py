"""What a node of a decision tree looks like in a picture: the lines of its box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from logitext.report.graph.faces import INSET, Line, Style
from logitext.report.graph.words import wrap
from logitext.report.plan.words import further, outcome, percent

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.records.plan import TreeNode

WIDTH = 208.0
"""The width of a question's box, and the most for other boxes."""
_TOP = 10.0
_SIZES: dict[Style, float] = {"kind": 10, "name": 13, "words": 11, "formula": 10.5}
_LEADING: dict[Style, float] = {"kind": 14, "name": 17, "words": 14, "formula": 15}
_MONOSPACE = ("name", "formula")
_ASCENT = 0.85
_WORDING_LINES = 3
_MOST_VERDICTS = 6
_CALL_LINES = 2


@dataclass(frozen=True, slots=True)
class Face:
    """The lines of a box, its width and its height."""

    lines: tuple[Line, ...]
    width: float
    height: float


def face(node: TreeNode, policy: CheckedPolicy) -> Face:
    """What stands in the box of a node."""
    parts: list[tuple[Style, str, int]] = []
    match node.kind:
        case "question":
            clause = policy.clauses[node.clause or ""]
            parts += [("kind", heading(node), 1), ("name", clause.name, 2)]
            if len(node.call) > 1:
                parts.append(("kind", f"one call, with {', '.join(node.call[1:])}", _CALL_LINES))
            elif not node.call:
                parts.append(("kind", "of the same call", 1))
            parts.append(("words", f"“{clause.wording}”", _WORDING_LINES))
            return _laid_out(parts, WIDTH)
        case "end":
            told = [outcome(name, value) for name, value in node.verdicts.items()]
            parts += [("formula", one, 1) for one in told[:_MOST_VERDICTS]]
            if len(told) > _MOST_VERDICTS:
                parts.append(("kind", f"and {len(told) - _MOST_VERDICTS} more", 1))
            parts.append(("kind", heading(node), 1))
        case "cut":
            parts.append(("kind", heading(node), 1))
            if node.more is not None:
                parts.append(("kind", further(node.more), 1))
    return _laid_out(parts, None)


def heading(node: TreeNode) -> str:
    """How many documents come by."""
    return f"{percent(node.reach)} of documents"


def violates(node: TreeNode, policy: CheckedPolicy) -> bool:
    """Whether an end is a violation."""
    return any(value is True and policy.verdicts[name].violation for name, value in node.verdicts.items())


def _laid_out(parts: Sequence[tuple[Style, str, int]], width: float | None) -> Face:
    """The lines below each other; without a width the box is as wide as they are."""
    room = (width or WIDTH) - 2 * INSET
    lines, below = [], _TOP
    for style, text, most in parts:
        for line in wrap(text, room, most, _SIZES[style], monospace=style in _MONOSPACE):
            lines.append(Line(line, style, below + _SIZES[style] * _ASCENT))
            below += _LEADING[style]
    widest = max((line.width for line in lines), default=0.0) + 2 * INSET
    return Face(tuple(lines), width or widest, below + _TOP - 3)
