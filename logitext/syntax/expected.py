"""What could have stood there, in a policy author's words: never a terminal's name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

STATEMENTS = (
    "TEXT",
    "MAIN",
    "FACT",
    "LIST",
    "TABLE",
    "LET",
    "ASSUME",
    "VERDICT",
    "VIOLATION",
    "USE",
    "WHEN",
    "SECTION",
    "ENDING",
    "WITH",
    "PATTERNS",
    "CHECK",
    "FORSOME",
    "FORALL",
    "COVER",
    "TEST",
)
_OPTIONS = ("WHERE", "ASK", "YES", "NO", "MATCH", "REJECT", "READ", "PRIOR", "COST", "SURE", "AS", "FOLD")
_OPERATORS = (
    "IFF",
    "IMPLIES",
    "UNLESS",
    "XOR",
    "OR",
    "AND",
    "BEFORE",
    "AFTER",
    "BETWEEN",
    "CONTAINS",
    "STARTS_WITH",
    "ENDS_WITH",
    "IN",
    "CALENDAR",
    "COMPARATOR",
    "PLUS",
    "MINUS",
    "STAR",
    "SLASH",
    "DOT",
    "LSQB",
)
_FORMULA = ("NAME", "NUMBER", "DATE", "STRING", "TRUE", "FALSE", "LPAR", "NOT", "IF", "AT_LEAST", "AT_MOST", "EXACTLY")
_QUANTIFIERS = ("FORALL", "FORSOME", "AGGREGATE", "VARIABLE")

_ONE = {
    "NAME": "a name",
    "NUMBER": "a number",
    "DATE": "a date such as `2026-11-25`",
    "STRING": "words in double quotes",
    "REGEX": "a pattern such as `/word/i`",
    "CLAUSE": "a clause `[[…]]`",
    "OPEN": "`{{`",
    "CLOSE": "`}}`",
    "EQUALS": "`=`",
    "COLON": "`:`",
    "COMMA": "`,`",
    "PIPE": "`|`",
    "LBRACE": "`{`",
    "RBRACE": "`}`",
    "LSQB": "`[`",
    "RSQB": "`]`",
    "DOT": "`.`",
    "VARIABLE": "a variable",
    "AGGREGATE": "a sum of units",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "PROSE": "prose",
    "$END": "the end of the file",
}


_SPELT = {"ENDING": "end"}
"""Keywords that are not spelt as their terminals are called."""


def keyword(terminal: str) -> str:
    """The spelling of a keyword's terminal."""
    return _SPELT.get(terminal) or terminal.lower().replace("_", " ")


def phrases(terminals: Iterable[str]) -> list[str]:
    """A few phrases that together cover what is accepted."""
    rest = set(terminals)
    said = []

    def group(members: tuple[str, ...], phrase: str, least: int) -> None:
        if len(rest.intersection(members)) >= least:
            rest.difference_update(members)
            said.append(phrase)

    group(_FORMULA, "a formula", 6)
    if "a formula" in said:
        rest.difference_update(("MINUS", *_QUANTIFIERS))
    group(_OPERATORS, "an operator such as `and`", 3)
    if "an operator such as `and`" in said:
        rest.discard("LPAR")
    group(_OPTIONS, "an option such as `where` or `match`", 3)
    group(STATEMENTS, "the next statement", 3)
    said.extend(sorted(_ONE.get(terminal, f"`{keyword(terminal)}`") for terminal in rest))
    return said


def join(options: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return options[0] if len(options) == 1 else f"{', '.join(options[:-1])} or {options[-1]}"


_NO_WORDS = ("COMPARATOR", "CALENDAR", "IF_NONE", "PLUS", "MINUS", "STAR", "SLASH")


def near_keyword(word: str, terminals: Iterable[str]) -> str | None:
    """The accepted keyword that a misspelt word is closest to."""
    keywords = [keyword(t) for t in terminals if t not in _ONE and t not in _NO_WORDS]
    near = difflib.get_close_matches(word.lower(), keywords, 1, 0.7)
    return near[0] if near else None


def is_word(terminal: str) -> bool:
    """Whether a terminal is a word of the language, and no sign, name or literal."""
    return terminal in STATEMENTS or terminal in _OPTIONS or terminal in _WORDS


def words() -> list[str]:
    """The words of the language, for people who write it.

    >>> "unless" in words(), "at least" in words()
    (True, True)
    """
    return sorted({keyword(terminal) for terminal in (*STATEMENTS, *_OPTIONS, *_WORDS)})


_SIGNS = frozenset(["COMPARATOR", "CALENDAR", "PLUS", "MINUS", "STAR", "SLASH", "DOT", "LSQB", "LPAR", *_ONE])
_MORE = ("KEY", "THEN", "ELSE", "IF_NONE", "OF", "BY", "AS", "IS", "UNDETERMINED", "GIVEN", "EXPECT")
_WORDS = tuple(one for one in (*_OPERATORS, *_FORMULA, *_QUANTIFIERS, *_MORE) if one not in _SIGNS)
