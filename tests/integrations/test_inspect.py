"""The scorer, in evaluations of Inspect itself with its mock model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integrations.policies import AGENT, ALONE, BOTH, options, policy

inspect_ai = pytest.importorskip("inspect_ai", reason="needs the package inspect_ai")


def score(source: str, folder: Path, prompt: str, outputs: list[Any]) -> Any:
    from inspect_ai.dataset import Sample
    from inspect_ai.model import ModelUsage, get_model
    from inspect_ai.solver import generate, use_tools
    from inspect_ai.tool import Tool, tool

    from logitext.integrations.inspect_ai import policy_scorer

    @tool
    def shell() -> Tool:
        async def execute(command: str) -> str:
            """Run a command.

            Args:
                command: what to run.
            """
            return "done"

        return execute

    task = inspect_ai.Task(
        dataset=[Sample(input=prompt, target="x")],
        solver=[use_tools(shell()), generate()],
        scorer=policy_scorer(policy(source), **options()),
    )
    for output in outputs:
        output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)  # or a tokenizer is fetched
    model = get_model("mockllm/model", custom_outputs=outputs, memoize=False)
    (log,) = inspect_ai.eval(task, model=model, log_dir=str(folder), display="none")
    assert log.status == "success", log.error
    return log.samples[0].scores["policy_scorer"]


def said(text: str) -> Any:
    from inspect_ai.model import ModelOutput

    return ModelOutput.from_content("mockllm/model", text)


def test_answers(tmp_path: Path) -> None:
    good = score(BOTH, tmp_path, "please", [said("Of course")])
    assert (good.value, good.explanation) == ("C", "not cruel: not insults")
    bad = score(BOTH, tmp_path, "please", [said("You idiot")])
    assert (bad.value, bad.answer, bad.explanation) == ("I", "You idiot", "cruel: begs, insults")
    assert bad.metadata["logitext"]["verdicts"]["cruel"]["value"] is True
    assert score(ALONE, tmp_path, "x", [said("hello")]).value == "N"


def test_an_agent(tmp_path: Path) -> None:
    from inspect_ai.model import ModelOutput

    call = ModelOutput.for_tool_call("mockllm/model", "shell", {"command": "delete all"})
    assert score(AGENT, tmp_path, "hello", [call, said("Done.")]).value == "I"
    assert score(AGENT, tmp_path, "Go ahead", [call, said("Done.")]).value == "C"
