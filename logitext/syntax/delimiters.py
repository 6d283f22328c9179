r"""The signs around annotations and clauses: `{{ }}` and `[[ ]]`, or others that a file or its reader names.

A file names its own in its first line, or in the first line of its front matter:

    <!-- logitext: delimiters <% %> -->

>>> Delimiters.of("<% %>")
Delimiters(open='<%', close='%>', clause_open='[[', clause_close=']]')
>>> own('<!-- logitext: delimiters <% %> << >> -->\nSay {{name}}').found
Delimiters(open='<%', close='%>', clause_open='<<', clause_close='>>')
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, permutations
from typing import NamedTuple

_SIGNS = "!#$%&()*+,-/:;<=>?@[]^{|}"
_MOST = 8

_LINE = re.compile(r"(<!--|---[ \t]*(?:\r\n|\r|\n)#)[ \t]*logitext:([^\r\n]*)")
"""The line for delimiters. The grammar has it too, to read it as prose."""
_SETTING = re.compile(r"[ \t]*delimiters[ \t]+(.*)")

_PREFIX, _INFIX = "(-", "=!<>+-*/|:,)"
_IN_FORMULAS = frozenset(
    ("==", "!=", "<=", ">=", "()", *(x + y for x in "=<>+-*/(,:|" for y in _PREFIX), *(f"){y}" for y in _INFIX))
)
"""What two signs may stand side by side in a statement that is sound."""


HINT = "write `<% %>`, or `<% %> << >>` with those of clauses"


class DelimitersError(ValueError):
    """These signs cannot be delimiters; the message says why."""


class Delimiters(NamedTuple):
    """What an annotation begins and ends with, and what a clause does."""

    open: str = "{{"
    close: str = "}}"
    clause_open: str = "[["
    clause_close: str = "]]"

    @classmethod
    def of(cls, written: str) -> Delimiters:
        """Two delimiters for annotations, and maybe two for clauses, with spaces between. DelimitersError."""
        words = written.split()
        if len(words) not in (2, 4):
            raise DelimitersError(
                f"expected two delimiters, or four with those of clauses, and spaces between them, found {len(words)}"
            )
        made = cls(*words)
        problem = next(_problems(made), None)
        if problem is not None:
            raise DelimitersError(problem)
        return made

    def __str__(self) -> str:
        return " ".join(self if self[2:] != DEFAULT[2:] else self[:2])

    def spell(self, words: str) -> str:
        """Words of a message that show a policy's syntax, as `{{let a = [[…]]}}`, with these delimiters instead."""
        return words if self == DEFAULT else _ANY.sub(lambda found: self[DEFAULT.index(found[0])], words)


DEFAULT = Delimiters()
_ANY = re.compile("|".join(map(re.escape, DEFAULT)))


class Own(NamedTuple):
    """What a file says of its delimiters: which, or why they cannot be used; `start` and `end` are the place."""

    found: Delimiters | None = None
    problem: str | None = None
    start: int = 0
    end: int = 0


def own(text: str) -> Own:
    """The delimiters that a file names in its first line; an empty `Own` where it names none."""
    line = _LINE.match(text)
    if line is None:
        return Own()
    said = line[2].rstrip()
    if line[1] == "<!--":
        said = said.removesuffix("-->").rstrip()
    start, end = line.start(2), line.start(2) + len(said)
    setting = _SETTING.fullmatch(said)
    if setting is None:
        return Own(None, "the first line of a file names its delimiters, and nothing else", start, end)
    try:
        return Own(Delimiters.of(setting[1]), None, start, end)
    except DelimitersError as error:
        return Own(None, str(error), start + setting.start(1), end)


def _problems(delimiters: Delimiters) -> Iterator[str]:
    for one in delimiters:
        if not 2 <= len(one) <= _MOST or any(sign not in _SIGNS for sign in one):
            yield f"`{one}` cannot be a delimiter: it is two to {_MOST} of the signs `{_SIGNS}`"
        if all(f"{left}{right}" in _IN_FORMULAS for left, right in pairwise(one)):
            yield f"`{one}` cannot be a delimiter: it may stand in a formula"
    for one, other in permutations(delimiters, 2):
        if one == other:
            yield f"`{one}` is named twice: the delimiters must differ"
        if one in other:
            yield f"`{one}` is a part of `{other}`: none of the delimiters may hold another"
    if delimiters.close[0] == delimiters.clause_close[0] and len(set(delimiters.clause_close)) == 1:
        yield f"`{delimiters.close}` cannot follow `{delimiters.clause_close}`: let it begin with another sign"


def patterns(delimiters: Delimiters) -> dict[str, str]:
    r"""What the grammar writes as `\p{…}` for them."""
    escaped = [_escaped(one) for one in delimiters]
    firsts = [_escaped(sign) for sign in dict.fromkeys(one[0] for one in delimiters)]
    last = delimiters.clause_close[0]
    return {
        "Open": escaped[0],
        "Close": escaped[1],
        "Clause_Open": escaped[2],
        "Clause_Close": escaped[3],
        "Clause_Bracket": _escaped(last) if set(delimiters.clause_close) == {last} else "",
        "Open_First": _escaped(delimiters.open[0]),
        "Close_First": _escaped(delimiters.close[0]),
        "Clause_Firsts": "".join(firsts),
        "Firsts": _escaped(delimiters.open[0]) + _escaped(delimiters.close[0]),
    }


def _escaped(signs: str) -> str:
    """A pattern of these signs, between the slashes of a grammar."""
    return re.escape(signs).replace("/", r"\/")
