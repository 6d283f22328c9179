"""Parts of formulas as the policy has them, in one line; and the same with values in the place of names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from logitext.policy.sorts import TEXT, Sort, Value, show
from logitext.policy.term import ClauseRef, DefinitionRef, Term, walk
from logitext.syntax.source import Source, Span

# A comment runs to the end of the line; a string may hold a `#`.
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|#[^\n]*', re.DOTALL)


def fold(text: str) -> str:
    r"""Text without comments, in one line.

    >>> fold('threat  # or so\n  and city == "#1"')
    'threat and city == "#1"'
    """
    return " ".join(_COMMENT.sub(lambda found: found[1] or " ", text).split())


def written(source: Source, term: Term) -> str:
    """A term as the policy has it; a clause or a definition on a unit of a text with the unit that it is."""
    if isinstance(term, ClauseRef | DefinitionRef) and term.name.endswith(")"):
        return term.name
    return fold(source[around(source, term.span)])


def filled(source: Source, term: Term, values: Mapping[str, Value]) -> str | None:
    """A term with the values of its names in their place.

    None where one is open, or there are none, or a name stands for several units of a text.
    """
    refs = [part for part in walk(term) if isinstance(part, ClauseRef | DefinitionRef)]
    if not refs or any(ref.name not in values for ref in refs):
        return None
    if len({ref.span for ref in refs}) < len({(ref.span, ref.name) for ref in refs}):
        return None  # one place stands for several units
    span = around(source, term.span)
    text, end = source[span], span.start
    pieces = []
    # A chain of comparisons has what stands in its middle twice, in the same place.
    for place, ref in sorted({ref.span: ref for ref in refs}.items()):
        pieces += [source.text[end : place.start], show_value(values[ref.name], ref.sort)]
        end = place.end
    pieces.append(text[end - span.start :])
    return fold("".join(pieces))


def show_value(value: Value | None, sort: Sort) -> str:
    """A value of a sort as a policy would write it: labels bare, texts in quotes."""
    return value if isinstance(value, str) and sort != TEXT else show(value)


def around(source: Source, span: Span) -> Span:
    """The span, and the parentheses that it tears apart.

    >>> source = Source("", "( (a + b) > 3 )")
    >>> source[around(source, Span(3, 13))]
    '(a + b) > 3'
    """
    text = _COMMENT.sub(lambda found: found[0].replace("(", " ").replace(")", " "), source[span])
    depth = lowest = 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        lowest = min(lowest, depth)
    start, end = span
    for _ in range(-lowest):
        found = source.text.rfind("(", 0, start)
        start = found if found >= 0 and not source.text[found + 1 : start].strip() else start
    for _ in range(depth - lowest):
        found = source.text.find(")", end)
        end = found + 1 if found >= 0 and not source.text[end:found].strip() else end
    return Span(start, end)
