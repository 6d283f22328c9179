"""Logitext: `OpenAI.answer` for all questions at once, or `Policy.check_many` with a policy of one clause."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Sequence

from benchmarks.llm import questions
from benchmarks.llm.peers.talk import Ask, Run, Task, serve
from logitext.theory import Reply, Texts, Value
from logitext.theory.llm.capabilities import Api
from logitext.theory.llm.theory import OpenAI


def make(how: str, api: Api, task: Task) -> tuple[str, Ask]:
    """`how` is `answer` or `check_many`."""
    # One for each cap, kept: its connections are open, and the number in flight has grown to the cap.
    theories: dict[int, OpenAI] = {}
    asked, policy = questions.question(), questions.policy()

    def theory(cap: int) -> OpenAI:
        if cap not in theories:
            theories[cap] = OpenAI(task.model, base_url=task.base_url, api_key="none", api=api, concurrency=cap)
        return theories[cap]

    async def answers(run: Run, own: OpenAI) -> Sequence[Reply]:
        return await asyncio.gather(*(own.answer([asked], Texts({"post": text})) for text in run.texts()))

    def answer(run: Run) -> int:
        replies = asyncio.run(answers(run, theory(run.cap)))
        return sum(isinstance(reply.answers[asked.id], Value) for reply in replies)

    def check_many(run: Run) -> int:
        # Twice as many texts as calls: a result that waits for those before it keeps no call from being made.
        results = policy.check_many(run.texts(), theory=theory(run.cap), concurrency=2 * run.cap)
        return sum(result.verdicts["remove"].value is True for result in results)

    return "", answer if how == "answer" else check_many


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        serve(lambda task: make(sys.argv[1], "decisions" if sys.argv[2] == "decisions" else "chat", task))
