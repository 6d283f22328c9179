"""What is wrong with a pattern that a policy gives; None where it can be used."""

from __future__ import annotations

from typing import NamedTuple

from logitext.policy.patterns import compile_pattern
from logitext.policy.reading.values import FormError, value_reader
from logitext.policy.sorts import Sort
from logitext.syntax.source import Span
from logitext.syntax.tree import Reading, Regex


class PatternMistake(NamedTuple):
    """The code of a mistake, and what to say of it."""

    code: str
    message: str
    span: Span
    hint: str | None = None


def in_pattern(regex: Regex) -> PatternMistake | None:
    """What is wrong with the pattern of `match` or `reject`."""
    try:
        compile_pattern(regex)
    except ValueError as error:
        return PatternMistake("NLT403", f"the pattern cannot be used: {error}", regex.span)
    return None


def in_reading(reading: Reading, sort: Sort) -> PatternMistake | None:
    """What is wrong with a `read`: its pattern has to fit some words, and all of them or one group has the value."""
    mistake = in_pattern(reading.pattern)
    if mistake is not None:
        return mistake
    pattern = compile_pattern(reading.pattern)
    if pattern.groups > 1:
        message = f"the pattern has {pattern.groups} groups, and one says what the value is"
        hint: str | None = "keep the parentheses around the value, and write `(?:…)` for all others"
        return PatternMistake("NLT414", message, reading.pattern.span, hint)
    if pattern.may_be_empty:
        message = "the pattern fits places where nothing is written, and so reads nothing"
        return PatternMistake("NLT414", message, reading.pattern.span, "write `+` for `*`, or words before the value")
    try:
        value_reader(reading, sort)
    except FormError as error:
        place = reading.pattern if reading.form is None else reading.form
        return PatternMistake("NLT414", str(error), place.span, error.hint)
    return None


def fits_something(regex: Regex) -> bool:
    """Whether some text fits a pattern that can be used."""
    return compile_pattern(regex).can_fit()
