"""lotus: `sem_filter` over a frame of texts, with `max_batch_size` at the cap. It words the question in its own way."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # or it is fetched at import
os.environ["HF_HUB_OFFLINE"] = "1"

import litellm  # installed in a venv of its own
import lotus  # type: ignore[import-not-found]  # installed in a venv of its own
import pandas as pd  # type: ignore[import-not-found,import-untyped,unused-ignore]
from lotus.models import LM  # type: ignore[import-not-found]

from benchmarks.llm.peers.talk import Ask, Run, Task, serve

litellm.suppress_debug_info = True  # or it prints a hint at each call about a model that it does not know


def make(task: Task) -> tuple[str, Ask]:
    def ask(run: Run) -> int:
        model = LM(
            f"openai/{task.model}",
            api_base=task.base_url,
            api_key="none",
            max_tokens=768,
            max_batch_size=run.cap,
        )
        lotus.settings.configure(lm=model)
        frame = pd.DataFrame({"post": run.texts()})
        return len(frame.sem_filter(f"{{post}} {task.clause}"))

    return importlib.metadata.version("lotus-ai"), ask


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        serve(make)
