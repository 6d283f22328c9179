"""What no editor means: requests about places that are not there, and messages that are none. The server goes on.

    python -m tests.lsp.fuzz --cases 1000 --seed 1

prints each conversation that ends with another status than 0, in which a request has no answer, or in which one is
answered by an error of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import IO, Any

from tests.fuzzing.broken import NASTY, broken
from tests.fuzzing.command import run
from tests.fuzzing.conversation import Conversation
from tests.serve.served import CHAT

A_TIME = 60
"""Messages of one conversation."""
THEIRS = ("Invalid Params", "cannot be read", "Method Not Found", "Unknown message")
"""What an editor is told of messages of its own that are wrong."""
INTERNAL = -32603
"""The code of JSON-RPC for an error of the server's own."""


@dataclass(frozen=True)
class Fault:
    """A conversation that went as none may."""

    sent: Sequence[str]
    status: int
    why: str

    def __str__(self) -> str:
        return f"{self.status}: {self.why}\n  " + "\n  ".join(one[:1500] for one in self.sent)


def requests(uri: str, at: dict[str, int]) -> dict[str, dict[str, Any]]:
    """The requests of an editor about a place of a document."""
    document: dict[str, Any] = {"textDocument": {"uri": uri}}
    placed = document | {"position": at}
    options = {"tabSize": 2, "insertSpaces": True}
    area = {"start": at, "end": at}
    return {
        "textDocument/hover": placed,
        "textDocument/definition": placed,
        "textDocument/references": placed | {"context": {"includeDeclaration": True}},
        "textDocument/prepareRename": placed,
        "textDocument/rename": placed | {"newName": "other"},
        "textDocument/completion": placed,
        "textDocument/formatting": document | {"options": options},
        "textDocument/semanticTokens/full": document,
        "textDocument/codeAction": document | {"range": area, "context": {"diagnostics": []}},
        "textDocument/foldingRange": document,
        "textDocument/documentSymbol": document,
    }


def messages(rng: Random, number: int, uri: str) -> Iterator[tuple[Any, bool]]:
    """Messages, each with whether it must be answered."""
    places = (0, 0, 1, 2, 3, 5, 17, 999, 2**31 - 1)
    at = {"line": rng.choice(places), "character": rng.choice(places)}
    method, params = rng.choice(list(requests(uri, at).items()))
    request: dict[str, Any] = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    match rng.randrange(8):
        case 0:
            text = _edited(rng, CHAT)
            change: dict[str, Any] = {
                "textDocument": {"uri": uri, "version": number},
                "contentChanges": [{"text": text}],
            }
            if rng.random() < 0.3:
                change["contentChanges"] = [
                    {"range": {"start": at, "end": at}, "text": rng.choice(("{{", "x", "\n", "}}"))}
                ]
            yield {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": change}, False
            yield request, True
        case 1:
            yield request | {"params": broken(rng, params)}, False
        case 2:
            yield (
                request | {"method": rng.choice(("textDocument/nothing", "workspace/symbol", "$/cancelRequest"))},
                False,
            )
        case 3:
            other = uri.replace("p.nltc", rng.choice(("none.nltc", "%00", "..", "é.nltc")))
            yield request | {"params": params | {"textDocument": {"uri": other}}}, True
        case 4 if method == "textDocument/rename":
            yield request | {"params": params | {"newName": str(rng.choice(NASTY)).replace("\ud800", "")}}, True
        case _:
            yield request, True


def _edited(rng: Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return (
        text[:at]
        + rng.choice(("{{", "}}", "[[", "", "\u202e", "\r", "\0", "let", "é", "((((", "\U0001f600"))
        + text[at + rng.choice((0, 0, 1, 9)) :]
    )


def framed(data: Any) -> bytes:
    """A message with its head."""
    content = json.dumps(data).encode()
    return b"Content-Length: %d\r\n\r\n" % len(content) + content


def frames(stream: IO[bytes]) -> Iterator[bytes]:
    """The messages of the server."""
    while head := stream.readline():
        length = 0
        while head.strip():
            name, _, value = head.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
            head = stream.readline()
        yield stream.read(length)


def faults(cases: int, seed: int, folder: Path) -> Iterator[Fault]:
    """Have conversations of so many messages together; those that went as none may."""
    (folder / "p.nltc").write_text(CHAT)
    uri = (folder / "p.nltc").as_uri()
    item = {"uri": uri, "languageId": "nltc", "version": 1, "text": CHAT}
    opening = [
        {"jsonrpc": "2.0", "id": "begin", "method": "initialize", "params": {"processId": None, "capabilities": {}}},
        {"jsonrpc": "2.0", "method": "initialized", "params": {}},
        {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": item}},
    ]  # fmt: skip
    for start in range(0, cases, A_TIME):
        sent = [
            one
            for number in range(start, min(start + A_TIME, cases))
            for one in messages(Random(f"{seed} {number}"), number, uri)
        ]
        wanted = {"begin", "end", *(str(one["id"]) for one, must in sent if must)}
        conversation = Conversation(["lsp"], folder, wanted, frames)
        closing = {"jsonrpc": "2.0", "id": "end", "method": "shutdown"}
        conversation.say(b"".join(map(framed, [*opening, *(one for one, _ in sent), closing])))
        conversation.wait()
        conversation.say(framed({"jsonrpc": "2.0", "method": "exit"}))
        status, said = conversation.ended()
        shown = [json.dumps(one) for one, _ in sent]
        ours = [one for one in conversation.told if _is_ours(one)]
        if status != 0 or ours:
            yield Fault(shown, status, f"{ours} {said[-3000:]}")
        elif conversation.wanted:
            yield Fault(shown, status, f"no answer to {sorted(conversation.wanted)}")


def _is_ours(told: Any) -> bool:
    """Whether the server tells of an error of its own, in the place of an answer or while it hears of a change."""
    if told.get("error", {}).get("code") == INTERNAL:
        return True
    said = str(told.get("params", {}).get("message", "")) if told.get("method") == "window/showMessage" else ""
    return "Error in server" in said and not any(one in said for one in THEIRS)


if __name__ == "__main__":
    raise SystemExit(run("messages", "no editor", 1000, faults))
