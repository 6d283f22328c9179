"""Reads what a model wrote, as answers: strictly, since the model may have been talked into anything.

The reply is one JSON object with an answer under each id. An id that was not asked, one that comes twice, or JSON that
is not an object means that answers may stand under wrong names, so none of them is used. An answer of the wrong kind,
or one that is missing, is the fault of that question alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from logitext.policy.sorts import Value, coerce, sayable, show
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.forms import FIELDS, Form
from logitext.theory.llm.manners import written
from logitext.theory.protocol import Question

_FENCED = re.compile(r"\A```(?:json)?[ \t]*\r?\n(.*)\n```\Z", re.DOTALL)
_LONGEST_NUMBER = 400


@dataclass(frozen=True, slots=True)
class Judged:
    """A model's answer to one question: `value` is None where it cannot tell."""

    value: Value | None
    reason: str
    quote: str | None


def read_content(
    content: str, questions: Sequence[Question], form: Form = "reasoned", *, lenient: bool
) -> dict[str, Judged | ModelError]:
    """The answers in a reply of a form, by id; a question that it leaves out has no entry.

    `lenient` allows for the fences that a model puts around JSON that no schema was enforced for. ModelError where the
    reply as a whole is of no use.

    >>> asked = [Question("rude", "rude", "is rude")]
    >>> read_content('{"rude": {"reason": "It insults.", "quote": "you fool", "answer": true}}', asked, lenient=False)
    {'rude': Judged(value=True, reason='It insults.', quote='you fool')}
    >>> read_content('{"rude": {"reason": "", "quote": null, "answer": "maybe"}}', asked, lenient=False)["rude"].reason
    'wrong value: expected true or false, not "maybe"'
    >>> read_content('{"rude": true}', asked, "brief", lenient=False)
    {'rude': Judged(value=True, reason='', quote=None)}
    """
    data = parse(content, lenient=lenient)
    asked = {question.id: written(question) for question in questions}
    strangers = [key for key in data if key not in asked]
    if strangers:
        names = ", ".join(show(key) for key in strangers[:3]) + (", …" if len(strangers) > 3 else "")
        raise ModelError("wrong ids", f"it answers what it was not asked: {names}", raw=content)
    return {id_: _judged(question, data[id_], form, content) for id_, question in asked.items() if id_ in data}


def parse(content: str, *, lenient: bool = False) -> dict[str, Any]:
    """The JSON object that a text is. ModelError where it is anything else.

    >>> parse('{"a": 1, "a": 2}')
    Traceback (most recent call last):
        ...
    logitext.theory.llm.faults.ModelError: wrong ids: "a" is answered twice
    """
    text = content.strip().removeprefix("\ufeff").strip()
    if lenient and (fenced := _FENCED.match(text)):
        text = fenced[1]
    if not text:
        raise ModelError("empty reply", "the model wrote nothing", raw=content)
    try:
        data = _DECODE(text)
    except ModelError as error:
        raise ModelError(error.kind, error.args[0].partition(": ")[2], raw=content) from None
    except (ValueError, RecursionError) as error:
        what = "it nests too deep" if isinstance(error, RecursionError) else str(error)
        raise ModelError("no JSON", what, raw=content) from None
    if not isinstance(data, dict):
        raise ModelError("wrong shape", f"expected an object with an answer to each id, not {show(data)}", raw=content)
    return data


def _judged(question: Question, item: Any, form: Form, content: str) -> Judged | ModelError:
    fields = FIELDS[form]
    if not fields:
        item = {"answer": item}
    elif not isinstance(item, dict) or set(item) != set(fields):
        return ModelError("wrong shape", f"expected an object with {', '.join(fields)}", raw=content)
    reason, quote, answer = item.get("reason", ""), item.get("quote"), item["answer"]
    if not isinstance(reason, str) or not (quote is None or isinstance(quote, str)):
        return ModelError("wrong shape", "reason and quote must be texts", raw=content)
    value = None
    if answer is not None:
        try:
            value = coerce(sayable(answer) if isinstance(answer, str) else answer, question.sort)
        except ValueError as error:
            return ModelError("wrong value", str(error), raw=content)
    return Judged(value, sayable(reason), None if quote is None else sayable(quote))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in pairs:
        if key in data:
            raise ModelError("wrong ids", f"{show(key)} is answered twice")
        data[key] = value
    return data


def _decimal(digits: str) -> Decimal:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError("a number has too many digits")
    return Decimal(digits)


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


# Not strict: some servers let raw control characters stand in strings, which harms nobody.
_DECODE = json.JSONDecoder(
    strict=False, object_pairs_hook=_once, parse_float=_decimal, parse_constant=_no_number
).decode
