"""What an answer was given to: when it still is one, and why not."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.policy.model import Phrase
from logitext.policy.sorts import INT
from logitext.syntax.diagnostics import InputError
from logitext.syntax.source import Span
from logitext.syntax.tree import Regex
from logitext.theory import Answers, Ask, Mock, Outdated, Question, Texts, Unknown, Value, load_answers
from logitext.theory.basis import CLAUSE, POLICY, Basis
from logitext.theory.validation import ask

RUDE = Question("rude", "rude", "is rude", texts=("post",), yes=("You fool!",))
HELLO = Texts({"post": "hello", "other": "one"}, "a.txt")
CHANGED = "the text `post` has changed since this answer"


CLAUSES: list[tuple[dict[str, Any], bool]] = [
    ({"wording": "is not rude"}, False),
    ({"ask": "Is it rude?"}, False),
    ({"sort": INT}, False),
    ({"phrases": (Phrase("rude", "impolite"),)}, False),
    ({"yes": ()}, False),
    ({"no": ("Good morning",)}, False),
    ({"match": (Regex("fool", "i", Span(0, 4)),)}, False),
    ({"sentence": "We remove what «is rude»."}, True),
    ({"prior": Fraction(1, 2)}, True),
    ({"note": "it contradicts another"}, True),
]


@pytest.mark.parametrize(("change", "same"), CLAUSES, ids=[next(iter(change)) for change, _ in CLAUSES])
def test_an_answer_is_one_to_the_clause_as_it_was_put(change: dict[str, Any], same: bool) -> None:
    basis = Basis.of(RUDE, HELLO)
    assert basis.outdated(replace(RUDE, **change), HELLO) == (None if same else CLAUSE)


TEXTS: list[tuple[dict[str, str], str | None]] = [
    ({"post": "hello"}, None),
    ({"post": "hello", "other": "two"}, None),
    ({"post": "hello "}, CHANGED),
    ({"other": "one"}, "the text `post`, which this answer is about, is not given"),
    ({}, None),
]


@pytest.mark.parametrize(("texts", "why"), TEXTS, ids=range(len(TEXTS)))
def test_an_answer_is_one_about_the_texts_as_they_were(texts: dict[str, str], why: str | None) -> None:
    assert Basis.of(RUDE, HELLO).outdated(RUDE, Texts(texts)) == why


@pytest.mark.parametrize("other", ["0" * 64, "f" * 64])
def test_another_hash_is_another_whichever_comes_first(other: str) -> None:
    basis = Basis.of(RUDE, HELLO)
    assert replace(basis, clause=other).outdated(RUDE, HELLO) == CLAUSE
    assert replace(basis, texts={"post": other}).outdated(RUDE, HELLO) == CHANGED
    place = logitext.loads("{{text post}} {{let rude = [[is rude]]}}").checked.clauses["rude"].place
    question = replace(RUDE, place=place)
    assert Basis(policy=place.source.sha256).outdated(question, HELLO) is None
    assert Basis(policy=other).outdated(question, HELLO) == POLICY


def test_a_text_that_was_not_given_is_another_one() -> None:
    basis = Basis.of(RUDE, Texts({"other": "one"}))
    assert basis.outdated(RUDE, HELLO) == "the text `post` was not given when this was answered"


def test_a_question_about_no_text_by_name_is_about_all() -> None:
    general = replace(RUDE, texts=())
    basis = Basis.of(general, HELLO)
    assert basis.outdated(general, HELLO) is None
    assert basis.outdated(general, Texts({"post": "hello", "other": "two"})) == CHANGED.replace("post", "other")
    assert basis.outdated(general, Texts({"post": "hello"})) is not None


def test_nothing_is_held_against_what_is_not_known() -> None:
    placed = replace(RUDE, place=logitext.loads(BEFORE, "p.nltc").checked.clauses["rude"].place)
    for basis in (Basis(), Basis(texts=Basis.of(RUDE, HELLO).texts)):
        assert basis.outdated(RUDE, HELLO) is None
        assert basis.outdated(placed, HELLO) is None
    assert Basis(policy="0" * 64).outdated(RUDE, HELLO) is None
    assert Basis(policy="0" * 64).outdated(placed, HELLO) == POLICY


# --- files that a person's answers are kept in -------------------------------------------------------------------


def keeping(file: Path, *lines: str, question: Question = RUDE) -> tuple[Ask, io.StringIO]:
    screen = io.StringIO()
    theory = Ask(io.StringIO("".join(f"{line}\n" for line in lines)), screen, save=file)
    theory.prepare([question])
    return theory, screen


def put(theory: Any, texts: Texts, question: Question = RUDE) -> Any:
    return asyncio.run(ask(theory, [question], texts)).answers[question.id]


@pytest.mark.parametrize("name", ["kept.yaml", "kept.json"])
def test_a_changed_text_is_asked_about_again(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    assert put(keeping(file, "n")[0], HELLO) == Value(False)
    assert put(keeping(file)[0], Texts({"post": "hello"}, "a.txt")) == Value(False)
    after = Texts({"post": "You fool"}, "a.txt")
    theory, screen = keeping(file, "y")
    assert theory.outdated(RUDE, after) == CHANGED
    assert put(theory, after) == Value(True)
    assert f"again: {CHANGED}" in screen.getvalue()
    assert put(keeping(file)[0], after) == Value(True)
    # The theory `answers` reads the same file, and holds it to the same.
    assert put(load_answers(file), after) == Value(True)
    assert put(load_answers(file), HELLO) == Outdated(CHANGED)


def test_a_changed_clause_is_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    put(keeping(file, "n")[0], HELLO)
    other = replace(RUDE, wording="insults nobody at all")
    theory, screen = keeping(file, "y", question=other)
    assert put(theory, HELLO, other) == Value(True)
    assert f"again: {CLAUSE}" in screen.getvalue()


def test_nobody_is_asked_again_what_was_written_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    file.write_text("texts:\n  a.txt: {rude: no}\n")
    theory, screen = keeping(file)
    assert put(theory, HELLO) == put(theory, Texts({"post": "You fool"}, "a.txt")) == Value(False)
    assert screen.getvalue() == ""


def test_a_kept_value_may_be_edited_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    put(keeping(file, "n")[0], HELLO)
    file.write_text(file.read_text().replace("value: false", "value: true"))
    assert put(keeping(file)[0], HELLO) == Value(True)


def test_a_clause_that_took_another_sort_or_went_does_not_spoil_the_file(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    put(keeping(file, "n")[0], HELLO)
    count = replace(RUDE, sort=INT)
    assert put(keeping(file, "3", question=count)[0], HELLO, count) == Value(3)
    kind = replace(RUDE, id="kind", clause="kind")
    assert put(keeping(file, "y", question=kind)[0], HELLO, kind) == Value(True)


def test_what_was_kept_for_a_text_without_a_name_is_not_held_against_one_with_a_name(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    put(keeping(file, "n")[0], Texts({"post": "one"}))
    theory, screen = keeping(file, "y")
    assert put(theory, Texts({"post": "two"}, "b.txt")) == Value(True)
    assert "again" not in screen.getvalue()


HASH = "0" * 64
WRONG = [
    ("rude: {value: no, clause: abc}\n", "expected a SHA-256"),
    (f"rude: {{value: no, texts: {HASH}}}\n", "expected the hash of each text"),
    (f"rude: {{value: no, texts: {{post: [{HASH}]}}}}\n", "expected a SHA-256"),
    (f"rude: {{clause: {HASH}}}\n", "has neither a value nor a probability"),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=range(len(WRONG)))
def test_hashes_that_are_none_are_errors(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "kept.yaml"
    file.write_text(text)
    with pytest.raises(InputError, match=message):
        load_answers(file)


# --- results -----------------------------------------------------------------------------------------------------

BEFORE = """{{text post}} {{let rude = [[is rude]]  let joke = [[is a joke]]
  violation remove = rude unless joke}}"""


def result_of(source: str, text: str) -> Any:
    given = Answers({"rude": False, "joke": False})
    return logitext.loads(source, "p.nltc").check(text, label="a.txt", theory=given)


def again(source: str, text: str, answers: Any) -> Any:
    return logitext.loads(source, "p.nltc").check(text, label="a.txt", theory=Answers(answers))


def details(result: Any) -> dict[str, str | None]:
    return {one.clause: one.detail for record in result.verdicts.values() for one in record.open}


def test_a_result_answers_what_has_not_changed() -> None:
    result = result_of(BEFORE, "hello")
    assert again(BEFORE, "hello", result).verdicts["remove"].value is False
    assert again(BEFORE, "hello", result.to_dict()).verdicts["remove"].value is False


def test_a_result_about_another_text_answers_nothing() -> None:
    found = again(BEFORE, "You fool", result_of(BEFORE, "hello"))
    assert found.status == "undetermined"
    assert details(found) == {"rude": f"answers: {CHANGED}", "joke": f"answers: {CHANGED}"}


def test_a_clause_that_reads_as_before_keeps_its_answer_in_another_policy() -> None:
    after = BEFORE.replace("is rude", "is polite").replace("rude unless joke", "rude and not joke") + " More prose."
    found = again(after, "hello", result_of(BEFORE, "hello"))
    assert found.answers == {"joke": False}
    assert details(found) == {"rude": f"answers: {CLAUSE}"}


def test_a_clause_that_went_does_not_spoil_a_result() -> None:
    after = "{{text post}} {{let joke = [[is a joke]]  violation remove = joke}}"
    assert again(after, "hello", result_of(BEFORE, "hello")).verdicts["remove"].value is False


def test_a_result_without_hashes_of_clauses_is_one_of_its_own_policy() -> None:
    data = result_of(BEFORE, "hello").to_dict()
    del data["clauses"]
    assert again(BEFORE, "hello", data).verdicts["remove"].value is False
    assert details(again(BEFORE + " More prose.", "hello", data))["rude"] == f"answers: {POLICY}"


def test_a_sentence_goes_by_the_text_that_it_is_of() -> None:
    source = """{{text post}} {{let rude(s) = [[s is rude]]
      violation remove = forsome s in sentences(post): rude(s)}}"""
    policy = logitext.loads(source)
    names = {"rude(post.sentences[1])": False, "rude(post.sentences[2])": True}
    result = policy.check("Hello. Fool!", theory=Answers(names))
    assert set(result.clauses) == set(result.answers) == set(names)
    assert policy.check("Hello. Fool!", theory=Answers(result)).verdicts["remove"].value is True
    assert policy.check("Hello. Friend!", theory=Answers(result)).verdicts["remove"].value is None


def test_verify_looks_at_the_hashes_of_clauses() -> None:
    policy, data = logitext.loads(BEFORE, "p.nltc"), result_of(BEFORE, "hello").to_dict()
    assert policy.verify(data) == ()
    data["clauses"] = {"rude": HASH, "kind": HASH}
    assert [one.where for one in policy.verify(data)] == ["clauses.rude", "clauses.kind"]


def test_a_mock_does_not_say_what_was_said_of_another_text() -> None:
    basis = Basis.of(RUDE, HELLO)
    mock = Mock({"rude": {"value": True, "texts": basis.texts}})
    assert put(mock, HELLO) == Value(True)
    assert "is outdated" in put(mock, Texts({"post": "two"})).reason


def test_a_theory_holds_nothing_that_is_outdated_unless_it_says_so() -> None:
    theory = Answers({"rude": True})
    assert theory.outdated(RUDE, HELLO) is None
    assert put(Answers({}), HELLO) == Unknown("no answer is given for `a.txt`")
