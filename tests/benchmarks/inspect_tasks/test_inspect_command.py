"""`inspect eval` as it is typed, from any folder, with a model that is asked over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.suites.registry import chosen
from tests.model_server.config import Config
from tests.model_server.reading import AskedQuestion
from tests.model_server.run import serving
from tests.model_server.truth import Texts, Truth, Value

pytest.importorskip("inspect_ai", reason="the extra `inspect` is not installed")
from inspect_ai.log import read_eval_log  # after it is known to be there

FILE = Path(__file__).parents[3] / "benchmarks" / "inspect_tasks" / "tasks.py"
(TASK,) = chosen(["community/self-harm"])
CASES = {case.texts["post"]: case for case in TASK.read(Path())}
pytestmark = pytest.mark.filterwarnings("ignore")
"""Inspect uses what its own libraries deprecate."""


def known(texts: Texts, question: AskedQuestion) -> Value:
    value = CASES[texts["post"]].clauses[question.id]
    assert isinstance(value, bool)
    return value


def test_a_model_that_knows_is_right(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "inspect_ai", "eval", f"{FILE}@verdicts", "-T", f"name={TASK.id}", "-T", "limit=6"]
    with serving(Config(truth=Truth(known))) as server:
        model = ["--model", "openai-api/local/test-model", "--model-base-url", server.base_url]
        done = subprocess.run(
            [*command, *model, "--log-dir", str(tmp_path / "logs"), "--display", "none"],
            cwd=tmp_path,
            env={**os.environ, "LOCAL_API_KEY": "none"},
            capture_output=True,
            text=True,
            timeout=600,
        )
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "logs").glob("*.eval")
    log = read_eval_log(str(file))
    assert log.results is not None
    assert log.results.scores[0].metrics["accuracy"].value == 1
    assert sum(usage.input_tokens for usage in log.stats.model_usage.values()) > 0
