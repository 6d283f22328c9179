r"""The leaves of a tree as the grammar reads them: names, numbers, strings, clauses, patterns.

Each function gives the text that is read as the same value, or raises `UnprintableError` where there is none.

>>> string('says "{{name}}"')
'"says \\"\\{{name\\}}\\""'
>>> wording("an error [sic]")
'[[an error [sic]]]'
"""

from __future__ import annotations

import datetime
import functools
import re
from fractions import Fraction

from logitext.syntax import grammar


class UnprintableError(ValueError):
    """A tree that no text is read as: a part of it has a value or a shape that the syntax cannot say."""


_NOT_IN_FORMULAS = {"exactly"}
"""Words that may be declared, and then not be mentioned: where a formula can stand they begin a count."""

_PATTERN = re.compile(r"(?:[^/\\\n]|\\[^/\n]|/)+")
_MAX_DIGITS = 100


@functools.cache
def _terminal(name: str) -> re.Pattern[str]:
    """The pattern of a terminal of the grammar."""
    return re.compile(grammar.terminal(name))


def _require(text: str, terminal: str, what: str) -> str:
    if not _terminal(terminal).fullmatch(text):
        raise UnprintableError(f"{what} cannot be written: {text!r}")
    return text


def name(text: str, *, in_formula: bool = False) -> str:
    """A name; in a formula fewer words may be one."""
    if in_formula and text in _NOT_IN_FORMULAS:
        raise UnprintableError(f"a keyword cannot be mentioned in a formula: {text!r}")
    return _require(text, "NAME", "a name")


def dotted(text: str, *, in_formula: bool = True) -> str:
    """A name that may be one of another file or of a section: `old.rude`."""
    first, *others = text.split(".")
    return ".".join([name(first, in_formula=in_formula), *map(name, others)])


def number(value: int | Fraction) -> str:
    """A number; a Fraction has a point, whole or not. UnprintableError if negative, too long, or no finite decimal."""
    if isinstance(value, int):
        digits = str(value) if 0 <= value < 10**_MAX_DIGITS else ""
        return _require(digits, "NUMBER", f"the number {value}")
    for places in range(1, _MAX_DIGITS + 1):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = str(scaled.numerator).rjust(places + 1, "0")
            return _require(f"{digits[:-places]}.{digits[-places:]}", "NUMBER", f"the number {value}")
    raise UnprintableError(f"the number {value} is no decimal of at most {_MAX_DIGITS} places")


def date(value: datetime.date | None) -> str:
    """A date; UnprintableError where there is no such day."""
    if value is None:
        raise UnprintableError("a date that is no day cannot be written")
    return value.isoformat()


def string(text: str) -> str:
    """A string in its quotes. UnprintableError with a carriage return, for which there is no escape."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    if "\r" in escaped:
        raise UnprintableError(f"a carriage return cannot be written: {text!r}")
    return f'"{_apart(escaped, "{}")}"'


def wording(text: str) -> str:
    """A clause in its brackets. UnprintableError where white space stands that is folded away on reading."""
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    if escaped.endswith(" ") or any(character.isspace() for character in escaped.replace(" ", "")):
        raise UnprintableError(f"this white space cannot be written in a clause: {text!r}")
    spaced = re.sub(r"(?:(?<=\A)|(?<= )) ", r"\\ ", escaped)
    return f"[[{_apart(spaced, '[]{}')}]]"


def regex(text: str, flags: str) -> str:
    r"""A pattern between slashes: each slash in it becomes `\/`."""
    if not _PATTERN.fullmatch(text):
        raise UnprintableError(f"a pattern cannot be written: {text!r}")
    pairs = re.sub(r"\\.|/", lambda found: "\\/" if found[0] == "/" else found[0], text)
    return _require(f"/{pairs}/{flags}", "REGEX", "a pattern")


def prose(text: str, *, before_annotation: bool) -> str:
    """Prose as it stands. UnprintableError where it would be read as something else."""
    if before_annotation and text.endswith(("{", "\\")):
        raise UnprintableError(f"prose before an annotation cannot end like this: {text[-20:]!r}")
    return _require(text, "PROSE", "prose")


def _apart(escaped: str, delimiters: str) -> str:
    """Text with a backslash before every delimiter that is followed by itself, so that no two stand together."""
    for delimiter in delimiters:
        sign = re.escape(delimiter)
        escaped = re.sub(f"{sign}(?={sign})", lambda found: f"\\{found[0]}", escaped)
    return escaped
