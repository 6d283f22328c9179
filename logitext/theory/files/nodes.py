"""A file of data as a tree of nodes with places: what YAML and JSON have in common, and nothing decided about sorts.

`no` stays the two letters n and o until somebody knows whether a truth value, a label or a text is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from logitext.syntax.source import Span

MAX_DEPTH = 32
"""How deep a file may nest. A result of Logitext, the deepest that is read, has seven levels."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A word, number or string. `text` is as written with escapes resolved; `plain` says that it is not quoted."""

    text: str
    plain: bool
    span: Span | None


@dataclass(frozen=True, slots=True)
class Datum:
    """A Python value, where the data do not come from a file."""

    value: Any
    span: None = None


@dataclass(frozen=True, slots=True)
class Map:
    """Keys and values as written, duplicates included; `flow` says that it is in braces."""

    pairs: tuple[tuple[Scalar, Node], ...]
    flow: bool
    span: Span | None

    def get(self, key: str) -> Node | None:
        """The value of a key; the first where there are several."""
        return next((value for name, value in self.pairs if name.text == key), None)

    def __contains__(self, key: str) -> bool:
        return any(name.text == key for name, _ in self.pairs)


@dataclass(frozen=True, slots=True)
class List:
    """A sequence."""

    items: tuple[Node, ...]
    span: Span | None


Node: TypeAlias = Scalar | Datum | Map | List

_NULL = frozenset({"", "~", "null", "Null", "NULL"})


def is_null(node: Node) -> bool:
    """Whether nothing stands here: a null, or no word at all."""
    match node:
        case Scalar(text, plain, _):
            return plain and text in _NULL
        case Datum(value):
            return value is None
    return False


def maps_in(node: Node) -> Iterator[Map]:
    """All maps of a tree, in the order in which they begin."""
    stack = [node]
    while stack:
        match stack.pop():
            case Map(pairs) as found:
                yield found
                stack.extend(value for _, value in reversed(pairs))
            case List(items):
                stack.extend(reversed(items))


def from_python(value: Any, depth: int = 0) -> Node:
    """A Python value as a tree. ValueError where a key is no str, or the value nests too deep (in itself, say).

    >>> from_python({"threat": True})
    Map(pairs=((Scalar(text='threat', plain=True, span=None), Datum(value=True, span=None)),), flow=True, span=None)
    """
    if depth > MAX_DEPTH:
        raise ValueError(f"the data nest more than {MAX_DEPTH} levels deep")
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise ValueError(f"a key must be a str, not {key!r}")
        return Map(
            tuple((Scalar(key, True, None), from_python(below, depth + 1)) for key, below in value.items()), True, None
        )
    if isinstance(value, list | tuple):
        return List(tuple(from_python(item, depth + 1) for item in value), None)
    return Datum(value)
