"""Several processes write what one writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.run.workers import Batch, Processes
from tests.run.made import chat, lines, run, without_usage

ROWS: list[dict[str, Any]] = [
    {"id": number, "message": "You idiot!" if number % 3 == 0 else f"Hello {number}", "joke": number % 2 == 0}
    for number in range(700)
]


def both(folder: Path, data: Path, **options: Any) -> None:
    summaries = []
    for workers in (1, 2):
        (folder / str(workers)).mkdir()
        files = {"output": folder / str(workers) / "o.jsonl", "review": folder / str(workers) / "r.yaml"}
        summaries.append(run(chat(), data, folder / str(workers), id="id", workers=workers, **files, **options)[0])
    assert summaries[0].model_copy(update={"seconds": 0.0}) == summaries[1].model_copy(update={"seconds": 0.0})
    for name in ("rows.jsonl", "r.yaml"):
        assert (folder / "1" / name).read_bytes() == (folder / "2" / name).read_bytes()
    assert without_usage(folder / "1" / "o.jsonl") == without_usage(folder / "2" / "o.jsonl")


def test_two_processes_write_what_one_writes(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", [*ROWS[:300], "broken", *ROWS])
    both(tmp_path, data, theory="pattern:complete", columns={"joke": "joke"})


def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = lines(tmp_path / "d.jsonl", ROWS)
    (tmp_path / "clean").mkdir()
    _, expected = run(chat(), data, tmp_path / "clean")
    work = Processes.work
    seen: list[Batch] = []

    async def once(self: Processes, documents: Any) -> Batch:
        batch = await work(self, documents)
        if not seen:
            seen.append(batch)
            for process in self._pool._processes.values():
                process.kill()
        return batch

    monkeypatch.setattr(Processes, "work", once)
    summary, _ = run(chat(), data, tmp_path, workers=2)
    monkeypatch.undo()
    assert (summary.ending, summary.reason) == ("worker", "a worker has ended before its time")
    summary, rows = run(chat(), data, tmp_path, workers=2)
    assert summary.done
    assert rows == expected


class Failing(logitext.theory.Theory):
    """Asked for nothing, and fails about every tenth document."""

    name = "failing"

    async def answer(self, questions: Any, texts: logitext.theory.Texts) -> logitext.theory.Reply:
        if texts["message"].endswith("7"):
            raise OSError("it is away")
        return logitext.theory.Reply({one.id: logitext.theory.Value(False) for one in questions})


@pytest.mark.parametrize("ordered", [True, False])
def test_what_fails_is_counted_for_all_processes(ordered: bool, tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", ROWS)
    options: dict[str, Any] = {"theory": Failing(), "workers": 2, "ordered": ordered}
    summary, _ = run(chat(), data, tmp_path, stop_after=5, **options)
    assert (summary.ending, summary.done) == ("failures", False)
    assert 5 <= summary.failed <= (9 if ordered else 25)
    assert summary.documents <= (90 if ordered else 260)
    (tmp_path / "clean").mkdir()
    expected = run(chat(), data, tmp_path / "clean", theory=Failing(), stop_after=None, ordered=ordered)[1]
    _, rows = run(chat(), data, tmp_path, stop_after=None, **options)
    assert rows == expected if ordered else sorted(map(str, rows)) == sorted(map(str, expected))


def test_what_cannot_go_to_another_process_is_said(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", ROWS[:3])
    with pytest.raises(logitext.ArgumentError, match="cannot go to other processes"):
        run(chat(), data, tmp_path, theory=lambda *_: True, workers=2)


def test_theories_with_a_price_are_asked_by_one_process(tmp_path: Path) -> None:
    asked = []

    def judge(question: logitext.theory.Question, texts: logitext.theory.Texts) -> bool:
        asked.append(question)  # in this process
        return False

    theory = logitext.theory.Function(judge, price=logitext.theory.Price(question=1))
    run(chat(), lines(tmp_path / "d.jsonl", ROWS[:3]), tmp_path, theory=theory, workers=2)
    assert asked
