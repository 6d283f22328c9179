"""The words of the language by kind, taken from the grammar: a word that it gains is coloured without a change here."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from logitext.policy.sorts import BASIC
from logitext.syntax.expected import STATEMENTS
from logitext.syntax.grammar import grammar_text

_KEYWORD = re.compile(r"^([A-Z_]+)\.\d+: /(.+)/ END$", re.MULTILINE)
_AGGREGATE = re.compile(r"^AGGREGATE\.\d+: /\(\?:([a-z|]+)\)", re.MULTILINE)
_CONSTANTS = ("TRUE", "FALSE", "UNDETERMINED")
_OPTIONS = {
    "ASK": '["]',
    "YES": '["]',
    "NO": '["]',
    "USE": '["]',
    "TEST": '["]',
    "MATCH": "/",
    "REJECT": "/",
    "READ": "/",
    "COST": "[0-9]",
    "SURE": "[0-9]",
}
"""Words that are names as well, and what follows them where they are words of the language."""

END = r"(?![\w\-])"
"""Where a word ends, for engines that know no more than `re`."""
START = r"(?<![\w.])"


@functools.cache
def statements() -> str:
    """A pattern of the words that begin a statement."""
    return _any(name for name in _keywords() if name in STATEMENTS)


@functools.cache
def constants() -> str:
    """A pattern of the words that are values."""
    return _any(_CONSTANTS)


@functools.cache
def operators() -> str:
    """A pattern of all other words: operators, options, what joins the parts of a statement."""
    listed = _any(name for name in _keywords() if name not in (*STATEMENTS, *_CONSTANTS))
    return rf"{listed}|{START}(?:{_aggregates()})(?=\s+\w+\s+in\b)"


@functools.cache
def sorts() -> str:
    """A pattern of the names of the basic sorts."""
    return rf"{START}(?:{'|'.join(BASIC)}){END}"


def _keywords() -> dict[str, str]:
    return dict(_KEYWORD.findall(grammar_text()))


def _aggregates() -> str:
    found = _AGGREGATE.search(grammar_text())
    assert found is not None, "the grammar has aggregates"
    return found[1]


def _any(names: Iterable[str]) -> str:
    spelt = _keywords()
    made = []
    for name in names:
        follows = _OPTIONS.get(name)
        made.append(spelt[name] + END + (rf"(?=\s*{follows})" if follows else ""))
    return rf"{START}(?:{'|'.join(sorted(made, key=len, reverse=True))})"
