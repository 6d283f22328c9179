"""A result as somebody says it is: read from JSON, or from Python, with nothing taken on trust.

What is read has the shape of a result. Whether what it says is so is for :mod:`logitext.verify.verify`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from logitext.policy.sorts import BOOL, NUMERIC, Sort, Value, coerce, show
from logitext.records.result import SCHEMA_VERSION, Result
from logitext.syntax.diagnostics import InputError
from logitext.syntax.source import Source, Span
from logitext.theory.files.elements import number
from logitext.theory.files.nodes import Datum, List, Map, Node, Scalar, from_python, is_null, maps_in
from logitext.theory.files.nodes_json import parse_json
from logitext.theory.files.problems import Problems

_MOST = 20
"""The most mistakes of a file that are reported."""

_HINT = "it is what `logitext check --format json` prints"

_RATIO = re.compile("-?[0-9]+/[0-9]+")
_DIGITS = 4300
_LARGEST = 10**_DIGITS
"""Python's own limit, for what is written as well."""

_IGNORED = frozenset({"explanation", "id"})
"""Fields that add nothing to what a result claims; a run puts the `id` of the data before it."""

ResultPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ParsedResult:
    """One result. `result` has its shape; values of clauses and verdicts are read from `node`, which is exact."""

    result: Result
    node: Node

    def value(self, path: ResultPath, sort: Sort) -> Value | None:
        """The value at a path as an element of the sort; None for a null. ValueError where it is no such element."""
        return _element(self._at(path), sort)

    def keys(self, *path: str | int) -> tuple[str, ...]:
        """The keys of the object at a path."""
        node = self._at(path)
        return tuple(key.text for key, _ in node.pairs) if isinstance(node, Map) else ()

    def _at(self, path: ResultPath) -> Node:
        return _descend(self.node, path)[0]


def parsed_results(source: Source) -> tuple[ParsedResult, ...]:
    """The results in a file: one, a list of them, or one a line. InputError with what is wrong with its shape."""
    problems = Problems(source)
    root = parse_json(source.text, problems)
    _raise(problems, "NLT620")
    assert root is not None
    items = root.items if isinstance(root, List) else (root,)
    if not items:
        problems.error("NLT621", "the file holds no result", root.span, _HINT)
    claims = [_claim(item, problems) for item in items]
    _raise(problems, "NLT621")
    return tuple(claim for claim in claims if claim is not None)


def parsed_result(given: Result | Mapping[str, Any]) -> ParsedResult:
    """A result that is no file: a Result, or what its `to_dict()` gives. InputError with what is wrong with it."""
    problems = Problems(None)
    data = given.to_dict() if isinstance(given, Result) else given
    try:
        node = from_python(data)
    except ValueError as error:
        problems.error("NLT621", f"this is no result: {error}")
        _raise(problems, "NLT621")
        raise AssertionError from error
    claim = _claim(node, problems)
    _raise(problems, "NLT621")
    assert claim is not None
    return claim


def _raise(problems: Problems, code: str) -> None:
    """Raise what was found as being wrong with a result, not with a file of answers; the first few of it."""
    try:
        problems.raise_any()
    except InputError as error:
        raise InputError([replace(found, code=code) for found in error.diagnostics[:_MOST]]) from None


# --- shape -------------------------------------------------------------------------------------------------------


def _claim(node: Node, problems: Problems) -> ParsedResult | None:
    """The claim that a node is; None where it has not the shape of one, with the reasons among the problems."""
    own = Problems(problems.source)
    found = _shaped(node, own)
    problems.take(own)
    return None if own else found


def _shaped(node: Node, problems: Problems) -> ParsedResult | None:
    if not isinstance(node, Map):
        problems.error("NLT621", "a result is an object", node.span, _HINT)
        return None
    _keys_once(node, problems)
    _version(node, problems)
    claimed = Map(tuple(pair for pair in node.pairs if pair[0].text not in _IGNORED), node.flow, node.span)
    data = _plain(claimed, problems)
    if problems:
        return None
    try:
        result = Result.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        for wrong in error.errors(include_url=False, include_input=False, include_context=False):
            _wrong(claimed, wrong["type"], wrong["loc"], wrong["msg"], problems)
        return None
    return ParsedResult(result, claimed)


def _keys_once(node: Map, problems: Problems) -> None:
    for found in maps_in(node):
        seen: dict[str, Scalar] = {}
        for key, _ in found.pairs:
            if key.text in seen:
                message = f"`{_short(key.text)}` stands here twice"
                problems.error("NLT621", message, key.span, "keep one of them", (seen[key.text].span, "first here"))
            seen[key.text] = key


