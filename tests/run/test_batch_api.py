"""Batches of a provider: what is asked goes up together, and whatever goes wrong, nothing is lost or paid for twice."""

from __future__ import annotations

import asyncio
import errno
import itertools
import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import logitext
from benchmarks.engine.policies import source
from logitext import Files, RunSummary
from logitext.run.provider import rounds
from logitext.run.provider.journal import Journal
from logitext.run.provider.rounds import Waits
from logitext.theory import OpenAI
from logitext.theory.llm.prices import ModelPrice, load_prices
from tests.model_server.config import Config
from tests.model_server.run import Server, serving
from tests.model_server.truth import Truth
from tests.run.batch_server import Batches, Fault, batching
from tests.run.made import lines, read

DOCUMENTS = 24


async def soon(_seconds: float) -> None:
    """Time that passes at once: a moment, in which others go on."""
    await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "WAITS", Waits(tries=6, pause=soon))


@pytest.fixture(scope="module")
def models() -> Iterator[Server]:
    with serving(Config(truth=Truth.hashed(0, unknown=0.0))) as server:
        yield server


@pytest.fixture(scope="module")
def policy() -> logitext.Policy:
    return logitext.loads(source(8, 1), "p.nltc")


@pytest.fixture(scope="module")
def expected(models: Server, policy: logitext.Policy, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What a run by batches gives that nothing disturbs."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patch, batching(models) as server:
        patch.setattr(rounds, "WAITS", Waits(pause=soon))
        summary, rows = decided(policy, folder, server)
    assert (summary.ending, summary.documents, summary.failed) == ("done", DOCUMENTS, 0)
    assert Counter(server.bodies).most_common(1)[0][1] == 1
    return rows


def data(folder: Path) -> Path:
    return lines(folder / "d.jsonl", ({"id": n, "post": f"message number {n}"} for n in range(DOCUMENTS)))


def decided(
    policy: logitext.Policy, folder: Path, server: Batches, **files: Any
) -> tuple[RunSummary, list[dict[str, Any]]]:
    theory = OpenAI("test-model", base_url=server.base_url, api_key="k", api="chat")
    wanted = Files(rows=folder / "rows.jsonl", **{"batch_api": "openai", **files})
    summary = policy.run(str(data(folder)), id="id", theory=theory, files=wanted)
    assert isinstance(summary, RunSummary)
    return summary, read(folder / "rows.jsonl") if summary.done else []


def paid(server: Batches) -> int:
    """How often a request was answered; AssertionError where one was answered twice."""
    counts = Counter(server.bodies)
    assert not counts or max(counts.values()) == 1
    return len(counts)


def test_rounds_are_few_and_decide_what_single_calls_decide(
    policy: logitext.Policy, models: Server, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    with batching(models) as server:
        summary, rows = decided(policy, tmp_path, server)
        assert rows == expected
        assert server.sizes[0] == DOCUMENTS, "the first round has all documents"
        assert len(server.sizes) <= 3
        assert sum(server.sizes) == paid(server) == summary.calls - 2, "and a probe"
        assert not (tmp_path / "rows.jsonl.run" / "batches").exists()
        single, others = decided(policy, tmp_path, server, batch_api=None, overwrite=True)
    assert [row["status"] for row in others] == [row["status"] for row in rows]
    assert single.calls > summary.calls
    assert single.asked < summary.asked, "in a round, more is asked than turns out to matter"


def test_documents_are_in_work_as_many_as_is_said(
    policy: logitext.Policy, models: Server, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    with batching(models) as server:
        _, rows = decided(policy, tmp_path, server, batch_size=5)
    assert rows == expected
    assert max(server.sizes) <= 5


@pytest.mark.parametrize(
    "fault",
    [
        *("expired", "missing", "double", "same twice", "strangers", "broken lines"),
        *("500s", "error lines", "no files", "too large"),
    ],
)
def test_what_goes_wrong_in_a_batch_is_asked_again(
    fault: Fault, policy: logitext.Policy, models: Server, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    with batching(models, faults={0: fault}) as server:
        summary, rows = decided(policy, tmp_path, server)
    assert (summary.failed, rows) == (0, expected)
    if fault != "double":  # of two replies that differ neither counts
        paid(server)


def test_a_batch_that_was_cancelled_ends_the_run_until_the_next_command(
    policy: logitext.Policy, models: Server, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    with batching(models, faults={0: "cancelled"}) as server:
        summary, _ = decided(policy, tmp_path, server)
        assert (summary.ending, summary.reason) == ("interrupted", "the batch batch_0 was cancelled at the server")
        assert summary.failed == 0
        assert decided(policy, tmp_path, server)[1] == expected
        paid(server)


def test_a_batch_that_is_refused_ends_the_run_and_says_why(
    policy: logitext.Policy, models: Server, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    with batching(models, faults={0: "refused"}) as server:
        summary, _ = decided(policy, tmp_path, server)
        assert summary.ending == "failures"
        assert summary.reason == "the server refuses the batch batch_0: line 3 is wrong"
        assert decided(policy, tmp_path, server)[1] == expected


def test_a_server_that_takes_less_at_a_time_gets_less(
    policy: logitext.Policy, models: Server, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    with batching(models, most=7) as server:
        assert decided(policy, tmp_path, server)[1] == expected
        paid(server)


@pytest.mark.parametrize("away", [{1}, {2}, {3, 4}, {5, 6, 7}, set(range(2, 40, 3))])
def test_calls_about_batches_that_fail_are_made_again(
    away: set[int], policy: logitext.Policy, models: Server, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    with batching(models, away=frozenset(away)) as server:
        assert decided(policy, tmp_path, server)[1] == expected
        paid(server)


def test_a_batch_whose_reply_is_lost_is_found_and_not_made_again(
    policy: logitext.Policy, models: Server, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    with batching(models, lost=frozenset({1, 2})) as server:
        assert decided(policy, tmp_path, server)[1] == expected
        assert server.creations == len(server.batches) == len(server.sizes)
        paid(server)


def test_a_server_that_stays_away_ends_the_run_which_goes_on_later(
    policy: logitext.Policy, models: Server, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    with batching(models, away=frozenset(range(4, 10))) as server:
        summary, _ = decided(policy, tmp_path, server)
        assert summary.ending == "failures"
        assert summary.reason is not None
        assert summary.reason.startswith("the server of the batches: server error: status 500")
        assert len(server.batches) == 1
        assert decided(policy, tmp_path, server)[1] == expected
        paid(server)


def test_a_limit_holds_for_a_round(
    policy: logitext.Policy, models: Server, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    with batching(models) as server:
        summary, _ = decided(policy, tmp_path, server, max_tokens=9_000)
        assert summary.ending == "limit"
        # Documents behind one that waits are not counted, so their answers may be paid for and not yet in the summary.
        assert summary.input_tokens + summary.output_tokens <= 9_000
        assert summary.reason is not None
        used = re.match(r"at most 9000 tokens \((\d+) used", summary.reason)
        assert used is not None
        assert 5_000 < int(used[1]) <= 9_000
        assert 10 <= paid(server) < DOCUMENTS
        assert decided(policy, tmp_path, server)[1] == expected
        paid(server)


@pytest.fixture(scope="module")
def dying() -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "tests.run.dying"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def killed_at(step: int, dying: subprocess.Popen[str], folder: Path, models: Server, rows: Any) -> bool:
    """Kill a run again and again, each time so many steps after it has begun. Whether it was killed at all."""
    assert dying.stdin is not None
    assert dying.stdout is not None
    given, out, kills = str(data(folder)), str(folder / "rows.jsonl"), 0
    with batching(models, looks=1) as server:
        while True:
            last = step if kills < 3 else 0
            dying.stdin.write(json.dumps([source(8, 1), given, server.base_url, out, last]) + "\n")
            dying.stdin.flush()
            status = int(dying.stdout.readline())
            if status == 0:
                break
            assert status == 9
            kills += 1
        assert read(folder / "rows.jsonl") == rows
        paid(server)
    return kills > 0


@pytest.mark.parametrize("step", [5, 12])
def test_killed_at_a_few_steps(
    step: int, dying: subprocess.Popen[str], models: Server, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert killed_at(step, dying, tmp_path, models, expected)


@pytest.mark.slow
@pytest.mark.parametrize("step", range(1, 41, 3))
def test_killed_at_each_third_step(
    step: int, dying: subprocess.Popen[str], models: Server, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert killed_at(step, dying, tmp_path, models, expected) or step > 30


def test_ctrl_c_leaves_the_batch_at_the_server(
    policy: logitext.Policy,
    models: Server,
    expected: list[dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with batching(models, looks=5) as server:
        look = Batches._looked_at

        def interrupted(self: Batches, id_: str) -> tuple[int, bytes]:
            if self.batches[id_]["looks"] == 2:
                os.kill(os.getpid(), signal.SIGINT)
            return look(self, id_)

        with monkeypatch.context() as patch:
            patch.setattr(Batches, "_looked_at", interrupted)
            summary, _ = decided(policy, tmp_path, server)
        assert (summary.ending, summary.documents) == ("interrupted", 0)
        assert decided(policy, tmp_path, server)[1] == expected
        paid(server)


@pytest.mark.parametrize("write", range(1, 6))
def test_a_full_disk_loses_no_batch(
    write: int,
    policy: logitext.Policy,
    models: Server,
    expected: list[dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    writes = itertools.count(1)
    keep = Journal.keep

    def full(self: Journal, batch: Any) -> None:
        if next(writes) == write:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        keep(self, batch)

    with batching(models) as server:
        with monkeypatch.context() as patch:
            patch.setattr(Journal, "keep", full)
            summary, _ = decided(policy, tmp_path, server)
        assert (summary.ending, summary.reason) == ("disk", "No space left on device")
        assert decided(policy, tmp_path, server)[1] == expected
        paid(server)


def test_what_does_not_go_with_batches_is_said(policy: logitext.Policy, models: Server, tmp_path: Path) -> None:
    given = str(data(tmp_path))
    theory = OpenAI("test-model", base_url=models.base_url, api_key="k")
    for options, said in [
        ({"theory": "pattern:complete"}, "batches need a model"),
        ({"theory": theory, "deadline": 3}, "a deadline of seconds"),
        ({"theory": theory, "minimise": "latency"}, "no `latency` to minimise"),
        ({"theory": OpenAI("m", base_url=models.base_url, api="decisions")}, "`decisions` takes no batches"),
    ]:
        files = Files(rows=tmp_path / "rows.jsonl", batch_api="openai")
        with pytest.raises(logitext.ArgumentError, match=said):
            policy.run(given, files=files, **options)  # type: ignore[arg-type]


def test_a_batch_costs_what_the_table_says(policy: logitext.Policy, models: Server, tmp_path: Path) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text('[models."test-model"]\ninput = 1\noutput = 4\nbatch = 0.5\n')
    table = load_prices(prices)
    assert table["test-model"].in_batches() == ModelPrice(0.5, 2.0)
    theory = OpenAI("test-model", base_url=models.base_url, api_key="k", prices=prices)
    theory.sends_by(lambda *_: None)  # type: ignore[arg-type]  # nothing is sent
    assert theory.money == ModelPrice(0.5, 2.0)
    theory.sends_by(None)
    assert theory.money == ModelPrice(1.0, 4.0, batch=0.5)
