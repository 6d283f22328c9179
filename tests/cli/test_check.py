"""`logitext check`: what it prints, where, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logitext.records.result import Result
from tests.cli.run import Ran, logitext

POLICY = """# Manners

{{text post: "a public message"}}

We remove a message that {{let threat = [[threatens somebody]] match /\\bor else\\b/i}}, or that
{{let insult = [[insults somebody]]}}, unless it {{let quoted = [[only quotes somebody else]]}}.

{{let level: low | high = [[how bad it is]]
  let people: Int = [[how many people it names]]
  assume high_needs_threat: level == high implies threat
  violation remove = (threat or insult) unless quoted
  verdict escalate = level == high and people > 1}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.nltc").write_text(POLICY)
    (tmp_path / "post.txt").write_text("Pay up, or else!")
    (tmp_path / "other.txt").write_text("Good morning.")
    (tmp_path / "answers.yaml").write_text("quoted: no\nlevel: low\npeople: 3\n")
    return tmp_path


def check(folder: Path, *arguments: str, stdin: str | bytes = "", env: dict[str, str] | None = None) -> Ran:
    return logitext("check", "policy.nltc", *arguments, cwd=folder, stdin=stdin, env=env)


def test_a_violation(folder: Path) -> None:
    ran = check(folder, "post.txt", "--answers", "answers.yaml")
    assert ran.status == 1
    assert ran.err == ""
    assert ran.out.startswith("post.txt  violation: remove\n")
    assert 'from pattern: "or else"' in ran.out
    assert "escalate is false, because" in ran.out


def test_no_trailing_spaces_and_no_colours_in_a_pipe(folder: Path) -> None:
    out = check(folder, "post.txt", "--answers", "answers.yaml").out
    assert "\x1b" not in out
    assert all(line == line.rstrip() for line in out.splitlines())


def test_json_is_the_published_schema(folder: Path) -> None:
    ran = check(folder, "post.txt", "--answers", "answers.yaml", "--format", "json")
    data = json.loads(ran.out)
    assert set(data) == set(json.loads(logitext("schema", "result", cwd=folder).out)["properties"])
    result = Result.model_validate(data)
    assert result.status == "decided"
    assert result.verdicts["remove"].kind == "violation"
    assert data["document"] == "post.txt"
    assert data["answers"] == {"threat": True, "quoted": False, "level": "low", "people": 3}
    (threat, quoted) = data["verdicts"]["remove"]["because"]
    assert threat["clause"] == "threat"
    assert threat["quote"] == "or else"
    assert threat["theory"] == "pattern"
    assert threat["heading"] == ["Manners"]
    assert threat["span"] == {"line": 5, "column": 41, "end_line": 5, "end_column": 63}
    assert quoted["theory"] == "answers"
    assert data["usage"]["skipped"] == 1  # nobody had a word on `insult`


def test_a_text_on_standard_input_and_an_undetermined_verdict(folder: Path) -> None:
    ran = check(folder, "-", "--set", "threat=no", "--set", "insult=unknown", stdin="hello")
    assert ran.status == 3
    assert "-  undetermined" in ran.out
    assert "escalate is false" in ran.out  # by the assumption
    assert "insult" in ran.out
    assert "quoted" in ran.out


def test_several_documents(folder: Path) -> None:
    many = check(folder, "post.txt", "other.txt", "--set", "quoted=no", "--set", "insult=no", "--format", "jsonl")
    results = [json.loads(line) for line in many.out.splitlines()]
    assert [r["document"] for r in results] == ["post.txt", "other.txt"]
    assert [r["verdicts"]["remove"]["value"] for r in results] == [True, None]
    assert many.status == 1
    listed = check(folder, "post.txt", "other.txt", "--format", "json")
    assert isinstance(json.loads(listed.out), list)


def test_a_conflict(folder: Path) -> None:
    ran = check(folder, "other.txt", "--set", "threat=no", "--set", "level=high", "--set", "insult=yes")
    assert ran.status == 3
    assert "conflict: no verdict" in ran.out
    assert "threat is false" in ran.out
    assert "level is high" in ran.out
    assert "assume high_needs_threat: level == high implies threat" in ran.out
    data = json.loads(check(folder, "other.txt", "--set", "threat=no", "--set", "level=high", "--format", "json").out)
    assert data["status"] == "conflict"
    assert [(c["kind"], c["name"]) for c in data["conflict"]] == [
        ("answer", "threat"),
        ("answer", "level"),
        ("assumption", "high_needs_threat"),
    ]
    assert all(v["value"] is None and not v["because"] and not v["open"] for v in data["verdicts"].values())


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 1),
        (("--exit-zero",), 0),
        (("--fail-on", "undetermined"), 0),
        (("--set", "level=high", "--fail-on", "undetermined", "--fail-on", "escalate"), 1),
        (("--fail-on", "remove"), 1),
        (("--set", "threat=unknown", "--fail-on", "violation", "--fail-on", "conflict"), 1),
    ],
)
def test_what_fails(folder: Path, arguments: tuple[str, ...], status: int) -> None:
    assert check(folder, "post.txt", "--answers", "answers.yaml", "-q", *arguments).status == status


