"""A process that is forked for each run by batches, and dies at a step of it: before or after a call or a write."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
from typing import Any

import logitext
from logitext import Files
from logitext.run.provider import rounds
from logitext.run.provider.journal import Journal
from logitext.run.provider.rounds import Waits
from logitext.run.provider.wire import Wire
from logitext.theory import OpenAI


def _dying_at(last: int) -> None:
    """Let the process end at a step."""
    steps = itertools.count(1)

    def step() -> None:
        if next(steps) == last:
            os._exit(9)

    def asked(work: Any) -> Any:
        async def call(self: Any, *arguments: Any) -> Any:
            step()
            came = await work(self, *arguments)
            step()
            return came

        return call

    def written(work: Any) -> Any:
        def write(self: Any, *arguments: Any) -> Any:
            step()
            work(self, *arguments)
            step()

        return write

    for name in ("upload", "create", "look", "fetch"):
        setattr(Wire, name, asked(getattr(Wire, name)))
    Journal.keep = written(Journal.keep)  # type: ignore[method-assign]  # of this fork only
    Journal.forget = written(Journal.forget)  # type: ignore[method-assign]  # likewise


async def _soon(_seconds: float) -> None:
    await asyncio.sleep(0.01)


def main() -> None:
    """For each line of a policy, data, a server, an output and a step: a fork, and how it ended."""
    for line in sys.stdin:
        source, data, server, rows, last = json.loads(line)
        child = os.fork()
        if child == 0:
            rounds.WAITS = Waits(pause=_soon)
            _dying_at(last)
            theory = OpenAI("test-model", base_url=server, api_key="k", api="chat")
            files = Files(rows=rows, batch_api="openai", batch_size=15)
            summary: Any = logitext.loads(source, "p.nltc").run(data, id="id", theory=theory, files=files)
            os._exit(0 if summary.done else 1)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
