"""`logitext check` of many documents: the fault of one is that one's, and nothing that was decided is lost."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from logitext.cli import main
from logitext.policy import elaboration
from logitext.records.result import Result

POLICY = """{{text post: "a post"}}
{{let slur(w) = [[w is a slur]] match /^zorp$/
  let sells = [[advertises something]] match /buy now/
  violation remove = forsome w in words(post): slur(w)
  violation flag = sells}}
"""

Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run `logitext check policy.nltc ARGUMENTS --theory pattern:complete`: its status and what it wrote."""
    (tmp_path / "policy.nltc").write_text(POLICY)
    (tmp_path / "good.txt").write_text("buy now")
    (tmp_path / "flood.txt").write_text("a " * 20 + "buy now")
    (tmp_path / "latin1.txt").write_bytes(b"caf\xe9 buy now")
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(elaboration, "MOST_INSTANCES", 10)

    def run(*arguments: str) -> tuple[int, str, str]:
        command = ["logitext", "check", "policy.nltc", *arguments, "--theory", "pattern:complete"]
        monkeypatch.setattr(sys, "argv", command)
        status = main._run()
        out, err = capsys.readouterr()
        return status, out, err

    return run


FAULTY = ("good.txt", "flood.txt", "latin1.txt", "absent.txt", "folder", "good.txt")


def test_each_document_has_its_result(check: Check) -> None:
    status, out, err = check(*FAULTY, "--format", "jsonl")
    results = [Result.model_validate_json(line) for line in out.splitlines()]
    assert [result.document for result in results] == list(FAULTY)
    assert [{name: one.value for name, one in result.verdicts.items()} for result in results] == [
        {"remove": False, "flag": True},
        {"remove": None, "flag": True},
        *[{"remove": None, "flag": None}] * 3,
        {"remove": False, "flag": True},
    ]
    not_utf8 = "it is not UTF-8: byte 0xe9 at offset 3, line 1; save it as UTF-8"
    said = [
        f"error[NLT601]: cannot read the text latin1.txt: {not_utf8}",
        "error[NLT601]: cannot read the text absent.txt: there is no such file",
        "error[NLT601]: cannot read the text folder: it is a directory, not a file",
    ]
    assert [result.error for result in results] == [None, None, *said, None]
    assert err.splitlines()[::2] == said
    assert [(one.clause, one.reason) for one in results[1].verdicts["remove"].open] == [("forsome@4", "too many units")]
    assert status == 2


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("good.txt", "latin1.txt"), 2),
        (("good.txt", "latin1.txt", "--exit-zero"), 2),
        (("good.txt", "flood.txt"), 1),
        (("good.txt", "flood.txt", "--fail-on", "undetermined"), 3),
        (("good.txt", "flood.txt", "--exit-zero"), 0),
        (("flood.txt", "--verdict", "remove"), 3),
        (("flood.txt", "--verdict", "flag"), 1),
    ],
)
def test_the_status_tells(check: Check, arguments: tuple[str, ...], status: int) -> None:
    found, out, _ = check(*arguments)
    assert (found, bool(out)) == (status, True)


def test_a_document_of_its_own_that_cannot_be_read_is_an_error(check: Check) -> None:
    status, out, err = check("latin1.txt", "-o", "out.jsonl")
    assert (status, out) == (2, "")
    assert "cannot read the text latin1.txt: it is not UTF-8" in err
    assert not Path("out.jsonl").exists()


def test_as_text_and_as_files(check: Check) -> None:
    status, out, _ = check("good.txt", "latin1.txt", "-o", "-", "-o", "a.txt", "-o", "b.json", "-o", "c.xml")
    assert status == 2
    first, second = out.split("\n\n")
    assert first.startswith("good.txt  violation: flag\n")
    assert second.startswith("latin1.txt  failed\n  the check itself failed, so nothing is known: error[NLT601]: ")
    assert Path("a.txt").read_text() == out
    assert [result["document"] for result in json.loads(Path("b.json").read_text())] == ["good.txt", "latin1.txt"]
    root = ElementTree.fromstring(Path("c.xml").read_text())
    assert [root.get(name) for name in ("tests", "failures", "errors")] == ["2", "1", "1"]
    (good, latin1) = root.iter("testcase")
    assert [(one.tag, one.get("type"), one.get("message")) for one in good] == [
        ("failure", "violation", "violation: flag")
    ]
    assert [(one.tag, one.get("type")) for one in latin1] == [("error", "error")]
    assert "latin1.txt" in str(latin1[0].get("message"))


def test_junit_tells_what_is_open(check: Check) -> None:
    _, out, _ = check("flood.txt", "--verdict", "remove", "--format", "junit")
    (failure,) = ElementTree.fromstring(out).iter("failure")
    assert failure.get("message") == "remove is undetermined, and open are forsome@4 (too many units)"


def test_what_is_wrong_for_all_is_said_once_and_nothing_is_written(check: Check) -> None:
    status, out, err = check("good.txt", "latin1.txt", "--verdict", "remov", "-o", "out.jsonl")
    assert (status, out, err.count("NLT604")) == (2, "", 1)
    assert not Path("out.jsonl").exists()
    status, _, err = check("good.txt", "good.txt", "-o", "nowhere/out.jsonl")
    assert (status, err) == (2, "error[NLT608]: cannot write nowhere/out.jsonl: there is no such folder\n\n")