def test_undetermined_does_not_fail_where_it_is_not_named(folder: Path) -> None:
    assert check(folder, "other.txt", "-q").status == 3
    assert check(folder, "other.txt", "-q", "--fail-on", "violation").status == 0
    assert check(folder, "other.txt", "-q", "--exit-zero").status == 0


def test_one_verdict_asks_for_no_more(folder: Path) -> None:
    ran = check(folder, "post.txt", "--answers", "answers.yaml", "--verdict", "remove", "--format", "json")
    data = json.loads(ran.out)
    assert list(data["verdicts"]) == ["remove"]
    assert "people" not in data["answers"]
    assert data["usage"]["skipped"] == 2
    assert "level" in data["answers"]  # until threat is known, it matters through the assumption


def test_output_files_choose_their_format(folder: Path) -> None:
    ran = check(folder, "post.txt", "-o", "a.json", "-o", "b.jsonl", "-o", "c.txt", "-o", "-", "--set", "quoted=no")
    assert ran.out == (folder / "c.txt").read_text()
    assert json.loads((folder / "a.json").read_text())["document"] == "post.txt"
    assert len((folder / "b.jsonl").read_text().splitlines()) == 1
    assert check(folder, "post.txt", "-o", "a.json").out == ""
    assert not list(folder.glob(".a.json*"))


def test_a_result_is_an_answers_file(folder: Path) -> None:
    first = check(folder, "post.txt", "--answers", "answers.yaml", "-o", "result.json")
    again = check(folder, "post.txt", "--theory", "answers:result.json")
    assert first.status == again.status == 1
    assert "escalate is false" in again.out


def test_verbose_says_what_is_asked(folder: Path) -> None:
    ran = check(folder, "post.txt", "-q", "-v", "--set", "quoted=no")
    assert ran.out == ""
    assert "round 1: --set is asked threat, insult, quoted, level, people" in ran.err
    assert 'threat: true, "or else"' in ran.err


def test_settings_from_the_environment_and_a_file(folder: Path) -> None:
    (folder / "logitext.toml").write_text('format = "json"\n[check]\nanswers = ["answers.yaml"]\nexit-zero = true\n')
    ran = check(folder, "post.txt")
    assert ran.status == 0
    assert json.loads(ran.out)["status"] == "decided"
    assert check(folder, "post.txt", env={"LOGITEXT_FORMAT": "jsonl"}).out.count("\n") == 1
    assert check(folder, "post.txt", "--format", "text", env={"LOGITEXT_FORMAT": "jsonl"}).out.startswith("post.txt")
    (folder / "logitext.toml").write_text("fromat = 'json'\n")
    wrong = check(folder, "post.txt")
    assert wrong.status == 2
    assert "did you mean `format`?" in wrong.err


def test_pyproject_is_a_settings_file(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.logitext]\nformat = "jsonl"\n')
    (folder / "below").mkdir()
    ran = logitext("check", "../policy.nltc", "../post.txt", cwd=folder / "below")
    assert json.loads(ran.out)["document"] == "../post.txt"


def test_a_text_that_is_not_given_is_unknown(folder: Path) -> None:
    ran = check(folder)
    assert ran.status == 3
    assert "text not given" in ran.out
    assert ran.err.endswith(
        "no text is given: name its file behind the policy, as in `logitext check policy.nltc post.txt`\n"
    )
    assert "no text is given" not in check(folder, "--quiet").err
    assert "no text is given" not in check(folder, "post.txt").err
    assert check(folder, "--set", "threat=yes", "--set", "quoted=no", "--verdict", "remove").status == 1


def test_where_one_of_two_texts_is_given_no_command_is_suggested(folder: Path) -> None:
    clauses = "let a = [[the post hurts]] let b = [[the reply mocks]]"
    (folder / "two.nltc").write_text(f"{{{{text post text reply {clauses} violation v = a and b}}}}")
    ran = logitext("check", "two.nltc", "post=post.txt", "--theory", "pattern", cwd=folder)
    assert ran.status == 3, ran
    assert "it is about the text `reply`" in ran.out
    assert "no text is given" not in ran.err
    assert "post=post.txt reply=reply.txt`" in logitext("check", "two.nltc", cwd=folder).err


