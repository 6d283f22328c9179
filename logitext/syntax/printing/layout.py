"""Text that may be broken into lines, and the breaking of it: Wadler's pretty printer, with comments.

A document is made of words, places where a line may end, and groups: a group is set on one line where it fits, else its
lines are broken, the outermost groups first. What comes out depends on nothing but the document and the column that it
starts in.

>>> words = LayoutGroup((LayoutWord("all"), Nest((LineBreak(), LayoutWord("of"), LineBreak(), LayoutWord("it")))))
>>> print(render(words, Frame(width=9)))
all of it
>>> print(render(words, Frame(width=8)))
all
  of
  it
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from logitext.syntax.printing.lexemes import Comment

_LINE_END = re.compile(r"\r\n|\r|\n")
_STEP = 2
_BEFORE_COMMENT = "  "
_CODE = 4
"""A line that is set in so far begins no list, quotation or heading of Markdown."""
_MARKS = ("-", "+", "*", ">", ">=")
"""Operators that would begin one."""


@dataclass(frozen=True, slots=True)
class LayoutWord:
    """A token; it may hold line ends. Comments stand before it on lines of their own, or behind it on its line.

    `blank` keeps an empty line before it, where it begins a line; `opens` is the start of an annotation.
    """

    text: str
    before: tuple[Comment, ...] = ()
    behind: str | None = None
    blank: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Close:
    """The end of an annotation, and the comments before it; with `apart` it stands below the last comment."""

    text: str
    before: tuple[Comment, ...]
    apart: bool


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line end, or `flat` where the group is on one line. `hard` is a line end in any case."""

    flat: str = " "
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Nest:
    """Lines that are broken in it are indented by one step more."""

    doc: Doc


@dataclass(frozen=True, slots=True)
class LayoutGroup:
    """On one line where it fits. `broken`: never; `whole`: only if no word of it holds a line end."""

    doc: Doc
    broken: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """A space; or, if `allowed`, the end of a line, and the next one indented, where what follows fits there, not here.

    What follows reaches up to the next place of this kind, allowed or not: what the author broke decides what may be
    broken, and nothing else.
    """

    allowed: bool = True


Doc: TypeAlias = str | LayoutWord | Close | LineBreak | Nest | LayoutGroup | Fill | tuple["Doc", ...]
"""A plain string is white space, or nothing: it is left out where a line ends."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a document stands.

    The width of lines, the column that it starts in, the white space that its lines begin with, the columns that what
    follows it takes, and the end of a line.
    """

    width: int = 100
    column: int = 0
    margin: str = ""
    tail: int = 0
    line_end: str = "\n"


def render(doc: Doc, frame: Frame) -> str:
    """The text of a document in its place."""
    return _Renderer(frame).render(doc)


_Command: TypeAlias = tuple[int, bool, Doc]
"""Indentation, whether lines are flat, and what is to be set."""


