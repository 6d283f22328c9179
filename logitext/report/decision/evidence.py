"""Where evidence stands in a text: the text in pieces, each with the clauses that it is evidence for."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of a text; `clauses` is empty where it is evidence for nothing."""

    text: str
    clauses: tuple[str, ...] = ()


def marked(text: str, quotes: Iterable[tuple[str, str]]) -> list[Marked]:
    """The text in pieces. `quotes` are clauses with their evidence, which is marked where it stands first.

    >>> marked("one two three", [("a", "one two"), ("b", "two")])
    [Marked(text='one ', clauses=('a',)), Marked(text='two', clauses=('a', 'b')), Marked(text=' three', clauses=())]
    """
    spans = [
        (start, start + len(quote), clause) for clause, quote in quotes if quote and (start := text.find(quote)) >= 0
    ]
    cuts = sorted({0, len(text), *(start for start, _, _ in spans), *(end for _, end, _ in spans)})
    pieces = []
    for start, end in itertools.pairwise(cuts):
        clauses = dict.fromkeys(clause for begin, stop, clause in spans if begin <= start and end <= stop)
        pieces.append(Marked(text[start:end], tuple(clauses)))
    return pieces
