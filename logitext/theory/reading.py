r"""The value of a clause, read off its texts by the patterns of `read`.

Every place where one of them fits counts. Where all say the same value, that is the answer, and the first such place is
the quotation. Where two of them differ, or what stands in one is no value, nobody knows what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from logitext.policy.patterns import CompiledPattern, Fit, compile_pattern
from logitext.policy.reading.values import Reader, constant, value_reader
from logitext.policy.sorts import TEXT, show
from logitext.policy.sorts import Value as SortValue
from logitext.theory.protocol import Answer, Failure, Question, Texts, Unknown, Value, shared

NO_PATTERN = shared(Unknown("no pattern"))
NO_FIT = shared(Unknown("no pattern fits"))
_NOT_ALL = shared(Unknown("a text is not given, which the patterns of `read` look at"))

_MOST_READ = 20_000_000
_FEWEST_FITS = 20
"""A text is looked through once for each place, up to so many characters in all, or so many places in a long text."""


class _Written(NamedTuple):
    value: SortValue
    quote: str
    at: int


class ValueReader:
    """Reads one clause; it has `read` patterns, and each reads values of its sort."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._readers: list[tuple[CompiledPattern, Reader]] | None = None
        self._wrong: Failure | None = None
        try:
            self._readers = [(compile_pattern(one.pattern), value_reader(one, question.sort)) for one in question.read]
        except ValueError as error:  # a policy from a file was checked for this; a question made by hand was not
            self._wrong = Failure(f"a pattern of `{question.clause}` cannot be used: {error}", error)

    def read(self, texts: Texts) -> tuple[Answer, str | None]:
        """The answer, without a quotation, and the quotation, word for word from a text."""
        if self._wrong is not None:
            return self._wrong, None
        names = [name for name in dict.fromkeys(self._question.texts) if name in texts]
        if len(names) < len(set(self._question.texts)):
            return _NOT_ALL, None
        first: _Written | None = None
        try:
            for name in names:
                for one in self._written(texts[name]):
                    if first is not None and one.value != first.value:
                        return _differ(first.value, one.value), None
                    first = first or one
        except _UnreadError as unread:
            return Unknown(f"unsure: {unread}"), None
        return (NO_FIT, None) if first is None else (Value(first.value), first.quote.strip() or None)

    def _written(self, text: str) -> Iterator[_Written]:
        """What is written where the patterns fit; the first place of all comes first."""
        most = max(_FEWEST_FITS, _MOST_READ // max(1, len(text)))
        found = []
        for pattern, reader in self._readers or ():
            for number, fit in enumerate(pattern.fits(text)):
                if number >= most:
                    raise _UnreadError("the patterns of `read` fit too many places")
                one = _Written(self._value(pattern, reader, fit, text), text[fit.start : fit.end], fit.start)
                if number == 0:
                    found.append(one)
                elif one.value != found[-1].value:
                    found.append(one)
                    break
        yield from sorted(found, key=lambda one: one.at)

    def _value(self, pattern: CompiledPattern, reader: Reader, fit: Fit, text: str) -> SortValue:
        if fit.group is None:
            raise _UnreadError("a pattern of `read` fits a place without its group")
        # A folded text has lost its capitals and accents' look-alikes, which belong to a text that is read.
        as_it_stands = self._question.sort == TEXT and pattern.sees_through
        try:
            return reader(text[slice(*fit.group)] if as_it_stands else fit.written)
        except ValueError as error:
            raise _UnreadError(f"a pattern of `read` fits what is {error}") from None


class _UnreadError(Exception):
    """What stands where a pattern fits is not read."""


def _differ(first: SortValue, second: SortValue) -> Unknown:
    return Unknown(f"unsure: the patterns of `read` find both {show(first)} and {show(second)}")


def possible(question: Question) -> tuple[SortValue, ...] | None:
    """The values that the patterns can give a clause; None where they may give any."""
    if not question.read:
        return ()
    try:
        fixed = [constant(one, question.sort) for one in question.read]
    except ValueError:
        return ()
    return None if None in fixed else tuple(one for one in fixed if one is not None)
