"""Reads a word of an answers file as a value of a given sort.

Directed by the sort and by nothing else, so that `no` may be a truth value or a label, `0.10` is exactly 1/10, and the
zip code 02139 keeps its zero.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from logitext.policy import sorts
from logitext.policy.sorts import BOOL, NUMERIC, REAL, TEXT, Enumeration, Sort, coerce, show
from logitext.syntax.source import Span
from logitext.theory.files.nodes import Datum, List, Map, Node, Scalar, is_null

_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_SPELLINGS = frozenset(form for word in _TRUTH for form in (word, word.capitalize(), word.upper()))
"""The words of YAML 1.1 for true and false."""

_RATIO = re.compile(r"[+-]?[0-9]+/[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?=[0-9.])(?:[0-9]+(?:_[0-9]+)*)?(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST = 1000
"""Characters of a number; Python's own limit is 4300 digits."""


class WrongElementError(ValueError):
    """What is written is no element of the sort. The message is for people, as is `hint`; `span` is its place."""

    def __init__(self, message: str, span: Span | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.span = span
        self.hint = hint


def element(node: Node, sort: Sort) -> sorts.Value | None:
    """The element of the sort that a node stands for; None where it says that it is unknown.

    >>> element(Scalar("no", True, None), BOOL), element(Scalar("no", True, None), Enumeration.of("no", "some"))
    (False, 'no')
    >>> element(Scalar("02139", True, None), TEXT), element(Scalar("~", True, None), TEXT)
    ('02139', None)
    """
    match node:
        case Datum(value):
            return _of_python(value, sort)
        case Scalar():
            return _of_scalar(node, sort)
    raise WrongElementError("expected a single value", node.span)


def number(text: str) -> Fraction:
    """The number that is written, exactly: `12`, `75_000`, `-0.5`, `1e3`, `1/3`. ValueError where it is none.

    >>> number("0.1"), number("75_000")
    (Fraction(1, 10), Fraction(75000, 1))
    """
    if len(text) > _LONGEST:
        raise ValueError("the number is too long")
    if re.match(r"[+-]?0_?[0-9]", text):
        raise ValueError("a number does not begin with 0, which YAML would take for octal")
    digits = any(character in "0123456789" for character in text.partition("e")[0].partition("E")[0])
    if _RATIO.fullmatch(text) or (digits and _DECIMAL.fullmatch(text)):
        try:
            return Fraction(text.replace("_", ""))
        except ZeroDivisionError:
            raise ValueError("division by zero") from None
    raise ValueError("not a number")


def _of_python(value: Any, sort: Sort) -> sorts.Value | None:
    if value is None:
        return None
    if sort == REAL and isinstance(value, str) and _RATIO.fullmatch(value):
        value = number(value)  # a result's JSON writes 1/3 so
    return _coerced(value, sort, None)


def _of_scalar(node: Scalar, sort: Sort) -> sorts.Value | None:
    if isinstance(sort, Enumeration) and node.text in sort.labels:
        return node.text
    # In quotes, `unknown` may be a text; JSON has no other way to write it for the other sorts.
    if is_null(node) or (node.text == "unknown" and (node.plain or sort != TEXT)):
        return None
    if sort == BOOL and node.text in _SPELLINGS:
        return _unquoted(_TRUTH[node.text.lower()], node, sort)
    if sort in NUMERIC:
        try:
            value = number(node.text)
        except ValueError:
            return _coerced(node.text, sort, node.span, _number_hint(node.text))
        # Likewise, JSON can write a ratio only in quotes.
        return _coerced(value, sort, node.span) if _RATIO.fullmatch(node.text) else _unquoted(value, node, sort)
    return _coerced(node.text, sort, node.span)


def _unquoted(value: bool | Fraction, node: Scalar, sort: Sort) -> sorts.Value:
    if node.plain:
        return _coerced(value, sort, node.span)
    return _coerced(node.text, sort, node.span, "write it without quotes")


def _coerced(value: Any, sort: Sort, span: Span | None, hint: str | None = None) -> sorts.Value:
    try:
        return coerce(value, sort)
    except ValueError as error:
        raise WrongElementError(str(error), span, hint) from None


def _number_hint(text: str) -> str | None:
    if re.fullmatch(r"[+-]?0[0-9]+(?:\.[0-9]*)?", text):
        return "leave the leading 0 out: YAML would take it for an octal number"
    if re.fullmatch(r"[^0-9]*[0-9]{1,3}(?:[,' ][0-9]{3})+[^0-9]*", text):
        return "write digits only, or group them with `_`: `75_000`"
    return None


def probability_of(node: Node) -> float | None:
    """A number from 0 to 1; None where nothing stands."""
    if is_null(node):
        return None
    try:
        value = element(node, REAL)
    except WrongElementError:
        value = None
    if not isinstance(value, Fraction) or not 0 <= value <= 1:
        shown = node.text if isinstance(node, Scalar) else show(node.value if isinstance(node, Datum) else None)
        raise WrongElementError(f"expected a probability from 0 to 1, not {shown}", node.span)
    return float(value)


def quote_of(node: Node) -> str | None:
    """A text; None where nothing stands."""
    if is_null(node):
        return None
    match node:
        case Scalar(text=text):
            return text
        case Datum(value=str(text)):
            return text
        case Datum(value=value):
            raise WrongElementError(f"expected a text as the quotation, not {show(value)}")
        case Map() | List():
            raise WrongElementError("expected a text as the quotation", node.span)
    raise AssertionError(node)
