"""From a request's body to what it asks: the one module that knows how Logitext's client words a request.

The pieces of a user message are lines of JSON, `{"texts": […]}` and `{"questions": […]}`, in any order, as parts of a
message or joined to one string. A request without such lines is a *probe*: it asks no question.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

CHAT = "/v1/chat/completions"
RESPONSES = "/v1/responses"
DECISIONS = "/v1/decisions"
SYSTEMONE = "/v1/systemone"
MODELS = "/v1/models"
ASKING = (CHAT, RESPONSES, DECISIONS)
"""The paths of OpenAI's."""
EVERY = (*ASKING, SYSTEMONE)
NONE = "none of these"
"""The option by which a model says that no label fits."""
PROBE = "probe"
"""What the one question of a probe is called, where a probe has the shape of a question."""

FIELDS = ("reason", "quote", "answer")
"""The members that an answer may have, in their order."""

Body: TypeAlias = dict[str, Any]
Label: TypeAlias = str | bool
Kind: TypeAlias = Literal["bool", "int", "real", "text", "label", "score"]

_KINDS_OF_TYPES: dict[str, Kind] = {"boolean": "bool", "integer": "int", "number": "real", "string": "text"}
_KINDS_OF_WORDS: dict[str, Kind] = {
    "true or false": "bool",
    "a whole number": "int",
    "a number": "real",
    "a text": "text",
}
_KINDS_OF_DECISIONS: dict[str, Kind] = {"predicate": "bool", "choice": "label", "score": "score"}


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question; `id` is "" for a decision without a name. `labels` are a score's levels, lowest first."""

    id: str
    clause: str
    kind: Kind
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks. `prompt` is the text of all its messages; of it tokens are counted.

    `probed` are the questions of a probe that has their shape. `drafts` is what is wanted of who is to write texts:
    `write`, `count`, `demands`, `misses`. `fields` are the members of an answer, none where it stands alone.
    """

    texts: Mapping[str, str]
    questions: tuple[AskedQuestion, ...]
    prompt: str
    schema: Mapping[str, Any] | None = None
    drafts: Mapping[str, Any] | None = None
    probed: tuple[AskedQuestion, ...] = ()
    fields: tuple[str, ...] = FIELDS


def read(path: str, body: Body) -> Asked:
    """What a request to one of `EVERY` asks."""
    readers = {CHAT: read_chat, RESPONSES: read_responses, DECISIONS: read_decisions, SYSTEMONE: read_systemone}
    return readers[path](body)


def read_chat(body: Body) -> Asked:
    form = body.get("response_format") or {}
    schema = form.get("schema") or (form.get("json_schema") or {}).get("schema")
    return _asked(_messages(body.get("messages")), schema)


def read_responses(body: Body) -> Asked:
    schema = ((body.get("text") or {}).get("format") or {}).get("schema")
    instructions = [("system", body["instructions"])] if body.get("instructions") else []
    return _asked([*instructions, *_messages(body.get("input"))], schema)


def read_decisions(body: Body) -> Asked:
    messages = _messages(body.get("input"))
    questions = tuple(
        AskedQuestion(
            id=question.get("name") or "",
            clause=_text_of(question.get("instructions")),
            kind=_KINDS_OF_DECISIONS[question["type"]],
            labels=tuple(choice["value"] for choice in question.get("choices", ()))
            or tuple(level["label"] for level in question.get("levels", ())),
        )
        for question in body["questions"]
    )
    prompt = "\n\n".join([text for _role, text in messages] + [question.clause for question in questions])
    return _decided(_texts(messages), questions, prompt)


_KINDS_OF_SYSTEMONE: dict[str, Kind] = {"noul": "bool", "choice": "label", "score": "score"}


def read_systemone(body: Body) -> Asked:
    state = body["state"]
    members = state if isinstance(state, dict) else {}
    texts = {name: _unescaped(text) for name, text in members.items() if isinstance(text, str)}
    questions = tuple(
        AskedQuestion(
            id=name,
            clause=question["instructions"],
            kind=_KINDS_OF_SYSTEMONE[question["type"]],
            labels=tuple(
                label for label in question.get("criteria") or () if label != NONE and question["type"] != "noul"
            ),
        )
        for name, question in body["questions"].items()
    )
    said = [json.dumps(state, ensure_ascii=False)]
    said += [question["instructions"] + json.dumps(question.get("criteria")) for question in body["questions"].values()]
    return _decided(texts, questions, "\n\n".join(said))


def _unescaped(text: str) -> str:
    """A text of a state, in which what could end it early is written as an escape of JSON."""
    units = _UNIT.sub(lambda found: chr(int(found[1], 16)), text)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


_UNIT = re.compile(r"\\u([0-9a-f]{4})")


def _decided(texts: Mapping[str, str], questions: tuple[AskedQuestion, ...], prompt: str) -> Asked:
    if [question.id for question in questions] == [PROBE]:
        return Asked(texts, (), prompt, probed=questions)
    return Asked(texts, questions, prompt)


# --- messages ----------------------------------------------------------------------------------------------------


def _messages(given: object) -> list[tuple[str, str]]:
    """The role and the text of each message; a request may also be one string."""
    if isinstance(given, str):
        return [("user", given)]
    assert isinstance(given, list), "the request has no messages"
    return [(message["role"], _text_of(message.get("content"))) for message in given]


def _text_of(content: object) -> str:
    if isinstance(content, list):
        return "\n\n".join(part["text"] for part in content)
    return content if isinstance(content, str) else ""


def _asked(messages: Sequence[tuple[str, str]], schema: Mapping[str, Any] | None) -> Asked:
    worded = {
        question["id"]: question
        for piece in _pieces(messages)
        for question in piece.get("questions", ())
        if isinstance(question, dict)
    }
    kinds = _kinds_of_schema(schema) if schema and worded else {}
    ids = kinds or worded
    questions = []
    for name in ids:
        wording = worded.get(name, {})
        kind, labels = kinds[name] if name in kinds else _kind_of_words(wording.get("answer"))
        questions.append(AskedQuestion(name, str(wording.get("clause", "")), kind, labels))
    drafts = next((piece for piece in _pieces(messages) if "write" in piece), None)
    fields = _fields_of_schema(schema) if kinds and schema else _fields_of_words(messages)
    prompt = "\n\n".join(text for _role, text in messages)
    return Asked(_texts(messages), tuple(questions), prompt, schema, drafts, fields=fields)


def _fields_of_schema(schema: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(next(iter(schema["properties"].values())).get("properties", ()))


def _fields_of_words(messages: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Those that the instructions list, or the line of questions."""
    said = "\n".join(text for role, text in messages if role == "system")
    replies = [str(piece["reply"]) for piece in _pieces(messages) if "reply" in piece]
    found = tuple(name for name in FIELDS if f"`{name}`:" in "".join([said, *replies]))
    return found if found or replies else FIELDS


