r"""The patterns of `match` and `reject`: regular expressions in RE2's syntax, searched in time linear in the text.

The engine is RE2 and never Python's `re`, so no pattern and no document can make a search hang. What cannot be searched
in linear time (look-ahead, look-behind, back-references) is refused. As in RE2, `\d`, `\w` and `\b` know ASCII only;
`\pL` is a letter and `\pN` a digit of any script. Syntax: https://github.com/google/re2/wiki/Syntax.

>>> from logitext.syntax.source import Span
>>> regex = Regex("\\bcaf[eé]\\s+(street|st)", "i", Span(0, 27))
>>> pattern = compile_pattern(regex)
>>> pattern.search("12 CAFÉ Street")
(3, 14)
>>> pattern.search("12 Tea Street") is None
True
"""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass
from typing import Any

import re2

from logitext.syntax.tree import Regex

FLAGS = {
    "i": "ignore case",
    "m": "`^` and `$` match at every line",
    "s": "`.` matches a line end too",
}
"""The flags of a pattern, and what each does."""

_CACHED = 128
"""RE2 keeps as many itself; with at most 8 MiB for each (its default), the two stay within a gibibyte together."""

_LOOKAROUND = ("(?=", "(?!", "(?<=", "(?<!")


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A compiled pattern; get one from :func:`compile_pattern`."""

    text: str
    flags: str
    _compiled: Any

    def search(self, text: str) -> tuple[int, int] | None:
        """Start and end of the leftmost place in `text` that fits, in code points; None where there is none.

        >>> from logitext.syntax.source import Span
        >>> compile_pattern(Regex("b+", "", Span(0, 4))).search("👍🏽 abb")
        (4, 6)
        """
        try:
            found = self._compiled.search(text)
        except UnicodeEncodeError:
            found = self._compiled.search(_without_surrogates(text))
        return None if found is None else found.span()


def compile_pattern(regex: Regex) -> Pattern:
    """The pattern, ready to search; ValueError with a message for policy authors where there is something wrong.

    >>> from logitext.syntax.source import Span
    >>> compile_pattern(Regex("(?!not )kill", "", Span(0, 14)))
    Traceback (most recent call last):
        ...
    ValueError: look-ahead and look-behind (`(?!`) are not supported; write a `match` and a `reject`
    """
    return _compile(regex.text, regex.flags)


@functools.lru_cache(maxsize=_CACHED)
def _compile(text: str, flags: str) -> Pattern:
    _check_flags(flags)
    if _matches_bytes(text):
        raise ValueError("`\\C` (a single byte) is not supported; write `.` for any character")
    options = re2.Options()
    options.log_errors = False  # else RE2 writes to standard error what is raised here
    prefix = f"(?{''.join(sorted(flags))})" if flags else ""
    try:
        return Pattern(text, flags, re2.compile(prefix + text, options))
    except UnicodeEncodeError:
        raise ValueError("the pattern holds half of a surrogate pair, which is no character; remove it") from None
    except re2.error as error:
        raise ValueError(_explained(error.args[0].decode("utf-8", "replace"), text)) from None


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


def _without_surrogates(text: str) -> str:
    """The same number of code points, each half of a surrogate pair replaced (it has no encoding)."""
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
