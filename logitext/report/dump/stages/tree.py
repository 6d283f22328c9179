"""The tree of a policy: what was written, nothing inferred."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from logitext.policy.sorts import show_fraction
from logitext.report.dump.plain import lines, place, quoted
from logitext.report.dump.stage import PolicyStages, Stage, register
from logitext.syntax import tree
from logitext.syntax.source import Source


@register
class TreeStage(Stage):
    """The syntax tree."""

    summary = "the syntax tree: what you wrote, and nothing inferred"

    def text(self, stages: PolicyStages) -> str:
        return tree_text(stages.document)

    def data(self, stages: PolicyStages) -> Any:
        return tree_data(stages.document)


def tree_text(document: tree.Document) -> str:
    """A line for each node: its kind, what it says itself, its place; below it, indented, what it holds."""
    return lines(line for part in document.parts for line in _node(part, document.source, "", ""))


def _node(node: Any, source: Source, indent: str, label: str) -> Iterator[str]:
    values = [(name, value) for name, value in _fields(node) if not _is_inner(value)]
    said = "".join(f" {_scalar(value)}" if name in _PLAIN else f" {name}={_scalar(value)}" for name, value in values)
    yield f"{indent}{label}{type(node).__name__}{said}  {place(source, node.span)}"
    for name, value in _fields(node):
        if isinstance(value, tuple) and _is_inner(value):
            yield f"{indent}  {name}:"
            for one in value:
                yield from _node(one, source, indent + "    ", "")
        elif _is_inner(value):
            yield from _node(value, source, indent + "  ", f"{name}: ")


_PLAIN = ("text", "value", "op")
"""Fields that need no name in a line."""


def _fields(node: Any) -> list[tuple[str, Any]]:
    """What a node says and holds; nothing that is absent."""
    pairs = [(field.name, getattr(node, field.name)) for field in dataclasses.fields(node)]
    return [(name, value) for name, value in pairs if name not in ("span", "depth") and value not in (None, ())]


def _is_inner(value: Any) -> bool:
    """Whether a value is a node, or several."""
    if isinstance(value, tuple):
        return any(map(_is_inner, value))
    return dataclasses.is_dataclass(value)


def _scalar(value: Any) -> str:
    if isinstance(value, tuple):
        return quoted(" ".join(value))
    if isinstance(value, bool):
        return str(value).lower()
    return quoted(value) if isinstance(value, str) else str(_plain(value))


def tree_data(document: tree.Document) -> Any:
    """The tree as plain data: an object for each node, with its kind and its place."""
    return [_node_data(part, document.source) for part in document.parts]


def _node_data(value: Any, source: Source) -> Any:
    if isinstance(value, tuple):
        return [_node_data(one, source) for one in value]
    if dataclasses.is_dataclass(value):
        inner = {name: _node_data(one, source) for name, one in _fields(value)}
        node: Any = value
        return {"node": type(value).__name__, "span": place(source, node.span), **inner}
    return _plain(value)


def _plain(value: Any) -> Any:
    """A value as JSON has it: numbers exact, as in a policy."""
    match value:
        case enum.Enum(value=word):
            return word
        case Fraction():
            return show_fraction(value)
        case date():
            return value.isoformat()
    return value
