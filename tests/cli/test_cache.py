"""`logitext cache`: what it prints, what it deletes, and when it asks."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import logitext.cli.cache
from logitext.cli.commands.cache import command
from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.cache.store import Cache
from tests.theory.llm.cache.entries import TEXT, components, entry

DAY = 86_400


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A cache with four answers."""
    path = tmp_path / "answers.sqlite3"
    now = time.time()
    with Cache(path) as cache:
        cache.put_many(
            [
                entry("a", full=True, created=now - 40 * DAY),
                entry("b", value=None, created=now - 10 * DAY, model="large"),
                replace(entry("c", clause="harm", sort=["none", "much"], created=now - DAY), answer={"value": "much"}),
                entry(full=True, created=0.0, clause="old"),
            ]
        )
        cache.remember("https://models.example/v1", "large", {"json_schema": True})
    return path


def run(*words: str | Path, env: dict[str, str] | None = None, stdin: str | None = None) -> str:
    """What the command prints, when all is well."""
    result = CliRunner().invoke(command, [str(word) for word in words], env=env, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str | Path) -> str:
    """What the command says, when it was told something wrong."""
    result = CliRunner().invoke(command, [str(word) for word in words])
    assert result.exit_code == 2, result.output
    return result.output.splitlines()[-1].removeprefix("Error: ")


# --- looking -----------------------------------------------------------------------------------------------------


def test_info(path: Path) -> None:
    shown = run("info", "--cache", path)
    assert f"cache          {path}\n" in shown
    assert "answers        4, 2 with the texts\n" in shown
    assert "from           1970-01-01T00:00:00Z to 2" in shown
    assert "model          large at https://models.example/v1: 1\n" in shown
    assert "input tokens   400\n" in shown
    assert "cost           not known of 4\n" in shown
    data = json.loads(run("info", "--cache", path, "--format", "json"))
    assert (data["path"], data["exists"], data["entries"], data["servers"]) == (str(path), True, 4, 1)
    assert data["usage"]["calls"] == 2
    assert data["oldest"] == "1970-01-01T00:00:00Z"


