"""The benchmarks as tasks of Inspect, with its mock model: what is asked, what is read, and what is scored."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.suites.registry import chosen

inspect_ai = pytest.importorskip("inspect_ai", reason="the extra `inspect` is not installed")
from inspect_ai.model import ModelOutput, ModelUsage, get_model  # noqa: E402  # after it is known to be there
from inspect_ai.solver import generate  # noqa: E402

from benchmarks.inspect_tasks.tasks import verdicts  # noqa: E402

ROOT = Path(__file__).parents[3]
(TASK,) = chosen(["community/scams"])
CASES = {case.texts["post"]: case for case in TASK.read(Path())}
pytestmark = pytest.mark.filterwarnings("ignore")
"""Inspect uses what its own libraries deprecate, and leaves streams open."""


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """Streams that are left open are found out about here, not in somebody else's test."""
    yield
    gc.collect()


Say = Callable[[str, Any], Any]
"""What is written of a question, given what is true."""


def output(content: str, stop_reason: Any = "stop") -> ModelOutput:
    """A reply with its tokens: to count them, Inspect's mock model would load a vocabulary from elsewhere."""
    found = ModelOutput.from_content("mock", content, stop_reason=stop_reason)
    found.usage = ModelUsage(input_tokens=100, output_tokens=10, total_tokens=110)
    return found


def model(say: Say = lambda _, value: value, asked: list[str] | None = None) -> Any:
    """A model that knows the clauses, and says of them what `say` makes of it."""

    def write(messages: Any, _tools: Any, _choice: Any, config: Any) -> ModelOutput:
        data: dict[str, Any] = {}
        for part in messages[1].content:
            data |= json.loads(part.text)
        (post,) = (text["content"] for text in data["texts"] if text["name"] == "post")
        case = CASES[post]
        assert "hurry" not in messages[0].content
        known = {**case.clauses, **{f"verdict:{name}": value for name, value in case.gold.items()}}
        written = {}
        for one in data["questions"]:
            value = say(one["id"], known[one["id"]])
            written[one["id"]] = {"reason": "", "quote": None, "answer": value}
            if asked is not None:
                asked.append(one["id"])
        assert set(config.response_schema.json_schema.properties) == set(written)
        return output(json.dumps(written))

    return get_model("mockllm/model", custom_outputs=write, memoize=False)


def ran(folder: Path, model: Any, under: dict[str, Any] | None = None, **options: Any) -> Any:
    """The log of a few samples; `under` are options of Inspect's."""
    task = verdicts("community/scams", limit=6, **options)
    (log,) = inspect_ai.eval(task, model=model, log_dir=str(folder), display="none", **(under or {}))
    assert log.status == "success", log.error
    return log


def accuracy(log: Any) -> float:
    return float(log.results.scores[0].metrics["accuracy"].value)


@pytest.mark.parametrize("arm", ["logitext", "every", "short circuit", "holistic", "few-shot"])
def test_a_model_that_knows_is_right(tmp_path: Path, arm: str) -> None:
    log = ran(tmp_path, model(), arm=arm)
    assert accuracy(log) == 1
    for sample in log.samples:
        assert json.loads(sample.scores["as_labelled"].answer) == json.loads(sample.target)
        assert sample.scores["as_labelled"].metadata["calls"] >= 1


def test_no_more_is_asked_than_matters(tmp_path: Path) -> None:
    asked: list[str] = []
    ran(tmp_path, model(asked=asked))
    assert 0 < len(asked) < 6 * len(TASK.shared.clauses)


def test_wrong_clauses_are_told(tmp_path: Path) -> None:
    log = ran(tmp_path, model(lambda _, value: not value), arm="every")
    assert accuracy(log) < 1
    for sample in log.samples:
        assert sample.scores["as_labelled"].metadata["wrong_clauses"] == sorted(TASK.shared.clauses)


@pytest.mark.parametrize("said", [None, "perhaps", 3])
def test_what_is_no_answer_is_not_right(tmp_path: Path, said: object) -> None:
    log = ran(tmp_path, model(lambda *_: said))
    assert accuracy(log) == 0
    assert all("null" in sample.scores["as_labelled"].answer for sample in log.samples)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (output("I would rather not."), "no JSON"),
        (output("{}", "max_tokens"), "cut off"),
        (output("{}"), "leaves it out"),
        (ModelOutput(model="mock", usage=ModelUsage()), "no choices"),
    ],
)
def test_what_cannot_be_read_is_a_failure(tmp_path: Path, reply: ModelOutput, why: str) -> None:
    log = ran(tmp_path, get_model("mockllm/model", custom_outputs=lambda *_: reply, memoize=False))
    assert accuracy(log) == 0
    assert all(why in sample.scores["as_labelled"].explanation for sample in log.samples)


