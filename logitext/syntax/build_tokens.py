"""Tokens into the leaves of the tree, and the spans of what a rule has."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, TypeGuard

from logitext.syntax import tree
from logitext.syntax.scanner import Token
from logitext.syntax.source import Span
from logitext.unicode.names import normal

_FOLD = re.compile(r"[ \t]*(?:\r\n|\r|\n)\s*")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t"}

ParsedChildren = list[Any]


def is_token(child: object) -> TypeGuard[Token]:
    return isinstance(child, str)


def token_span(token: Token) -> Span:
    return Span(token.start_pos, token.end_pos)


def span_of(child: Any) -> Span:
    if is_token(child):
        return token_span(child)
    span: Span = child.span
    return span


def over(children: ParsedChildren) -> Span:
    return span_of(children[0]).to(span_of(children[-1]))


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda m: _ESCAPES.get(m[1], m[1]), text)


def name_of(token: Token) -> tree.Name:
    return tree.Name(normal(str(token)), token_span(token))


def dotted(child: Token | tree.Name | tree.Field) -> tree.Name:
    """A name that may be one of another file or of a section: `old.rude`."""
    if isinstance(child, tree.Field):
        return tree.Name(f"{child.variable.text}.{child.name.text}", child.span)
    return child if isinstance(child, tree.Name) else name_of(child)


def number_of(token: Token) -> tree.Number:
    digits = token.replace("_", "")
    return tree.Number(Fraction(digits) if "." in digits else int(digits), token_span(token))


def string_of(token: Token) -> tree.String:
    return tree.String(_unescape(_FOLD.sub(" ", token[1:-1])), token_span(token))


def wording_of(token: Token) -> tree.Wording:
    return tree.Wording(_unescape(" ".join(token[2:-2].split())), token_span(token))


def regex_of(token: Token) -> tree.Regex:
    body, _, flags = token[1:].rpartition("/")
    return tree.Regex(body.replace("\\/", "/"), flags, token_span(token))


VALUES: dict[str, Callable[[Token], tree.String | tree.Regex | tree.Number]] = {
    "STRING": string_of,
    "REGEX": regex_of,
    "NUMBER": number_of,
}
FORMS: dict[str, Callable[[Token], tree.Name | tree.Number | tree.String]] = {
    "NAME": name_of,
    "NUMBER": number_of,
    "STRING": string_of,
}


def day_of(token: Token) -> date | None:
    try:
        return date.fromisoformat(token)
    except ValueError:
        return None