class _Renderer:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._out: list[str] = []
        self._column = frame.column
        self._spaced = False  # what was set last is white space that no line may end in
        self._fresh: int | None = None  # the indentation of a line that holds nothing yet
        self._comment: str | None = None  # the comment just written: a line must end before anything else

    def render(self, doc: Doc) -> str:
        stack: list[_Command] = [(0, False, doc)]
        while stack:
            indent, flat, here = stack.pop()
            match here:
                case str():
                    if here and self._fresh is None and self._comment is None:
                        self._put(here)
                        self._spaced = True
                case LayoutWord():
                    self._word(here, indent)
                case Close():
                    self._close(here)
                case LineBreak():
                    if flat and not here.hard:
                        stack.append((indent, flat, here.flat))
                    else:
                        self._end_line(indent)
                case Nest(doc=inner):
                    stack.append((indent + _STEP, flat, inner))
                case LayoutGroup(doc=inner):
                    stack.append((indent, flat or self._fits(here, indent, stack), inner))
                case Fill(allowed=allowed):
                    if allowed and not flat and self._better_below(indent, stack):
                        self._end_line(indent + _STEP)
                    else:
                        stack.append((indent, flat, " "))
                case tuple():
                    stack.extend((indent, flat, part) for part in reversed(here))
        return "".join(self._out)

    # --- setting

    def _put(self, text: str) -> None:
        if self._fresh is not None:
            space = self._frame.margin + " " * self._fresh
            self._out.append(space)
            self._column = len(space)
            self._fresh = None
        self._out.append(text)
        self._spaced = False
        *above, last = _LINE_END.split(text)
        self._column = len(last) if above else self._column + len(last)

    def _end_line(self, indent: int) -> None:
        if self._spaced:
            self._out.pop()
            self._spaced = False
        self._out.append(self._frame.line_end)
        self._comment = None
        self._fresh = indent
        self._column = len(self._frame.margin) + indent

    def _set_in(self) -> None:
        """Set in a line that holds nothing yet so far that Markdown reads no mark at its beginning."""
        if self._fresh is not None:
            self._fresh = max(self._fresh, _CODE)

    def _comments(self, comments: tuple[Comment, ...], place: int) -> None:
        """Comments on lines of their own; the last of these lines is still open."""
        for comment in comments:
            if self._fresh is None:
                self._end_line(place)
            if comment.column - len(self._frame.margin) >= _CODE:  # no heading so far
                self._set_in()
            if comment.blank:
                self._out.append(self._frame.line_end)
            self._put(comment.text)
            self._comment = comment.text

    def _word(self, word: LayoutWord, indent: int) -> None:
        # A line that begins because of a comment, in the middle of something, is set in by one step more.
        place = indent + _STEP if self._fresh is None else self._fresh
        self._comments(word.before, place)
        if self._comment is not None:
            self._end_line(place)
        if word.blank and self._fresh is not None:
            self._out.append(self._frame.line_end)
        if word.text in _MARKS:
            self._set_in()
        self._put(word.text)
        if word.behind is not None:
            self._put(f"{'' if word.opens else _BEFORE_COMMENT}{word.behind}")
            self._comment = word.behind

    def _close(self, close: Close) -> None:
        self._comments(close.before, _STEP)
        if self._comment is not None:
            if close.apart:
                self._end_line(0)
            elif (self._comment + close.text).find(close.text) < len(self._comment):
                self._put(" ")
        self._put(close.text)

    # --- measuring

    def _fits(self, group: LayoutGroup, indent: int, rest: list[_Command]) -> bool:
        return not group.broken and self._measure(self._column, [(indent, True, group.doc)], rest, whole=group.whole)

    def _better_below(self, indent: int, rest: list[_Command]) -> bool:
        """Whether what follows fits on a line of its own, up to where that may end, and not here."""
        if self._comment is not None or self._fresh is not None:
            return False
        below = len(self._frame.margin) + indent + _STEP
        return not self._measure(self._column + 1, [], rest) and self._measure(below, [], rest)

    def _measure(self, column: int, inside: list[_Command], rest: list[_Command], *, whole: bool = False) -> bool:
        """Whether all of `inside` fits on a line from a column on, with what follows up to where a line may end."""
        within, start, commented = bool(inside), True, self._comment is not None
        stack, following = inside, len(rest)
        while column <= self._frame.width:
            if not stack:
                within = False
                if not following:
                    return column + self._frame.tail <= self._frame.width
                following -= 1
                stack = [rest[following]]
            indent, flat, here = stack.pop()
            match here:
                case str():
                    column += len(here)
                case LayoutWord(text=text, before=before):
                    if (commented or before) and not start:
                        return not within
                    if commented or before:
                        column = len(self._frame.margin) + indent
                    start, commented = False, here.behind is not None
                    first, *below = _LINE_END.split(text)
                    column += len(first)
                    if below and column <= self._frame.width:
                        if whole or not within:
                            return not within
                        column = len(below[-1])
                case Close(text=text, before=before):
                    if commented or before:
                        return True
                    column += len(text)
                case LineBreak():
                    if here.hard or not flat or commented:
                        return not within
                    column += len(here.flat)
                case Nest(doc=inner):
                    stack.append((indent + _STEP, flat, inner))
                case LayoutGroup(doc=inner, broken=broken):
                    if within and broken:
                        return False
                    stack.append((indent, flat, inner))
                case Fill():
                    if not within:
                        return True
                    column += 1
                case tuple():
                    stack.extend((indent, flat, part) for part in reversed(here))
        return False
