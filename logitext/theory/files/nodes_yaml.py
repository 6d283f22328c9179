"""YAML as nodes, from PyYAML's parser alone: no tag is followed, so no object is ever made.

The tree is built from parser events and not by `yaml.compose`, which recurses as deep as the file nests and expands
aliases. Both are refused here: anchors, aliases and tags as such, and nesting beyond a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from logitext.syntax.source import Span
from logitext.theory.files.nodes import MAX_DEPTH, List, Map, Node, Scalar
from logitext.theory.files.problems import Problems

# The same events from C, many times faster, where PyYAML was built with it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NOT_PRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.1 does not allow in a file, escaped or not: section 5.1 of its specification."""


def parse_yaml(text: str, problems: Problems) -> Node | None:
    """The node of a YAML text; an empty map where it is empty. None where it has errors, then among the problems.

    >>> parse_yaml("threat: no", Problems(None)).get("threat")
    Scalar(text='no', plain=True, span=Span(start=8, end=10))
    """
    if found := _NOT_PRINTABLE.search(text):
        message = f"not well-formed YAML: the character U+{ord(found[0]):04X} must be written as an escape"
        problems.error("NLT502", message, Span(*found.span()), f'in double quotes: "\\u{ord(found[0]):04x}"')
        return None
    builder = _Builder(problems)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if not builder.take(event):
                return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        span = None if mark is None else Span(min(mark.index, len(text)), min(mark.index + 1, len(text)))
        context = f" {error.context}" if error.context else ""
        message = f"not well-formed YAML: {(error.problem or 'it cannot be read').strip()}{context}"
        problems.error("NLT502", message, span, _hint(text, span))
        return None
    except yaml.YAMLError as error:
        problems.error("NLT502", f"not well-formed YAML: {error}")
        return None
    if builder.wrong:
        return None
    return builder.root or Map((), False, Span(len(text), len(text)))


def _hint(text: str, span: Span | None) -> str | None:
    if span is None:
        return None
    if text[span.start : span.end] == "\t":
        return "indent with spaces"
    return "put a value that holds `: `, ` #` or begins with a special character in quotes"


def _offset(mark: Any) -> int:
    assert mark is not None  # the stubs allow for events made by hand
    return int(mark.index)


class _Frame:
    """A collection that is being read; `children` holds keys and values in turn where it is a map."""

    def __init__(self, is_map: bool, flow: bool, start: int) -> None:
        self.is_map = is_map
        self.flow = flow
        self.start = start
        self.children: list[Node] = []


class _Builder:
    """Makes nodes of events, without recursion."""

    def __init__(self, problems: Problems) -> None:
        self.root: Node | None = None
        self.wrong = False
        self._problems = problems
        self._open: list[_Frame] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> bool:
        """Take an event; False where there is no point in going on."""
        span = Span(_offset(event.start_mark), _offset(event.end_mark))
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._error("a second document begins; a file holds one", span)
                    return False
            case yaml.AliasEvent():
                self._error("aliases (`*name`) are not accepted", span, "write the value again")
                self._add(Scalar("", True, span))
            case yaml.ScalarEvent():
                self._check_properties(event, span)
                # The span of an anchor or a tag is not the scalar's own, but then there is an error anyway.
                self._add(Scalar(event.value, not event.style, span))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check_properties(event, span)
                if len(self._open) > MAX_DEPTH:
                    self._error(f"it nests more than {MAX_DEPTH} levels deep", span)
                    return False
                self._open.append(_Frame(isinstance(event, yaml.MappingStartEvent), bool(event.flow_style), span.start))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close(span.end)
        return True

    def _close(self, end: int) -> None:
        frame = self._open.pop()
        span = Span(frame.start, end)
        self._add(
            Map(tuple(self._pairs(frame)), frame.flow, span) if frame.is_map else List(tuple(frame.children), span)
        )

    def _pairs(self, frame: _Frame) -> Iterator[tuple[Scalar, Node]]:
        children = iter(frame.children)
        for key, value in zip(children, children, strict=True):
            if isinstance(key, Scalar):
                yield key, value
            else:
                self._error("a key must be a word or a string", key.span)

    def _add(self, node: Node) -> None:
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node

    def _check_properties(
        self, event: yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent, span: Span
    ) -> None:
        if event.anchor is not None:
            self._error(f"anchors (`&{event.anchor}`) are not accepted", span, "write the value where it is needed")
        if event.tag is not None:
            self._error(f"tags (`{event.tag}`) are not accepted", span, "the clause's sort says how a value is read")

    def _error(self, message: str, span: Span | None, hint: str | None = None) -> None:
        self.wrong = True
        self._problems.error("NLT502", message, span, hint)
