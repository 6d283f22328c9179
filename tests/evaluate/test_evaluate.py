"""`policy.evaluate` and `logitext eval`: what is counted, and what is said of cases that do not fit."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.records.evaluation import Evaluation
from logitext.syntax.diagnostics import ArgumentError, InputError
from logitext.theory import Answers, Function, Price, Question, Reply, Texts, Theory, Usage, Value
from tests.cli.run import logitext as command

CHAT = """{{text message: "a chat message"}}
{{let insults = [[insults somebody]] prior 0.2  let threat = [[threatens somebody]] prior 0.05
  let joke = [[is plainly a joke]]
  violation mute = (insults or threat) unless joke}}
"""
CASES = """id,message,right.mute,right.insults,right.threat,right.joke
a,You idiot,true,true,false,false
b,Hello,false,false,false,false
c,Ha idiots,false,true,false,true
d,I will get you,true,false,true,false
e,Nice,false,false,false,false
f,fool,true,true,,false
g,whatever,,yes,,
h,good,false,true,false,false
"""
SAID: dict[str, dict[str, Any]] = {
    "a": {"insults": 0.95, "joke": 0.1, "threat": 0.02},
    "b": {"insults": 0.05, "threat": 0.01},
    "c": {"insults": 0.9, "joke": 0.2},
    "d": {"insults": 0.2, "threat": None, "joke": 0.1},
    "e": {"insults": 0.1, "threat": 0.1},
    "f": {"insults": 0.1, "threat": 0.2, "joke": 0.1},
    "h": {"insults": 0.9, "joke": 0.1},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "chat.nltc").write_text(CHAT)
    (tmp_path / "cases.csv").write_text(CASES)
    texts = {
        name: {clause: {"probability": chance} for clause, chance in one.items() if chance is not None}
        for name, one in SAID.items()
    }
    (tmp_path / "model.yaml").write_text(json.dumps({"texts": texts}))
    return tmp_path


@pytest.fixture
def found(folder: Path) -> Evaluation:
    policy = logitext.load(folder / "chat.nltc")
    return policy.evaluate(folder / "cases.csv", id="id", theory=f"answers:{folder / 'model.yaml'}")


def test_undetermined_is_neither_right_nor_wrong(found: Evaluation) -> None:
    mute = found.verdicts["mute"]
    assert (mute.labelled, mute.right, mute.wrong, mute.undetermined) == (7, 3, 3, 1)
    assert (mute.accuracy.counted, mute.accuracy.of) == (3, 6)
    assert (mute.right_of_all.counted, mute.right_of_all.of) == (3, 7)
    true, false = mute.values
    assert (true.labelled, true.undetermined, true.precision.counted, true.precision.of) == (3, 1, 1, 3)
    assert (true.recall.counted, true.recall.of) == (1, 2)
    assert (false.precision.counted, false.precision.of, false.recall.of) == (2, 3, 4)
    assert mute.balanced is not None
    assert mute.balanced.value == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert {(one.right, one.found): one.cases for one in mute.confusion} == {
        (True, True): 1,
        (False, False): 2,
        (False, True): 2,
        (True, False): 1,
    }


def test_each_wrong_verdict_has_its_causes(found: Evaluation) -> None:
    cases = {record.case: record.verdicts["mute"] for record in found.records}
    assert cases["c"].causes == (("joke",),)
    assert cases["f"].causes == (("insults",),)
    assert cases["d"].outcome == "undetermined"
    assert cases["d"].open == ("threat",)
    # The right answers say that it is muted, and the label that it is not.
    assert (cases["h"].against_policy, cases["h"].causes) == (True, ())
    assert found.instructive[:3] == (("h", "mute"), ("c", "mute"), ("f", "mute"))
    assert found.unlabelled == ("g",)


def test_clauses_are_blamed_for_the_verdicts_that_they_made_wrong(found: Evaluation) -> None:
    insults, threat, joke = (found.clauses[name] for name in ("insults", "threat", "joke"))
    assert (insults.wrong, insults.caused, insults.alone) == (1, 1, 1)
    assert (joke.wrong, joke.caused, joke.alone) == (1, 1, 1)
    assert (threat.caused, threat.holds_open, threat.open) == (0, 1, 3)
    assert insults.asked == 7
    assert threat.labelled == 6
    assert joke.reliability is not None
    assert joke.reliability.answers == 5


def test_the_record_is_of_its_schema_and_json_is_the_same(found: Evaluation) -> None:
    assert Evaluation.model_validate_json(found.model_dump_json()).verdicts == found.verdicts
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(found)


def test_text(folder: Path, golden: Callable[[str, str], None]) -> None:
    ran = command("eval", "chat.nltc", "cases.csv", "--id", "id", "--theory", "answers:model.yaml", cwd=folder)
    assert (ran.status, ran.err) == (0, "")
    golden("evaluate/chat.txt", ran.out)


def test_print_shows_what_the_command_prints(found: Evaluation, golden: Callable[[str, str], None]) -> None:
    # The first paragraph names the file: here by its whole path, which may take more than a line.
    shown = str(found).split("\n\n", 1)[1]
    assert shown + "\n" == (Path(__file__).parents[1] / "goldens/evaluate/chat.txt").read_text().split("\n\n", 1)[1]


def test_json_in_a_file(folder: Path) -> None:
    ran = command(
        *("eval", "chat.nltc", "cases.csv", "--id", "id", "--theory", "answers:model.yaml", "-o", "found.json"),
        cwd=folder,
    )
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert Evaluation.model_validate_json((folder / "found.json").read_text()).cases == 7


def test_the_surest_verdicts_first(found: Evaluation) -> None:
    points = found.verdicts["mute"].coverage
    assert [point.threshold for point in points] == sorted({one.threshold for one in points}, reverse=True)
    assert (points[-1].given, points[-1].wrong) == (6, 3)
    assert all(one.given < other.given and one.wrong <= other.wrong for one, other in pairwise(points))
    sure = {record.verdicts["mute"].sure: record.verdicts["mute"].outcome for record in found.records}
    assert points[0].wrong == (sure[points[0].threshold] == "wrong")


# --- labels ------------------------------------------------------------------------------------------------------

RUDE = r"{{text post}} {{let rude = [[is rude]] match /idiot/}} {{verdict remove = rude}}"


def rude(rows: list[dict[str, Any]], **more: Any) -> Evaluation:
    return logitext.loads(RUDE).evaluate(rows, theory="pattern:complete", **more)


def test_right_values_may_stand_in_an_object_or_in_another_column() -> None:
    rows: list[dict[str, Any]] = [{"post": "Hello", "right": {"remove": False, "rude": None}}] * 3
    rows += [{"post": "Hello", "right.remove": "no"}] * 3
    assert rude(rows).verdicts["remove"].right == 6
    rows = [{"post": "Hello", "meta": {"label": 0}, "right.remove": True}] * 5
    assert rude(rows, columns={"right.remove": "meta.label"}).verdicts["remove"].right == 5


def test_a_column_may_answer_a_clause_and_another_be_its_right_answer() -> None:
    rows = [{"post": "Hello", "said": True, "right.rude": False, "right.remove": False}] * 5
    found = rude(rows, columns={"rude": "said"})
    assert (found.verdicts["remove"].wrong, found.clauses["rude"].alone) == (5, 5)


def test_without_right_answers_clauses_are_suspected() -> None:
    found = rude([{"post": "Hello", "right.remove": True}] * 5)
    assert (found.clauses["rude"].suspected, found.clauses["rude"].caused) == (5, 0)
    assert found.records[0].verdicts["remove"].suspects == (("rude",),)


def test_one_class_has_no_balanced_accuracy() -> None:
    found = rude([{"post": "Hello", "right.remove": False}] * 5)
    assert found.verdicts["remove"].balanced is None
    assert "no case is labelled true" in str(found)


def test_a_verdict_that_is_a_number_has_no_values() -> None:
    policy = logitext.loads("{{text t}} {{let n: Int = [[the number]] verdict twice = 2 * n}}")
    rows = [{"t": "x", "n": at, "right.twice": 2 * at if at else 1} for at in range(5)]
    score = policy.evaluate(rows, columns={"n": "n"}).verdicts["twice"]
    assert (score.right, score.wrong, score.values, score.balanced) == (4, 1, (), None)


def test_a_back_end_that_fails_is_counted_apart() -> None:
    def fails(question: Any, texts: Any) -> bool:
        raise OSError("no route")

    policy = logitext.loads("{{text t}} {{let a = [[a]] verdict v = a}}")
    found = policy.evaluate([{"t": "x", "right.v": True}] * 5, theory=Function(fails))
    assert (found.verdicts["v"].failed, found.verdicts["v"].accuracy.of) == (5, 0)
    assert "no route" in str(found.records[0].verdicts["v"].detail)


def test_conflicts_are_counted_apart() -> None:
    policy = logitext.loads("{{text t}} {{let a = [[a]] let b = [[b]] assume a implies b verdict v = a and b}}")
    found = policy.evaluate([{"t": "x", "right.v": True}] * 5, theory=Answers({"a": True, "b": False}))
    assert found.verdicts["v"].conflict == 5


def test_units_are_decided_too() -> None:
    policy = logitext.loads(
        r"{{text t}} {{let bad(s) = [[s is bad]] match /bad/ violation v = forsome s in sentences(t): bad(s)}}"
    )
    rows = [{"t": "Good. Bad bad.", "right.v": True}] * 3 + [{"t": "Good.", "right.v": True}] * 3
    found = policy.evaluate(rows, theory="pattern:complete")
    assert (found.verdicts["v"].right, found.verdicts["v"].wrong) == (3, 3)


# --- cases that do not fit ---------------------------------------------------------------------------------------

WRONG = {
    "no label": ("id,message\n" + "1,x\n" * 6, [], ["NLT651"], "right.mute"),
    "a column of the name": ("message,mute\n" + "x,1\n" * 6, [], ["NLT651"], "--map right.mute=mute"),
    "few": ("message,right.mute\nx,1\ny,0\n", [], ["NLT652"], "at least 5"),
    "unknown": ("message,right.mut\nx,1\n", [], ["NLT642"], "did you mean `mute`?"),
    "outside the sort": (
        "message,right.mute,right.joke\nx,maybe,1\ny,0,perhaps\n",
        [],
        ["NLT643", "NLT643"],
        "cases.csv:3: its column `right.joke` does not fit `joke`",
    ),
    "mapped onto nothing": ("message,label\nx,1\n", ["--map", "right.mut=label"], ["NLT642"], "did you mean"),
    "no such column": ("message,label\nx,1\n", ["--map", "right.mute=labels"], ["NLT642"], "did you mean `label`?"),
    "no text": ("post,right.mute\nx,1\n", [], ["NLT642"], "`--map message=COLUMN`"),
    "asks a person": ("message,right.mute\n" + "x,1\n" * 6, ["--theory", "ask"], ["NLT649"], "answers:FILE"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_cases(folder: Path, name: str) -> None:
    text, options, codes, hint = WRONG[name]
    (folder / "cases.csv").write_text(text)
    ran = command("eval", "chat.nltc", "cases.csv", "--theory", "pattern", *options, cwd=folder)
    assert ran.status == 2
    assert [line.split("[")[1][:6] for line in ran.err.splitlines() if line.startswith("error[")] == codes
    assert hint in ran.err


def test_many_wrong_labels_are_told_in_part(folder: Path) -> None:
    (folder / "cases.csv").write_text("message,right.mute\n" + "x,maybe\n" * 50)
    ran = command("eval", "chat.nltc", "cases.csv", "--theory", "pattern", cwd=folder)
    assert ran.status == 2
    assert ran.err.count("error[") == 21
    assert "30 more problems" in ran.err


def test_labels_of_a_record_alone_are_named_by_row() -> None:
    with pytest.raises(InputError, match=r"row 2.*right\.rud"):
        rude([{"post": "a", "right.remove": True}, {"post": "b", "right": {"rud": True}}])


def test_what_is_no_table() -> None:
    with pytest.raises(ArgumentError, match="cannot be of type int"):
        logitext.loads(RUDE).evaluate(7)


# --- in other words ----------------------------------------------------------------------------------------------


class Echo(Theory):
    """Says of a post what it holds, and of one with `odd` the opposite when it is asked in other words."""

    name, reconsiders, price = "echo", True, Price(0.1, 0.1)

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.asked += [str(one.put_as) for one in questions]
        odd = "odd" in texts["post"]
        said = {one.id: Value("rude" in texts["post"], probability=None) for one in questions if one.put_as is None}
        again = {one.id: Value(("rude" in texts["post"]) is not odd) for one in questions if one.put_as is not None}
        return Reply(said | again, Usage(calls=1, input_tokens=7))


def test_clauses_are_asked_again_in_other_words() -> None:
    rows = [{"post": post, "right.remove": "rude" in post} for post in ["rude", "rude odd", "fine", "odd", "well"] * 4]
    theory = Echo()
    found = logitext.loads(RUDE).evaluate(rows, theory=theory, reworded=True)
    score = found.clauses["rude"]
    assert score.reworded is not None
    assert (score.reworded.counted, score.reworded.of) == (12, 20)
    assert theory.asked.count("question") == 20
    assert (found.spent.questions, found.spent.calls, found.spent.input_tokens) == (20, 20, 280)
    assert found.verdicts["remove"].right == 20, "no verdict changes"
    assert "same in other words" in str(found)
    plain = logitext.loads(RUDE).evaluate(rows, theory=Echo())
    assert "rude" not in plain.clauses
    assert "in other words" not in str(plain)


def test_who_does_not_reconsider_is_not_asked_again() -> None:
    rows = [{"post": "rude", "right.remove": True}] * 5
    theory = Echo()
    theory.reconsiders = False
    found = logitext.loads(RUDE).evaluate(rows, theory=theory, reworded=True)
    assert (found.clauses, theory.asked) == ({}, ["None"] * 5)
