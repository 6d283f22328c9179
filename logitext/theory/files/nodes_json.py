r"""JSON, and JSON Lines, as nodes.

Python's own reader keeps no places, forgets duplicate keys and rounds numbers; PyYAML, which nearly reads JSON, fails
on tabs and on `\ud83d\ude00`.
"""

from __future__ import annotations

import json
import re

from logitext.syntax.source import Span
from logitext.theory.files.nodes import MAX_DEPTH, List, Map, Node, Scalar
from logitext.theory.files.problems import Problems

_SPACE = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_LINE = re.compile(r"[^\n]+")
_LINES = re.compile(r"(?m)^\{")
"""An object that begins a line. Where several do, the file is JSON Lines: within one value it is no way to write."""
_STRINGS = json.JSONDecoder()
"""Asked for nothing but strings; it refuses control characters in them."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class _JSONError(Exception):
    """What is wrong, and where."""

    def __init__(self, message: str, at: int) -> None:
        self.message = message
        self.at = at


def parse_json(text: str, problems: Problems) -> Node | None:
    """The node of a JSON text; of JSON Lines, a list. None where it has an error, which is then among the problems.

    >>> parse_json('{"threat": true}', Problems(None)).get("threat")
    Scalar(text='true', plain=True, span=Span(start=11, end=15))
    """
    if len(_LINES.findall(text)) > 1:
        return _json_lines(text, problems)
    return _document(text, 0, len(text), problems)


def _json_lines(text: str, problems: Problems) -> Node | None:
    """Every line for itself, so that one broken line (the last of a run that was cut off, say) hides no other."""
    items = [_document(text, *line.span(), problems) for line in _LINE.finditer(text) if line[0].strip()]
    found = tuple(item for item in items if item is not None)
    return List(found, Span(0, len(text))) if len(found) == len(items) else None


def _document(text: str, start: int, end: int, problems: Problems) -> Node | None:
    """The one value between two offsets."""
    try:
        root, stop = _value(text, _skip(text, start), 0)
        if stop <= end <= _skip(text, stop) or stop == end:
            return root
        raise _JSONError("something follows the end", _skip(text, stop))
    except _JSONError as error:
        at = max(start, min(error.at, end - 1))
        problems.error("NLT502", f"not well-formed JSON: {error.message}", Span(at, min(at + 1, len(text))))
        return None


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None  # it matches nothing too
    return found.end()


def _value(text: str, at: int, depth: int) -> tuple[Node, int]:
    if depth > MAX_DEPTH:
        raise _JSONError(f"it nests more than {MAX_DEPTH} levels deep", at)
    start = text[at : at + 1]
    if start == "{":
        return _map(text, at, depth)
    if start == "[":
        return _list(text, at, depth)
    if start == '"':
        return _string(text, at)
    found = _WORD.match(text, at)
    if found is None:
        raise _JSONError("a value was expected here", at)
    return Scalar(found[0], True, Span(at, found.end())), found.end()


def _map(text: str, start: int, depth: int) -> tuple[Node, int]:
    pairs: list[tuple[Scalar, Node]] = []
    at = _skip(text, start + 1)
    if text[at : at + 1] == "}":
        return Map((), True, Span(start, at + 1)), at + 1
    while True:
        if text[at : at + 1] != '"':
            raise _JSONError("a key in double quotes was expected here", at)
        key, at = _string(text, at)
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise _JSONError("`:` was expected here", at)
        value, at = _value(text, _skip(text, at + 1), depth + 1)
        pairs.append((key, value))
        at = _skip(text, at)
        if text[at : at + 1] == "}":
            return Map(tuple(pairs), True, Span(start, at + 1)), at + 1
        if text[at : at + 1] != ",":
            raise _JSONError("`,` or `}` was expected here", at)
        at = _skip(text, at + 1)


def _list(text: str, start: int, depth: int) -> tuple[Node, int]:
    items: list[Node] = []
    at = _skip(text, start + 1)
    if text[at : at + 1] == "]":
        return List((), Span(start, at + 1)), at + 1
    while True:
        item, at = _value(text, at, depth + 1)
        items.append(item)
        at = _skip(text, at)
        if text[at : at + 1] == "]":
            return List(tuple(items), Span(start, at + 1)), at + 1
        if text[at : at + 1] != ",":
            raise _JSONError("`,` or `]` was expected here", at)
        at = _skip(text, at + 1)


def _string(text: str, at: int) -> tuple[Scalar, int]:
    try:
        string, end = _STRINGS.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _JSONError(error.msg[:1].lower() + error.msg[1:], error.pos) from None
    if _SURROGATE.search(string):
        raise _JSONError("half of a surrogate pair is no character", at)
    return Scalar(string, False, Span(at, end)), end
