"""What every record of a result is made of: frozen, the same data in Python and in JSON.

Numbers that are no finite decimal (1/3) are strings "p/q" in JSON; a Fraction in Python.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from logitext.policy.model import Place


def plain(value: Any) -> Any:
    """A value as it stands in JSON."""
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return value.numerator
        try:
            as_float = float(value)
        except OverflowError:
            return f"{value.numerator}/{value.denominator}"
        return as_float if Fraction(repr(as_float)) == value else f"{value.numerator}/{value.denominator}"
    return value.isoformat() if isinstance(value, date) else value


ValueField = Annotated[
    Any,
    PlainSerializer(plain, when_used="json"),
    WithJsonSchema({"type": ["boolean", "number", "string", "null"]}),
]
"""true, false, a number, a text, a label or a date (2026-11-25); null where it is not known."""


class Frozen(BaseModel):
    """The base of every record."""

    # What checks a record and writes it as JSON is built when it is first used: a start has dozens of records.
    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, extra="forbid", defer_build=True)


R = TypeVar("R", bound=Frozen)


class SpanRecord(Frozen):
    """A range in the policy: lines and columns from 1; the end column is one past the last character."""

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of(cls, place: Place) -> SpanRecord:
        """A place as lines and columns."""
        start, end = place.source.position(place.span.start), place.source.position(place.span.end)
        return cls(line=start.line, column=start.column, end_line=end.line, end_column=end.column)


def made(record: type[R], fields: dict[str, Any], given: set[str] | None = None) -> R:
    """A record that the engine makes of values that need no validation. `fields` has all of its fields, in their order.

    `given` are those that count as set, all of them by default.

    >>> made(SpanRecord, {"line": 1, "column": 1, "end_line": 1, "end_column": 5})
    SpanRecord(line=1, column=1, end_line=1, end_column=5)
    """
    new = object.__new__(record)
    _put_fields(new, fields)
    _put_given(new, set(fields) if given is None else given.copy())
    _put_extra(new, None)
    _put_private(new, None)
    return new


_put_fields, _put_given, _put_extra, _put_private = (
    BaseModel.__dict__[f"__{name}__"].__set__
    for name in ("dict", "pydantic_fields_set", "pydantic_extra", "pydantic_private")
)
