"""`logitext priors`: what it learns, prints and forgets, and when it asks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import logitext
import logitext.cli.priors
from logitext import theory
from logitext.cli.commands.priors import command
from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.cache.store import Cache
from tests.cli.run import logitext as logitext_command
from tests.theory.llm.cache.entries import entry

SOURCE = """
{{text post}} {{let rude = [[is rude]]  let rare = [[is about whales]] prior 0.02
  let level: minor | serious = [[how bad it is]]  let day: Date = [[the day that it names]]
  violation remove = rude and not rare and level == serious or day < 2020-01-01}}
"""
ANSWERS: list[dict[str, Any]] = [
    {"rude": True, "rare": False, "level": "minor", "day": "2024-01-01"},
    {"rude": False, "level": "serious", "day": "2019-06-01"},
    {"rude": False, "level": "serious", "day": "2021-02-03"},
    {"rude": False, "level": None},
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a policy, and the same answers as a recording and as results; priors are kept in it."""
    monkeypatch.setenv("LOGITEXT_PRIORS_FILE", str(tmp_path / "priors.sqlite3"))
    (tmp_path / "policy.nltc").write_text(SOURCE, "utf-8")
    policy = logitext.load(tmp_path / "policy.nltc")
    results = []
    with theory.Recorder(tmp_path / "answers.jsonl") as recorder:
        for number, answers in enumerate(ANSWERS):
            results.append(policy.check(f"text {number}", theory=theory.Answers(answers), record=recorder).to_dict())
    (tmp_path / "results.jsonl").write_text("".join(json.dumps(one) + "\n" for one in results), "utf-8")
    return tmp_path


def run(*words: str | Path, stdin: str | None = None) -> str:
    """What the command prints on standard output, when all is well."""
    result = CliRunner().invoke(command, [str(word) for word in words], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*words: str | Path) -> str:
    """What the command says, when it was told something wrong."""
    result = CliRunner().invoke(command, [str(word) for word in words])
    assert result.exit_code == 2, result.output
    return result.output.splitlines()[-1].removeprefix("Error: ")


def shown(*words: str | Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("show", *words, "--format", "json"))["clauses"]
    return found


# --- learn -------------------------------------------------------------------------------------------------------


def test_learn(folder: Path) -> None:
    words: list[str | Path] = ["learn", folder / "answers.jsonl"]
    said = run(*words)
    assert said.startswith("learned 11 answers to 4 clauses for default: 11 new, ")
    assert said.endswith(" passed over as they are no values\n")
    assert run(*words).startswith("learned 11 answers to 4 clauses for default: 0 new, ")


def test_learn_from_results(folder: Path) -> None:
    words: list[str | Path] = [
        "learn",
        folder / "results.jsonl",
        "--policy",
        folder / "policy.nltc",
        "--collection",
        "mail",
    ]
    said = json.loads(run(*words, "--format", "json"))
    assert said == {
        "path": str(folder / "priors.sqlite3"),
        "collection": "mail",
        "answers": 11,
        "new": 11,
        "clauses": 4,
        "passed": 0,
        "notes": [],
    }
    assert run(*words[:1], "-", *words[2:], stdin=(folder / "results.jsonl").read_text("utf-8")).endswith(": 0 new\n")


def test_learn_from_the_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGITEXT_CACHE", str(folder / "cache.sqlite3"))
    with pytest.raises(InputError, match=r"NLT537.*there is no such file"):
        run("learn", "--cache")
    with Cache(folder / "cache.sqlite3") as cache:
        cache.put_many([entry("a"), entry("b", value=None), entry("c")])
    assert run("learn", "--cache") == "learned 3 answers to 1 clause for default: 3 new\n"
    assert run("learn", folder / "cache.sqlite3").endswith(": 0 new\n")


def test_nothing_is_learned_where_one_file_is_wrong(folder: Path) -> None:
    (folder / "wrong.jsonl").write_text("{")
    with pytest.raises(InputError, match="NLT537"):
        run("learn", folder / "answers.jsonl", folder / "wrong.jsonl")
    assert not (folder / "priors.sqlite3").exists()


def test_learn_needs_to_know_what(folder: Path) -> None:
    assert refused("learn") == "nothing says what to learn from: name files, or say `--cache`"
    assert refused("learn", folder / "answers.jsonl", "--collection", " ") == "a collection needs a name"


def test_another_file(folder: Path) -> None:
    run("learn", folder / "answers.jsonl", "--priors-file", folder / "mine.sqlite3")
    assert len(shown("--priors-file", folder / "mine.sqlite3")) == 4
    assert not (folder / "priors.sqlite3").exists()


# --- show --------------------------------------------------------------------------------------------------------


def test_show_what_is_not_there(folder: Path) -> None:
    assert run("show") == f"nothing was learned yet: there is no file {folder / 'priors.sqlite3'}\n"
    assert json.loads(run("show", "--format", "json")) == {
        "schema_version": "1",
        "path": str(folder / "priors.sqlite3"),
        "exists": False,
        "policy": None,
        "clauses": [],
    }
    run("learn", folder / "answers.jsonl")
    assert run("show", "--collection", "mail") == "nothing was learned yet\n"


