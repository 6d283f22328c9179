r"""The patterns of `match` and `reject`: regular expressions in RE2's syntax, searched in time linear in the text.

The engine is RE2 and never Python's `re`, so no pattern and no document can make a search hang. What cannot be searched
in linear time (look-ahead, look-behind, back-references) is refused. Syntax: https://github.com/google/re2/wiki/Syntax.

RE2's `\d`, `\w`, `\s` and `\b` know ASCII only; here they mean letters, digits and spaces of any script, as UTS #18
(Annex C) has it. A text is looked at in NFC, each line end as `\n`, without its last line end; places are in the text
as it was given.

>>> from logitext.syntax.source import Span
>>> regex = Regex("\\bcaf[eé]\\s+(street|st)", "i", Span(0, 27))
>>> pattern = compile_pattern(regex)
>>> pattern.search("12 CAFE\u0301\u00a0Street")
(3, 15)
>>> pattern.search("12 Décafé Street") is None
True
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import re2

from logitext.policy.regex import interleaved, written
from logitext.policy.regex.flags import FLAGS, FOLD
from logitext.policy.regex.possible import can_fit
from logitext.policy.regex.spelled import Unit, spelled
from logitext.policy.regex.tokens import PatternToken, TokenKind, composed, tokens
from logitext.syntax.tree import Regex
from logitext.unicode.fold import folded
from logitext.unicode.mapped import normal

_CACHED = 128
"""RE2 keeps as many itself; with at most 8 MiB for each (its default), the two stay within a gibibyte together."""

_LOOKAROUND = ("(?=", "(?!", "(?<=", "(?<!")


class Fit(NamedTuple):
    """A place that fits, from `start` to `end` in code points of the text, and what stands in the pattern's group.

    `group` is where that is; all of the place for a pattern without a group, None where the group took no part.
    `written` is what the pattern saw there: for one that folds, without look-alikes.
    """

    start: int
    end: int
    group: tuple[int, int] | None
    written: str


class CompiledPattern:
    """A compiled pattern; get one from :func:`compile_pattern`."""

    def __init__(self, text: str, flags: str) -> None:
        self.text = text
        self.flags = flags
        self._tokens: tuple[PatternToken, ...] = tuple(tokens(text, flags))
        self._at_words = any(
            token.text in written.BOUNDARIES for token in self._tokens if token.kind is TokenKind.ASSERTION
        )
        self.sees_through = FOLD in flags
        self.repeats = _may_grow(self._tokens)
        if self.repeats:  # otherwise RE2 is given each of these when a text needs it
            self._for_ascii, self._for_all, self._laid_out  # noqa: B018  # raises where RE2 finds it too large

    def search(self, text: str) -> tuple[int, int] | None:
        r"""Start and end of the leftmost place in `text` that fits, in code points; None where there is none.

        >>> from logitext.syntax.source import Span
        >>> compile_pattern(Regex("b+", "", Span(0, 4))).search("👍🏽 abb")
        (4, 6)
        """
        mapped = folded(text) if self.sees_through else normal(text)
        try:
            place = self._place(mapped.text)
        except UnicodeEncodeError:
            place = self._place(_without_surrogates(mapped.text))
        return None if place is None else mapped.span(*place)

    def _place(self, text: str) -> tuple[int, int] | None:
        r"""Where the pattern fits in a text that is in NFC and has no line end but `\n`."""
        if text.isascii():
            return _span(self._for_ascii.search(text))
        if not self._at_words or not interleaved.has_foreign_words(text):
            return _span(self._for_all.search(text))
        near = self._loose.search(text)  # costs little, and most texts have nothing of the kind
        if near is None:
            return None
        laid_out = interleaved.laid_out(text)
        if self._may_be_empty:
            found = self._laid_out.search(laid_out)
            return None if found is None else (found.start(1) // 3, found.end(1) // 3)
        found = self._laid_out.search(laid_out, 3 * near.start())
        return None if found is None else (found.start() // 3, found.end() // 3)

    def fits(self, text: str) -> Iterator[Fit]:
        r"""The places that fit, from left to right, none in another one; for patterns that fit no empty place.

        >>> from logitext.syntax.source import Span
        >>> list(compile_pattern(Regex(r"\$(\d+)", "", Span(0, 7))).fits("é: $5 or $70"))
        [Fit(start=3, end=5, group=(4, 5), written='5'), Fit(start=9, end=12, group=(10, 12), written='70')]
        """
        mapped = folded(text) if self.sees_through else normal(text)
        seen = mapped.text if _has_encoding(mapped.text) else _without_surrogates(mapped.text)
        compiled, each = self._capturing(seen)
        for found in compiled.finditer(interleaved.laid_out(seen) if each > 1 else seen):
            start, end = (at // each for at in found.span())
            first, last = (at // each for at in found.span(1)) if compiled.groups else (start, end)
            if first < 0:
                yield Fit(*mapped.span(start, end), None, "")
            else:
                yield Fit(*mapped.span(start, end), mapped.span(first, last), seen[first:last])

    @property
    def groups(self) -> int:
        """How many groups it has that capture something."""
        return int(_re2(self.text, self.flags, captures=True).groups)

    @property
    def may_be_empty(self) -> bool:
        """Whether it can fit between two characters."""
        return self._may_be_empty

    def _capturing(self, text: str) -> tuple[Any, int]:
        """The pattern for a text, with its group, and how many characters stand for one of the text."""
        if text.isascii():
            ascii_units = tuple(spelled(self._tokens, ascii_only=True))
            return self._compiled(written.plain(ascii_units), captures=True), 1
        if not self._at_words or not interleaved.has_foreign_words(text):
            return self._compiled(written.plain(self._units), captures=True), 1
        return self._compiled(interleaved.interleaved(self._units), captures=True), 3

    def for_set(self, *, ascii_only: bool) -> tuple[str, bool]:
        r"""What stands for it in a set of RE2: for texts in ASCII or for others, and whether it fits no more than it.

        >>> from logitext.syntax.source import Span
        >>> compile_pattern(Regex(r"\bfool", "i", Span(0, 6))).for_set(ascii_only=False)
        ('(?i)(?:)fool', False)
        """
        if ascii_only:
            return _prefix(self.flags) + written.plain(tuple(spelled(self._tokens, ascii_only=True))), True
        if self._at_words:
            return _prefix(self.flags) + written.loose(self._units), False
        return _prefix(self.flags) + written.plain(self._units), True

    def can_fit(self) -> bool:
        r"""Whether any text can have a place that fits; False only where none can.

        >>> from logitext.syntax.source import Span
        >>> [compile_pattern(Regex(text, "", Span(0, 0))).can_fit() for text in ("a\\bb", "a\\b.b")]
        [False, True]
        """
        return can_fit(self._units)

    # --- what RE2 is given

    @functools.cached_property
    def _for_ascii(self) -> Any:
        """The pattern for texts in ASCII."""
        return self._compiled(written.plain(tuple(spelled(self._tokens, ascii_only=True))))

    @functools.cached_property
    def _for_all(self) -> Any:
        r"""The pattern for any text, but for `\b`, which is that of ASCII."""
        return self._compiled(written.plain(self._units))

    @functools.cached_property
    def _loose(self) -> Any:
        r"""The pattern without `\b` and `\B`: where it fits nowhere, the pattern does not."""
        return self._compiled(written.loose(self._units))

    @functools.cached_property
    def _laid_out(self) -> Any:
        """The pattern for a text with signs between its characters."""
        if self._may_be_empty:
            return self._compiled(interleaved.anchored(self._units), captures=True)
        return self._compiled(interleaved.interleaved(self._units))

    @functools.cached_property
    def _may_be_empty(self) -> bool:
        return self._compiled(written.bare(self._units)).fullmatch("") is not None

    @functools.cached_property
    def _units(self) -> tuple[Unit, ...]:
        return tuple(spelled(self._tokens))

    def _compiled(self, pattern: str, *, captures: bool = False) -> Any:
        return _re2(pattern, self.flags, captures=captures)


def _span(found: Any) -> tuple[int, int] | None:
    return None if found is None else found.span()


def compile_pattern(regex: Regex) -> CompiledPattern:
    """The pattern, ready to search; ValueError with a message for policy authors where there is something wrong.

    >>> from logitext.syntax.source import Span
    >>> compile_pattern(Regex("(?!not )kill", "", Span(0, 14)))
    Traceback (most recent call last):
        ...
    ValueError: look-ahead and look-behind (`(?!`) are not supported; write a `match` and a `reject`
    """
    return _compile(regex.text, regex.flags)


@functools.lru_cache(maxsize=_CACHED)
def _compile(text: str, flags: str) -> CompiledPattern:
    _check_flags(flags)
    if _matches_bytes(text):
        raise ValueError("`\\C` (a single byte) is not supported; write `.` for any character")
    try:
        text = composed(text)
        _re2(text, flags)
        return CompiledPattern(text, flags)
    except UnicodeEncodeError:
        raise ValueError("the pattern holds half of a surrogate pair, which is no character; remove it") from None
    except re2.error as error:
        raise ValueError(_explained(error.args[0].decode("utf-8", "replace"), text)) from None


def _re2(pattern: str, flags: str, *, captures: bool = False) -> Any:
    options = re2.Options()
    options.log_errors = False  # else RE2 writes to standard error what is raised here
    options.never_capture = not captures  # only where the whole fits is asked for, and RE2 tells that faster
    return re2.compile(_prefix(flags) + pattern, options)


def _prefix(flags: str) -> str:
    """The flags as RE2 reads them before a pattern."""
    own = "".join(sorted(flags.replace(FOLD, "")))
    return f"(?{own})" if own else ""


def _may_grow(tokens: Sequence[PatternToken]) -> bool:
    """Whether the pattern may be too large with classes of any script, which are larger than those of ASCII."""
    classes = sum(1 for token in tokens if token.kind is TokenKind.CLASS)
    return classes > _FEW or any(token.text.startswith("{") for token in tokens if token.kind is TokenKind.REPETITION)


_FEW = 20


def _check_flags(flags: str) -> None:
    known = ", ".join(f"`{flag}` ({meaning})" for flag, meaning in FLAGS.items())
    for flag, count in Counter(flags).items():
        if flag not in FLAGS:
            raise ValueError(f"unknown flag `{flag}`; the flags are {known}")
        if count > 1:
            raise ValueError(f"flag `{flag}` is given {count} times; write it once")


def _matches_bytes(text: str) -> bool:
    r"""Whether `\C` occurs, which could end a match inside a character. `\Q…\E` quotes."""
    at = 0
    while (at := text.find("\\", at)) >= 0:
        escaped = text[at + 1 : at + 2]
        if escaped == "C":
            return True
        end = text.find("\\E", at + 2) if escaped == "Q" else at
        if end < 0:
            return False
        at = end + 2
    return False


def _explained(message: str, pattern: str) -> str:
    """What RE2 says, in words that tell an author what to do."""
    problem, _, fragment = message.partition(": ")
    shown = f" (`{fragment}`)" if fragment and fragment in pattern and len(fragment) <= 40 else ""
    match problem:
        case "invalid perl operator" | "invalid named capture group" if fragment.startswith(_LOOKAROUND):
            return f"look-ahead and look-behind{shown} are not supported; write a `match` and a `reject`"
        case "invalid escape sequence" if fragment[1:2].isdigit() or fragment[1:2] == "k":
            return f"back-references{shown} are not supported, as no linear search can follow them; spell them out"
        case "invalid perl operator" if fragment == "(?P" and "(?P=" in pattern:
            return "back-references (`(?P=`) are not supported, as no linear search can follow them; spell them out"
        case "invalid escape sequence" if fragment in ("\\Z", "\\u", "\\U", "\\N"):
            instead = {"\\Z": "`\\z` for the end of the text"}.get(fragment, "`\\x{1F600}` or the character itself")
            return f"unknown escape{shown}; write {instead}"
        case "invalid escape sequence":
            return f"unknown escape{shown}; write `\\\\` for a backslash"
        case "invalid repetition size":
            return f"the repetition{shown} is too large or upside down; at most 1000 in all, nested ones multiplied"
        case "bad repetition operator":
            return f"two repetitions in a row{shown}; put the first in `(?:…)`, or drop one"
        case "no argument for repetition operator":
            return f"nothing to repeat{shown}; write `\\` before it if the character itself is meant"
        case "missing )" | "unexpected )" | "missing ]":
            return f"{problem}; brackets must pair, write `\\` before one that stands for itself"
    if "too large" in problem:
        return "the pattern is too large; shorten it, or repeat less of it"
    return f"not a regular expression: {problem}{shown}; see RE2's syntax"


def _has_encoding(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _without_surrogates(text: str) -> str:
    """The text with each half of a surrogate pair replaced, as it has no encoding; the length stays."""
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
