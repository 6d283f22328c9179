"""The key of a recorded answer: the clause as it is put, the texts that it is about, and the theory.

All of it as plain data, so that it can stand in a line of a recording and be hashed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from logitext.policy.sorts import BASIC, Enumeration, Sort, show
from logitext.syntax.tree import Number, Reading, Regex
from logitext.theory.protocol import Question, Texts, Theory


def digest(data: Any) -> str:
    """The SHA-256 of plain data, the order of keys apart.

    >>> digest({"a": 1, "b": None}) == digest({"b": None, "a": 1})
    True
    """
    return hashlib.sha256(_CANONICAL(data).encode("ascii")).hexdigest()


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode


def identity(theory: Theory) -> dict[str, str | None]:
    """Whose answers these are."""
    return {"theory": theory.name, "version": theory.version, "model": theory.model, "prompt": theory.prompt}


def content(question: Question) -> dict[str, Any]:
    """What a theory learns of a clause, as far as it can change the answer; what is not given is left out.

    The prose around the clause is not among it, so that editing a policy's prose loses no recording.

    >>> content(Question("q", "rude", "is rude", yes=("You idiot!",)))
    {'name': 'rude', 'wording': 'is rude', 'sort': 'Bool', 'yes': ['You idiot!']}
    """
    optional = {
        "ask": question.ask,
        "phrases": [
            [phrase.phrase, phrase.text, *([] if phrase.means is None else [phrase.means])]
            for phrase in question.phrases
        ],
        "yes": list(question.yes),
        "no": list(question.no),
        "match": _patterns(question.match),
        "reject": _patterns(question.reject),
        "read": [[one.pattern.text, one.pattern.flags, *_form(one)] for one in question.read],
        "note": question.note,
        "as": [] if question.put_as is None else [question.put_as.manner, *question.put_as.levels],
    }
    return {"name": question.clause, "wording": question.wording, "sort": sort_data(question.sort)} | {
        name: part for name, part in optional.items() if part
    }


def _patterns(regexes: Iterable[Regex]) -> list[list[str]]:
    return [[regex.text, regex.flags] for regex in regexes]


def _form(reading: Reading) -> list[str]:
    """What a reading gives, or in which form it is written."""
    match reading.form:
        case None:
            return []
        case Number(value=value):
            return [show(value)]
        case form:
            return [form.text]


def without_note(clause: Mapping[str, Any]) -> dict[str, Any]:
    """A clause's content apart from the note with which it may have been put a second time."""
    return {name: part for name, part in clause.items() if name != "note"}


def clause_hash(question: Question) -> str:
    """The SHA-256 of a clause as it is put, whatever note it is put with.

    >>> clause_hash(Question("q", "rude", "is rude")) == clause_hash(Question("q", "rude", "is rude", note="again"))
    True
    """
    return digest(without_note(content(question)))


def sort_data(sort: Sort) -> str | list[str]:
    """A sort as data: its name, or the labels of an enumeration."""
    return list(sort.labels) if isinstance(sort, Enumeration) else sort.name


def sort_of(data: Any) -> Sort:
    """The sort that data stand for. ValueError where they stand for none.

    >>> sort_of(sort_data(Enumeration.of("minor", "serious")))
    Enumeration(name='minor | serious', labels=('minor', 'serious'))
    """
    if isinstance(data, str) and data in BASIC:
        return BASIC[data]
    if isinstance(data, list) and data and all(isinstance(label, str) for label in data):
        return Enumeration.of(*data)
    raise ValueError("it names no sort")


def hashes(question: Question, texts: Texts) -> dict[str, str | None]:
    """The SHA-256 of each text that a question is about, by its name; None for one that is not given.

    A question that names no text is about all of them.

    >>> hashes(Question("q", "rude", "is rude", texts=("post",)), Texts({}))
    {'post': None}
    """
    names = sorted(question.texts or texts)
    return {name: text_hash(texts[name]) if name in texts else None for name in names}


def text_hash(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as in a result's `texts`."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