def test_show_all(folder: Path) -> None:
    run("learn", folder / "answers.jsonl")
    run("learn", folder / "results.jsonl", "--policy", folder / "policy.nltc", "--collection", "mail")
    assert [line.split() for line in run("show").splitlines()[:5]] == [
        ["clause", "collection", "answered", "by", "documents", "answers"],
        ["rude", "default", "answers", "4", "25", "%", "true"],
        ["rare", "default", "answers", "1", "0", "%", "true"],
        ["level", "default", "answers", "3", "minor", "33", "%,", "serious", "67", "%"],
        ["day", "default", "answers", "3", "2019-06-01", "to", "2024-01-01,", "in", "the", "middle", "2021-02-03"],
    ]
    assert [one["collection"] for one in shown()] == ["default"] * 4 + ["mail"] * 4
    assert len(shown("--collection", "mail")) == 4


def test_show_a_policy(folder: Path) -> None:
    run("learn", folder / "answers.jsonl")
    lines = run("show", folder / "policy.nltc").splitlines()
    assert lines[0].split() == ["clause", "answered", "by", "documents", "answers", "chance"]
    assert lines[1].split() == ["rude", "answers", "4", "25", "%", "true", "0.233"]
    rude, rare, level, day = shown(folder / "policy.nltc")
    assert (rude["prior"], rare["prior"], rude["documents"], rare["documents"]) == (None, 0.02, 4, 1)
    assert rude["asked"] == {"theory": "answers", "version": "1", "model": None, "prompt": None}
    assert [one["value"] for one in level["chances"]] == ["minor", "serious"]
    assert [one["value"] for one in day["chances"]] == ["2019-12-31", "2020-01-01", "2020-01-02"]
    assert sum(one["chance"] for one in day["chances"]) == pytest.approx(1)


def test_show_a_policy_of_which_nothing_was_learned(folder: Path) -> None:
    rude, rare, *_ = shown(folder / "policy.nltc")
    assert (rude["asked"], rude["documents"], rude["values"]) == (None, 0, [])
    assert [one["chance"] for one in rude["chances"]] == pytest.approx([0.8, 0.2])
    assert [one["chance"] for one in rare["chances"]] == pytest.approx([0.98, 0.02])


def test_a_clause_without_chances_says_so(folder: Path) -> None:
    path = folder / "sums.nltc"
    path.write_text("{{text t}} {{let a: Int = [[a]] let b: Text = [[b]] let c: Int = [[c]] verdict v = a + c > 3}}")
    lines = run("show", path).splitlines()
    assert [line.split() for line in lines[1:]] == [[name, "0", "not", "used"] for name in "abc"]


def test_what_comes_from_files_cannot_command_a_terminal(folder: Path) -> None:
    evil = "\x1b[2J"
    with Cache(folder / "cache.sqlite3") as cache:
        cache.put_many([entry("a", clause=evil, sort=[evil, "b"], value=evil, model=evil)])
    run("learn", folder / "cache.sqlite3", "--collection", evil)
    assert "\x1b" not in run("show") + run("show", "--format", "json")


# --- reset -------------------------------------------------------------------------------------------------------


def test_reset_needs_to_know_what(folder: Path) -> None:
    run("learn", folder / "answers.jsonl")
    assert refused("reset", "--yes").startswith("nothing says what is to be forgotten")
    assert refused("reset", "--yes", "--all", "--theory", "ask").startswith("`--all` leaves no choice")
    message = refused("reset", "--all")
    assert message == (
        f"11 answers to 4 clauses would be forgotten from {folder / 'priors.sqlite3'}: say `--yes` if that is meant"
    )
    assert len(shown()) == 4


def test_reset(folder: Path) -> None:
    run("learn", folder / "answers.jsonl")
    run("learn", folder / "results.jsonl", "--policy", folder / "policy.nltc", "--collection", "mail")
    assert run("reset", "--theory", "openai", "--yes") == "forgot 0 answers to 0 clauses\n"
    assert run("reset", "--clause", "rude", "--collection", "mail", "--yes") == "forgot 4 answers to 1 clause\n"
    assert run("reset", "--theory", "answers", "--yes") == "forgot 11 answers to 4 clauses\n"
    assert run("reset", "--all", "--yes") == "forgot 7 answers to 3 clauses\n"
    assert shown() == []


def test_reset_on_a_terminal_asks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("learn", folder / "answers.jsonl")
    monkeypatch.setattr(logitext.cli.priors, "_interactive", lambda: True)
    assert run("reset", "--clause", "rude", stdin="n\n").endswith("\nnothing was forgotten\n")
    assert len(shown()) == 4
    assert run("reset", "--clause", "rude", stdin="y\n").endswith("\nforgot 4 answers to 1 clause\n")
    assert len(shown()) == 3


def test_settings_of_a_check_choose_nothing_that_is_forgotten(folder: Path) -> None:
    run("learn", folder / "answers.jsonl")
    env = {"LOGITEXT_ALL": "1", "LOGITEXT_YES": "1", "LOGITEXT_THEORY": "answers", "LOGITEXT_COLLECTION": "default"}
    assert CliRunner().invoke(command, ["reset"], env=env).exit_code == 2
    assert len(shown()) == 4


# --- as a process ------------------------------------------------------------------------------------------------


def test_exit_statuses(folder: Path) -> None:
    ran = logitext_command("priors", "learn", "answers.jsonl", cwd=folder)
    assert (ran.status, ran.err) == (0, "")
    cut = (folder / "answers.jsonl").read_bytes()[:-9]
    (folder / "cut.jsonl").write_bytes(cut)
    ran = logitext_command("priors", "learn", "cut.jsonl", cwd=folder)
    assert ran.status == 0
    assert ran.err.startswith("note: line ")
    (folder / "priors.sqlite3").write_text("no")
    ran = logitext_command("priors", "show", cwd=folder)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("error[NLT536]: this is no file of learned priors: it is no SQLite database\n")
