"""What is said of one document is never said of another, and what a policy is told is for its own clauses."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext import Files
from logitext.check.facts_file import read_facts
from logitext.run.names import DocumentNames
from logitext.theory import Answers, Chain, Function, Pattern, Price, Texts, Theory, allowance, load_answers
from logitext.theory.protocol import TRUE, Answer, Failure, Question, Reply, Usage
from tests.run.made import lines, read, run

TWO = r"{{text post}}{{let a = [[says a]] match /\ba\b/ let b = [[says b]] match /\bb\b/ violation v = a and not b}}"


def two() -> logitext.Policy:
    return logitext.loads(TWO, "two.nltc")


def test_columns_that_records_lack_are_not_taken_for_one_another(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "post": "x", "is_a": True, "is_b": False},
        {"id": 2, "post": "x", "is_b": True},
        {"id": 3, "post": "x", "is_a": True},
        {"id": 4, "post": "x", "is_b": False, "is_a": True},
        {"id": 5, "post": "x", "is_a": False},
        {"id": 6, "post": "x", "is_b": False},
    ]
    columns = {"a": "is_a?", "b": "is_b?"}
    _, found = run(two(), lines(tmp_path / "d.jsonl", rows), tmp_path, id="id", columns=columns, theory="pattern")
    assert [row["v"] for row in found] == [True, False, None, True, False, None]


def test_what_a_pattern_said_of_one_text_is_not_said_of_another(tmp_path: Path) -> None:
    rows = [{"id": number, "post": post, "is_a": True} for number, post in enumerate(["b", "a", "b", "b b", ""])]
    data = lines(tmp_path / "d.jsonl", rows)
    _, found = run(two(), data, tmp_path, id="id", columns={"a": "is_a"}, theory="pattern:complete")
    assert [(row["v"], row["because"]) for row in found] == [
        (False, "v: b"),
        (True, "v: a, not b"),
        (False, "v: b"),
        (False, "v: b"),
        (True, "v: a, not b"),
    ]


def test_what_a_theory_said_of_one_name_is_not_said_of_another(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", [{"id": name, "post": "x"} for name in ("p", "q", "p2")])

    async def by_name(_question: Question, texts: Texts) -> bool:
        await asyncio.sleep(0)  # the others are asked meanwhile, about the same text
        return str(texts.label).startswith("p")

    policy = logitext.loads("{{text post}}{{let bad = [[is bad]] violation v = bad}}")
    _, found = run(policy, data, tmp_path, id="id", theory=Function(by_name, price=Price(question=1)))
    assert [row["v"] for row in found] == [True, False, True]


def test_theories_of_one_name_are_asked_one_after_the_other(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", [{"id": 1, "post": "x"}])
    none = Function(lambda *_: None, "judge", price=Price(question=1))
    sure = Function(lambda *_: True, "judge", price=Price(question=1))
    _, found = run(two(), data, tmp_path, id="id", theory=Chain(none, sure))
    assert (found[0]["status"], found[0]["v"]) == ("decided", False)


def test_the_same_file_twice_has_its_answers_twice(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", [{"post": "x", "is_a": number % 2 == 0} for number in range(6)])

    async def later(_question: Question, _texts: Texts) -> bool:
        await asyncio.sleep(0)
        return False

    theory = Function(later, price=Price(question=1))
    _, found = run(two(), [data, data], tmp_path, columns={"a": "is_a"}, theory=theory)
    assert [row["v"] for row in found] == [True, False] * 6


IDS = ["1", "x/1", "y/x/1", "2"]


@pytest.mark.parametrize("named", ["1", "x/1", "y/x/1"])
def test_answers_under_an_id_are_for_no_other(named: str, tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", [{"id": name, "post": "x"} for name in IDS])
    theory = Chain(Answers({"texts": {named: {"a": True, "b": False}}}), Function(lambda *_: False))
    _, found = run(two(), data, tmp_path, id="id", theory=theory)
    assert [row["id"] for row in found if row["v"]] == [named]


def test_facts_in_files_are_for_the_id_that_they_name(tmp_path: Path) -> None:
    policy = logitext.loads("{{text post}}{{fact new: Bool  let bad = [[is bad]] violation v = bad and new}}", "p.nltc")
    (tmp_path / "f.yaml").write_text("texts: {x/1: {new: yes}}")
    facts = read_facts(policy.checked, (), [tmp_path / "f.yaml"])
    assert facts.of("1") == {"new": True}  # a path cut short
    assert replace(facts, taken=DocumentNames(ids=True)).of("1") == {}
    assert replace(facts, taken=DocumentNames(ids=True)).of("x/1") == {"new": True}


def test_a_file_within_a_folder_is_not_the_file_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    for name in ("a.txt", "sub/a.txt"):
        (tmp_path / name).write_text("x")
    theory = Chain(Answers({"texts": {"sub/a.txt": {"a": True, "b": False}}}), Function(lambda *_: False))
    policy = two()
    policy.run(["a.txt", "sub/a.txt"], theory=theory, files=Files(rows="rows.jsonl"))
    assert [(row["id"], row["v"]) for row in read(tmp_path / "rows.jsonl")] == [("a.txt", False), ("sub/a.txt", True)]


# --- several policies ---------------------------------------------------------------------------------------------

RUDE = logitext.loads("{{text post}}{{let a = [[is rude]] violation v = a}}", "rude.nltc")
SPAM = logitext.loads("{{text post}}{{let a = [[is spam]] violation w = a}}", "spam.nltc")


def test_the_second_policy_asks_its_own_questions(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", [{"id": number, "post": "x"} for number in range(3)])

    async def spam(question: Question, _texts: Texts) -> bool:
        await asyncio.sleep(0)
        return question.wording == "is spam"

    for price in (Price(), Price(question=1)):
        theory = Function(spam, price=price)
        for same in (RUDE, logitext.loads(RUDE.checked.source.text, "again.nltc")):
            _, found = run(same, data, tmp_path, id="id", also=[SPAM, RUDE], theory=theory, overwrite=True)
            assert [row["w"] if row["v"] is None else row["v"] for row in found] == [False, True, False] * 3
            assert {row["status"] for row in found} == {"decided"}


def test_what_one_policy_waits_for_is_not_waited_for_by_the_next(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", [{"id": 1, "post": "x"}])

    async def rude(question: Question) -> bool:
        return question.wording == "is rude"

    theory = Function(lambda question, _: rude(question))  # a call that is to be awaited once
    _, found = run(RUDE, data, tmp_path, id="id", also=[RUDE, SPAM], theory=theory)
    assert [(row["status"], row["v"], row["w"]) for row in found] == [
        ("decided", True, None),
        ("decided", True, None),
        ("decided", None, False),
    ]


def test_a_question_of_two_policies_is_put_once(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", [{"id": 1, "post": "x"}])
    again = logitext.loads(RUDE.checked.source.text, "again.nltc")
    asked: list[Question] = []

    def judge(question: Question, _texts: Texts) -> bool:
        asked.append(question)
        return True

    theory = Function(judge, price=Price(question=1))
    _, found = run(RUDE, data, tmp_path, id="id", also=[again], theory=theory)
    assert ([row["v"] for row in found], len(asked)) == ([True, True], 1)


def test_a_review_says_which_of_two_clauses_it_answers(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", [{"id": "m", "post": "x"}, {"id": "n", "post": "x"}])
    review, theory = tmp_path / "r.yaml", Pattern()
    run(RUDE, data, tmp_path, id="id", also=[SPAM], theory=theory, review=review)
    assert review.read_text().count("is rude (yes or no)") == 2
    assert "is spam" not in review.read_text()
    review.write_text(review.read_text().replace('"value": unknown', '"value": yes', 1))

    chain = Chain(load_answers(review), theory)
    options: dict[str, Any] = {"id": "id", "also": [SPAM], "overwrite": True, "review": tmp_path / "r2.yaml"}
    _, found = run(RUDE, data, tmp_path, theory=chain, **options)
    assert [row["v"] or row["w"] for row in found] == [True, None, None, None]
    second = (tmp_path / "r2.yaml").read_text()
    assert second.count("is spam (yes or no)") == 1  # of the document whose other clause is answered
    (tmp_path / "r2.yaml").write_text(second.replace('"value": unknown', '"value": no'))
    chain = Chain(load_answers(tmp_path / "r2.yaml"), load_answers(review), theory)
    _, found = run(RUDE, data, tmp_path, id="id", also=[SPAM], theory=chain, overwrite=True)
    assert [(row["id"], row["v"], row["w"]) for row in found] == [
        ("m", True, None),
        ("m", None, False),
        ("n", False, None),
        ("n", None, None),
    ]


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ("let a = [[a]] violation v = a", "let a: low | high = [[a]] violation w = a == high", "low | high"),
        ("let a = [[a]] violation v = a", "fact a: Int  violation w = a > 3", "a fact of sort Int"),
        ("fact a: Real  violation v = a > 1", "fact a: Int  violation w = a > 3", "a fact of sort Real"),
    ],
)
def test_a_column_that_policies_read_in_two_ways_is_refused(one: str, other: str, what: str, tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", [{"post": "x", "a": 1}])
    policies = [logitext.loads(f"{{{{text post}}}}{{{{{of}}}}}", name) for of, name in ((one, "p"), (other, "q"))]
    for first, second in (policies, policies[::-1]):
        with pytest.raises(logitext.InputError, match="one column cannot be both") as caught:
            run(first, data, tmp_path, also=[second], columns={"a": "a"}, theory="pattern")
        assert what in str(caught.value)


# --- ids ----------------------------------------------------------------------------------------------------------


def test_a_run_that_goes_on_holds_the_same_ids_against_others(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"id": True, "post": "x"}, {"id": "True", "post": "x"}, {"id": "", "post": "x"}]
    data = lines(tmp_path / "d.jsonl", rows)
    theory = Function(lambda *_: True, price=Price(question=1))
    _, whole = run(two(), data, tmp_path, id="id", theory=theory)
    assert [row["status"] for row in whole] == ["error", "decided", "error"]
    summary, _ = run(two(), data, tmp_path, id="id", theory=theory, max_cost=0, overwrite=True)
    assert (summary.ending, summary.documents) == ("limit", 1)
    _, found = run(two(), data, tmp_path, id="id", theory=theory)
    assert found == whole


def test_facts_decide_what_a_review_asks(tmp_path: Path) -> None:
    policy = logitext.loads(
        "{{text post}}{{fact days: Int let a = [[a]] let b = [[b]]}}"
        "{{violation v = (a and days < 30) or (b and days >= 30)}}"
    )
    rows: list[dict[str, Any]] = [
        {"id": "new", "post": "x", "days": 1},
        {"id": "old", "post": "x", "days": 40},
        {"id": "?", "post": "x"},
    ]
    review = tmp_path / "r.yaml"
    run(policy, lines(tmp_path / "d.jsonl", rows), tmp_path, id="id", theory="pattern", review=review)
    entries = load_answers(review).entries.documents
    assert {name: list(section) for name, section in entries.items()} == {"new": ["a"], "old": ["b"], "?": ["a", "b"]}
    assert "# not given, and only in the data or with --facts: days" in review.read_text()


# --- limits -------------------------------------------------------------------------------------------------------


class Reserving(Theory):
    """It sets aside for a call six times what the call takes."""

    name = "reserving"
    model = "test-model"
    tells_cost = True
    needs_texts = False

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        allowed = allowance.current()
        assert allowed is not None
        calls = await asyncio.gather(*[self._one(allowed) for _ in questions])
        answers = {question.id: answer for question, answer in zip(questions, calls, strict=True)}
        made = sum(answer == TRUE for answer in calls)
        return Reply(answers, Usage(calls=made, cost=float(made)))

    async def _one(self, allowed: allowance.Allowance) -> Answer:
        try:
            allowed.reserve(0, 6)
        except allowance.OutOfBudgetError as error:
            return Failure(str(error), error)
        for _ in range(3):
            await asyncio.sleep(0)
        allowed.settle(0, 6, 0, 1)
        return TRUE


@pytest.mark.parametrize("texts", ["xyy", "xyyzxy", "xyz"])
def test_what_calls_under_way_have_set_aside_loses_no_document(texts: str, tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", [{"id": number, "post": post} for number, post in enumerate(texts)])
    policy = logitext.loads("{{text post}}{{let a = [[a]] let b = [[b]] verdict v = a verdict w = b}}")
    calls = 2 * len(texts)
    summary, found = run(policy, data, tmp_path, id="id", theory=Reserving(), max_cost=calls + 5, batch=2)
    assert (summary.reason, summary.documents, len(found)) == (None, len(texts), len(texts))
    assert all(row["v"] and row["w"] for row in found)
