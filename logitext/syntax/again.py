"""A source read again after a change: the annotations around the change keep their trees.

Between annotations the parser is always in the same state. So what stands before the change, up to the end of an
annotation, is as it was, and so is what stands behind it, from an annotation on, if the parser comes to its beginning.
Only what lies between is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple, TypeVar

from logitext.syntax import grammar
from logitext.syntax.build import TreeBuilder
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import Annotation, Document, Prose

_FENCES = ("```", "~~~")

_Parts = Sequence[Prose | Annotation]
_T = TypeVar("_T")


class _Between(NamedTuple):
    """What is to be read: from `start` to `end`, behind so many parts of the old tree, before its part `rest`."""

    start: int
    end: int
    before: int
    rest: int
    by: int
    """How far the rest has moved."""


def read_again(
    source: Source, old: Document, errors: Sequence[Diagnostic]
) -> tuple[Document, tuple[Diagnostic, ...]] | None:
    """The tree of a source and its syntax errors, from those of an earlier text; None where all is to be read.

    `errors` are all that were found in the earlier text.
    """
    if source.delimiters != old.source.delimiters or not old.parts:
        return None
    between = _between(source, old, errors)
    if between is None:
        return None
    parts = grammar.straight(TreeBuilder, source.delimiters).parse(source.text, between.start, between.end)
    if parts is not None:
        return Document(source, (*old.parts[: between.before], *parts, *_rest(old, between))), ()
    return _recovered(source, old, between)


def _between(source: Source, old: Document, errors: Sequence[Diagnostic]) -> _Between | None:
    """What has to be read again: all that changed or was wrong, between annotations; None where that is not clear."""
    was, text = old.source.text, source.text
    first = _alike(was, text)
    most = min(len(was), len(text)) - first
    last = len(was) - (_alike(was[: -most - 1 : -1], text[: -most - 1 : -1]) if most else 0)
    for error in errors:
        if error.code == "NLT107":  # the rest was not read
            return None
        for span in (error.span, *(label.span for label in error.labels)):
            if span is not None:
                first, last = min(first, span.start), max(last, span.end)
    signs, by = source.delimiters, len(text) - len(was)
    before = max(
        (at for at, part in enumerate(old.parts, 1) if _annotation(part) and part.span.end <= first), default=0
    )
    start = old.parts[before - 1].span.end if before else 0
    rest, end = len(old.parts), len(text)
    for at in range(before, len(old.parts)):
        part = old.parts[at]
        if _annotation(part) and part.span.start >= last:
            place = part.span.start + by
            split = any(text.startswith(signs.open, place - back) for back in range(1, len(signs.open)))
            if not text.endswith("\\", 0, place) and not split:
                rest, end = at, place
                break
    if any(fence in one for fence in _FENCES for one in (text[start:end], was[start : end - by])):
        return None  # annotations in a block of code are none, and where one ends stands elsewhere
    return _Between(start, end, before, rest, by)


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _annotation(part: Prose | Annotation) -> bool:
    return isinstance(part, Annotation)


def _rest(old: Document, between: _Between) -> _Parts:
    """The parts behind, at their new places."""
    found = old.parts[between.rest :]
    return _moved(found, between.by) if between.by else found


def _recovered(source: Source, old: Document, between: _Between) -> tuple[Document, tuple[Diagnostic, ...]] | None:
    """The document after an edit, where there are errors; None where all of it has to be read.

    The first annotation behind the edit is read too: the parser has to have recovered where that begins.
    """
    from logitext.syntax.recovery import recovered  # noqa: PLC0415  # lark, which only a source with errors needs

    rest, start = _rest(old, between), between.start
    end = rest[0].span.end if rest else between.end
    # What stands before is blank prose, so that all places are right.
    part = Source(source.name, "x" * start + source.text[start:end], source.delimiters)
    if part.delimiters != source.delimiters:
        return None
    document, errors = recovered(part)
    parts = list(document.parts)
    if errors and errors[-1].code == "NLT107":  # it was given up
        return None
    # What ended nowhere before the first annotation behind may end in it, and be no error then.
    if rest and (not parts or (comes := parts.pop()) != rest[0] or comes.span != rest[0].span):
        return None
    if start and parts:
        blank = parts.pop(0)
        assert isinstance(blank, Prose)
        if blank.span.end > start:
            parts.insert(0, Prose(blank.text[start:], Span(start, blank.span.end)))
    known = tuple([_of(source, one) for one in errors])
    return Document(source, (*old.parts[: between.before], *parts, *rest), document.broken), known


def _of(source: Source, error: Diagnostic) -> Diagnostic:
    """An error as one of this source."""
    return replace(error, source=source, labels=tuple([replace(one, source=source) for one in error.labels]))


# --- moving ------------------------------------------------------------------------------------------------------

_names: dict[type[Any], tuple[str, ...]] = {}
"""The fields of each type of node; none of what is no node."""


def _moved(value: _T, by: int) -> _T:
    """A node, or a tuple of nodes, with all its places moved."""
    kind: type[Any] = type(value)
    if isinstance(value, Span):
        return Span(value.start + by, value.end + by)  # type: ignore[return-value]  # of this type
    if kind is tuple:
        return tuple([_moved(one, by) for one in value])  # type: ignore[return-value, attr-defined]  # likewise
    names = _names.get(kind)
    if names is None:
        names = _names[kind] = tuple([one.name for one in fields(kind)]) if is_dataclass(kind) else ()
    if not names:
        return value
    made = object.__new__(kind)
    for name in names:
        object.__setattr__(made, name, _moved(getattr(value, name), by))  # frozen, and made here
    return made  # type: ignore[no-any-return]  # of the same type
