"""Measuring a model: which file it is, which server, and slices that go on; the model is one that knows the truth."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.real.runtime import VERSION, RuntimeMissingError, installed
from benchmarks.real.weights import WeightsError, verified
from benchmarks.suites import registry
from benchmarks.suites.run import lines, outcomes
from tests.model_server.config import Config
from tests.model_server.profiles import OLLAMA_DECIDING
from tests.model_server.reading import AskedQuestion
from tests.model_server.run import serving
from tests.model_server.truth import Texts, Truth, Value

ROOT = Path(__file__).parents[3]
(TASK,) = registry.chosen(["community/self-harm"])
CASES = {case.texts["post"]: case for case in TASK.read(Path())}


def known(texts: Texts, question: AskedQuestion) -> Value:
    if question.id == "probe":
        return True
    case, verdict = CASES[texts["post"]], question.id.removeprefix("verdict:")
    value = case.gold[verdict] if verdict in case.gold else case.clauses[question.id]
    assert isinstance(value, bool)
    return value


def measure(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.real", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_a_file_is_what_it_is_said_to_be(tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(b"GGUF and more")
    right = hashlib.sha256(b"GGUF and more").hexdigest()
    assert verified(file, None) == verified(file, right.upper()) == right
    with pytest.raises(WeightsError, match="it is another file"):
        verified(file, "00" * 32)
    file.write_bytes(b"PK\x03\x04")
    with pytest.raises(WeightsError, match="is no GGUF file: it begins with"):
        verified(file, None)
    with pytest.raises(WeightsError, match="cannot read"):
        verified(tmp_path / "none.gguf", None)


def test_a_runtime_is_installed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "installed-for-benchmarks").write_text(VERSION)
    assert installed(tmp_path) == tmp_path
    monkeypatch.setattr("platform.system", lambda: "Plan 9")
    with pytest.raises(RuntimeMissingError, match="no runtime is known for Plan 9"):
        installed(tmp_path / "new")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none.gguf",), "cannot read none.gguf"),
        (("http://127.0.0.1:9/v1",), "name one with --model"),
        (("http://127.0.0.1:9/v1", "--model", "m", "--sha256", "00"), "a server does not tell which file it reads"),
        (("README.md",), "README.md is no GGUF file"),
        (("http://127.0.0.1:9/v1", "moderatoin", "--model", "m"), "did you mean `moderation`"),
    ],
)
def test_what_cannot_be_measured(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    told = measure(*words, "-o", tmp_path / "run")
    assert told.returncode != 0
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def test_a_server_is_measured_in_slices(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with serving(Config(OLLAMA_DECIDING, truth=Truth(known))) as server:
        own = (server.base_url, TASK.id, "--slice", "4", "--arm", "holistic", "--arm", "every")
        words = (*own, "--model", "test-model", "-o", folder)
        wrong = measure(*own, "--model", "another", "-o", tmp_path / "wrong")
        assert wrong.returncode == 1
        assert f"{server.base_url} does not answer as `another`: not found: status 404" in wrong.stderr
        assert "`logitext models` which models it has" in wrong.stderr
        first = measure(*words, "--limit", "6")
        assert first.returncode == 0, first.stderr
        asked = len(server.requests)
        assert "holds another run" in measure(*words, "--arm", "soft").stderr
        more = measure(*words, "--limit", "8")
        assert more.returncode == 0, more.stderr
        assert 0 < len(server.requests) - asked < asked / 2
    assert "community/self-harm: 8 outcomes more, of 4 texts" in first.stdout
    assert "community/self-harm: 4 outcomes more, of 6 texts" in first.stdout
    manifest, found = outcomes(folder)
    assert manifest["plan"]["limit"] == 8
    assert len(found) == len(lines(folder / "results.jsonl")) == 16
    assert all(one["verdicts"] == one["gold"] for one in found)
    report = (folder / "report.md").read_text()
    assert "By rank" in report
    assert "| community/self-harm | remove | every | 8 |" in report
