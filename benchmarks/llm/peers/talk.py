"""The protocol of a peer: a line of JSON in, a line of JSON out. Needs nothing but Python.

The first line is the task that all runs have in common, the reply to it the peer's version. Each further line is a run.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Message: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """What all runs have in common: the server, and the request as a script would word it, open for the text.

    `before` and `after` are what stands around the text in the first part of the user's message, which is JSON.
    """

    base_url: str
    model: str
    clause: str
    system: str
    before: str
    after: str
    questions: str
    parameters: Mapping[str, Any]
    schema: Mapping[str, Any]

    def parts(self, text: str) -> list[str]:
        """The two parts of the user's message."""
        return [self.before + json.dumps(text)[1:-1] + self.after, self.questions]

    def messages(self, text: str) -> list[Message]:
        """The messages of a request."""
        content = [{"type": "text", "text": part} for part in self.parts(text)]
        return [{"role": "system", "content": self.system}, {"role": "user", "content": content}]


@dataclass(frozen=True, slots=True)
class Run:
    """Ask a number of questions, each about a text of its own, with no more than `cap` calls in flight."""

    name: str
    cap: int
    number: int

    def texts(self) -> list[str]:
        return [text(number, self.name) for number in range(self.number)]


def text(number: int, run: str) -> str:
    """A post of about 300 characters, another one for each number and run."""
    words = "The harbour was closed again this morning, and nobody at the office would say for how long. "
    return f"Post {number} of {run}. {words}{words}Whoever decided that is a fool, if you ask me."


Ask: TypeAlias = Callable[[Run], int]
"""Does a run, and says how many answers were such as were to be expected."""


def serve(make: Callable[[Task], tuple[str, Ask]]) -> None:
    """Take lines until there are no more. `make` gives the version of a peer, and what does a run."""
    out = sys.stdout
    sys.stdout = sys.stderr  # what a package prints is no reply
    version, ask = make(Task(**json.loads(sys.stdin.readline())))
    print(json.dumps({"version": version}), file=out, flush=True)
    for line in iter(sys.stdin.readline, ""):
        run = Run(**json.loads(line))
        wall, cpu = time.perf_counter(), time.process_time()
        good = ask(run)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(json.dumps({"wall": wall, "cpu": cpu, "good": good}), file=out, flush=True)
