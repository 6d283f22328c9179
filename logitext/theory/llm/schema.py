"""The JSON that a model is to reply with: an object with an answer under each question's id.

Keyed by id, so that a server that holds to the schema gives each answer once and none of another question. Reason and
quotation come before the answer, so that the answer follows from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from logitext.policy.sorts import BOOL, DATE, INT, REAL, TEXT, Enumeration, Sort
from logitext.theory.protocol import Question

FIELDS = ("reason", "quote", "answer")


def schema_of(questions: Sequence[Question], *, bounded: bool = False) -> dict[str, Any]:
    """A strict JSON schema of the reply to the questions.

    `bounded`: with a limit to reason and quotation. A small model that is held to a schema may never end a text of its
    own; OpenAI's servers, which need no such limit, do not take one.

    >>> schema_of([Question("rude", "rude", "is rude")])["properties"]["rude"]["properties"]["answer"]
    {'type': ['boolean', 'null']}
    """
    return _object({question.id: _answer(question.sort, bounded) for question in questions})


def wanted(sort: Sort) -> str | list[str]:
    """What the question says that its answer is to be: words, or the labels to choose from."""
    if isinstance(sort, Enumeration):
        return list(sort.labels)
    return _WANTED[sort.name]


_WANTED = {BOOL.name: "true or false", INT.name: "a whole number", REAL.name: "a number", TEXT.name: "a text"}
_WANTED[DATE.name] = "a date such as 2026-11-25"

_TYPES = {BOOL.name: "boolean", INT.name: "integer", REAL.name: "number", TEXT.name: "string"}
_TYPES[DATE.name] = "string"


def _answer(sort: Sort, bounded: bool) -> dict[str, Any]:
    if isinstance(sort, Enumeration):
        answer: dict[str, Any] = {"type": ["string", "null"], "enum": [*sort.labels, None]}
    else:
        answer = {"type": [_TYPES[sort.name], "null"]}
    limit = {"maxLength": _LONGEST} if bounded else {}
    if bounded and sort == TEXT:
        answer |= limit
    reason, quote = {"type": "string"} | limit, {"type": ["string", "null"]} | limit
    return _object({"reason": reason, "quote": quote, "answer": answer})


_LONGEST = 600
"""Characters; a server gives bytes that are no UTF-8 as one character each."""


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
