"""Commands that may take long say on a terminal what they are at, and nothing where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from logitext.cli import test, verify
from logitext.cli import working as module
from logitext.cli.main import cli

POLICY = """{{text post}} {{let rude = [[is rude]] match /fool/  violation remove = rude}}
{{test "one": given rude expect remove  test "two": given post = "Hi" expect not remove}}
"""


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What commands show, in a folder with a policy and results."""
    monkeypatch.chdir(tmp_path)
    lines: list[str] = []

    @contextmanager
    def working(what: str, *, shown: bool = True) -> Iterator[Callable[[str], None]]:
        lines.extend([what] if shown else [])
        yield lines.append if shown else lambda _: None

    for command in (test, verify):
        monkeypatch.setattr(command, "working", working)
    Path("p.nltc").write_text(POLICY)
    for name in ("a.txt", "b.txt"):
        Path(name).write_text("You fool")
    return lines


def run(*words: str) -> str:
    return CliRunner().invoke(cli, words, standalone_mode=False, catch_exceptions=False).stderr


def test_verifying_several_results(said: list[str]) -> None:
    run("check", "p.nltc", "a.txt", "b.txt", "-o", "r.jsonl")
    assert run("verify", "r.jsonl", "p.nltc") == ""
    assert said == ["verifying", "verifying result 1 of 2", "verifying result 2 of 2"]
    said.clear()
    run("check", "p.nltc", "a.txt", "-o", "r.json")
    run("verify", "r.json", "p.nltc")
    assert said == []


def test_testing(said: list[str]) -> None:
    run("test", "p.nltc", "--theory", "pattern:complete")
    assert said == ["testing", "testing p.nltc: 2 of 2 tests"]
    said.clear()
    run("test", "p.nltc", "--theory", "ask")  # the person's terminal is not written over
    assert said == []


def test_nothing_is_shown_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with module.working("counting") as say:
        say("counting on")
    with module.working("counting", shown=False) as say:
        say("counting on")
    assert capsys.readouterr() == ("", "")
