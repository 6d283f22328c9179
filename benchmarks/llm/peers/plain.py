"""The script that one would write without Logitext: `AsyncOpenAI`, a semaphore, and `json.loads`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys

import openai

from benchmarks.llm.peers.talk import Ask, Run, Task, serve


def make(task: Task, *, logprobs: bool) -> tuple[str, Ask]:
    """`logprobs`: whether it asks for what Logitext takes probabilities from."""
    parameters = dict(task.parameters) | ({"logprobs": True, "top_logprobs": 5} if logprobs else {})

    client = openai.AsyncOpenAI(base_url=task.base_url, api_key="none", max_retries=0)
    runner = asyncio.Runner()  # one loop for all runs, as connections belong to a loop

    async def all_of(run: Run) -> int:
        turn = asyncio.Semaphore(run.cap)

        async def one(text: str) -> bool:
            async with turn:
                reply = await client.chat.completions.create(
                    model=task.model,
                    messages=task.messages(text),  # type: ignore[arg-type]  # plain dicts, as in most scripts
                    **parameters,
                )
                return json.loads(reply.choices[0].message.content or "")["insult"]["answer"] is True

        return sum(await asyncio.gather(*(one(text) for text in run.texts())))

    return "", lambda run: runner.run(all_of(run))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        serve(lambda task: make(task, logprobs=sys.argv[1:] == ["logprobs"]))