WRONG: list[tuple[str, tuple[str, ...], str]] = [
    ("no policy", ("absent.nltc", "post.txt"), "absent.nltc"),
    ("a folder as policy", (".", "post.txt"), "it is a directory, not a file"),
    ("an empty policy", ("empty.nltc", "post.txt"), "the file holds no annotation"),
    ("a broken policy", ("broken.nltc", "post.txt"), "is not declared"),
    ("no verdict", ("no-verdict.nltc", "post.txt"), "declares no verdict"),
    ("contradictory assumptions", ("contradictory.nltc", "post.txt"), "the assumptions contradict each other"),
    ("a binary policy", ("binary.nltc", "post.txt"), "it is not UTF-8: byte 0xff at offset 0, line 1"),
    ("no text file", ("policy.nltc", "absent.txt"), "cannot read the text absent.txt: there is no such file"),
    ("a binary text", ("policy.nltc", "binary.nltc"), "it is not UTF-8"),
    ("an unknown text", ("policy.nltc", "pots=post.txt"), "did you mean `post`?"),
    ("a text twice", ("policy.nltc", "post=post.txt", "post=other.txt"), "is given twice"),
    ("standard input twice", ("policy.nltc", "-", "-"), "can be one text only"),
    ("which text", ("two.nltc", "post.txt"), "which text of the policy is post.txt? it declares `post`, `reply`"),
    ("an unknown verdict", ("policy.nltc", "post.txt", "--verdict", "remov"), "did you mean `remove`?"),
    ("an unknown condition", ("policy.nltc", "post.txt", "--fail-on", "people"), "--fail-on: `people`"),
    ("an unknown theory", ("policy.nltc", "post.txt", "--theory", "patern"), "did you mean `pattern`?"),
    ("an answers file that is not there", ("policy.nltc", "post.txt", "--answers", "absent.yaml"), "NLT501"),
    (
        "answers to an unknown clause",
        ("policy.nltc", "post.txt", "--answers", "unknown.yaml"),
        "did you mean `threat`?",
    ),
    ("a wrong answer", ("policy.nltc", "post.txt", "--answers", "wrong.yaml"), "expected one of low, high"),
    ("a setting without a value", ("policy.nltc", "post.txt", "--set", "threat"), "expected `clause=value`"),
    ("a setting of a wrong value", ("policy.nltc", "post.txt", "--set", "people=many"), "expected a whole number"),
    (
        "an unwritable file",
        ("policy.nltc", "post.txt", "-o", "nowhere/result.json"),
        "cannot write nowhere/result.json",
    ),
    ("an unknown option", ("policy.nltc", "post.txt", "--theroy", "ask"), "--theory"),
    ("an unknown format", ("policy.nltc", "post.txt", "--format", "xml"), "there is no format of results `xml`"),
]


@pytest.mark.parametrize(("arguments", "says"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_wrong_input(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    (folder / "empty.nltc").write_text("")
    (folder / "broken.nltc").write_text("{{text post violation remove = rude}}")
    (folder / "no-verdict.nltc").write_text("{{text post let rude = [[is rude]]}}")
    (folder / "contradictory.nltc").write_text(
        "{{text post let rude = [[is rude]] assume rude assume not rude verdict remove = rude}}"
    )
    (folder / "two.nltc").write_text(
        '{{text post text reply let a = [[the reply is rude]] where "the reply" is reply verdict v = a}}'
    )
    (folder / "binary.nltc").write_bytes(b"\xff\xfe{{")
    (folder / "unknown.yaml").write_text("thread: yes\n")
    (folder / "wrong.yaml").write_text("level: middling\n")
    before = sorted(path.name for path in folder.iterdir())
    ran = logitext("check", *arguments, cwd=folder)
    assert ran.status == 2
    assert says in ran.err
    assert ran.out == ""
    assert sorted(path.name for path in folder.iterdir()) == before


def test_an_unknown_command(tmp_path: Path) -> None:
    ran = logitext("chekc", cwd=tmp_path)
    assert ran.status == 2
    assert "did you mean `check`?" in ran.err


def test_a_hostile_document_cannot_touch_the_terminal(folder: Path) -> None:
    (folder / "post.txt").write_text("or else \x1b[2J\x1b]0;owned\x07 \u202e!")
    (folder / "quote.yaml").write_text(
        'threat: {value: true, quote: "or else \\e[2J\\e]0;owned\\a \\u202e!"}\nquoted: no\n'
    )
    ran = check(folder, "post.txt", "--answers", "quote.yaml", "-v")
    assert not {"\x1b", "\x07", "\u202e"} & set(ran.out + ran.err)
    assert "\\x1b[2J" in ran.out