def test_broken_rows_are_told(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE answers SET answer = '{}' WHERE clause = 'old'")
    connection.commit()
    connection.close()
    assert "broken         1; they are not used" in run("info", "--cache", path)
    assert len(run("list", "--cache", path).splitlines()) == 3


def test_list(path: Path) -> None:
    lines = run("list", "--cache", path).splitlines()
    key = entry(clause="old").key
    assert lines[0] == f"{key[:12]}  1970-01-01T00:00:00Z  old                   true (0.90)       small-1"
    assert [line.split()[2:] for line in lines] == [
        ["old", "true", "(0.90)", "small-1"],
        ["harm", "much", "small-1"],
        ["rude", "unknown", "(0.90)", "large"],
        ["rude", "true", "(0.90)", "small-1"],
    ]
    first = json.loads(run("list", "--cache", path, "--format", "json").splitlines()[0])
    assert (first["key"], first["answer"]) == (key, {"value": True, "probability": 0.9})
    assert TEXT[:9] not in run("list", "--cache", path) + run("list", "--cache", path, "--format", "json")


@pytest.mark.parametrize(
    ("filters", "clauses"),
    [
        (["--model", "large"], ["rude"]),
        (["--clause", "rude"], ["rude", "rude"]),
        (["--clause", "rud"], []),
        (["--endpoint", "https://models.example/v1", "--newer-than", "20d"], ["harm", "rude"]),
        (["--older-than", "4w"], ["old", "rude"]),
        (["--older-than", "12h", "--newer-than", "1.5d"], ["harm"]),
        (["--newer-than", "90 m"], []),
    ],
    ids=str,
)
def test_list_some(path: Path, filters: list[str], clauses: list[str]) -> None:
    assert [line.split()[2] for line in run("list", "--cache", path, *filters).splitlines()] == clauses
    exported = [json.loads(line) for line in run("export", "--cache", path, *filters).splitlines()]
    assert [one["components"]["clause"]["name"] for one in exported] == clauses


def test_show(path: Path) -> None:
    key = entry(clause="old").key
    shown = run("show", key[:6], "--cache", path)
    for line in (
        f"key                     {key}",
        "created                 1970-01-01T00:00:00Z",
        "answer                  true (0.90)",
        f"quote                   {TEXT[:20]}",
        "usage.cost              null",
        "clause.wording          is rude",
        "parameters.temperature  0",
        "request:",
        f'"content": "{TEXT}",',
        f"it is rude to say: {TEXT}",
    ):
        assert line.strip() in [each.strip() for each in shown.splitlines()]
    data = json.loads(run("show", key, "--cache", path, "--format", "json"))
    assert data["request"]["messages"][0]["content"] == TEXT
    assert "request: not kept\n\nreply: not kept\n" in run("show", entry("b", model="large").key, "--cache", path)


@pytest.mark.parametrize(("key", "message"), [("0" * 64, "no entry has the key"), ("abc", "no key of an entry")])
def test_show_what_is_not_there(path: Path, key: str, message: str) -> None:
    with pytest.raises(InputError, match=f"NLT534.*{message}"):
        run("show", key, "--cache", path)


def test_control_characters_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite3"
    evil = "\x1b[2J\ud800\n"
    one = entry(evil, clause=evil, sort=[evil, "b"], value=evil, full=True, model=evil)
    with Cache(path) as cache:
        cache.put_many([one])
    for words in (["list"], ["info"], ["show", one.key], ["export", "--full"], ["list", "--format", "json"]):
        shown = run(*words, "--cache", path)
        assert "\x1b" not in shown
        assert "\ud800" not in shown


# --- export ------------------------------------------------------------------------------------------------------


def test_export(path: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in run("export", "--cache", path).splitlines()]
    assert len(lines) == 4
    assert lines[0]["components"] == components(clause="old")
    assert lines[0].keys() == {"logitext_cache", "key", "created", "components", "answer", "usage"}
    target = tmp_path / "export.jsonl"
    assert run("export", "--cache", path, "--full", "-o", target) == ""
    full = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert [one.pop("reply") and one.pop("request") for one in full][-1] == entry("a", full=True).request
    assert target.stat().st_mode & 0o777 == 0o600
    run("export", "--cache", path, "-o", target, "--clause", "none")
    assert target.read_text("utf-8") == ""
    assert sorted(file.name for file in tmp_path.iterdir()) == ["answers.sqlite3", "export.jsonl"]


def test_export_where_it_cannot_be_written(path: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"NLT608.*the export cannot be written"):
        run("export", "--cache", path, "-o", tmp_path / "no folder" / "export.jsonl")
    with pytest.raises(InputError, match=r"NLT608"):
        run("export", "--cache", path, "-o", tmp_path)


def test_an_export_that_fails_leaves_nothing(path: Path, tmp_path: Path) -> None:
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096 * (pages - 1))
    target = tmp_path / "export.jsonl"
    target.write_text("before")
    with pytest.raises(InputError, match="NLT532"):
        run("export", "--cache", path, "-o", target)
    assert target.read_text("utf-8") == "before"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["answers.sqlite3", "export.jsonl"]


# --- clear -------------------------------------------------------------------------------------------------------


def left(path: Path) -> int:
    with Cache(path) as cache:
        return cache.info().entries


def test_clear_needs_to_know_what(path: Path) -> None:
    assert refused("clear", "--cache", path, "--yes").startswith("nothing says what is to be deleted")
    assert "`--all` leaves no choice" in refused("clear", "--cache", path, "--yes", "--all", "--model", "m")
    assert "`--all` leaves no choice" in refused("clear", "--cache", path, "--yes", "--all", "--servers")
    assert "with `--servers` only" in refused("clear", "--cache", path, "--yes", "--servers", "--clause", "c")
    assert "as in `30d`, not `30`" in refused("clear", "--cache", path, "--yes", "--older-than", "30")
    assert left(path) == 4