def test_what_a_filter_stops_is_no_answer(tmp_path: Path) -> None:
    stopped = output("", "content_filter")
    log = ran(tmp_path, get_model("mockllm/model", custom_outputs=lambda *_: stopped, memoize=False))
    assert accuracy(log) == 0


@pytest.mark.parametrize("arm", ["logitext", "every", "short circuit"])
def test_a_limit_of_inspect_ends_a_sample(tmp_path: Path, arm: str) -> None:
    log = ran(tmp_path, model(), under={"token_limit": 50}, arm=arm)
    assert [sample.limit.type for sample in log.samples] == ["token"] * 6
    assert accuracy(log) == 0


@pytest.mark.parametrize("arm", ["logitext", "every", "short circuit"])
def test_a_call_that_fails_is_no_wrong_verdict(tmp_path: Path, arm: str) -> None:
    calls = []

    def fail(*_: Any) -> ModelOutput:
        calls.append(1)
        raise RuntimeError("there is no such model")

    mock = get_model("mockllm/model", custom_outputs=fail, memoize=False)
    log = ran(tmp_path, mock, {"fail_on_error": False}, arm=arm)
    assert all("there is no such model" in sample.error.message for sample in log.samples)
    assert not any(sample.scores for sample in log.samples)
    assert len(calls) == 6


def test_a_sample_that_ended_before_the_solver_did_is_not_right(tmp_path: Path) -> None:
    nothing = output("")
    mock = get_model("mockllm/model", custom_outputs=lambda *_: nothing, memoize=False)
    log = ran(tmp_path, mock, under={"solver": generate()})
    assert accuracy(log) == 0
    assert log.samples[0].scores["as_labelled"].explanation == "it ended before there was a verdict"


def test_a_whole_suite(tmp_path: Path) -> None:
    reply = output("I would rather not.")
    task = verdicts("community", limit=2)
    (log,) = inspect_ai.eval(
        task,
        model=get_model("mockllm/model", custom_outputs=lambda *_: reply, memoize=False),
        log_dir=str(tmp_path),
        display="none",
    )
    assert log.status == "success", log.error
    metrics = log.results.scores[0].metrics
    assert {name for name in metrics if "/" in name} == {one.id for one in chosen(["community"])}
    assert {sample.metadata["task"] for sample in log.samples} == {one.id for one in chosen(["community"])}


def test_what_is_left_out_of_a_suite(tmp_path: Path) -> None:
    folder = tmp_path / "hatecheck"
    folder.mkdir()
    rows = "functionality,case_id,test_case,label_gold,target_ident,direction\nprofanity_nh,3,Damn.,non-hateful,,\n"
    (folder / "test_suite_cases.csv").write_text(rows)
    task = verdicts("moderation", data=str(tmp_path))
    assert [sample.id for sample in task.dataset] == ["moderation/hatecheck 3"]
    assert set((task.metadata or {})["left_out"]) == {
        f"moderation/{name}" for name in ("openai", "xstest", "bias-madlibs")
    }
    with pytest.raises(ValueError, match=r"get it from https://github\.com"):
        verdicts("moderation/openai", data=str(tmp_path))


def test_names_that_are_wrong() -> None:
    with pytest.raises(ValueError, match="there is no arm logitex"):
        verdicts("community/scams", arm="logitex")
    with pytest.raises(ValueError, match="there is no task community/scam"):
        verdicts("community/scam")
    with pytest.raises(ValueError, match="data=sets: give the whole path"):
        verdicts("moderation/hatecheck", data="sets")


def test_an_arm_that_does_not_fit(tmp_path: Path) -> None:
    folder = tmp_path / "legalbench" / "tasks" / "diversity_1"
    folder.mkdir(parents=True)
    row = "Ada is from Utah. Ben is from Iowa. Ada sues Ben for negligence for $76,000.\tYes\tTrue\tTrue"
    (folder / "test.tsv").write_text(f"text\tlabel\tparties_are_diverse\taic_is_met\n{row}\n")
    with pytest.raises(ValueError, match="the arm soft does not fit the policy of legalbench/diversity_1"):
        verdicts("legalbench/diversity_1", data=str(tmp_path), arm="soft")


def test_the_command_finds_the_task() -> None:
    command = [sys.executable, "-m", "inspect_ai", "list", "tasks", "benchmarks/inspect_tasks/tasks.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert "benchmarks/inspect_tasks/tasks.py@verdicts" in done.stdout
