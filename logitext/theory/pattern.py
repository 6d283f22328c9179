r"""The theory `pattern`: the policy's own `match` and `reject`.

>>> import asyncio
>>> from logitext.syntax.source import Span
>>> from logitext.syntax.tree import Regex
>>> from logitext.theory.protocol import Texts
>>> rude = Question("rude", "rude", "is rude", texts=("post",), match=(Regex(r"\bidiots?\b", "i", Span(0, 0)),))
>>> asyncio.run(Pattern().answer([rude], Texts({"post": "You IDIOT!"}))).answers["rude"]
Value(value=True, probability=None, quote='IDIOT')
>>> asyncio.run(Pattern().answer([rude], Texts({"post": "You angel!"}))).answers["rude"]
Unknown(reason='no pattern fits')
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Sequence

from logitext.policy.patterns import CompiledPattern as Regular
from logitext.policy.patterns import compile_pattern
from logitext.policy.regex.several import Several
from logitext.policy.sorts import BOOL
from logitext.policy.sorts import Value as SortValue
from logitext.syntax.tree import Regex
from logitext.theory.protocol import (
    FALSE,
    TRUE,
    Answer,
    Failure,
    Question,
    Reply,
    Texts,
    Theory,
    Unknown,
    shared,
)
from logitext.theory.reading import NO_FIT as _NEITHER
from logitext.theory.reading import NO_PATTERN as _NO_PATTERN
from logitext.theory.reading import ValueReader, possible

_BOTH = shared(Unknown("both `match` and `reject` fit"))

_MOST_KEPT = 16
"""How many batches of questions a theory keeps ready; each document is asked the same ones."""


class Pattern(Theory):
    """Answers a Boolean clause by its patterns: true if a `match` occurs in its texts, false if a `reject` does.

    Where both do, or neither, it does not know. The first occurrence in the text is the quotation. A clause with a
    value is answered by its patterns of `read`, where all the places that they fit say the same value.

    `complete`: the patterns are all that there is to a clause. One that has `match` patterns is false where none of
    them fits, and one that has only `reject` patterns is true.

    >>> Pattern().price.free, Pattern(complete=True).name
    (True, 'pattern:complete')
    """

    name = "pattern"
    version = "2"
    """To be raised where a pattern fits other places than before: what a recording has of older ones is not replayed.

    1: `\\b`, `\\w`, `\\s`, `\\d` and line ends of ASCII alone, and texts in the form they came in. 2: those of Unicode.
    """

    def __init__(self, *, complete: bool = False) -> None:
        self._complete = complete
        self._batches: dict[tuple[int, ...], _Batch] = {}
        if complete:
            self.name = "pattern:complete"

    def can_say(self, question: Question) -> Collection[SortValue] | None:
        if question.sort != BOOL:
            return possible(question)
        if not (question.match or question.reject):
            return ()
        return (True, False) if self._complete else (*[True] * bool(question.match), *[False] * bool(question.reject))

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return self.at_hand(questions, texts).with_quotes()

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply:
        key = tuple(map(id, questions))  # of objects that the batch keeps alive
        batch = self._batches.get(key)
        if batch is None:
            batch = _Batch(tuple(questions), self._complete)
            while len(self._batches) >= _MOST_KEPT:
                self._batches.pop(next(iter(self._batches), key), None)
            self._batches[key] = batch
        return batch.reply(texts)


_MATCH, _REJECT = 1, 2
_BY_WHAT_FITS: dict[int, Answer] = {_MATCH: TRUE, _REJECT: FALSE, _MATCH | _REJECT: _BOTH}


class _Batch:
    """Questions that are put together, with their patterns by text: each text is looked through once."""

    def __init__(self, questions: Sequence[Question], complete: bool) -> None:
        self.questions = questions
        self._ids = [question.id for question in questions]
        self._else: list[Answer] = []
        """The answer where no pattern fits, and all texts are given; and where they are not all given."""
        self._unread: list[Answer] = []
        self._names: list[tuple[str, ...]] = []
        by_text: dict[str, list[tuple[Regular, int, int]]] = {}
        for number, question in enumerate(questions):
            patterns = _patterns(question)
            usual = _NEITHER if isinstance(patterns, dict) else patterns
            self._unread.append(usual)
            self._else.append((FALSE if question.match else TRUE) if complete and usual is _NEITHER else usual)
            for name in dict.fromkeys(question.texts):
                for what, several in patterns.items() if isinstance(patterns, dict) else ():
                    by_text.setdefault(name, []).extend([(one, number, what) for one in several])
        self._all_texts = frozenset(name for question in questions for name in question.texts)
        self._by_text = [
            (name, [one for one, _, _ in found], [(number, what) for _, number, what in found])
            for name, found in by_text.items()
        ]
        self._readers = [(at, ValueReader(one)) for at, one in enumerate(questions) if one.read and one.sort != BOOL]
        self._asked_before = False

    @functools.cached_property
    def _sets(self) -> list[Several]:
        return [Several(patterns) for _, patterns, _ in self._by_text]

    def reply(self, texts: Texts) -> Reply:
        """The answers; quotations are cut when they are read."""
        fits: dict[int, int] = {}
        for at, (name, patterns, of) in enumerate(self._by_text):
            if name in texts:
                text = texts[name]
                if self._asked_before:
                    fitting = self._sets[at].fitting(text)
                else:  # to make a set takes longer than to look through a text or two
                    fitting = [index for index, one in enumerate(patterns) if one.search(text) is not None]
                for found in fitting:
                    number, what = of[found]
                    fits[number] = fits.get(number, 0) | what
        self._asked_before = True
        if self._all_texts.issubset(texts):
            answers = self._else.copy()
        else:
            read = [all(name in texts for name in question.texts) for question in self.questions]
            answers = [one if all_ else other for all_, one, other in zip(read, self._else, self._unread, strict=True)]
        for number, what in fits.items():
            answers[number] = _BY_WHAT_FITS[what]
        values: dict[int, str | None] = {}
        for number, reader in self._readers:
            answers[number], values[number] = reader.read(texts)
        found_by_id = dict(zip(self._ids, answers, strict=True))
        return Reply(found_by_id, quotes=self._quotes(fits, values, texts) if fits or any(values.values()) else None)

    def _quotes(self, fits: dict[int, int], values: dict[int, str | None], texts: Texts) -> Callable[[str], str | None]:
        def quote(id_: str) -> str | None:
            number = self._ids.index(id_)
            if number in values:  # cut already
                return values[number]
            question, what = self.questions[number], fits.get(number)
            if what not in (_MATCH, _REJECT):
                return None
            found = _first(question.match if what == _MATCH else question.reject, question.texts, texts)
            return None if found is None else found.strip() or None

        return quote


def _patterns(question: Question) -> dict[int, list[Regular]] | Answer:
    """The patterns of a question, by what it means that they fit; or its answer, whatever the texts."""
    if question.sort != BOOL or not (question.match or question.reject):
        return _NO_PATTERN
    try:
        return {
            _MATCH: [compile_pattern(regex) for regex in question.match],
            _REJECT: [compile_pattern(regex) for regex in question.reject],
        }
    except ValueError as error:  # a policy from a file was checked for this; a question made by hand was not
        return Failure(f"a pattern of `{question.clause}` cannot be used: {error}", error)


def _first(patterns: Iterable[Regex], names: Sequence[str], texts: Texts) -> str | None:
    """What fits first, in the first text where something does."""
    compiled = [compile_pattern(regex) for regex in patterns]
    for name in names:
        if name in texts:
            text = texts[name]
            places = [place for pattern in compiled if (place := pattern.search(text)) is not None]
            if places:
                start, end = min(places)
                return text[start:end]
    return None
