"""The file of decisions: what is put in is found, and nothing in it is trusted."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.audit.entry import entry_of, policy_of, sources_of
from logitext.audit.store import DecisionStore
from logitext.audit.verifying import verify
from logitext.syntax.diagnostics import InputError
from logitext.theory import Answers
from tests.cli.run import logitext as command

POLICY = logitext.loads(
    "{{text t}} {{let rude = [[is rude]] let joke = [[is a joke]] violation mute = rude unless joke}}"
)
RESULT = POLICY.check("You fool", theory=Answers({"rude": True, "joke": False}), label="post.txt")
ENTRY = entry_of("id-1", 1_700_000_000.0, "chat", "block", RESULT)
SOURCES = {POLICY.sha256: sources_of(POLICY.checked)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with DecisionStore(tmp_path / "d.sqlite3") as store:
        store.put([ENTRY], SOURCES)
    return tmp_path / "d.sqlite3"


def test_what_is_put_in_is_found(path: Path) -> None:
    beside = replace(ENTRY, id="id-2", made=1_700_000_001.0, action="allow", of="id-1", differs=True)
    with DecisionStore(path) as store:
        store.put([beside], SOURCES)
    with DecisionStore(path, writing=False) as store:
        assert store.get("id-1") == ENTRY
        assert store.beside("id-1") == beside
        assert store.beside("id-2") is None
        assert [one.id for one in store.newest(5)] == ["id-2", "id-1"]
        assert [one.id for one in store.newest(1)] == ["id-2"]
        assert [one.id for one in store.newest(5, action="block")] == ["id-1"]
        assert list(store.newest(5, policy="other")) == []
        assert policy_of(store.sources(POLICY.sha256)).sha256 == POLICY.sha256
        _, _, differences = asyncio.run(verify(store, ENTRY))
        assert differences == []


def test_all_or_none(path: Path) -> None:
    with DecisionStore(path) as store:
        with pytest.raises(InputError):
            store.put([replace(ENTRY, id="id-3"), ENTRY], SOURCES)
        assert [one.id for one in store.newest(5)] == ["id-1"]


def test_a_policy_that_uses_another_and_has_signs_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "shared.nltc").write_text("<% let rude = [[is rude]] %>")
    (tmp_path / "p.nltc").write_text('<% text t  use "shared.nltc"  violation v = rude %>')
    policy = logitext.load(tmp_path / "p.nltc", delimiters="<% %>")
    sources = json.loads(sources_of(policy.checked))
    (tmp_path / "shared.nltc").unlink()
    assert policy_of(sources).sha256 == policy.sha256


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database")
    (tmp_path / "empty").write_text("")
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    for name, writing, code in [
        ("text", True, "NLT668"),
        ("other", True, "NLT668"),
        ("other", False, "NLT668"),
        ("empty", False, "NLT668"),
        ("missing", False, "NLT667"),
        ("missing/\0", True, "NLT667"),
    ]:
        with pytest.raises(InputError) as caught:
            DecisionStore(tmp_path / name, writing=writing)
        assert caught.value.diagnostics[0].code == code, name
    with pytest.raises(InputError, match="no regular file"):
        DecisionStore(tmp_path)


def _set(**values: Any) -> Callable[[sqlite3.Connection], object]:
    assignments = ", ".join(f"{name} = ?" for name in values)
    return lambda connection: connection.execute(f"UPDATE decisions SET {assignments}", list(values.values()))


def _result(change: Callable[[dict[str, Any]], object]) -> Callable[[sqlite3.Connection], object]:
    data = json.loads(json.dumps(ENTRY.result))
    change(data)
    return _set(result=json.dumps(data))


@pytest.mark.parametrize(
    "harm",
    [
        _set(result="{"),
        _set(result="[]"),
        _set(result="[" * 100_000),
        _set(made="yesterday"),
        _set(policy=b"\xff"),
        _set(result=b"\xff\xfe"),
    ],
    ids=range(6),
)
def test_a_row_that_nobody_wrote_is_refused(harm: Callable[[sqlite3.Connection], object], path: Path) -> None:
    with sqlite3.connect(path) as connection:
        harm(connection)
    connection.close()
    with DecisionStore(path, writing=False) as store, pytest.raises(InputError) as caught:
        store.get("id-1")
    assert caught.value.diagnostics[0].code == "NLT668"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["verdicts"]["mute"].update(value=False),
        lambda data: data["answers"].update(joke=True),
        lambda data: data["verdicts"]["mute"]["because"].pop(),
        lambda data: data["policy"].update(sha256="0" * 64),
        lambda data: data.update(status="undetermined"),
    ],
    ids=range(5),
)
def test_a_decision_that_was_changed_is_found_out(change: Callable[[dict[str, Any]], object], path: Path) -> None:
    with sqlite3.connect(path) as connection:
        _result(change)(connection)
    connection.close()
    ran = command("audit", path, "id-1", "--verify", cwd=path.parent)
    assert ran.status == 1
    assert "difference" in ran.out


@pytest.mark.parametrize(
    "harm",
    [
        lambda connection: connection.execute("UPDATE policies SET sources = replace(sources, 'unless', 'and')"),
        _set(status="conflict"),
    ],
    ids=["policy", "status"],
)
def test_what_stands_beside_is_verified_too(harm: Callable[[sqlite3.Connection], object], path: Path) -> None:
    with sqlite3.connect(path) as connection:
        harm(connection)
    connection.close()
    ran = command("audit", path, "--verify", "--format", "json", cwd=path.parent)
    assert ran.status == 1
    assert json.loads(ran.out)["verified"] is False


@pytest.mark.parametrize("sources", ["[]", "3", "{", '[{"name": 3}]', '[{"name": "p", "text": "x", "delimiters": ""}]'])
def test_a_policy_that_cannot_be_read_is_said(sources: str, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE policies SET sources = ?", [sources])
    connection.close()
    ran = command("audit", path, "id-1", "--verify", cwd=path.parent)
    assert ran.status == 2
    assert "error[NLT668]" in ran.err


def test_the_command(path: Path) -> None:
    def run(*words: str) -> str:
        ran = command("audit", path, *words, cwd=path.parent)
        assert (ran.status, ran.err) == (0, "")
        return ran.out

    assert run() == "2023-11-14T22:13:20Z  id-1  block   decided       chat\n"
    assert "mute is true, because" in run("id-1")
    assert "“is rude”" in run("id-1")
    assert run("id-1", "--policy-text") == f"# <string>\n{POLICY.checked.source.text}\n"
    assert json.loads(run("--format", "json"))["result"] == ENTRY.result
    assert run("--action", "allow", "--format", "json") == "[]\n"
    assert "verified: 1 verdict from 2 answers" in run("--verify")
    wrong = command("audit", path, "id-9", cwd=path.parent)
    assert (wrong.status, wrong.err.splitlines()[0]) == (2, "error[NLT669]: there is no decision `id-9`")
    assert command("audit", "nowhere", cwd=path.parent).status == 2
    assert command("audit", path, "--policy-text", cwd=path.parent).status == 2


def test_a_name_cannot_reach_the_terminal(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        _set(policy="\x1b[31mred")(connection)
    connection.close()
    assert "\x1b" not in command("audit", path, cwd=path.parent).out
