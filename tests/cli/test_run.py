"""`logitext run` as its user sees it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from logitext.cli.run_output import RunProgress
from logitext.run.job import RunCounts
from tests.cli.run import logitext
from tests.run.made import CHAT, lines

ROWS = [{"id": number, "message": "You idiot!" if number % 2 else "Hello"} for number in range(6)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "chat.nltc").write_text(CHAT)
    lines(tmp_path / "d.jsonl", ROWS)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chat.nltc"], "name the data"),
        (["d.jsonl", "chat.nltc"], "the first argument is the policy"),
        (["chat.nltc", "d.jsonl"], "name a file for what is decided"),
        (["chat.nltc", "d.jsonl", "-o", "o.jsonl", "--columns", "id"], "name their file with `--rows FILE`"),
        (["chat.nltc", "d.jsonl", "--rows", "r.jsonl", "--map", "post"], "expected `NAME=COLUMN`, not `post`"),
        (["chat.nltc", "d.jsonl", "--rows", "r.jsonl", "--map", "a=b", "--map", "a=c"], "`a` is mapped twice"),
        (["chat.nltc", "d.jsonl", "--rows", "r.xlsx"], "it has no name of an output"),
        (["chat.nltc", "d.jsonl", "--rows", "r.jsonl", "--columns", "nope"], "`nope` is no column of the rows"),
    ],
)
def test_wrong_words(words: list[str], said: str, folder: Path) -> None:
    ran = logitext("run", *words, cwd=folder)
    assert ran.status == 2
    assert said in " ".join(ran.err.split())
    assert sorted(path.name for path in folder.iterdir()) == ["chat.nltc", "d.jsonl"]


def test_what_is_said_at_the_end(folder: Path, golden: Callable[[str, str], None]) -> None:
    words = ["run", "chat.nltc", "d.jsonl", "--rows", "r.jsonl", "--theory", "pattern:complete", "--set", "joke=no"]
    first = logitext(*words, cwd=folder)
    again = logitext(*words, cwd=folder)
    assert (first.status, again.status) == (0, 0)
    assert again.err == first.err + "nothing was left to do: an earlier command has finished this run\n"
    golden("run/summary.txt", first.err)
    assert logitext(*words, "-q", cwd=folder).err == ""
    summary = json.loads(logitext(*words, "--format", "json", cwd=folder).out)
    assert (summary["ending"], summary["documents"], summary["violations"]) == ("done", 6, {"mute": 3})


def test_bad_records_are_told_at_once_and_the_first_few_only(folder: Path) -> None:
    lines(folder / "d.jsonl", ["x"] * 9)
    ran = logitext("run", "chat.nltc", "d.jsonl", "--rows", "r.jsonl", cwd=folder)
    assert ran.status == 2
    assert ran.err.count("error[NLT641]") == 5
    assert "what is wrong with further records stands in their rows" in ran.err
    assert "9 documents: 9 bad" in ran.err


def test_options_without_effect_are_named(folder: Path) -> None:
    words = ["run", "chat.nltc", "d.jsonl", "--rows", "r.jsonl", "--theory", "pattern", "--max-tokens", "5"]
    assert "`--max-tokens` has no effect" in logitext(*words, cwd=folder).err


@pytest.mark.skipif(os.name == "nt", reason="there is no pty there")
def test_a_line_on_a_terminal_is_gone_at_the_end(folder: Path) -> None:
    ours, theirs = pty.openpty()
    words = ["run", "chat.nltc", "d.jsonl", "--rows", "r.jsonl", "--theory", "pattern"]
    done = subprocess.run([sys.executable, "-m", "logitext", *words], cwd=folder, stderr=theirs, timeout=600)
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "\r6 documents, " in said
    assert said.splitlines()[-1].split("\r")[-1] == "6 documents: 6 undetermined"


def test_a_line_a_minute_elsewhere(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    monkeypatch.setattr("logitext.cli.run_output.time.monotonic", lambda: now[0])
    counts = RunCounts(documents=100, asked=40, cached=5, spared=60, input_tokens=900, output_tokens=100, cost=0.25)
    with RunProgress(shown=True) as progress:
        for second, documents, share in [
            (1, 200, 0.1),
            (59, 300, 0.2),
            (61, 400, 0.3),
            (90, 500, 0.4),
            (130, 600, 0.6),
        ]:
            now[0] = second
            counts.documents = documents
            progress.tell(counts, share)
    used = "40 questions asked, 5 from a cache, 60 clauses not needed, 1,000 tokens, cost 0.25, 3 a second"
    assert capsys.readouterr().err.splitlines() == [
        f"400 documents, {used}, 4 min left",
        f"600 documents, {used}, 2 min left",
    ]
