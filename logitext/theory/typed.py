"""Reads what a person types in answer to a question: a value of the clause's sort, or a command."""

from __future__ import annotations

import enum

from logitext.policy.sorts import BOOL, DATE, INT, REAL, TEXT, Enumeration, Sort, Value, coerce
from logitext.theory.files.elements import number


class Command(enum.Enum):
    """What may be typed instead of an answer; the value is the letter."""

    HELP = "?"
    DONT_KNOW = "d"
    BACK = "b"
    QUIT = "q"
    SHOW = "t"


_COMMANDS = {command.value: command for command in Command} | {"help": Command.HELP}
_TRUTH = {"y": True, "yes": True, "true": True, "n": False, "no": False, "false": False}


def understand(line: str, sort: Sort) -> Value | Command:
    """The value or command that a line stands for. ValueError, with what was expected, where it is neither.

    A command after a colon is always one. A bare letter is one too unless the clause is a text or has such a label.

    >>> understand("y", BOOL), understand("2", Enumeration.of("minor", "serious")), understand(":q", TEXT)
    (True, 'serious', <Command.QUIT: 'q'>)
    """
    word = line.strip()
    if word.startswith(":"):
        return _after_colon(word[1:], sort)
    if sort == TEXT:
        if not word:
            raise ValueError(expected(sort))
        return line
    if isinstance(sort, Enumeration):
        return _label(word, sort)
    if word.lower() in _COMMANDS:
        return _COMMANDS[word.lower()]
    if sort == BOOL:
        if word.lower() in _TRUTH:
            return _TRUTH[word.lower()]
        raise ValueError(expected(sort))
    try:
        return coerce(word if sort == DATE else number(word), sort)
    except ValueError:
        raise ValueError(expected(sort)) from None


def expected(sort: Sort) -> str:
    """What may be typed for a value of the sort.

    >>> expected(INT)
    'expected a whole number such as 12, or :? for help'
    """
    if isinstance(sort, Enumeration):
        return f"expected a number from 1 to {len(sort.labels)} or a label, or :? for help"
    if sort == BOOL:
        return "expected y or n, or ? for help"
    if sort == INT:
        return "expected a whole number such as 12, or :? for help"
    if sort == REAL:
        return "expected a number such as 12, 0.5 or 1/3, or :? for help"
    if sort == DATE:
        return "expected a date such as 2026-11-25, or :? for help"
    return "expected some text in one line, or :? for help"


def _after_colon(word: str, sort: Sort) -> Value | Command:
    if word.lower() in _COMMANDS:
        return _COMMANDS[word.lower()]
    if sort == TEXT and word.startswith(":"):
        return word
    double = "; for a text that begins with a colon write two" if sort == TEXT else ""
    raise ValueError(f"there is no command :{word}; there are :d :b :t :q :?{double}")


def _label(word: str, sort: Enumeration) -> Value | Command:
    if word in sort.labels:
        return word
    if word.isascii() and word.isdecimal():
        if 1 <= int(word[:9]) <= len(sort.labels):
            return sort.labels[int(word[:9]) - 1]
        raise ValueError(expected(sort))
    starting = [label for label in sort.labels if word and label.casefold().startswith(word.casefold())]
    if word.lower() in _COMMANDS:
        if not starting:
            return _COMMANDS[word.lower()]
        # Taking it for either could record what the person did not mean.
        raise ValueError(
            f"`{word}` may be the command :{word} or {' or '.join(starting)}; write more of it, or the colon"
        )
    if len(starting) == 1:
        return starting[0]
    if starting:
        raise ValueError(f"`{word}` may be {' or '.join(starting)}; write more of it")
    raise ValueError(expected(sort))
