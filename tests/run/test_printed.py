"""A run that prints what it decides, as it decides it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext import Files
from logitext.theory import Function, Price
from tests.run.made import chat, lines, run, without_usage

ROWS: list[dict[str, Any]] = [
    {"id": number, "message": "You idiot!" if number % 3 == 0 else f"Hello {number}"} for number in range(20)
]


def printed(capsys: pytest.CaptureFixture[str], data: Path, **options: Any) -> tuple[Any, list[dict[str, Any]]]:
    own = {name: options.pop(name) for name in list(options) if name in Files.__dataclass_fields__}
    summary = chat().run(str(data), id="id", files=Files(**own), **{"theory": "pattern:complete", **options})
    return summary, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_rows_and_records_are_those_of_files(workers: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = lines(tmp_path / "d.jsonl", [*ROWS, "broken"])
    expected, rows = run(chat(), data, tmp_path, id="id", output=tmp_path / "o.jsonl")
    summary, found = printed(capsys, data, rows="-", workers=workers)
    assert found == rows
    assert summary.model_copy(update={"seconds": 0.0}) == expected.model_copy(update={"seconds": 0.0})
    _, records = printed(capsys, data, output="-", workers=workers)
    assert [{name: of for name, of in one.items() if name != "usage"} for one in records] == without_usage(
        tmp_path / "o.jsonl"
    )
    assert not Path("-.run").exists()


def test_what_fails_is_printed_and_limits_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = lines(tmp_path / "d.jsonl", ROWS)

    def broken(*_: object) -> bool:
        raise OSError("away")

    summary, found = printed(capsys, data, rows="-", ordered=False, stop_after=3, theory=Function(broken))
    assert (summary.ending, summary.failed) == ("failures", 3)
    assert [row["status"] for row in found] == ["undetermined"] * 3
    theory = Function(lambda *_: True, price=Price(question=1))
    summary, found = printed(capsys, data, rows="-", max_cost=6, theory=theory, concurrency=1)
    assert (summary.ending, len(found)) == ("limit", 3)


def test_another_output_is_refused(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", ROWS)
    with pytest.raises(logitext.InputError, match="no other output"):
        chat().run(str(data), files=Files(rows="-", output=tmp_path / "o.jsonl"))
    assert not (tmp_path / "o.jsonl").exists()


def test_a_reader_that_goes_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    data = lines(tmp_path / "d.jsonl", ROWS)
    monkeypatch.setattr(sys, "stdout", Gone())
    summary = chat().run(str(data), theory="pattern", files=Files(rows="-"))
    assert (summary.ending, summary.reason) == ("interrupted", "nobody reads standard output any more")


def test_a_stream_is_answered_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(chat().checked.source.text)
    words = ["run", "p.nltc", "-", "--rows", "-", "--columns", "mute", "--theory", "pattern:complete", "-q"]
    with subprocess.Popen(
        [sys.executable, "-m", "logitext", *words],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for message, mute in (("Hello", False), ("Idiot!", None), ("Bye", False)):
            process.stdin.write(json.dumps({"message": message}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == {"mute": mute}  # before the next one is there
        process.stdin.close()
        assert process.wait(60) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["p.nltc"]
