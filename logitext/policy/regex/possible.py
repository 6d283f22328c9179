r"""Whether a pattern can fit any text at all: `a\bb` never does, nor does `[^\s\S]`.

The pattern is walked as an automaton over three kinds of characters (line ends, those of words, all others), which is
all that its assertions can tell apart. A repetition counts as one of any number, so that what cannot fit never fits,
while a pattern that can may still ask for something else that no text has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from logitext.policy.regex.flags import FOLD
from logitext.policy.regex.spelled import Unit
from logitext.policy.regex.tokens import TokenKind
from logitext.unicode.classes import CharacterRange, Characters, joined, named
from logitext.unicode.fold import fold_character

_LINE, _WORD, _OTHER, _START, _END = "line end", "word", "other", "start", "end"
_NEXT = frozenset((_LINE, _WORD, _OTHER, _END))
_EVERY = frozenset((_LINE, _WORD, _OTHER))


def can_fit(units: Sequence[Unit]) -> bool:
    """Whether some text has a place that the pattern fits; False only where none can have."""
    edges, first, last = _automaton(units)
    waiting = [(first, before, _NEXT) for before in (_START, *_EVERY)]
    seen = set(waiting)
    while waiting:
        state, before, allowed = waiting.pop()
        if state == last:
            return True
        for unit, target in edges.get(state, ()):
            if unit is None:
                reached = [(target, before, allowed)]
            elif unit.kind is TokenKind.ASSERTION:
                left = allowed & _after(unit, before)
                reached = [(target, before, left)] if left else []
            else:
                reached = [(target, kind, _NEXT) for kind in _kinds(unit) & allowed]
            fresh = [each for each in reached if each not in seen]
            seen.update(fresh)
            waiting += fresh
    return False


def _after(unit: Unit, before: str) -> frozenset[str]:
    """What may follow where an assertion holds behind a character of some kind."""
    lines = "m" in unit.flags
    match unit.text:
        case "\\b":
            return _NEXT - {_WORD} if before == _WORD else frozenset((_WORD,))
        case "\\B":
            return frozenset((_WORD,)) if before == _WORD else _NEXT - {_WORD}
        case "\\z":
            return frozenset((_END,))
        case "$":
            return frozenset((_END, _LINE)) if lines else frozenset((_END,))
        case _:
            starts = before == _START or (unit.text == "^" and lines and before == _LINE)
            return _NEXT if starts else frozenset()


def _kinds(unit: Unit) -> frozenset[str]:
    """The kinds of characters that a part of the pattern fits."""
    if unit.kind is TokenKind.CHARACTER:
        return frozenset(map(_kind, unit.text))
    if unit.strings:
        return _EVERY
    if FOLD in unit.flags and not _has_folded(_ranges(unit), ignore_case="i" in unit.flags):
        return frozenset()
    known = _kinds_of_complement(unit.characters) if unit.negated else _kinds_of_few(unit.characters)
    return frozenset(_kinds_of(_ranges(unit))) if known is None else known


_FEW = 256
"""The number of characters that are looked at one by one, without a table of all characters."""
_SURROGATES = ((0xD800, 0xDFFF),)


def _kinds_of_few(characters: Characters) -> frozenset[str] | None:
    """The kinds of a set of few characters, and of properties that only characters of words have; None of others."""
    ranges = joined(characters.ranges)
    if sum(last - first + 1 for first, last in ranges) > _FEW or _overlap(ranges, _SURROGATES):
        return None
    if not set(characters.properties) <= set(named("word").properties):
        return None
    kinds = {_kind(chr(char)) for first, last in ranges for char in range(first, last + 1)}
    return frozenset((*kinds, _WORD) if characters.properties else kinds)


def _kinds_of_complement(characters: Characters) -> frozenset[str] | None:
    """The kinds of what a set lacks, if characters of ASCII show that it lacks some of words and some others."""
    if not characters.ranges and not characters.properties:
        return _EVERY
    lacking = {_kind(char) for char in map(chr, range(128)) if not characters.holds(char)}
    return frozenset(lacking) if {_WORD, _OTHER} <= lacking else None


def _ranges(unit: Unit) -> Sequence[CharacterRange]:
    """The characters of a class; ignoring case adds none of another kind."""
    found = joined((*unit.characters.as_ranges(), *unit.characters.ranges))
    return Characters(tuple(found)).complement().ranges if unit.negated else found


def _kinds_of(ranges: Sequence[CharacterRange]) -> Iterator[str]:
    words = named("word").as_ranges()
    line_end = (ord("\n"), ord("\n"))
    if _overlap(ranges, words):
        yield _WORD
    if _overlap(ranges, [line_end]):
        yield _LINE
    if _overlap(ranges, Characters((*words, line_end)).complement().ranges):
        yield _OTHER


def _overlap(ones: Sequence[CharacterRange], others: Sequence[CharacterRange]) -> bool:
    """Whether two sets of characters, each in order, share one."""
    own, theirs = iter(ones), iter(others)
    one, other = next(own, None), next(theirs, None)
    while one is not None and other is not None:
        if one[1] < other[0]:
            one = next(own, None)
        elif other[1] < one[0]:
            other = next(theirs, None)
        else:
            return True
    return False


def _has_folded(ranges: Sequence[CharacterRange], *, ignore_case: bool) -> bool:
    """Whether one of the characters, or with `ignore_case` its other case, is one that folding leaves as it is."""
    characters = (chr(char) for first, last in ranges for char in range(first, last + 1))
    return any(fold_character(char) == char or (ignore_case and char.lower() != char) for char in characters)


def _kind(char: str) -> str:
    if char == "\n":
        return _LINE
    return _WORD if named("word").holds(char) else _OTHER


_Edges = dict[int, list[tuple[Unit | None, int]]]


def _automaton(units: Sequence[Unit]) -> tuple[_Edges, int, int]:
    """Edges by their state, the first state and the last. Each part has a state of its own before and behind it."""
    edges: _Edges = {}
    states = iter(range(1_000_000_000))

    def edge(start: int, unit: Unit | None, end: int) -> None:
        edges.setdefault(start, []).append((unit, end))

    first, last = next(states), next(states)
    groups = [(first, last)]
    here = first
    part = (first, first)
    for unit in units:
        match unit.kind:
            case TokenKind.OPEN:
                start, end = next(states), next(states)
                edge(here, None, start)
                groups.append((start, end))
                here = start
            case TokenKind.CLOSE:
                part = groups.pop()
                edge(here, None, part[1])
                here = part[1]
            case TokenKind.OR:
                edge(here, None, groups[-1][1])
                here = groups[-1][0]
            case TokenKind.REPETITION:
                start, end = part
                if unit.text[0] in "*?" or unit.text.startswith(("{0,", "{0}")):
                    edge(start, None, end)
                edge(end, None, start)
            case TokenKind.FLAGS:
                pass
            case _:
                start, end = next(states), next(states)
                edge(here, None, start)
                at = start
                for piece in _pieces(unit):
                    after = next(states)
                    edge(at, piece, after)
                    at = after
                edge(at, None, end)
                part = (start, end)
                here = end
    edge(here, None, last)
    return edges, first, last


def _pieces(unit: Unit) -> list[Unit]:
    """A part that is spelled in several characters, one after another."""
    if unit.kind is not TokenKind.CHARACTER:
        return [unit]
    return [Unit(TokenKind.CHARACTER, char, unit.flags) for char in unit.text]
