"""Validation: whatever a theory does, each question gets an answer that makes sense, or a failure that says why not."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.policy.sorts import BOOL, INT, REAL, TEXT, Enumeration
from logitext.theory import (
    Answer,
    Failure,
    Question,
    Refusal,
    Reply,
    Retract,
    Stop,
    Texts,
    Theory,
    Thresholds,
    Unknown,
    Usage,
    Value,
)
from logitext.theory.one_answer import decide, is_plain, is_unsure
from logitext.theory.validation import ask, checked, failure_of, usage_of

LEVEL = Enumeration.of("minor", "serious")
Q = Question("q", "threat", "threatens", texts=("post",))
R = Question("r", "severity", "how severe", LEVEL, texts=("post",))


class Scripted(Theory):
    """Says what it is told to, call by call; an exception is raised. `seen` keeps the ids of each call."""

    name = "scripted"

    def __init__(self, *outcomes: Any, most: int | None = None) -> None:
        self.outcomes = list(outcomes)
        self.seen: list[list[str]] = []
        self.max_questions = most

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Any:
        self.seen.append([question.id for question in questions])
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome(questions) if callable(outcome) else outcome


def one(answer: Any, question: Question = Q, texts: Texts | None = None) -> Answer:
    """What becomes of one answer to one question."""
    return checked(Scripted(), [question], Reply({question.id: answer}), texts).answers[question.id]


def failed(answer: Answer) -> str:
    assert isinstance(answer, Failure)
    return answer.reason


# --- values ------------------------------------------------------------------------------------------------------

ACCEPTED = [
    (BOOL, True, True),
    (BOOL, False, False),
    (INT, 3, 3),
    (INT, 3.0, 3),
    (INT, Decimal("1e3"), 1000),
    (REAL, 0.1, Fraction(1, 10)),
    (REAL, 75000, Fraction(75000)),
    (TEXT, "", ""),
    (LEVEL, "minor", "minor"),
]


@pytest.mark.parametrize(("sort", "given_", "value"), ACCEPTED, ids=[str(n) for n in range(len(ACCEPTED))])
def test_a_value_of_the_sort_is_taken(sort: Any, given_: Any, value: Any) -> None:
    answer = one(Value(given_), Question("q", "q", "q", sort))
    assert answer == Value(value)
    assert isinstance(answer, Value)
    assert type(answer.value) is type(value)


WRONG = [
    (BOOL, 1, "expected true or false, not 1"),
    (BOOL, "true", 'expected true or false, not "true"'),
    (BOOL, [], "expected true or false, not []"),
    (INT, 0.5, "expected a whole number, not"),
    (INT, True, "expected a whole number, not true"),
    (INT, "3", 'expected a whole number, not "3"'),
    (REAL, math.nan, "expected a number, not nan"),
    (REAL, math.inf, "expected a number, not inf"),
    (TEXT, 3, "expected a text, not 3"),
    (LEVEL, "minr", 'expected one of minor, serious, not "minr"; did you mean minor?'),
]


@pytest.mark.parametrize(("sort", "value", "message"), WRONG, ids=[str(n) for n in range(len(WRONG))])
def test_a_value_of_another_sort_is_a_failure_that_names_it(sort: Any, value: Any, message: str) -> None:
    reason = failed(one(Value(value), Question("q", "limit", "q", sort)))
    assert reason.startswith(f"`scripted` answered `limit` with a wrong value: {message}")


def test_no_value_is_unknown() -> None:
    assert one(Value(None)) == Unknown()
    assert one(Value(None, probability=0.9), R) == Unknown()


class Hostile:
    """Raises whatever is done with it."""

    def __repr__(self) -> str:
        raise RuntimeError("no peeking")


def test_an_object_that_raises_when_looked_at_is_a_failure() -> None:
    assert failed(one(Value(Hostile()))) == "RuntimeError: no peeking"  # type: ignore[arg-type]


# --- probabilities -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "probability", "wanted"),
    [
        (None, 0.9, Value(True, 0.9)),
        (None, 0.75, Value(True, 0.75)),
        (None, 0.25, Value(False, 0.25)),
        (None, 0, Value(False, 0.0)),
        (None, 1, Value(True, 1.0)),
        (True, 0.8, Value(True, 0.8)),
        (False, 0.2, Value(False, 0.2)),
        (None, Fraction(9, 10), Value(True, 0.9)),
        (None, 0.5, Unknown("unsure: probability 0.5 lies between 0.25 and 0.75")),
        (True, 0.5, Unknown("unsure: probability 0.5 lies between 0.25 and 0.75")),
        (None, 0.7499, Unknown("unsure: probability 0.7499 lies between 0.25 and 0.75")),
    ],
    ids=str,
)
def test_the_thresholds_decide(value: Any, probability: Any, wanted: Answer) -> None:
    assert one(Value(value, probability)) == wanted


def test_the_thresholds_are_the_theorys() -> None:
    theory = Scripted()
    theory.thresholds = Thresholds(0.5, 0.6)
    reply = Reply({"q": Value(None, 0.5)})
    assert checked(theory, [Q], reply).answers == {"q": Value(False, 0.5)}


def test_a_value_against_its_own_probability_is_a_failure() -> None:
    assert failed(one(Value(True, 0.1))) == (
        "`scripted` answered `threat` with true, and with probability 0.1, which means false"
    )


@pytest.mark.parametrize(
    "probability",
    [-0.1, 1.1, math.nan, math.inf, True, "0.5", Decimal("NaN"), Decimal("sNaN"), 10**400, [0.5]],
    ids=lambda probability: str(probability)[:8],
)
@pytest.mark.parametrize("question", [Q, R], ids=["bool", "label"])
def test_what_is_no_probability_is_a_failure(probability: Any, question: Question) -> None:
    value = True if question is Q else "minor"
    assert ": expected a number from 0 to 1, not " in failed(one(Value(value, probability), question))


def test_of_other_sorts_a_value_that_is_hardly_right_does_not_count() -> None:
    assert one(Value("minor", 0.75), R) == Value("minor", 0.75)
    unsure = one(Value("minor", 0.4), R)
    assert is_unsure(unsure)
    assert unsure == Unknown('unsure: "minor" has a probability of 0.4, below 0.75')


@given(st.floats(), st.floats(0, 1), st.floats(0, 1))
def test_decided_never_between_the_thresholds(probability: float, false: float, true: float) -> None:
    if false >= true:
        return
    theory = Scripted()
    theory.thresholds = Thresholds(false, true)
    answer = checked(theory, [Q], Reply({"q": Value(None, probability)})).answers["q"]
    if not 0 <= probability <= 1:
        assert isinstance(answer, Failure)
    elif false < probability < true:
        assert is_unsure(answer)
    else:
        assert answer == Value(probability >= true, probability)


def test_unsure_is_told_from_unknown() -> None:
    others: list[Answer] = [Unknown(), Unknown("unsurely"), Failure("unsure: x"), Value(True)]
    assert is_unsure(decide(0.5, Thresholds()))  # type: ignore[arg-type]
    assert not any(is_unsure(answer) for answer in others)


# --- quotations --------------------------------------------------------------------------------------------------

TEXTS = Texts({"post": "I will\n  find\tyou.", "reply": "Calm down"})


@pytest.mark.parametrize(
    ("quote", "kept"),
    [
        ("I will find you", "I will\n  find\tyou"),
        ("will\nfind", "will\n  find"),
        ("  find   you. ", "find\tyou."),
        ("“I will\u00a0find you…”", "I will\n  find\tyou"),
        ("I will **find** you", "I will\n  find\tyou"),
        ("I wi\u200bll find", "I will\n  find"),
    ],
    ids=ascii,
)
def test_a_quotation_is_cut_from_the_text_whatever_its_spelling(quote: str, kept: str) -> None:
    found = checked(Scripted(), [Q], Reply({"q": Value(True, quote=quote)}), TEXTS)
    assert found == ({"q": Value(True, quote=kept)}, ())


def test_a_quotation_in_another_normal_form_is_cut_from_the_text() -> None:
    texts = Texts(dict.fromkeys(TEXTS, "Un de\u0301bile\u0301 !"))
    found = checked(Scripted(), [Q], Reply({"q": Value(True, quote="débilé !")}), texts)
    assert found == ({"q": Value(True, quote="de\u0301bile\u0301 !")}, ())


@pytest.mark.parametrize("quote", ["I will find him", "Calm down", "i will"], ids=repr)
def test_a_quotation_that_is_not_in_the_questions_text_is_dropped_and_noted(quote: str) -> None:
    found = checked(Scripted(), [Q], Reply({"q": Value(True, 0.9, quote)}), TEXTS)
    assert found.answers == {"q": Value(True, 0.9)}
    assert found.notes == (f'`threat`: the quotation "{quote}" is not in the text',)


def test_an_empty_quotation_is_none() -> None:
    assert checked(Scripted(), [Q], Reply({"q": Value(True, quote=" \n")}), TEXTS) == ({"q": Value(True)}, ())


def test_quotations_are_not_looked_up_without_texts() -> None:
    assert one(Value(True, quote="anything")) == Value(True, quote="anything")


def test_a_quotation_of_what_utf_8_cannot_say_is_found_with_a_question_mark_in_its_place() -> None:
    texts = Texts({"post": "I will \ud800 find you.", "reply": "Calm \udfff down."})
    said = Reply({"q": Value(True, quote="will \ud800 find"), "r": Value("minor", quote="will ? find")})
    found = checked(Scripted(), [Q, R], said, texts)
    assert found == ({"q": Value(True, quote="will ? find"), "r": Value("minor", quote="will ? find")}, ())
    dropped = checked(Scripted(), [Q, R], Reply({"q": Value(True, quote="Calm ?"), "r": Value("minor")}), texts)
    assert dropped.answers == {"q": Value(True), "r": Value("minor")}
    assert len(dropped.notes) == 1


def test_a_question_about_no_text_in_particular_may_quote_any() -> None:
    question = Question("q", "threat", "threatens")
    assert one(Value(True, quote="Calm down"), question, TEXTS) == Value(True, quote="Calm down")


@pytest.mark.parametrize(("needs_texts", "kept"), [(True, None), (False, "seen elsewhere")], ids=["needs", "needs not"])
def test_a_quotation_from_a_text_that_is_not_given(needs_texts: bool, kept: str | None) -> None:
    theory = Scripted()
    theory.needs_texts = needs_texts
    found = checked(theory, [Q], Reply({"q": Value(True, quote="seen elsewhere")}), Texts({}))
    assert found.answers == {"q": Value(True, quote=kept)}


def test_a_quotation_that_is_no_text_is_a_failure() -> None:
    answer = one(Value(True, quote=b"bytes"))  # type: ignore[arg-type]
    assert failed(answer) == "`scripted` answered `threat` with a quotation that is no text: b'bytes'"


# --- other answers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [Unknown("x"), Refusal("x"), Failure("x"), Stop("x"), Retract()], ids=repr)
def test_other_answers_pass(answer: Answer) -> None:
    assert one(answer) == answer


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (True, "with an object of type bool instead of an answer"),
        (None, "with nothing instead of an answer"),
        ({"value": True}, "with an object of type dict instead of an answer"),
        (Value, "with an object of type type instead of an answer"),
        (Refusal(3), "with a reason that is no text: 3"),  # type: ignore[arg-type]
        (Stop(None), "with a reason that is no text: nothing"),  # type: ignore[arg-type]
    ],
    ids=repr,
)
def test_what_is_no_answer_is_a_failure(answer: Any, message: str) -> None:
    assert failed(one(answer)) == f"`scripted` answered `threat` {message}"


# --- replies -----------------------------------------------------------------------------------------------------


def test_a_question_that_is_left_out_has_failed() -> None:
    found = checked(Scripted(), [Q, R], Reply({"r": Value("minor")}))
    assert list(found.answers.items()) == [("q", Failure("gave no answer")), ("r", Value("minor"))]


def test_an_answer_to_what_was_not_asked_spoils_the_call() -> None:
    found = checked(Scripted(), [Q, R], Reply({"q": Value(True), "r": Value("minor"), "s": Value(True), 7: Stop()}))  # type: ignore[dict-item]
    reason = "`scripted`, asked for `q`, `r`, answered what it was not asked: `s`, `7`"
    assert found.answers == {"q": Failure(reason), "r": Failure(reason)}


class Unreadable(Mapping[str, Answer]):
    """A mapping that raises when read."""

    def __getitem__(self, key: str) -> Answer:
        raise KeyError(key)

    def __iter__(self) -> Any:
        raise OSError("gone")

    def __len__(self) -> int:
        return 1


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (None, "`scripted`, asked for `q`, returned nothing instead of a Reply"),
        ({"q": Value(True)}, "`scripted`, asked for `q`, returned an object of type dict instead of a Reply"),
        (Reply([Value(True)]), "`scripted`, asked for `q`, returned an object of type list instead of a mapping"),  # type: ignore[arg-type]
        (Reply(Unreadable()), "OSError: gone"),
        (TimeoutError("30 s"), "TimeoutError: 30 s"),
        (ValueError(), "ValueError"),
        (SystemExit(0), "SystemExit: 0"),
    ],
    ids=lambda case: type(case).__name__ if not isinstance(case, str) else case[:30],
)
def test_what_is_no_reply_fails_all_questions(outcome: Any, reason: str) -> None:
    found = checked(Scripted(), [Q], outcome)
    assert failed(found.answers["q"]).startswith(reason)


def test_the_error_is_kept() -> None:
    error = RuntimeError("no")
    answer = checked(Scripted(), [Q], error).answers["q"]
    assert isinstance(answer, Failure)
    assert answer.error is error


@pytest.mark.parametrize("error", [asyncio.CancelledError(), KeyboardInterrupt()], ids=["cancelled", "interrupted"])
def test_cancellation_and_interrupts_pass_through(error: BaseException) -> None:
    with pytest.raises(type(error)):
        failure_of(error)
    with pytest.raises(type(error)):
        checked(Scripted(), [Q], error)
    with pytest.raises(type(error)):
        asyncio.run(ask(Scripted(error), [Q], TEXTS))


# --- asking ------------------------------------------------------------------------------------------------------


def questions(count: int) -> list[Question]:
    return [Question(f"q{number}", f"clause{number}", "…") for number in range(count)]


def yes(asked: Sequence[Question]) -> Reply:
    return Reply({question.id: Value(True) for question in asked}, Usage(1, 1, 10, 5))


def test_no_more_questions_in_a_call_than_the_theory_takes() -> None:
    theory = Scripted(yes, yes, yes, most=2)
    asked = asyncio.run(ask(theory, questions(5), TEXTS))
    assert theory.seen == [["q0", "q1"], ["q2", "q3"], ["q4"]]
    assert list(asked.answers) == ["q0", "q1", "q2", "q3", "q4"]
    assert set(asked.answers.values()) == {Value(True)}
    assert asked.usage == Usage(3, 3, 30, 15)


@pytest.mark.parametrize("most", [0, -1])
def test_a_theory_that_takes_no_question_is_asked_one_at_a_time(most: int) -> None:
    theory = Scripted(yes, yes, most=most)
    assert list(asyncio.run(ask(theory, questions(2), TEXTS)).answers) == ["q0", "q1"]
    assert theory.seen == [["q0"], ["q1"]]


def test_no_questions_no_call() -> None:
    assert asyncio.run(ask(Scripted(), [], TEXTS)) == ({}, Usage(calls=0), ())


def test_one_broken_call_harms_no_other() -> None:
    theory = Scripted(yes, OSError("down"), yes, most=1)
    asked = asyncio.run(ask(theory, questions(3), TEXTS))
    assert asked.answers == {"q0": Value(True), "q1": Failure("OSError: down"), "q2": Value(True)}
    assert asked.usage.calls == 3


def test_a_stop_answers_all_that_follow() -> None:
    theory = Scripted(yes, Reply({"q1": Stop("enough")}), most=1)
    asked = asyncio.run(ask(theory, questions(4), TEXTS))
    assert asked.answers == {"q0": Value(True), "q1": Stop("enough"), "q2": Stop("enough"), "q3": Stop("enough")}
    assert theory.seen == [["q0"], ["q1"]]


def test_a_retraction_ends_the_asking() -> None:
    theory = Scripted(yes, Reply({"q1": Retract()}), most=1)
    asked = asyncio.run(ask(theory, questions(4), TEXTS))
    assert asked.answers == {"q0": Value(True), "q1": Retract()}
    in_one = Scripted(Reply({"q0": Value(True), "q1": Retract()}))
    assert asyncio.run(ask(in_one, questions(3), TEXTS)).answers == asked.answers


@pytest.mark.parametrize(
    ("usage", "sensible"),
    [
        (Usage(2, cached=1, cost=None), True),
        (Usage(2, cached=1, saved=Usage(1, 0, 10, 1, cost=0.5)), True),
        (Usage(2, saved=Usage(0, cost=None)), True),
        (Usage(2, saved=Usage(-1)), False),
        (Usage(2, saved=Usage(1, cost=math.nan)), False),
        (Usage(2, saved=7), False),  # type: ignore[arg-type]
        (Usage(-2), False),
        (Usage(-2, saved=Usage(1)), False),
        (Usage(True), False),
        (Usage(1, cost=True), False),
        (Usage(1, cost=-0.5), False),
        (Usage(1, cost=math.inf), False),
        (None, False),
    ],
    ids=repr,
)
def test_what_a_call_used_counts_where_all_of_it_makes_sense(usage: Any, sensible: bool) -> None:
    counted, wrong = usage_of(Reply({}, usage))
    if sensible:
        assert (counted, wrong) == (usage, None)
    else:
        assert counted == Usage()
        assert (wrong or "").startswith("what the call used is not counted: ")


@pytest.mark.parametrize("usage", [None, {"calls": 1}, Usage(-1), Usage(1, 0, 1.5, 0)], ids=repr)  # type: ignore[arg-type]
def test_a_wrong_count_of_what_was_used_spoils_no_answer(usage: Any) -> None:
    asked = asyncio.run(ask(Scripted(Reply({"q": Value(True)}, usage)), [Q], TEXTS))
    assert asked.answers == {"q": Value(True)}
    assert asked.usage == Usage(calls=1)
    assert len(asked.notes) == 1
    assert asked.notes[0].startswith("what the call used is not counted: ")


def test_the_notes_of_all_calls_are_kept_in_their_order() -> None:
    """What validation found amiss, how the usage was wrong, and what the theory says itself; nothing else is a note."""
    asked = questions(4)
    theory = Scripted(
        Reply({"q0": Value(True, quote="Never said")}, Usage(-1), ("slow", 3)),  # type: ignore[arg-type]
        Reply({"q1": Value(True)}, notes="not a tuple"),  # type: ignore[arg-type]
        OSError("down"),
        Reply({"q3": Value(True, quote="I will find")}, notes=["twice"]),  # type: ignore[arg-type]
        most=1,
    )
    notes = asyncio.run(ask(theory, asked, TEXTS)).notes
    assert len(notes) == 4
    assert notes[0] == '`clause0`: the quotation "Never said" is not in the text'
    assert notes[1].startswith("what the call used is not counted: ")
    assert notes[2:] == ("slow", "twice")


def test_an_answer_says_that_its_quotation_was_dropped() -> None:
    for quote, dropped in (("Never said", True), ("find\tyou", False), (None, False)):
        answer = one(Value(True, quote=quote), texts=TEXTS)
        assert isinstance(answer, Value)
        assert (answer.quote, answer.quote_dropped) == (None if dropped else quote, dropped)


@pytest.mark.parametrize("later", [False, True], ids=["at hand", "to be waited for"])
def test_what_a_theory_has_said_already_is_not_asked_again(later: bool) -> None:
    theory = Scripted()
    for outcome, answer in [(yes([Q]), Value(True)), (OSError("down"), Failure("OSError: down"))]:

        async def reply(outcome: Any = outcome) -> Any:
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome

        async def asked(outcome: Any = outcome, reply: Any = reply) -> Any:
            return await ask(theory, [Q], TEXTS, reply() if later else outcome)

        assert asyncio.run(asked()).answers == {"q": answer}
    assert theory.seen == []


@pytest.mark.parametrize(
    ("count", "named"),
    [
        (1, "`q0`,"),
        (5, "`q0`, `q1`, `q2`, `q3`, `q4`,"),
        (6, "`q0`, `q1`, `q2`, `q3`, `q4`, …,"),
        (9, "`q0`, `q1`, `q2`, `q3`, `q4`, …,"),
    ],
)
def test_a_message_names_five_questions(count: int, named: str) -> None:
    found = checked(Scripted(), questions(count), None)
    reasons = {failed(answer) for answer in found.answers.values()}
    assert reasons == {f"`scripted`, asked for {named} returned nothing instead of a Reply"}
    assert len(found.answers) == count


@pytest.mark.parametrize(
    ("question", "answer"),
    [(Q, Value(True)), (Q, Value(False)), (Q, Value(True, 0.9)), (R, Value("minor", 0.9)), (R, Value("minor"))],
    ids=str,
)
def test_an_answer_that_is_right_as_it_is_goes_on_as_it_is(question: Question, answer: Value) -> None:
    """Not as a copy: a document whose answers are at hand costs little."""
    assert one(answer, question) is answer
    plain = question is Q and answer.probability is None
    assert is_plain(question, answer) is plain


def test_what_is_not_plain_is_looked_at() -> None:
    assert not is_plain(Q, Value(None))
    assert not is_plain(Q, Value(1))
    assert not is_plain(Q, Value(True, quote="I will"))
    assert not is_plain(R, Value(True))
    assert not is_plain(Q, Unknown())


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.fractions() | st.decimals(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
ANSWERS = st.one_of(
    ANYTHING,
    st.builds(Value, ANYTHING, ANYTHING, ANYTHING),
    st.builds(Unknown, ANYTHING),
    st.builds(Failure, ANYTHING),
    st.just(Retract()),
    st.builds(Stop, ANYTHING),
)


@given(st.dictionaries(st.sampled_from(["q", "r", "s"]), ANSWERS), st.sampled_from([BOOL, INT, REAL, TEXT, LEVEL]))
def test_whatever_comes_back_what_goes_on_makes_sense(answers: dict[str, Any], sort: Any) -> None:
    asked = [Q, Question("r", "r", "r", sort, texts=("post",))]
    found = checked(Scripted(), asked, Reply(answers), TEXTS).answers
    if not any(isinstance(answer, Retract) for answer in found.values()):
        assert list(found) == ["q", "r"]
    for question in asked:
        match found.get(question.id):
            case Value(value, probability, quote):
                said = answers[question.id]
                assert isinstance(said, Value)
                assert value is not None
                assert probability is None or 0 <= probability <= 1
                assert quote is None or " ".join(quote.split()) in "I will find you."
            case Unknown(reason=reason) | Failure(reason=reason) | Stop(reason=reason):
                assert isinstance(reason, str)
