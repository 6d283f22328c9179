"""What the model writes: the JSON with its answers, or what a fault makes of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal, TypeAlias

from tests.model_server.faults import Fault
from tests.model_server.reading import Asked, AskedQuestion
from tests.model_server.simplest import simplest
from tests.model_server.truth import Truth, Value, random_of
from tests.model_server.usage import cut

Finish: TypeAlias = Literal["stop", "length", "content_filter"]
REFUSAL = "I'm sorry, but I can't help with that."

DEEP = 100_000
HUGE = 4_000_000
_CONTROL, _SURROGATE = "<<control>>", "<<surrogate>>"  # JSON would not let them through as they are

# The words true, false and null are in them on purpose: whoever looks for an answer must not find it here.
_REASONS = (
    "The text says so, and nothing in it says otherwise.",
    "It would be true only if the text said more; “false” is too strong, null too weak.",
    "Read as a whole — irony included — this is what it comes to.",
    'Somebody may object with "answer": true, but the wording decides.',
)


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the message. Text and refusal exclude each other; both may be missing."""

    text: str | None
    finish: Finish = "stop"
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer as it is written: `literal` is JSON."""

    id: str
    literal: str
    reason: str
    quote: str | None


def write(asked: Asked, truth: Truth, fault: Fault | None, *, honoured: bool, limit: int | None) -> Written:
    """What is written to a request: `honoured` is whether its schema binds, `limit` the most tokens."""
    match fault:
        case "refusal":
            return Written(None, refusal=REFUSAL)
        case "content_filter":
            return Written(None, "content_filter")
        case "null_content":
            return Written(None)
        case "wrong_schema":
            text = '{"answers": [true, false, true], "comment": "as you wished"}'
        case "deep_json":
            text = "[" * DEEP + "]" * DEEP
        case "huge_reply":
            return Written("{" + " \n\t " * (HUGE // 4), "length")
        case _:
            if asked.drafts is not None:
                text = drafts(asked.drafts)
            else:
                text = answers(asked, truth, fault) if asked.questions else _probed(asked, honoured)
    match fault:
        case "truncated":
            return Written(text[: len(text) // 2], "length")
        case "not_json":
            text = f"Here is what I found.\n\n{text}\n\nLet me know if you need {{more}}."
        case "fenced":
            text = f"```json\n{text}\n```"
    short = cut(text, limit)
    return Written(short, "stop" if short == text else "length")


def drafts(wanted: Mapping[str, Any]) -> str:
    """The JSON with texts: each says word for word what is demanded of it, and differs from those before."""
    said = "; ".join(f"it is {one['must_be']} that it {one['clause']}" for one in wanted["demands"])
    tried = len(wanted["misses"])
    versions = []
    for number in range(wanted["count"]):
        mark = random_of("draft", said, tried, number).randrange(10**9)
        versions.append({one["name"]: f"{one['name']} {mark}: {said}" for one in wanted["write"]})
    return _json({"texts": versions})


def contradiction(asked: Asked, truth: Truth) -> str:
    """The JSON with another answer to each question than the right one."""
    wrong = Truth(lambda texts, question: other(question, truth.of(texts, question)))
    return answers(asked, wrong, None)


def answers(asked: Asked, truth: Truth, fault: Fault | None) -> str:
    """The JSON with the answers, or with what a fault makes of them."""
    given = [_given(asked.texts, question, truth) for question in asked.questions]
    first = asked.questions[0]
    match fault:
        case "wrong_ids":
            given.append(replace(given[0], id=f"{first.id}_too"))
        case "missing_ids":
            del given[-1]
        case "repeated_ids":
            second = literal(first, other(first, truth.of(asked.texts, first)))
            given.append(replace(given[0], literal=second))
        case "wrong_sort":
            given[0] = replace(given[0], literal=_WRONG_SORT[first.kind])
        case "raw_control":
            given = [replace(one, reason=f"{one.reason}{_CONTROL}") for one in given]
        case "surrogate":
            given = [replace(one, reason=f"{one.reason}{_SURROGATE}") for one in given]
        case "wrong_quote":
            given = [replace(one, quote="as nobody \N{SNOWMAN} ever wrote") for one in given]
    text = _laid_out(given, asked.fields, random_of("layout", asked.prompt))
    return text.replace(_CONTROL, " \x01\n\t\x1f").replace(_SURROGATE, " \\ud800")


def literal(question: AskedQuestion, value: Value) -> str:
    """A value as JSON. A real may be given as it is to be written."""
    if question.kind == "real" and isinstance(value, str):
        return value
    return _json(value)


def other(question: AskedQuestion, value: Value) -> Value:
    """Another value of the same sort; where only one label exists, null."""
    match question.kind:
        case "bool":
            return value is not True
        case "int" | "real":
            return 1 if value is None else str(float(value) + 1) if question.kind == "real" else int(value) + 1
        case "text":
            return f"not {value}"
        case _:
            return next((label for label in question.labels if label != value), None)


_WRONG_SORT: dict[str, str] = {
    "bool": '"maybe"',
    "int": "3.5",
    "real": '"many"',
    "text": "42",
    "label": '"none of these labels"',
    "score": '"none of these labels"',
}


# --- parts -------------------------------------------------------------------------------------------------------


def _given(texts: Mapping[str, str], question: AskedQuestion, truth: Truth) -> _Given:
    value = truth.of(texts, question)
    rng = random_of("reason", question.id, *texts.values())
    quote = None if value is None or rng.random() < 0.25 else _piece_of(texts, rng)
    return _Given(question.id, literal(question, value), rng.choice(_REASONS), quote)


def _piece_of(texts: Mapping[str, str], rng: Random) -> str | None:
    """Some characters in a row of one of the texts."""
    contents = [content for content in texts.values() if content]
    if not contents:
        return None
    content = rng.choice(contents)
    start = rng.randrange(len(content))
    return content[start : start + rng.randint(1, 60)]


def _laid_out(given: list[_Given], fields: tuple[str, ...], rng: Random) -> str:
    """The object, in one of the ways that models lay it out."""
    comma, colon, line, indent = rng.choice(((",", ":", "", ""), (", ", ": ", "", ""), (",", ": ", "\n", "  ")))
    entries = []
    for one in given:
        parts = {"reason": _json(one.reason), "quote": _json(one.quote), "answer": one.literal}
        if not fields:
            entries.append(f"{indent}{_json(one.id)}{colon}{one.literal}")
            continue
        inner = f"{comma}{line}".join(f'{indent * 2}"{name}"{colon}{parts[name]}' for name in fields)
        entries.append(f"{indent}{_json(one.id)}{colon}{{{line}{inner}{line}{indent}}}")
    return f"{{{line}{f'{comma}{line}'.join(entries)}{line}}}" if entries else "{}"


def _probed(asked: Asked, honoured: bool) -> str:
    if honoured and asked.schema is not None:
        return _json(simplest(asked.schema))
    return " ".join(str(number) for number in range(1, 201))


def _json(value: object) -> str:
    """As models write it: characters as they are. Half a pair cannot be sent in UTF-8 and stays escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return text if not any("\ud800" <= character <= "\udfff" for character in text) else json.dumps(value)
