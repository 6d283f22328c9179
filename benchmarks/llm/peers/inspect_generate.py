"""inspect_ai: `Model.generate` for all questions at once, with `max_connections` at the cap."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
import json

from inspect_ai.model import (
    ChatMessageSystem,
    ChatMessageUser,
    Content,
    ContentText,
    GenerateConfig,
    Model,
    ResponseSchema,
    get_model,
)
from inspect_ai.util import JSONSchema

from benchmarks.llm.peers.talk import Ask, Run, Task, serve


def make(task: Task) -> tuple[str, Ask]:
    schema = ResponseSchema(name="answers", json_schema=JSONSchema.model_validate(task.schema), strict=True)

    models: dict[int, Model] = {}
    runner = asyncio.Runner()  # one loop for all runs, as connections belong to a loop

    def model(cap: int) -> Model:
        if cap not in models:
            config = GenerateConfig(
                max_connections=cap, max_retries=0, temperature=0.0, max_tokens=768, response_schema=schema
            )
            # A key for each cap: calls in flight are counted by key, and keep the limit that they had first. It would
            # ask for `/responses` if it was not told to use what the others use.
            models[cap] = get_model(
                f"openai/{task.model}",
                base_url=task.base_url,
                api_key=f"cap{cap}",
                config=config,
                responses_api=False,
            )
        return models[cap]

    async def all_of(run: Run) -> int:
        own = model(run.cap)

        async def one(text: str) -> bool:
            content: list[Content] = [ContentText(text=part) for part in task.parts(text)]
            output = await own.generate([ChatMessageSystem(content=task.system), ChatMessageUser(content=content)])
            return json.loads(output.completion)["insult"]["answer"] is True

        return sum(await asyncio.gather(*(one(text) for text in run.texts())))

    return importlib.metadata.version("inspect-ai"), lambda run: runner.run(all_of(run))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        serve(make)
