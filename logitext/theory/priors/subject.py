"""The things that priors count: the theory, the clause, the document, and the value.

A clause is known by what it says, not by its name or its policy: counts outlive that other clauses are renamed, added
and dropped, and end with a change of its own words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from logitext.policy.sorts import BOOL, DATE, INT, REAL, Enumeration, Sort, Value
from logitext.theory.protocol import Theory
from logitext.theory.recording.key import digest, identity, sort_of

MOST_CHARACTERS = 40
"""A number that takes more to write is not counted."""

_UNIT = re.compile(r"""\[(?:[0-9]+|"[^"]*")\]""")
_EXACT = re.compile(r"(-?[0-9]+)(?:/([1-9][0-9]*))?\Z")


@dataclass(frozen=True, slots=True)
class PriorsSubject:
    """Whose answers: as :func:`logitext.theory.recording.key.identity` says it. All None where it is not known."""

    theory: str | None = None
    version: str | None = None
    model: str | None = None
    prompt: str | None = None

    @staticmethod
    def of(theory: Theory) -> PriorsSubject:
        """The subject of a theory.

        >>> PriorsSubject.of(Theory())
        PriorsSubject(theory='theory', version='1', model=None, prompt=None)
        """
        return PriorsSubject(**identity(theory))

    def __str__(self) -> str:
        """For people.

        >>> str(PriorsSubject("openai", "1", "small", "1")), str(PriorsSubject())
        ('openai:small', 'not known')
        """
        if self.theory is None:
            return "not known"
        return self.theory if self.model is None else f"{self.theory}:{self.model}"


@dataclass(frozen=True, slots=True)
class Subject:
    """A clause as it is counted. `key` is the hash of what it says; the name is the latest that it was met under."""

    key: str
    name: str
    wording: str
    sort: Sort


def subject(clause: Mapping[str, Any]) -> Subject:
    """The subject of a clause's content, as `recording.key.content` gives it and a cache keeps it.

    Counted are its wording, its sort, and what else its reader is told: the question, the phrases and what they stand
    for, the examples. The units of a text share one subject. ValueError where the content is that of no clause.

    >>> one = subject({"name": "rude", "wording": "is rude", "sort": "Bool"})
    >>> other = subject({"name": "insolent", "wording": "is rude", "sort": "Bool", "match": [["fool", "i"]]})
    >>> one.key == other.key
    True
    """
    name, wording, sort = clause.get("name"), clause.get("wording"), clause.get("sort")
    if not isinstance(name, str) or not isinstance(wording, str):
        raise ValueError("a clause has a name and a wording")
    told = {"wording": wording, "sort": sort, "phrases": [_phrase(phrase) for phrase in clause.get("phrases") or ()]}
    told |= {part: clause[part] for part in ("ask", "yes", "no") if clause.get(part)}
    return Subject(digest(told), name, wording, sort_of(sort))


def _phrase(parts: Sequence[str]) -> list[str]:
    """A phrase with what it stands for: a text (its units count as one), or something that the policy defines."""
    phrase, text, *means = parts
    return [phrase, *(means or [_UNIT.sub("", text)])]


def document(hashes: Iterable[str]) -> int:
    """A number from 0 to 2⁶³ - 1 for the texts with these hashes, spread evenly.

    >>> document(["b", "a"]) == document(["a", "b"])
    True
    """
    whole = hashlib.sha256("\n".join(sorted(hashes)).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(whole[:8], "big") >> 1


# --- values ------------------------------------------------------------------------------------------------------


def written(value: Value, sort: Sort) -> str | None:
    """A value as it is kept; None where it is not.

    A number is kept exactly, a label as its place. A text may be somebody's name: what is kept tells only whether it
    is a text that one has at hand (and in one of 65,536 cases wrongly that it is).

    >>> written(True, BOOL), written(Fraction(1, 3), REAL), written("b", Enumeration.of("a", "b"))
    ('true', '1/3', '1')
    >>> from logitext.policy.sorts import TEXT
    >>> written("Ann", TEXT), written(10**50, INT)
    ('1723', None)
    """
    if sort == BOOL:
        return "true" if value else "false"
    if isinstance(sort, Enumeration):
        return str(sort.labels.index(str(value)))
    if sort == DATE and isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Fraction):
        if value.numerator.bit_length() + value.denominator.bit_length() > 4 * MOST_CHARACTERS:
            return None  # before it is written, as that may take long
        text = str(value)
        return text if len(text) <= MOST_CHARACTERS else None
    return hashlib.sha256(str(value).encode("utf-8", "surrogatepass")).hexdigest()[:4]


def read(text: str, sort: Sort) -> Value:
    """What was kept as a value of the sort; a text stays as it is kept. ValueError where it is none."""
    if sort == BOOL and text in ("true", "false"):
        return text == "true"
    if isinstance(sort, Enumeration) and text.isascii() and text.isdecimal() and int(text) < len(sort.labels):
        return sort.labels[int(text)]
    if sort == DATE:
        return date.fromisoformat(text)
    if sort in (INT, REAL) and len(text) <= MOST_CHARACTERS and (found := _EXACT.match(text)):
        number = Fraction(int(found[1]), int(found[2] or 1))
        if sort == REAL:
            return number
        if number.denominator == 1:
            return number.numerator
    if sort.name == "Text" and re.fullmatch("[0-9a-f]{4}", text):
        return text
    raise ValueError(f"no value of the sort {sort}: {text[:MOST_CHARACTERS]!r}")
