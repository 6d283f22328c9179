"""What was given and has no effect is said: outdated answers, and answers for documents that are not there."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest

import logitext as logitext_api
from logitext.cli.options import named
from tests.cli.run import Ran, logitext

POLICY = """{{text post: "a post"}}
{{let rude = [[is rude]]  let joke = [[is a joke]]
  violation remove = rude unless joke}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.nltc").write_text(POLICY)
    (tmp_path / "post.txt").write_text("Good morning")
    return tmp_path


def check(folder: Path, *arguments: str, stdin: str | bytes = "") -> Ran:
    return logitext("check", "policy.nltc", "post.txt", *arguments, cwd=folder, stdin=stdin)


def test_an_answer_of_a_person_does_not_outlive_its_text(folder: Path) -> None:
    assert check(folder, "--theory", "ask:kept.yaml", stdin="n\n").status == 0
    assert check(folder, "--theory", "ask:kept.yaml").status == 0  # from the file
    (folder / "post.txt").write_text("You fool")
    ran = check(folder, "--theory", "ask:kept.yaml")
    assert ran.status == 3
    assert "end of input; ask: the text `post` has changed since this answer" in ran.out
    assert "again: the text `post` has changed since this answer" in ran.err
    assert check(folder, "--theory", "ask:kept.yaml", "--max-questions", "0").out.count("has changed since") == 1
    assert check(folder, "--theory", "ask:kept.yaml", stdin="y\nn\n").status == 1
    assert check(folder, "--theory", "ask:kept.yaml").status == 1


def test_an_answer_of_a_person_does_not_outlive_its_clause(folder: Path) -> None:
    check(folder, "--theory", "ask:kept.yaml", stdin="n\n")
    (folder / "policy.nltc").write_text(POLICY.replace("is rude", "is rude to nobody"))
    ran = check(folder, "--theory", "ask:kept.yaml")
    assert ran.status == 3
    assert "the clause reads otherwise than when this was answered" in ran.out


def test_outdated_answers_of_a_result_are_named_and_not_taken(folder: Path) -> None:
    check(folder, "--set", "rude=false", "--set", "joke=false", "-q", "-o", "result.json")
    again = check(folder, "--answers", "result.json")
    assert (again.status, again.err) == (0, "")
    (folder / "post.txt").write_text("You fool")
    ran = check(folder, "--answers", "result.json")
    assert ran.status == 3
    assert "warning[NLT508]: 2 answers are outdated and not taken: `rude` for `post.txt` (the text" in ran.err
    # Who is asked after it answers, and the warning stays.
    ran = check(folder, "--answers", "result.json", "--set", "rude=true", "--set", "joke=false")
    assert ran.status == 1
    ran = check(folder, "--answers", "result.json", "--theory", "ask", stdin="y\nn\n")
    assert ran.status == 1
    assert "NLT508" in ran.err


def test_an_answer_to_a_clause_that_went_is_named(folder: Path) -> None:
    check(folder, "--set", "rude=false", "--set", "joke=false", "-q", "-o", "result.json")
    (folder / "policy.nltc").write_text("{{text post}} {{let joke = [[is a joke]]  violation remove = joke}}")
    ran = check(folder, "--answers", "result.json")
    assert ran.status == 0
    assert "`rude` for `post.txt` (the policy has no such clause any more)" in ran.err
    assert "joke` for" not in ran.err


def test_answers_for_a_document_that_is_not_there_are_named(folder: Path) -> None:
    (folder / "answers.yaml").write_text("rude: no\njoke: no\ntexts:\n  post.TXT: {rude: yes}\n")
    ran = check(folder, "--answers", "answers.yaml")
    assert ran.status == 0
    assert "warning[NLT507]: the answers for `post.TXT` have no effect: no document here has this name" in ran.err
    assert "answers.yaml:4:3" in ran.err
    assert "did you mean `post.txt`?" in ran.err


def test_many_names_make_one_warning(folder: Path) -> None:
    entries = "".join(f"  n{number}.md: {{rude: yes}}\n" for number in range(9))
    (folder / "answers.yaml").write_text(f"rude: no\njoke: no\ntexts:\n{entries}  pots.txt: {{rude: yes}}\n")
    ran = check(folder, "--answers", "answers.yaml")
    assert ran.err.count("NLT507") == 1
    assert "the answers for 10 documents have no effect: no document here is called `pots.txt`, `n0.md`" in ran.err
    assert "did you mean `post.txt`?" in ran.err


def test_answers_for_documents_that_are_there_need_no_warning(folder: Path) -> None:
    (folder / "answers.yaml").write_text("rude: no\njoke: no\ntexts:\n  2024/post.txt: {rude: yes}\n")
    ran = check(folder, "--answers", "answers.yaml")
    assert (ran.status, ran.err) == (1, "")


def test_every_file_may_begin_with_a_byte_order_mark(folder: Path) -> None:
    check(folder, "--set", "rude=true", "--set", "joke=false", "--record", "plain.jsonl")
    marked = folder / "marked.jsonl"
    marked.write_bytes(codecs.BOM_UTF8 + (folder / "plain.jsonl").read_bytes())
    assert check(folder, "--theory", "replay:marked.jsonl").status == 1
    # More is recorded behind it, and learned from it.
    assert check(folder, "--set", "rude=false", "--record", "marked.jsonl").status == 0
    assert check(folder, "--theory", "replay:marked.jsonl").status == 0
    learned = logitext(
        "priors", "learn", "marked.jsonl", "--collection", "posts", "--priors-file", "priors.db", cwd=folder
    )
    assert learned.status == 0, learned.err
    # So may what stands in the place of a person.
    assert check(folder, "--theory", "ask", stdin=codecs.BOM_UTF8 + b"n\n").status == 0
    result = json.loads(check(folder, "--theory", "replay:marked.jsonl", "--format", "json").out)
    (folder / "result.json").write_bytes(codecs.BOM_UTF8 + json.dumps(result).encode())
    assert check(folder, "--answers", "result.json").status == 0
    assert logitext("verify", "result.json", "policy.nltc", cwd=folder).status == 0


@pytest.mark.parametrize(
    ("arguments", "suffixes"),
    [
        (("check", "policy.nltc", "post.txt"), ".json, .jsonl, .xml, .txt"),
        (("lint", "policy.nltc"), ".github, .json, .jsonl, .line, .sarif, .svg, .txt"),
        (("graph", "policy.nltc"), ".dot, .html, .json, .mmd, .svg"),
    ],
    ids=["check", "lint", "graph"],
)
def test_a_file_of_another_kind_is_not_written(folder: Path, arguments: tuple[str, ...], suffixes: str) -> None:
    ran = logitext(*arguments, "-o", "x.csv", cwd=folder)
    assert ran.status == 2
    assert f"`x.csv`: a file that ends in .csv would hold something else; name it {suffixes}" in ran.err
    assert not (folder / "x.csv").exists()


@pytest.mark.parametrize("name", ["x.md", "x", "tmp.aBcDeFgHiJ", "x.2026-11-28", "x.TXT"])
def test_a_name_of_no_kind_is_written(name: str) -> None:
    assert named(".json")(None, None, (name,)) == (name,)  # type: ignore[arg-type]  # neither is looked at


@pytest.mark.parametrize("name", ["x.CSV", "x.parquet", "x.jsonl", "a/x.nltc", "x.jsn"])
def test_a_name_of_another_kind_is_refused(name: str) -> None:
    with pytest.raises(click.BadParameter, match="would hold something else"):
        named(".json")(None, None, (name,))  # type: ignore[arg-type]  # neither is looked at


def test_a_policy_without_tests_has_none_that_pass(folder: Path) -> None:
    ran = logitext("test", "policy.nltc", cwd=folder)
    assert ran.status == 2
    assert "error[NLT619]: policy.nltc holds no test" in ran.err
    (folder / "tested.nltc").write_text('{{use "policy.nltc"}} {{test "rude": given rude, not joke expect remove}}')
    ran = logitext("test", "policy.nltc", "tested.nltc", cwd=folder)
    assert (ran.status, ran.out.count("there are no tests")) == (0, 1)


WORDS: list[tuple[Callable[[logitext_api.Policy], object], str, str]] = [
    (lambda policy: policy.check("x", theori="pattern"), "theori", "theory"),  # type: ignore[call-arg]
    (lambda policy: policy.check_many(["x"], concurency=1), "concurency", "concurrency"),  # type: ignore[call-arg]
    (lambda policy: policy.test(title=["x"]), "title", "titles"),  # type: ignore[call-arg]
    (lambda policy: policy.solve("remove", writr="ask"), "writr", "writer"),  # type: ignore[call-arg]
    (lambda policy: policy.cover(tris=2), "tris", "tries"),  # type: ignore[call-arg]
]


@pytest.mark.parametrize(("call", "word", "meant"), WORDS, ids=[word for _, word, _ in WORDS])
def test_a_misspelt_option_is_an_error(call: Callable[[logitext_api.Policy], object], word: str, meant: str) -> None:
    policy = logitext_api.loads(POLICY)
    with pytest.raises(logitext_api.InputError, match=rf"NLT622\]: there is no option `{word}`") as error:
        call(policy)
    assert isinstance(error.value, TypeError)
    assert error.value.diagnostics[0].hint == f"did you mean `{meant}`?"


def test_a_test_that_makes_no_sense_harms_no_check(folder: Path) -> None:
    wrong = POLICY + '{{test "one": given rud expect remove  test "one": given rude expect remov}}'
    (folder / "policy.nltc").write_text(wrong)
    ran = check(folder, "--set", "rude=false")
    assert ran.status == 0
    assert [word for word in ran.err.split() if "NLT" in word] == [
        "warning[NLT201]:", "warning[NLT212]:", "warning[NLT201]:"
    ]  # fmt: skip
    for command in ("test", "lint"):
        ran = logitext(command, "policy.nltc", cwd=folder)
        assert ran.status == (2 if command == "test" else 1)
        assert (ran.err + ran.out).count("error[NLT") == 3
    policy = logitext_api.loads(wrong)
    assert policy.check("x", theory=logitext_api.theory.Answers({"rude": False})).status == "decided"
    assert policy.solve("remove and not remove").status == "unsat"
    with pytest.raises(logitext_api.PolicyError, match="NLT212"):
        policy.test()
