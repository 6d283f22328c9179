"""The trail by itself: what is taken back and what counts again, and why a clause has no value."""

from __future__ import annotations

import pytest

from logitext.engine.trail import Trail
from logitext.theory import Answer, Failure, Question, Refusal, Texts, Theory, Unknown, Value
from logitext.theory.allowance import OutOfBudgetError

QUESTIONS = {name: Question(name, name, name) for name in "abc"}


class Named(Theory):
    def __init__(self, name: str) -> None:
        vars(self)["name"] = name


FIRST, SECOND, THIRD = Named("first"), Named("second"), Named("third")

SPENT = Failure("too dear", OutOfBudgetError("too dear"))
BROKEN = Failure("no line", OSError("no line"))


def trail(*said: tuple[str, Theory, Answer]) -> Trail:
    """A trail with these answers, in this order."""
    made = Trail(QUESTIONS, (FIRST, SECOND, THIRD), Texts({}))
    for name, theory, answer in said:
        made.add(QUESTIONS[name], theory, answer)
    return made


def on(made: Trail) -> list[tuple[str, str]]:
    """Which answers are on a trail: of whom, to what."""
    return [(entry.theory.name, entry.question.id) for entry in made.entries]


def test_what_is_taken_back_takes_the_answers_with_it_that_were_only_asked_for_its_sake() -> None:
    made = trail(
        ("b", FIRST, Value(True)),
        ("a", FIRST, Unknown()),
        ("c", SECOND, Value(False)),
        ("a", SECOND, Unknown()),
        ("a", THIRD, Value(True)),
    )
    assert made.values == {"a": True, "b": True, "c": False}
    entry = made.retract(FIRST)
    assert entry is not None
    assert entry.question.id == "a"
    assert on(made) == [("first", "b"), ("second", "c")]
    assert made.values == {"b": True, "c": False}
    assert made.unsettled() == ("a",)
    assert made.next_theory("a") is FIRST
    assert made.why_open("a") == ("not asked", None)
    assert made.retract(THIRD) is None


def test_what_the_theories_before_said_stays_where_one_takes_its_answer_back() -> None:
    made = trail(("a", FIRST, Unknown()), ("a", SECOND, Unknown("who knows")), ("a", THIRD, Value(True)))
    made.retract(SECOND)
    assert on(made) == [("first", "a")]
    assert made.next_theory("a") is SECOND


def test_the_question_that_is_put_again_is_not_the_one_to_take_back() -> None:
    made = trail(("a", FIRST, Value(True)), ("b", FIRST, Value(True)))
    entry = made.retract(FIRST, besides="b")
    assert entry is not None
    assert entry.question.id == "a"
    assert made.values == {"b": True}
    assert made.retract(FIRST, besides="b") is None


def test_what_a_repair_gave_up_counts_again_once_an_answer_is_taken_back() -> None:
    made = trail(("a", FIRST, Value(True)), ("b", FIRST, Value(False)), ("c", SECOND, Value(False)))
    made.set_aside(["a", "b"])
    assert made.values == {"c": False}
    assert made.retract(SECOND) is not None
    assert made.values == {"a": True, "b": False}
    assert dict(made.given_up) == {}


def test_what_a_repair_gave_up_does_not_count_again_where_that_is_what_is_taken_back() -> None:
    made = trail(("a", FIRST, Value(True)), ("c", SECOND, Value(False)), ("b", FIRST, Value(False)))
    made.set_aside(["a", "b"])
    assert made.retract(FIRST) is not None
    assert made.values == {"a": True, "c": False}
    assert dict(made.given_up) == {}
    assert made.next_theory("b") is FIRST


@pytest.mark.parametrize(
    ("said", "reason", "detail"),
    [
        ([SPENT], "out of budget", "first: too dear"),
        ([SPENT, SPENT], "out of budget", "first: too dear; second: too dear"),
        ([SPENT, BROKEN], "failed", "first: too dear; second: no line"),
        ([BROKEN, SPENT], "failed", "first: no line; second: too dear"),
        ([BROKEN], "failed", "first: no line"),
        ([Unknown("who knows"), SPENT], "out of budget", "second: too dear"),
        ([Refusal("not I"), SPENT], "out of budget", "second: too dear"),
        ([Refusal("not I"), BROKEN], "failed", "second: no line"),
        ([Refusal("not I"), Unknown("who knows")], "refused", "first: not I"),
        ([Unknown("who knows")], "unknown", "first: who knows"),
        ([], "not asked", None),
    ],
)
def test_why_a_clause_has_no_value(said: list[Answer], reason: str, detail: str | None) -> None:
    made = trail(*[("a", theory, answer) for theory, answer in zip((FIRST, SECOND, THIRD), said, strict=False)])
    assert made.why_open("a") == (reason, detail)
