"""Where names stand in a file: who declares each, and who uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from logitext.syntax import tree
from logitext.syntax.source import Source, Span

LOCAL = (tree.Quantified, tree.Aggregate)


@dataclass(frozen=True, slots=True)
class Use:
    """A name at a place. `binder` is where a variable or a parameter is declared; None for what a policy declares."""

    name: str
    span: Span
    declares: bool
    binder: int | None = None


def uses(document: tree.Document) -> Iterator[Use]:
    """All names of a file that name something of the policy or a variable, in no particular order."""
    for statement in document.statements:
        name = getattr(statement, "name", None)
        if isinstance(name, tree.Name) and name.span.start == name.span.end:
            continue  # what a `when` defines is written nowhere
        for use in _statement(statement):
            yield replace(use, span=_last(use, document.source)) if "." in use.name else use


_TAIL = re.compile(r"[^\s.#]+\Z")


def _last(use: Use, source: Source) -> Span:
    """Where the last part of a name such as `old.rude` stands: it is what its declaration says."""
    tail = _TAIL.search(source[use.span])
    return use.span if tail is None else Span(use.span.start + tail.start(), use.span.end)


def _statement(statement: tree.Statement) -> Iterator[Use]:
    known: dict[str, int] = {}
    name = getattr(statement, "name", None)
    if isinstance(name, tree.Name):
        yield Use(name.text, name.span, declares=True)
    for parameter in getattr(statement, "parameters", ()):
        known[parameter.text] = parameter.span.start
        yield Use(parameter.text, parameter.span, declares=True, binder=parameter.span.start)
    for field in fields(statement):
        if field.name not in ("name", "parameters", "span"):
            yield from _below(getattr(statement, field.name), known)


def _below(here: Any, known: Mapping[str, int]) -> Iterator[Use]:
    """The names within a part of a statement, where these variables are known."""
    match here:
        case tuple():
            for part in here:
                yield from _below(part, known)
        case tree.Name(text=text, span=span):
            yield Use(text, span, declares=False, binder=known.get(text))
        case tree.SortName(names=names):
            if len(names) > 1:  # labels; a single one is a sort
                yield from (Use(label.text, label.span, declares=True) for label in names)
        case tree.Quantified() | tree.Aggregate():
            yield from _below(here.text, known)
            variable = here.variable
            yield Use(variable.text, variable.span, declares=True, binder=variable.span.start)
            inner = {**known, variable.text: variable.span.start}
            yield from _below(here.body, inner)
            if isinstance(here, tree.Aggregate):
                yield from _below((here.condition,), inner)
                yield from _below((here.empty,), known)
        case tree.Field(variable=variable):
            yield from _below(variable, known)
        case tree.ElementField(sort=sort):
            yield from _below((sort,), known)
        case tree.Cell(value=value):
            yield from _below(value, known)
        case tree.GivenText(name=name):
            yield Use(name.text, name.span, declares=False)
        case _ if is_dataclass(here):
            for field in fields(here):
                if field.name not in ("span", "depth", "unit", "criterion"):
                    yield from _below(getattr(here, field.name), known)
