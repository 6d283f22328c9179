"""What is drawn, before it has places: nodes with words, lines between them, and a key to what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Direction: TypeAlias = Literal["LR", "TB"]
"""From left to right, or from top to bottom."""

NodeLook: TypeAlias = Literal["text", "clause", "fact", "definition", "assumption", "verdict", "violation", "rest"]
"""What a node looks like: each has a shape and a colour in every format. `rest` is what is not shown."""

EdgeRole: TypeAlias = Literal["for", "against", "assumption"]
"""What a line means: its source counts for the target, or is used by it; counts against it; or is assumed about."""


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A box. Every word is as the policy has it: the writers escape and cut."""

    id: str
    look: NodeLook
    name: str = ""
    caption: str = ""
    """What kind of thing it is."""
    detail: str = ""
    """Its sort, or what else is to be said of it in small letters."""
    aside: str = ""
    """What stands opposite of the caption, in SVG only."""
    wording: str = ""
    formula: bool = False
    """Whether the wording is a formula, set in a font for code."""
    mark: str = ""
    """A letter. SVG draws a small mark with it, and the caption below; the key has the wording."""
    title: str = ""
    """What is shown where the pointer rests."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from a node to another. A label stands beside its beginning, in a diagram from top to bottom."""

    source: str
    target: str
    role: EdgeRole = "for"
    label: str = ""
    title: str = ""
    weight: float = 0.0
    """How thick it is, between 0 and 1."""


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A line of the key: a look with its mark, or a role, and what it means."""

    sample: NodeLook | EdgeRole
    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes and lines without circles. Nodes of a layer are drawn in the order of `nodes`.

    `name` is that of a graph in DOT. `width` is that of a box in SVG, and `lines` the most lines of a wording there.
    """

    name: str
    title: str
    nodes: tuple[DrawnNode, ...]
    edges: tuple[Edge, ...]
    key: tuple[KeyEntry, ...] = ()
    direction: Direction = "LR"
    width: float = 216.0
    lines: int = 4