def _texts(messages: Sequence[tuple[str, str]]) -> dict[str, str]:
    return {text["name"]: text["content"] for piece in _pieces(messages) for text in piece.get("texts", ())}


def _pieces(messages: Sequence[tuple[str, str]]) -> Iterator[Body]:
    """The lines of what the user says that are JSON objects. What the system says may hold examples of them."""
    for role, text in messages:
        if role != "user":
            continue
        for line in text.split("\n"):
            if line.lstrip().startswith("{"):
                try:
                    piece = json.loads(line)
                except ValueError:
                    continue
                if isinstance(piece, dict):
                    yield piece


# --- sorts -------------------------------------------------------------------------------------------------------


def _kinds_of_schema(schema: Mapping[str, Any]) -> dict[str, tuple[Kind, tuple[Label, ...]]]:
    """The kind of each question by its id, in the schema's order; those of other shapes are left out."""
    found: dict[str, tuple[Kind, tuple[Label, ...]]] = {}
    for name, described in schema.get("properties", {}).items():
        answer = described.get("properties", {"answer": described}).get("answer")
        if answer is None or "type" not in answer:
            continue
        labels = tuple(label for label in answer.get("enum", ()) if label is not None)
        types = answer.get("type", "string")
        first = next(one for one in ([types] if isinstance(types, str) else types) if one != "null")
        found[name] = ("label", labels) if labels else (_KINDS_OF_TYPES[first], ())
    return found


def _kind_of_words(answer: object) -> tuple[Kind, tuple[Label, ...]]:
    if isinstance(answer, list):
        return "label", tuple(label for label in answer if label is not None)
    return _KINDS_OF_WORDS[str(answer)], ()