def _version(node: Map, problems: Problems) -> None:
    version = node.get("schema_version")
    given = None if version is None else _plain(version, Problems(None))
    if given != SCHEMA_VERSION:
        message = f'the schema version of a result is "{SCHEMA_VERSION}", not {show(given)}'
        span = _start(node) if version is None else version.span
        problems.error("NLT621", message, span, "verify it with the version of Logitext that wrote it")


def _wrong(root: Node, kind: str, path: ResultPath, message: str, problems: Problems) -> None:
    name = show_path(path)
    node, key = _descend(root, path)
    if kind == "missing":
        problems.error("NLT621", f"`{name}` is missing", _start(node))
    elif kind == "extra_forbidden":
        hint = "a newer version of Logitext may know it"
        problems.error("NLT621", f"a result has no `{name}`", key, hint)
    else:
        expected = message[:1].lower() + message[1:]
        problems.error("NLT621", f"`{name}`: {expected.replace('input should be', 'expected')}", node.span)


def _plain(node: Node, problems: Problems) -> Any:
    """The node as JSON values; numbers that JSON's readers would choke on are problems."""
    match node:
        case Map(pairs):
            return {key.text: _plain(value, problems) for key, value in pairs}
        case List(items):
            return [_plain(item, problems) for item in items]
        case Datum(value):
            if isinstance(value, Fraction):
                return 0  # the exact value is read from the node
            if value is None or isinstance(value, bool | str) or (isinstance(value, int) and abs(value) < _LARGEST):
                return value
            if isinstance(value, float) and math.isfinite(value):
                return value
            problems.error("NLT621", f"no value of JSON, or a number without sensible size: {show(value)}")
            return None
        case Scalar(text, False, _):
            return text
        case Scalar("true" | "false" as text):
            return text == "true"
        case Scalar(text) if is_null(node):
            return None
        case Scalar(text, _, span):
            try:
                return int(_number(text)) if text.removeprefix("-").isdecimal() else float(_number(text))
            except (ValueError, OverflowError):  # it is too long, or too large for a float
                problems.error("NLT621", f"not a number of sensible size: {_short(text)}", span)
                return None
    raise AssertionError(node)


def _descend(node: Node, path: ResultPath) -> tuple[Node, Span | None]:
    """The node at a path, or the last there is on the way to it; and the place of the last key."""
    key: Span | None = None
    for step in path:
        if isinstance(node, Map) and isinstance(step, str):
            found = next(((name, value) for name, value in node.pairs if name.text == step), None)
            if found is None:
                break
            key, node = found[0].span, found[1]
        elif isinstance(node, List) and isinstance(step, int) and 0 <= step < len(node.items):
            node = node.items[step]
        else:
            break
    return node, key


def _start(node: Node) -> Span | None:
    return None if node.span is None else Span(node.span.start, min(node.span.start + 1, node.span.end))


def show_path(path: ResultPath) -> str:
    """A path as people write it.

    >>> show_path(("verdicts", "remove", "because", 0, "value"))
    'verdicts.remove.because[0].value'
    """
    shown = ""
    for step in path:
        shown += f"[{step}]" if isinstance(step, int) else f".{_short(step)}" if shown else _short(step)
    return shown


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


# --- values ------------------------------------------------------------------------------------------------------


def _element(node: Node, sort: Sort) -> Value | None:
    """What the JSON of a result stands for: unlike in an answers file, there is one way to write it."""
    if is_null(node) and not (isinstance(node, Scalar) and not node.plain):
        return None
    match node:
        case Datum(value):
            return coerce(_ratio(value) if sort in NUMERIC else value, sort)
        case Scalar(text, False, _):
            return coerce(_ratio(text) if sort in NUMERIC else text, sort)
        case Scalar("true" | "false" as text):
            return coerce(text == "true", sort)
        case Scalar(text):
            return coerce(_number(text), sort) if sort != BOOL else coerce(_plain(node, Problems(None)), sort)
    raise ValueError("expected a single value")


def _ratio(value: Any) -> Any:
    """The number that a string "p/q" stands for; anything else as it is."""
    if isinstance(value, str) and _RATIO.fullmatch(value):
        numerator, _, denominator = value.partition("/")
        return _number(numerator) / (_number(denominator) or _nothing())
    return value


def _number(text: str) -> Fraction:
    """The number; longer ones than an answer may have, as verdicts are calculated."""
    if text.removeprefix("-").isdecimal() and len(text) <= _DIGITS:
        return Fraction(int(text))
    return number(text)


def _nothing() -> Fraction:
    raise ValueError("division by zero")
