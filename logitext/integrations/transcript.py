"""What a model was told, what it said and which tools it called, as the document of a policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from logitext.policy.findings import did_you_mean
from logitext.policy.model import CheckedPolicy, ListVariable
from logitext.policy.sorts import BOOL, DATE, Sort
from logitext.syntax.diagnostics import Diagnostic, InputError

PARTS = ("input", "output", "system")
"""What a text of a policy may be: the last words of the user, the last of the model, what the model was set up by."""

KNOWN = ("role", "tool")
"""What is known of a message, besides its words."""


class UnreadableError(ValueError):
    """Raised where a message holds more than text, which a policy cannot judge. The message says what."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `role` is `system`, `user`, `assistant`, `call` (of a tool, `body` its arguments) or `tool`."""

    role: str
    body: str
    tool: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Messages, oldest first."""

    messages: tuple[Message, ...]

    def part(self, name: str) -> str:
        """One of PARTS; empty where there is none."""
        roles = {"input": "user", "output": "assistant", "system": "system"}
        return next((one.body for one in reversed(self.messages) if one.role == roles[name]), "")


def transcript(messages: Sequence[Mapping[str, Any]]) -> Transcript:
    """Messages as OpenAI's chat protocol has them, as a transcript.

    UnreadableError where one holds an image or another part that is no text: to leave it out would be a guess.

    >>> transcript([{"role": "user", "content": [{"type": "text", "text": "Hello"}]}]).messages
    (Message(role='user', body='Hello', tool=''),)
    """
    names: dict[str, str] = {}
    return Transcript(tuple([one for message in messages for one in _messages(message, names)]))


def _messages(message: Mapping[str, Any], names: dict[str, str]) -> Iterator[Message]:
    role = str(message.get("role", ""))
    body = words(message.get("content"))
    if role in ("tool", "function"):
        yield Message("tool", body, names.get(str(message.get("tool_call_id")), str(message.get("name") or "")))
        return
    calls = message.get("tool_calls") or ()
    if body or not calls:
        yield Message("system" if role == "developer" else role, body)
    for call in calls:
        function = call.get("function") or {}
        name = str(function.get("name", ""))
        names[str(call.get("id"))] = name
        yield Message("call", str(function.get("arguments") or ""), name)


def words(content: Any) -> str:
    """The text of a message's content: a string, or parts. UnreadableError."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, Sequence):
        raise UnreadableError(f"a message's content is {type(content).__name__}, neither a text nor parts")
    found = []
    for part in content:
        kind = part.get("type") if isinstance(part, Mapping) else type(part).__name__
        if not isinstance(part, Mapping) or not isinstance(part.get("text"), str):
            raise UnreadableError(f"a message holds `{kind}`, which is no text")
        found.append(part["text"])
    return "\n".join(found)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What of a transcript a policy takes: `texts` by their names, and the lists whose elements are messages."""

    texts: Mapping[str, str]
    lists: tuple[ListVariable, ...]

    def document(self, given: Transcript) -> tuple[dict[str, str], dict[str, Any]]:
        """The texts and the facts of a check."""
        rows = {one.name: [_row(one, message) for message in given.messages] for one in self.lists}
        return {name: given.part(part) for name, part in self.texts.items()}, rows


def fitted(policy: CheckedPolicy, texts: Mapping[str, str] | None = None) -> Fitted:
    """What a policy takes of a transcript.

    `texts` says of the policy's texts which part each is, `{"reply": "output"}`. Without it a text goes by its name,
    and a text that is alone is the output. A list takes the messages: its one text is the body, and its other fields
    are `role` and `tool`. InputError where the policy has something else.
    """
    wrong: list[Diagnostic] = []
    given = dict(texts or {})
    for name, part in given.items():
        if name not in policy.texts:
            wrong.append(_wrong(f"there is no text `{name}` in the policy", did_you_mean(name, policy.texts)))
        elif part not in PARTS:
            wrong.append(_wrong(f"text `{name}`: `{part}` is no part of a transcript", f"write {_listed(PARTS)}"))
    for name in policy.texts:
        if name in given:
            continue
        if name in PARTS or len(policy.texts) == 1:
            given[name] = name if name in PARTS else "output"
        else:
            hint = f"name the policy's texts {_listed(PARTS)}, or say which is which: texts={{'{name}': 'output'}}"
            wrong.append(_wrong(f"text `{name}` may be any part of a transcript", hint))
    for one in policy.lists.values():
        wrong += _unfit(one)
    if wrong:
        raise InputError(wrong)
    return Fitted(given, tuple(policy.lists.values()))


def _unfit(one: ListVariable) -> Iterator[Diagnostic]:
    if len(one.texts) != 1:
        yield _wrong(
            f"list `{one.name}` has {len(one.texts)} texts; a message has one", "give it one field `body: text`"
        )
    for field, sort in one.fields.items():
        if sort is None:
            continue
        if field not in KNOWN:
            hint = did_you_mean(field, KNOWN) or f"what is known of a message is {_listed(KNOWN)}"
            yield _wrong(f"list `{one.name}`: nothing says what `{field}` of a message is", hint)
        elif not _of_words(sort):
            yield _wrong(f"list `{one.name}`: `{field}` is {sort}", f"write `{field}: Text`, or its labels")


def _of_words(sort: Sort) -> bool:
    return sort not in (BOOL, DATE) and str(sort) not in ("Int", "Real")


def _row(one: ListVariable, message: Message) -> dict[str, str]:
    known = {"role": message.role, "tool": message.tool}
    return {field: message.body if sort is None else known[field] for field, sort in one.fields.items()}


def _wrong(message: str, hint: str | None) -> Diagnostic:
    return Diagnostic("NLT606", message, hint=hint)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
