"""What no assistant means: tools with wrong arguments, and messages that are none. The server goes on.

    python -m tests.mcp.fuzz --cases 1000 --seed 1

prints each conversation that ends with another status than 0, in which the server speaks of an error of ours, or in
which a request has no answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzzing.broken import NASTY, broken, broken_bytes
from tests.fuzzing.command import run
from tests.fuzzing.conversation import Conversation
from tests.serve.served import CHAT

A_TIME = 40
"""Messages of one conversation."""
CALLS: Sequence[tuple[str, dict[str, Any]]] = [
    ("policies", {}),
    ("check", {"texts": "You idiot", "facts": {"days": 3}, "explain": True}),
    ("check", {"texts": {"message": "just kidding"}, "policy": "chat", "assume": ["not joke"], "facts": {"days": 30}}),
    ("policy_text", {"policy": "chat"}),
    ("lint", {"source": CHAT}),
    ("explain_code", {"code": "NLT201"}),
]
OTHERS = (
    "ping",
    "tools/list",
    "resources/list",
    "prompts/list",
    "tools/call",
    "nothing",
    "initialize",
    "logging/setLevel",
)
OURS = (
    "Traceback",
    "internal error",
    "Internal error",
    "AttributeError",
    "KeyError",
    "TypeError",
    "IndexError",
    "AssertionError",
)


_BEGIN = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "tests", "version": "1"}}


@dataclass(frozen=True)
class Fault:
    """A conversation that went as none may."""

    sent: Sequence[str]
    status: int
    why: str

    def __str__(self) -> str:
        return f"{self.status}: {self.why}\n  " + "\n  ".join(one[:1500] for one in self.sent)


def message(rng: Random, number: int) -> tuple[bytes, bool]:
    """A message, and whether an answer must come: it is a request, and it is JSON."""
    tool, arguments = rng.choice(CALLS)
    request: dict[str, Any] = {"jsonrpc": "2.0", "id": number, "method": "tools/call"}
    match rng.randrange(10):
        case 0:
            request |= {"method": rng.choice(OTHERS), "params": rng.choice(NASTY)}
        case 1:
            request = broken(rng, request | {"params": {"name": tool, "arguments": arguments}})
            return _line(request), False
        case 2:
            line = _line(request | {"params": {"name": tool, "arguments": arguments}})
            return broken_bytes(rng, line[:-1]).replace(b"\n", b" ") + b"\n", False
        case 3:
            request["params"] = {"name": rng.choice(("check", "nothing", "lint")), "arguments": rng.choice(NASTY)}
        case _:
            request["params"] = {"name": tool, "arguments": broken(rng, arguments)}
    line = _line(request)
    # The library takes half a character for no JSON, and parameters that are no object for no request: no answer comes.
    return line, b"\\ud8" not in line and isinstance(request["params"], dict)


def _line(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=True).encode() + b"\n"


OPENING = _line({"jsonrpc": "2.0", "id": "begin", "method": "initialize", "params": _BEGIN}) + _line(
    {"jsonrpc": "2.0", "method": "notifications/initialized"}
)
CLOSING = _line(
    {"jsonrpc": "2.0", "id": "end", "method": "tools/call", "params": {"name": "policies", "arguments": {}}}
)


def faults(cases: int, seed: int, folder: Path) -> Iterator[Fault]:
    """Have conversations of so many messages together; those that went as none may."""
    (folder / "chat.nltc").write_text(CHAT)
    for start in range(0, cases, A_TIME):
        sent = [message(Random(f"{seed} {number}"), number) for number in range(start, min(start + A_TIME, cases))]
        wanted = {"begin", "end", *(str(number) for number, (_, must) in enumerate(sent, start) if must)}
        conversation = Conversation(["mcp", "chat.nltc", "--theory", "pattern:complete"], folder, wanted, iter)
        conversation.say(OPENING + b"".join(line for line, _ in sent) + CLOSING)
        status, said = conversation.ended()
        shown = [line.decode("utf-8", "replace").rstrip() for line, _ in sent]
        if conversation.odd is not None:
            yield Fault(shown, status, f"this is no message: {conversation.odd[:300]!r}")
        elif status != 0 or any(word in said for word in OURS):
            yield Fault(shown, status, said[-3000:])
        elif conversation.wanted:
            yield Fault(shown, status, f"no answer to {sorted(conversation.wanted)}")


if __name__ == "__main__":
    raise SystemExit(run("messages", "no assistant", 1000, faults))
