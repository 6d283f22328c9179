"""A model that writes and reads, over HTTP: goals side by side, and what failed tried again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.suites.controls.ifeval.tasks import FILE
from benchmarks.suites.generation.writing import outcomes
from tests.model_server.config import Config
from tests.model_server.faults import Faults
from tests.model_server.run import Server, serving
from tests.model_server.truth import Truth

ROOT = Path(__file__).parents[3]
ROWS = 6


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / FILE).parent.mkdir(parents=True)
    kinds = ["punctuation:no_comma", "startend:quotation"]
    rows = [
        {"key": n, "prompt": f"Write {n} times.", "instruction_id_list": [kinds[n % 2]], "kwargs": [{}]}
        for n in range(ROWS)
    ]
    (tmp_path / FILE).write_text("\n".join(map(json.dumps, rows)))
    return tmp_path


def wrote(server: Server, folder: Path) -> subprocess.CompletedProcess[str]:
    model = ["--base-url", server.base_url, "--api", "chat", "--no-cache", "--retries", "0", "--proposals", "1"]
    people = ["--writer", "openai:test-model", "--theory", "openai:test-model", "--arm", "once", "--arm", "solve"]
    command = [sys.executable, "-m", "benchmarks", "write", "controls/ifeval", "--data", str(folder)]
    return subprocess.run(
        [*command, *model, *people, "-o", str(folder / "run")], cwd=ROOT, capture_output=True, text=True
    )


def test_a_model_writes_and_the_programs_verify(data: Path) -> None:
    """What the server writes has no comma, and no quotation marks around it; it reads everything as so."""
    with serving(Config(truth=Truth(lambda _texts, _question: True), latency=0.05)) as server:
        done = wrote(server, data)
        assert server.most_in_flight > 3
    assert done.returncode == 0, done.stderr
    manifest, found = outcomes(data / "run")
    assert "api_key_env" not in manifest["plan"]["model"]
    assert len(found) == 2 * ROWS
    for one in found:
        assert one["texts"], one
        assert one["correct"] is (one["demanded"] == ["commas"])
        assert one["writing"] == 1
        assert (one["reading"] > 0) is (one["arm"] == "solve")
        assert one["differ"] == ([] if one["correct"] or one["arm"] == "once" else ["quotation"])
    assert "| controls/ifeval | solve | 6 |  | 6 of 6 (100.0 %) | 61.0–100.0 % | 3 of 6 (50.0 %) |" in done.stdout


def test_what_could_not_be_read_is_tried_again(data: Path) -> None:
    """The server writes, and does not read: only `solve` needs that."""
    truth = Truth(lambda _texts, _question: True)
    with serving(Config(truth=truth, faults=Faults(rate=1.0, kinds=("status_400",), probes=False))) as server:
        port = server.port
        done = wrote(server, data)
    assert done.returncode == 1
    assert "6 of 12 goals met a failure; the same command tries again. controls/ifeval" in done.stderr
    assert ": openai: bad request" in done.stderr
    with serving(Config(truth=truth), port=port) as server:
        done = wrote(server, data)
        asked = len(server.requests)
        assert wrote(server, data).returncode == 0
        assert len(server.requests) == asked  # nothing is left to ask
    assert done.returncode == 0, done.stderr
    assert all(one["texts"] and not one["failed"] for one in outcomes(data / "run")[1])