def test_a_dry_run_goes_on_too(check: Check) -> None:
    status, out, err = check("good.txt", "latin1.txt", "good.txt", "--dry-run", "--format", "jsonl")
    assert (status, len(out.splitlines()), err.count("latin1.txt")) == (2, 2, 1)


@pytest.mark.parametrize("name", ["posts.csv", "posts.JSONL", "posts.parquet", "posts.tsv", "posts.ndjson", "p.arrow"])
def test_a_table_is_no_text(check: Check, name: str) -> None:
    Path(name).write_text("post\nbuy now\n")
    for arguments in [(name,), (f"post={name}",), ("good.txt", name)]:
        status, _, err = check(*arguments)
        assert status == 2
        assert f"cannot read the text {name}: it is a table of texts, and would be judged as one text" in err
        assert "`logitext run`" in err
        assert "`post=-`" in err


_PIPED = """
import asyncio, sys
from logitext import theory
from logitext.theory import spec


async def answer(question, texts):
    {wait}
    return False


spec.from_spec = lambda *_: theory.Function(answer, price=theory.Price(question=1))
from logitext.cli.main import main

sys.argv[0] = "logitext"
main()
"""


def start(wait: str, *arguments: str, **pipes: int) -> subprocess.Popen[bytes]:
    """The command with a theory that waits as it is told: `texts["post"]` is the text."""
    command = [sys.executable, "-c", _PIPED.format(wait=wait), "check", "policy.nltc", *arguments, "--theory", "x"]
    return subprocess.Popen(command, **pipes)  # type: ignore[call-overload,no-any-return]  # pipes by name


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "policy.nltc").write_text("{{text post let a = [[is a]] violation v = a}}")
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.txt").write_text(name)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("output", [("--format", "jsonl"), ("-o", "/dev/stdout"), ("--format", "text")])
def test_a_result_is_written_as_soon_as_it_is_known(output: tuple[str, ...]) -> None:
    wait = "await asyncio.sleep(3600 if texts['post'] == 'two' else 0)"
    running = start(wait, "one.txt", "two.txt", *output, stdout=subprocess.PIPE)
    guard = threading.Timer(120, running.kill)  # a result that does not come ends the test, and not the night
    guard.start()
    try:
        assert running.stdout is not None
        assert b"one.txt" in running.stdout.readline()
    finally:
        guard.cancel()
        running.kill()
        running.communicate()


@pytest.mark.usefixtures("slow")
def test_ctrl_c_writes_what_is_decided_also_behind_one_that_is_not() -> None:
    wait = "await asyncio.sleep(3600 if texts['post'] == 'two' else 0)"
    files = ["one.txt", "two.txt", "three.txt"]
    running = start(wait, *files, "-v", "-o", "out.jsonl", "-o", "out.json", stderr=subprocess.PIPE)
    assert running.stderr is not None
    while b"three.txt:   a: false" not in (said := running.stderr.readline()):
        assert said
    while not _lines():
        assert running.poll() is None
    os.kill(running.pid, signal.SIGINT)
    _, err = running.communicate()
    assert running.returncode == 130
    decided = [json.loads(line)["document"] for line in _lines()]
    assert decided[0] == "one.txt"
    assert f"interrupted: {3 - len(decided)} of 3 documents were not checked" in err.decode()
    assert [one["document"] for one in json.loads(Path("out.json").read_text())] == decided


def _lines() -> list[str]:
    return Path("out.jsonl").read_text().splitlines() if Path("out.jsonl").exists() else []


def test_what_waits_behind_another_is_put_at_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import logitext
    from logitext import theory
    from logitext.check.facts_file import FactsFiles
    from logitext.cli.documents import DocumentFiles
    from logitext.cli.explaining import ExplanationParts
    from logitext.cli.idle import Idle
    from logitext.cli.outcomes import Checking
    from logitext.cli.side_by_side import side_by_side

    monkeypatch.chdir(tmp_path)
    policy = logitext.loads("{{text post let a = [[is a]] violation v = a}}")
    files = [f"{name}.txt" for name in ("one", "two", "three", "stop")]
    for name in files:
        Path(name).write_text(name)

    async def answer(_question: theory.Question, texts: theory.Texts) -> bool:
        if texts["post"] == "two.txt":
            await asyncio.sleep(3600)
        if texts["post"] == "stop.txt":
            for _ in range(1000):  # by then all that does not wait is done
                await asyncio.sleep(0)
            raise KeyboardInterrupt
        return True

    known = theory.Function(answer, price=theory.Price(question=1))
    options: logitext.api.Options = {"theory": known}
    put: list[str | None] = []
    done = side_by_side(
        Checking(policy, options, FactsFiles(), (), several=True, seen=False, idle=Idle(known)),
        [DocumentFiles(file, {"post": file}) for file in files],
        ExplanationParts(False, False, None),
        lambda outcome: put.append(outcome.result.document),
    )
    assert (done, put) == (2, ["one.txt", "three.txt"])
