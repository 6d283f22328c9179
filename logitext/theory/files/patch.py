"""Patches the text of a YAML or JSON file so that a key gets a value, or goes away, and nothing else changes.

ruamel.yaml's round trip was tried on the cases of this module's tests, and changes what nobody asked it to. It drops a
comment that stands alone in a file and comments behind a block that goes, turns CRLF into LF and four spaces into two,
puts JSON in one line with keys that are not JSON, and writes 1/3 and the text `no` as something else.

Whether the patch did what it should is for the caller to see: it knows what the file should say.
"""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from logitext.policy.sorts import Value as SortValue
from logitext.policy.sorts import show_fraction
from logitext.theory.files.nodes import List, Map, Node, Scalar, is_null

PatchPath: TypeAlias = tuple[str, ...]
"""Keys from the root downwards; at least one."""


class PlainWord(NamedTuple):
    """A scalar without its place; nothing at all is the plain word of no letters."""

    text: str
    plain: bool


PlainData: TypeAlias = "dict[str, PlainData] | tuple[PlainData, ...] | PlainWord"
"""What a file says, without places."""


# --- spelling ----------------------------------------------------------------------------------------------------

_SIMPLE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[./-][A-Za-z0-9_]+)*")
_MEANINGFUL = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "unknown"})
_AWKWARD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What may stand in a JSON string as it is, but means a line end in YAML or must not occur."""


def word_of(value: SortValue | None, quoted: bool) -> PlainWord:
    """How a value is written; texts and labels in quotes where those are needed, or wanted as in JSON."""
    match value:
        case None:
            return PlainWord("", True)
        case bool():
            return PlainWord("true" if value else "false", True)
        case int():
            return PlainWord(str(value), True)
        case date():
            return PlainWord(value.isoformat(), True)
        case Fraction():
            text = show_fraction(value)
            return PlainWord(text, "/" not in text)
    return PlainWord(value, not quoted and _is_simple(value))


def spelled(word: PlainWord) -> str:
    """A word as it stands in a file, right in YAML and in JSON."""
    if word.plain:
        return word.text or "null"
    text = json.dumps(word.text, ensure_ascii=False)
    return _AWKWARD.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def spelled_key(key: str, flow: bool) -> str:
    """A key as it stands in a file; within braces in quotes, as JSON wants it."""
    return spelled(PlainWord(key, not flow and _is_simple(key)))


def spelled_data(data: PlainData, flow: bool) -> str:
    """Data as they stand behind a key, in one line; keys in quotes where `flow` says that JSON may be wanted."""
    match data:
        case PlainWord():
            return spelled(data)
        case dict():
            pairs = (f"{spelled_key(key, flow)}: {spelled_data(value, flow)}" for key, value in data.items())
            return "{" + ", ".join(pairs) + "}"
        case _:
            return "[" + ", ".join(spelled_data(one, flow) for one in data) + "]"


def _is_simple(text: str) -> bool:
    return _SIMPLE.fullmatch(text) is not None and text.lower() not in _MEANINGFUL


def _pair(path: PatchPath, word: PlainData, flow: bool, indent: str, newline: str) -> str:
    """A key and its value, at an indentation that stands there already; maps within maps where the path is longer."""
    key, rest = spelled_key(path[0], flow), path[1:]
    if not rest:
        return f"{key}: {spelled_data(word, flow)}"
    if flow:
        return f"{key}: {{{_pair(rest, word, flow, indent, newline)}}}"
    deeper = indent + "  "
    return f"{key}:{newline}{deeper}{_pair(rest, word, flow, deeper, newline)}"


_HYPHENS = re.compile(r"(?<![^ ])-(?= )")
"""Hyphens that begin elements of lists, before the first key of a map."""


# --- patching ----------------------------------------------------------------------------------------------------


def patched(text: str, root: Node, path: PatchPath, word: PlainData | None) -> str | None:
    """The text with the data at the path, or without what stands at the path where they are None.

    A map that would be left empty goes too. None where the layout is not one of those that are understood.
    """
    node = root
    outermost: tuple[Map, int] | None = None
    for depth, key in enumerate(path):
        if not isinstance(node, Map):
            return None
        index = next((index for index, (name, _) in enumerate(node.pairs) if name.text == key), None)
        if index is None:
            return text if word is None else _insert(text, node, path[depth:], word)
        if len(node.pairs) > 1 or outermost is None:
            outermost = node, index
        value = node.pairs[index][1]
        rest = path[depth + 1 :]
        if word is not None and (not rest or is_null(value)):
            return _replace(text, node, index, rest, word)
        node = value
    assert outermost is not None
    return _delete(text, *outermost)


def _insert(text: str, node: Map, path: PatchPath, word: PlainData) -> str | None:
    newline = _newline(text)
    if not node.pairs:
        if not node.flow:  # an empty file, but for comments
            gap = newline if text and not text.endswith("\n") else ""
            return text + gap + _pair(path, word, False, "", newline) + newline
        assert node.span is not None
        inside = text[node.span.start + 1 : node.span.end - 1]
        pair = _pair(path, word, True, "", newline)
        if "\n" in inside:
            pair = f"{newline}  {pair}{newline}"
        return text[: node.span.start + 1] + pair + text[node.span.end - 1 :]
    indent = _column(text, node.pairs[0][0])
    at = _end(text, node.pairs[-1][1])
    if node.flow:
        gap = ", " if indent is None else f",{newline}{indent}"
        return text[:at] + gap + _pair(path, word, True, "", newline) + text[at:]
    after = _line_end(text, at)
    if indent is None or after is None:
        return None
    gap = "" if text[:after].endswith("\n") else newline
    return text[:after] + gap + indent + _pair(path, word, False, indent, newline) + newline + text[after:]


def _replace(text: str, node: Map, index: int, rest: PatchPath, word: PlainData) -> str | None:
    """Put the data, or maps down to it, in place of a value; of nothing at all too."""
    key, value = node.pairs[index]
    assert key.span is not None
    assert value.span is not None
    if not rest:
        new = spelled_data(word, node.flow)
    elif node.flow:
        new = "{" + _pair(rest, word, True, "", "") + "}"
    else:
        indent = _indent(text, key)
        if indent is None:
            return None
        newline = _newline(text)
        new = f"{newline}{indent}  {_pair(rest, word, False, indent + '  ', newline)}"
    end = _end(text, value)
    gap = " " if value.span.start == end and not new.startswith(("\r", "\n")) else ""
    return text[: value.span.start] + gap + new + text[end:]


def _delete(text: str, node: Map, index: int) -> str | None:
    key, value = node.pairs[index]
    assert key.span is not None
    end = _end(text, value)
    if node.flow:
        if index:
            return text[: _end(text, node.pairs[index - 1][1])] + text[end:]
        if len(node.pairs) > 1:
            following = node.pairs[1][0].span
            assert following is not None
            return text[: key.span.start] + text[following.start :]
        return text[: key.span.start].rstrip() + text[end:]
    indent = _indent(text, key)
    after = _line_end(text, end)
    if indent is None or after is None:
        return None
    return text[: key.span.start - len(indent)] + text[after:]


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _indent(text: str, key: Scalar) -> str | None:
    """The white space before a key that begins its line; None where something else stands there."""
    assert key.span is not None
    before = text[text.rfind("\n", 0, key.span.start) + 1 : key.span.start]
    return None if before.strip() else before


def _column(text: str, key: Scalar) -> str | None:
    """The white space before a further key of a map, as before its first; a hyphen of a list counts as a space."""
    assert key.span is not None
    before = text[text.rfind("\n", 0, key.span.start) + 1 : key.span.start]
    blank = _HYPHENS.sub(lambda found: " " * len(found[0]), before)
    return None if blank.strip() else blank


def _end(text: str, node: Node) -> int:
    """Where a node ends. A block ends with its last part: its own mark is after the comments that follow it."""
    assert node.span is not None
    match node:
        case Map(pairs, flow, _) if pairs and not flow:
            return _end(text, pairs[-1][1])
        case List(items) if items and text[node.span.start] != "[":
            return _end(text, items[-1])
    return node.span.start + len(text[node.span.start : node.span.end].rstrip())


def _line_end(text: str, at: int) -> int | None:
    """The offset after the line's end; None where more than a comment is left on the line."""
    found = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\n]*)?\r?(?:\n|\Z)").match(text, at)
    return None if found is None else found.end()
