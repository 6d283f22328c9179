"""The JSON that a model is to reply with: an object with an answer under each question's id.

Keyed by id, so that a server that holds to the schema gives each answer once and none of another question. Under the id
stands the answer alone, or an object that has the answer last, so that it follows from reason and quotation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from logitext.policy.sorts import BOOL, DATE, INT, REAL, TEXT, Enumeration, Sort
from logitext.theory.llm.forms import FIELDS, LONGEST, Form
from logitext.theory.llm.manners import written
from logitext.theory.protocol import Question


def schema_of(questions: Sequence[Question], form: Form = "reasoned", *, bounded: bool = False) -> dict[str, Any]:
    """A strict JSON schema of the reply to the questions.

    `bounded`: with a limit to every string. A small model that is held to a schema may never end a text of its own;
    OpenAI's servers, which need no such limit, do not take one.

    >>> schema_of([Question("rude", "rude", "is rude")], "brief")["properties"]
    {'rude': {'type': ['boolean', 'null']}}
    """
    return strict({question.id: _answer(written(question).sort, form, bounded) for question in questions})


def wanted(sort: Sort) -> str | list[str]:
    """What the question says that its answer is to be: words, or the labels to choose from."""
    if isinstance(sort, Enumeration):
        return list(sort.labels)
    return _WANTED[sort.name]


_WANTED = {BOOL.name: "true or false", INT.name: "a whole number", REAL.name: "a number", TEXT.name: "a text"}
_WANTED[DATE.name] = "a date such as 2026-11-25"

_TYPES = {BOOL.name: "boolean", INT.name: "integer", REAL.name: "number", TEXT.name: "string"}
_TYPES[DATE.name] = "string"


def _answer(sort: Sort, form: Form, bounded: bool) -> dict[str, Any]:
    def limit(what: str) -> dict[str, Any]:
        return {"maxLength": LONGEST[what]} if bounded else {}

    if isinstance(sort, Enumeration):
        answer: dict[str, Any] = {"type": ["string", "null"], "enum": [*sort.labels, None]}
    else:
        answer = {"type": [_TYPES[sort.name], "null"]}
        if sort in (TEXT, DATE):
            answer |= limit("text" if sort == TEXT else "date")
    parts = {
        "reason": {"type": "string"} | limit("reason"),
        "quote": {"type": ["string", "null"]} | limit("quote"),
        "answer": answer,
    }
    return strict({name: parts[name] for name in FIELDS[form]}) if FIELDS[form] else answer


def strict(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has these members, and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
