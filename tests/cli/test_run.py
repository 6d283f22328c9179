"""`logitext run` as its user sees it."""

from __future__ import annotations

import json
import os
import pty
import re
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
        (["chat.nltc", "d.jsonl", "--rows", "r.xlsx"], "no output of this kind has the format `.xlsx`"),
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


# --- how sure verdicts are --------------------------------------------------------------------------------------

UNSURE = "{{text message}} {{let rude = [[is rude]] let joke = [[is a joke]] violation mute = rude unless joke}}"


@pytest.fixture
def unsure(tmp_path: Path) -> Path:
    """A policy, 200 labelled cases, and documents: 200 like the cases, and 200 of which many are rude."""
    (tmp_path / "p.nltc").write_text(UNSURE)
    answers = {}
    for name, rude in (("case", 20), ("same", 20), ("other", 3)):
        rows = []
        for number in range(200):
            holds = number % rude == 0
            rows.append({"id": f"{name}{number}", "message": f"{name} {number}", "right": {"mute": holds}})
            answers[f"{name}{number}"] = {"rude": {"probability": 0.97 if holds else 0.02}, "joke": False}
        lines(tmp_path / f"{name}.jsonl", rows)
    (tmp_path / "a.json").write_text(json.dumps({"texts": answers}))
    return tmp_path


def test_a_run_says_that_answers_have_moved(unsure: Path, golden: Callable[[str, str], None]) -> None:
    theory = ["--id", "id", "--theory", "answers:a.json"]
    assert logitext("calibrate", "p.nltc", "case.jsonl", *theory, "-o", "c.json", "-q", cwd=unsure).status == 0
    by = ["--calibration", "c.json", *theory]
    same = logitext("run", "p.nltc", "same.jsonl", "--rows", "same.out.jsonl", "--html", "same.html", *by, cwd=unsure)
    assert (same.status, "moved" in same.err) == (0, False)
    assert "moved" not in (unsure / "same.html").read_text("utf-8")
    words = ["run", "p.nltc", "other.jsonl", "--rows", "other.out.jsonl", "--html", "other.html", *by]
    other = logitext(*words, cwd=unsure)
    assert other.status == 0
    golden("run/moved.txt", other.err)
    page = (unsure / "other.html").read_text("utf-8")
    assert "<h2>Answers have moved since the calibration</h2>" in page
    assert re.findall(r"<tr><td>(\w+) <code>(\w+)</code></td><td class=\"number\">([0-9.]+)</td>", page) == [
        ("verdict", "mute", "0.63"),
        ("clause", "rude", "0.63"),
    ]
    moved = json.loads(logitext(*words, "--format", "json", cwd=unsure).out)["moved"]
    assert [(one["kind"], one["name"]) for one in moved] == [("verdict", "mute"), ("clause", "rude")]
    shared = logitext(*words[:3], "--rows", "shared.jsonl", *by, "--workers", "2", cwd=unsure)
    assert shared.err == other.err


def test_a_run_asks_until_it_is_sure(unsure: Path) -> None:
    (unsure / "b.yaml").write_text("rude: {probability: 0.999}\njoke: {probability: 0.001}\n")
    words = ["run", "p.nltc", "same.jsonl", "--id", "id", "--theory", "answers:a.json,answers:b.yaml"]
    assert logitext(*words, "-o", "o.jsonl", "--confidence", "0.985", "-q", cwd=unsure).status == 0
    first = json.loads((unsure / "o.jsonl").read_text().splitlines()[0])["probability"]["mute"]
    assert [one["clause"] for one in first["further"]] == ["rude"]
    assert first["values"][0]["probability"] == pytest.approx(0.97 * 0.999 / (0.97 * 0.999 + 0.03 * 0.001))
    ran = logitext(*words, "-o", "o.jsonl", "--confidence", "0.9", cwd=unsure)
    assert (ran.status, "other options of probabilities" in ran.err) == (2, True)
