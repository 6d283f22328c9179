"""`--fact` and `--facts`: facts on the command line, in files, and of single documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.run import Ran, logitext

POLICY = """{{text post: "a message"
  fact account_days: Int "days since the account was opened"
  fact trusted: Bool
  fact region: no | yes "whether it is abroad"}}
{{let rude = [[is rude]] match /idiot/}}
{{violation remove = rude and (account_days < 7 or not trusted)
  verdict abroad = region == no}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.nltc").write_text(POLICY)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("You idiot")
    return tmp_path


def check(folder: Path, *arguments: str) -> Ran:
    return logitext("check", "policy.nltc", *arguments, cwd=folder)


def values(ran: Ran) -> list[dict[str, object]]:
    results = [json.loads(line) for line in ran.out.splitlines()]
    return [{**result["facts"], "remove": result["verdicts"]["remove"]["value"]} for result in results]


def test_facts_of_all_and_of_one_document(folder: Path) -> None:
    (folder / "facts.yaml").write_text(
        "trusted: yes\nregion: no\ntexts:\n  a.txt: {account_days: 3}\n  b.txt: {trusted: no}\n"
    )
    ran = check(folder, "a.txt", "b.txt", "--facts", "facts.yaml", "--format", "jsonl")
    assert ran.status == 1
    assert values(ran) == [
        {"account_days": 3, "trusted": True, "region": "no", "remove": True},
        {"trusted": False, "region": "no", "remove": True},
    ]
    ran = check(folder, "a.txt", "b.txt", "--facts", "facts.yaml", "--fact", "account_days = 900", "--format", "jsonl")
    assert [one["account_days"] for one in values(ran)] == [3, 900]


def test_json_is_read_too(folder: Path) -> None:
    (folder / "facts.json").write_text('{"trusted": false, "account_days": null}')
    ran = check(folder, "a.txt", "--facts", "facts.json", "--format", "jsonl")
    assert values(ran) == [{"trusted": False, "remove": True}]


def test_facts_for_no_document_are_said(folder: Path) -> None:
    (folder / "facts.yaml").write_text("texts:\n  a.text: {trusted: no}\n")
    ran = check(folder, "a.txt", "--facts", "facts.yaml")
    assert "warning[NLT609]: the facts for `a.text` have no effect" in ran.err
    assert "did you mean `a.txt`?" in ran.err


def test_wrong_facts(folder: Path, golden: Callable[[str, str], None]) -> None:
    (folder / "bad.yaml").write_text(
        "trusted: 3\ntrused: yes\nrude: yes\nregion: no\nregion: yes\naccount_days: .nan\n"
        "texts:\n  a.txt: {account_days: 1.5, account_days: 2}\n  b.txt: [3]\n"
    )
    (folder / "list.yaml").write_text("- trusted: no\n")
    (folder / "broken.json").write_text('{"trusted": ')
    told = []
    for arguments in (
        ("--facts", "bad.yaml"),
        ("--facts", "list.yaml"),
        ("--facts", "broken.json"),
        ("--facts", "none.yaml"),
        ("--fact", "account_days=many", "--fact", "trusted", "--fact", "=3", "--fact", "remove=yes"),
        ("--set", "account_days=3", "--set", "rude=yes"),
    ):
        ran = check(folder, "a.txt", *arguments)
        assert ran.status == 2
        told.append(f"$ logitext check policy.nltc a.txt {' '.join(arguments)}\n{ran.err}")
    golden("cli/facts.txt", "\n".join(told))


def test_a_test_gives_facts(folder: Path) -> None:
    (folder / "policy.nltc").write_text(
        POLICY
        + """{{test "new": given account_days == 3, post = "idiot" expect remove
  test "abroad": given region == no, not trusted, rude expect abroad, remove
  test "open": given rude, trusted expect remove is undetermined}}"""
    )
    ran = logitext("test", "policy.nltc", cwd=folder)
    assert (ran.status, "3 of 3 tests pass" in ran.out) == (0, True), ran.out


def test_a_graph_and_a_dump_show_facts(folder: Path) -> None:
    graph = json.loads(logitext("graph", "policy.nltc", "--format", "json", cwd=folder).out)
    assert [node["kind"] for node in graph["nodes"]][:4] == ["fact", "fact", "fact", "clause"]
    for format in ("svg", "dot", "mermaid"):
        assert "fact" in logitext("graph", "policy.nltc", "--format", format, cwd=folder).out
    assert "facts\n  account_days: Int" in logitext("dump", "policy.nltc", cwd=folder).out


def test_a_forecast_knows_the_facts(folder: Path) -> None:
    ran = check(folder, "a.txt", "--fact", "account_days=3", "--fact", "trusted=yes", "--dry-run")
    assert ran.status == 0


def test_answers_and_facts_of_a_document_are_for_no_other_whose_path_ends_so(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text("{{text t fact n: Int}}{{let a = [[is bad]] verdict v = a or n > 3}}")
    (tmp_path / "sub").mkdir()
    (tmp_path / "x.txt").write_text("one")
    (tmp_path / "sub" / "x.txt").write_text("two")
    (tmp_path / "answers.yaml").write_text("texts:\n  x.txt: {a: true}\n")
    (tmp_path / "facts.yaml").write_text("texts:\n  x.txt: {n: 5}\n")
    for given in (("--answers", "answers.yaml"), ("--facts", "facts.yaml", "--theory", "answers:none.yaml")):
        (tmp_path / "none.yaml").write_text("a: unknown\n")
        both = logitext("check", "p.nltc", "x.txt", "sub/x.txt", *given, "--format", "json", cwd=tmp_path)
        assert [one["verdicts"]["v"]["value"] for one in json.loads(both.out)] == [True, None], both
        alone = logitext("check", "p.nltc", "sub/x.txt", *given, "--format", "json", cwd=tmp_path)
        assert json.loads(alone.out)["verdicts"]["v"]["value"] is True