def test_clear_without_a_terminal_needs_yes(path: Path) -> None:
    message = refused("clear", "--cache", path, "--all")
    assert message == f"4 answers would be deleted from {path}: say `--yes` if that is meant"
    assert left(path) == 4
    assert run("clear", "--cache", path, "--model", "large", "--yes") == "deleted 1 answer\n"
    assert left(path) == 3
    assert run("clear", "--cache", path, "--all", "--yes") == "deleted 3 answers\n"
    assert json.loads(run("info", "--cache", path, "--format", "json"))["servers"] == 0


def test_clear_on_a_terminal_asks(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logitext.cli.cache, "_interactive", lambda: True)
    shown = run("clear", "--cache", path, "--older-than", "30d", stdin="n\n")
    assert shown == f"delete 2 answers from {path}? [y/N]: n\nnothing was deleted\n"
    assert left(path) == 4
    shown = run("clear", "--cache", path, "--older-than", "30d", stdin="y\n")
    assert shown.endswith("deleted 2 answers\n")
    assert left(path) == 2


def test_clear_what_is_known_of_servers(path: Path) -> None:
    assert run("clear", "--cache", path, "--servers", "--model", "m", "--yes") == "forgot what 0 servers can do\n"
    assert run("clear", "--cache", path, "--servers", "--yes") == "forgot what 1 server can do\n"
    assert left(path) == 4


def test_settings_of_a_check_choose_nothing_that_is_deleted(path: Path) -> None:
    env = {"LOGITEXT_MODEL": "large", "LOGITEXT_ALL": "1", "LOGITEXT_YES": "1", "LOGITEXT_CLAUSE": "rude"}
    result = CliRunner().invoke(command, ["clear", "--cache", str(path)], env=env)
    assert result.exit_code == 2
    assert left(path) == 4


# --- which file --------------------------------------------------------------------------------------------------


def test_a_cache_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "answers.sqlite3"
    assert run("info", "--cache", path) == f"there is no cache at {path} yet\n"
    assert json.loads(run("info", "--cache", path, "--format", "json"))["exists"] is False
    assert run("list", "--cache", path) == ""
    assert run("export", "--cache", path) == ""
    assert run("clear", "--all", "--cache", path) == f"there is no cache at {path}\n"
    with pytest.raises(InputError, match=r"NLT534.*there is no cache"):
        run("show", "0" * 64, "--cache", path)
    assert list(tmp_path.iterdir()) == []


def test_the_file_may_come_from_the_environment(path: Path) -> None:
    assert len(run("list", env={"LOGITEXT_CACHE": str(path)}).splitlines()) == 4


@pytest.mark.parametrize("words", [["info"], ["list"], ["show", "abcd"], ["export"], ["clear", "--all", "--yes"]])
def test_a_file_that_is_no_cache_is_told(tmp_path: Path, words: list[str]) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("notes\n" * 1000)
    with pytest.raises(InputError, match=r"NLT531.*no SQLite database"):
        run(*words, "--cache", path)
    with pytest.raises(InputError, match="NLT530"):
        run(*words, "--cache", tmp_path)
    with pytest.raises(InputError, match="NLT530"):
        run(*words, "--cache", tmp_path / ("x" * 300))


def test_help_is_plain() -> None:
    assert isinstance(command, click.Group)
    for words in ([], *([name] for name in command.commands)):
        assert "\\b" not in run(*words, "--help")


def test_only_the_file_and_formats_have_variables() -> None:
    assert isinstance(command, click.Group)
    given: dict[str, Any] = {
        f"{name} {option.opts[-1]}": option.envvar
        for name, one in command.commands.items()
        for option in one.params
        if isinstance(option, click.Option) and option.envvar
    }
    assert given.pop("export --output") == "LOGITEXT_OUTPUT"
    assert {name.split()[1] for name in given} == {"--cache", "--format"}
