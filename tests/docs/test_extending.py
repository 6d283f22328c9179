"""docs/extending.md, followed to the letter: its files are added to a copy of the package, and commands take them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import logitext
from tests.docs.test_code_blocks import BLOCKS, ROOT

PAGE = ROOT / "docs" / "extending.md"
POLICY = """{{text post}}
{{let dear = [[is dear to judge]] cost 5  let cheap = [[is cheap to judge]]  let long = [[is long]] cost 9
  violation remove = dear and cheap and long}}
"""


@pytest.fixture
def extended(tmp_path: Path) -> Path:
    """A folder that holds the package with the files of the page, beside a theory that is installed there."""
    shutil.copytree(Path(logitext.__file__).parent, tmp_path / "logitext", ignore=shutil.ignore_patterns("__pycache__"))
    if not (tmp_path / "logitext" / "grammars").exists():
        shutil.copytree(ROOT / "grammars", tmp_path / "grammars")
    titled = [block for block in BLOCKS[PAGE] if block.title]
    assert len(titled) == 13
    for block in titled:
        assert block.title is not None
        path = tmp_path / block.title
        assert not path.exists()
        assert not block.title.startswith("logitext/") or path.parent.is_dir()
        path.parent.mkdir(exist_ok=True)
        path.write_text(block.code, "utf-8")
    # What an installer makes of the page's pyproject.toml.
    info = tmp_path / "length_theory-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: length-theory\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[logitext.theories]\nlength = length_theory:length\n")
    (tmp_path / "policy.nltc").write_text(POLICY, "utf-8")
    (tmp_path / "mock.yaml").write_text("answers: {dear: true, cheap: true, long: true}\n", "utf-8")
    (tmp_path / "post.txt").write_text("x" * 20, "utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("LOGITEXT_")}
    env |= {"PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "100"}
    command = [sys.executable, "-m", "logitext", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=folder, env=env)


def test_a_strategy_that_is_added_is_followed(extended: Path) -> None:
    assert "cheapest" in run(extended, "check", "--help").stdout
    words = ("check", "policy.nltc", "post.txt", "--theory", "mock:mock.yaml", "-v", "--strategy")
    asked = [line for line in run(extended, *words, "cheapest").stderr.splitlines() if "is asked" in line]
    assert [name for line in asked for name in ("dear", "cheap", "long") if name in line] == ["cheap", "dear", "long"]
    assert "planned by cheapest" in run(extended, "plan", "policy.nltc", "--strategy", "cheapest").stdout
    wrong = run(extended, *words, "cheepest")
    assert wrong.returncode == 2
    assert "there is no strategy `cheepest`: did you mean `cheapest`?" in wrong.stderr


def test_a_format_that_is_added_is_written(extended: Path) -> None:
    assert "brief" in run(extended, "lint", "--help").stdout
    (extended / "policy.nltc").write_text("{{let a = [[is rude]] verdict remove = a and b}}\n\n{{verdict keep = c}}\n")
    found = run(extended, "lint", "policy.nltc", "--format", "json").stdout
    brief = run(extended, "lint", "policy.nltc", "--format", "brief")
    codes = [f"{one['code']} {one['span']['line']}" for one in json.loads(found)["findings"]]
    assert len(codes) >= 2
    assert brief.stdout.splitlines() == codes
    assert run(extended, "lint", "policy.nltc", "-o", "findings.brief").returncode == brief.returncode
    assert (extended / "findings.brief").read_text() == brief.stdout


def test_a_rule_that_is_added_is_applied(extended: Path) -> None:
    assert run(extended, "lint", "policy.nltc", "--select", "long-wording").stdout == ""
    long = POLICY.replace("is long", " and ".join(["is long"] * 20))
    (extended / "policy.nltc").write_text(long, "utf-8")
    found = json.loads(run(extended, "lint", "policy.nltc", "--select", "long-wording", "--format", "json").stdout)
    assert [(one["code"], one["rule"], one["subject"]) for one in found["findings"]] == [
        ("NLT799", "long-wording", "long")
    ]
    assert "NLT799" in run(extended, "lint", "policy.nltc").stdout


def test_a_writer_that_is_added_is_asked(extended: Path) -> None:
    answers = "texts:\n  Hello: {dear: true, cheap: true, long: true}\n"
    (extended / "answers.yaml").write_text(answers, "utf-8")
    words = ("solve", "policy.nltc", "remove", "--theory", "mock:mock.yaml", "--format", "json", "--writer")
    ran = run(extended, *words, "constant:Hello")
    assert json.loads(ran.stdout)["texts"] == {"post": "Hello"}
    assert "there is no writer `constnt`: help: did you mean `constant`?" in run(
        extended, *words, "constnt"
    ).stderr.replace("\n  help: ", ": help: ")
    assert "`constant` needs a text" in run(extended, *words, "constant").stderr


def test_a_criterion_that_is_added_is_covered(extended: Path) -> None:
    help = run(extended, "cover", "--help").stdout
    assert "  holding      every clause that can hold\n" in help
    words = ("--theory", "mock:mock.yaml", "--format", "json")
    cover = json.loads(run(extended, "cover", "policy.nltc", "--by", "holding", *words).stdout)
    assert [one["name"] for one in cover["goals"]] == ["dear holds", "cheap holds", "long holds"]
    (extended / "policy.nltc").write_text(POLICY + "{{cover remove by holding}}", "utf-8")
    answer = json.loads(run(extended, "query", "policy.nltc", *words).stdout)
    assert [one["name"] for one in answer["outcome"]["goals"]] == ["dear holds", "cheap holds", "long holds"]


def test_a_stage_that_is_added_is_printed(extended: Path) -> None:
    assert "  names   the names of clauses, definitions and verdicts\n" in run(extended, "dump", "--help").stdout
    assert run(extended, "dump", "policy.nltc", "--stage", "names").stdout == "dear\ncheap\nlong\nremove\n"
    data = run(extended, "dump", "policy.nltc", "--stage", "names", "--format", "json").stdout
    assert json.loads(data) == ["dear", "cheap", "long", "remove"]


def test_a_format_of_results_that_is_added_is_written(extended: Path) -> None:
    (extended / "other.txt").write_text("y", "utf-8")
    words = ("check", "policy.nltc", "post.txt", "other.txt", "--theory", "always:true")
    lines = ["document,verdict,value", "post.txt,remove,True", "other.txt,remove,True"]
    assert run(extended, *words, "--format", "csv").stdout.splitlines() == lines
    assert run(extended, *words, "-o", "results.csv").stdout == ""
    assert (extended / "results.csv").read_text("utf-8").splitlines() == lines


def test_a_format_of_records_that_is_added_is_written(extended: Path) -> None:
    solved = run(extended, "solve", "policy.nltc", "remove and not remove", "--format", "keys").stdout
    assert {"status", "formula"} <= set(solved.split())
    tested = run(extended, "test", "policy.nltc", "--format", "keys")
    assert "holds no test" in tested.stderr
    assert "keys" in run(extended, "test", "--help").stdout
    assert "keys" in run(extended, "eval", "--help").stdout


def test_a_language_of_pictures_that_is_added_is_drawn(extended: Path) -> None:
    edges = run(extended, "graph", "policy.nltc", "--format", "edges").stdout
    assert len(edges.splitlines()) == 3
    assert run(extended, "plan", "policy.nltc", "-o", "plan.edges").stdout == ""
    assert (extended / "plan.edges").read_text("utf-8")


def test_a_schema_that_is_added_is_printed(extended: Path) -> None:
    assert "span" in run(extended, "schema", "--list").stdout
    assert json.loads(run(extended, "schema", "span").stdout)["title"] == "SpanRecord"


@pytest.mark.parametrize(("spec", "status"), [("length:5", 1), ("length:50", 0), ("length", 0)])
def test_a_theory_that_is_installed_is_asked(extended: Path, spec: str, status: int) -> None:
    words = ("check", "policy.nltc", "post.txt", "--set", "dear=true", "--set", "cheap=true", "--theory")
    assert run(extended, *words, f"pattern,{spec}").returncode == status


@pytest.mark.parametrize(
    ("spec", "status", "message"), [("always:true", 1, ""), ("always:false", 0, ""), ("always", 2, "needs a value")]
)
def test_a_theory_that_is_added_is_asked(extended: Path, spec: str, status: int, message: str) -> None:
    ran = run(extended, "check", "policy.nltc", "post.txt", "--theory", spec)
    assert (ran.returncode, message in ran.stderr) == (status, True)
