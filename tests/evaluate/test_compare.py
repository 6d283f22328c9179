"""`eval --compare`: pairs, the test, and evaluations that cannot be compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.records.comparison import EvaluationComparison
from logitext.records.evaluation import Evaluation
from logitext.syntax.diagnostics import InputError
from tests.cli.run import logitext as command

POLICY = "{{text t}} {{let a = [[a]] verdict v = a}}"


def evaluated(said: Mapping[str, bool | None], right: dict[str, bool], name: str = "v") -> Evaluation:
    policy = logitext.loads(POLICY.replace("verdict v", f"verdict {name}"), "policy.nltc")
    rows = [{"id": case, "t": "x", "said": said.get(case), f"right.{name}": value} for case, value in right.items()]
    return policy.evaluate(rows, id="id", columns={"a": "said"})


RIGHT = {str(number): number % 2 == 0 for number in range(20)}


def test_pairs_are_counted_with_undetermined_apart() -> None:
    first = evaluated({**RIGHT, "0": None, "1": True}, RIGHT)
    second = evaluated({**RIGHT, **{str(at): not RIGHT[str(at)] for at in range(8)}}, RIGHT)
    found = logitext.compare(first, second).verdicts["v"]
    every, decided = found.all, found.decided
    assert (every.cases, every.both, every.only_first, every.only_second, every.neither) == (20, 12, 6, 0, 2)
    assert (decided.cases, decided.both, decided.only_first, decided.only_second, decided.neither) == (19, 12, 6, 0, 1)
    assert (found.first_open, found.second_open) == (1, 0)
    assert every.p == pytest.approx(2 / 2**6)
    assert every.difference == pytest.approx(6 / 20)
    assert [change.case for change in found.changes] == ["2", "3", "4", "5", "6", "7"]
    turned = logitext.compare(second, first).verdicts["v"].all
    assert (turned.only_second, turned.difference, turned.p) == (6, -every.difference, every.p)


def test_cases_of_one_alone_do_not_count() -> None:
    fewer = {case: RIGHT[case] for case in list(RIGHT)[:12]}
    found = logitext.compare(evaluated(dict(RIGHT), RIGHT), evaluated(dict(fewer), fewer))
    assert (found.cases, found.only_first, found.only_second) == (12, 8, 0)
    assert found.verdicts["v"].all.p == 1.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    few = {str(at): not RIGHT[str(at)] for at in range(8)}
    said: dict[str, Mapping[str, bool | None]] = {"one": {**RIGHT, "0": None}, "two": {**RIGHT, **few}}
    for name, answers in said.items():
        (tmp_path / f"{name}.json").write_text(evaluated(answers, RIGHT).model_dump_json())
    return tmp_path


def test_text(folder: Path, golden: Callable[[str, str], None]) -> None:
    ran = command("eval", "--compare", "one.json", "two.json", cwd=folder)
    assert (ran.status, ran.err) == (0, "")
    golden("evaluate/compared.txt", ran.out)


def test_json(folder: Path) -> None:
    ran = command("eval", "--compare", "one.json", "two.json", "--format", "json", cwd=folder)
    assert EvaluationComparison.model_validate_json(ran.out).verdicts["v"].all.only_first == 7


def test_nothing_to_compare() -> None:
    other = {f"x{case}": value for case, value in RIGHT.items()}
    turned = {case: not value for case, value in RIGHT.items()}
    first = evaluated(dict(RIGHT), RIGHT)
    for second, why in (
        (evaluated(dict(other), other), "no case: the first one of each is `0` and `x0`"),
        (evaluated(dict(RIGHT), RIGHT, "w"), "no verdict: one has `v`, the other `w`"),
        (evaluated(dict(RIGHT), turned), "the right value of `v` in the case `0` is another"),
    ):
        with pytest.raises(InputError, match=why) as error:
            logitext.compare(first, second)
        assert {found.code for found in error.value.diagnostics} == {"NLT654"}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"verdicts": 7', "\x00\xff"], ids=repr)
def test_files_that_hold_no_evaluation(content: str, folder: Path) -> None:
    (folder / "bad.json").write_text(content, "latin-1")
    ran = command("eval", "--compare", "one.json", "bad.json", cwd=folder)
    assert ran.status == 2
    assert ran.err.startswith("error[NLT653]: bad.json")


def test_wrong_arguments(folder: Path) -> None:
    assert "takes two files" in command("eval", "--compare", "one.json", cwd=folder).err
    assert "no page" in command("eval", "--compare", "one.json", "two.json", "-o", "x.html", cwd=folder).err
    assert "name the policy, and then the cases" in command("eval", "one.json", cwd=folder).err


# --- the page ----------------------------------------------------------------------------------------------------


def test_the_page_needs_nothing_else_and_escapes_what_is_from_outside(tmp_path: Path) -> None:
    policy = logitext.loads(POLICY, "<script>alert(1)</script>.nltc")
    rows: list[dict[str, Any]] = [
        {"id": f"<b>{at}</b>", "t": "x", "said": at % 3 == 0, "right.v": True, "right.a": True} for at in range(9)
    ]
    from logitext.report.evaluation.formats.html import page
    from logitext.report.evaluation.view import EvaluationView

    shown = page(EvaluationView(policy.evaluate(rows, id="id", columns={"a": "said"})))
    assert "<script" not in shown
    assert "<b>1</b>" not in shown
    assert "&lt;b&gt;1&lt;/b&gt;" in shown
    assert "http" not in shown.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")
    assert "because a was false and is true" in shown


def test_a_page_by_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(POLICY)
    rows = [{"t": "x", "right": {"v": True}} for _ in range(6)]
    (tmp_path / "cases.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    ran = command("eval", "p.nltc", "cases.jsonl", "--set", "a=no", "-o", "out.html", cwd=tmp_path)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    shown = (tmp_path / "out.html").read_text()
    assert shown.startswith("<!doctype html>")
    assert "suspected" in shown
