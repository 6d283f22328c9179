"""The scripted model: it says what the script says, errs as often as it is told, and does so again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from logitext.policy.sorts import INT, REAL, TEXT, Enumeration
from logitext.syntax.diagnostics import InputError
from logitext.theory import (
    Answer,
    Failure,
    Mock,
    MockExhaustedError,
    Price,
    Question,
    Refusal,
    Texts,
    Unknown,
    Value,
    load_mock,
)
from logitext.theory.validation import ask

RUDE = Question("rude", "rude", "is rude", texts=("post",))
HARM = Question("harm", "harm", "how harmful", Enumeration.of("none", "some", "much"), texts=("post",))
PEOPLE = Question("people", "people", "how many", INT, texts=("post",))
SHARE = Question("share", "share", "which share", REAL, texts=("post",))
TOPIC = Question("topic", "topic", "what about", TEXT, texts=("post",))
ALL = [RUDE, HARM, PEOPLE, SHARE, TOPIC]
SCRIPT: dict[str, Any] = {"rude": True, "harm": "some", "people": 3, "share": "1/3", "topic": "weather"}
POST = Texts({"post": "hello"}, label="a.txt")
MANY = [Texts({"post": f"hello {number}"}, label=f"{number}.txt") for number in range(400)]


def say(mock: Mock, questions: Sequence[Question] = (RUDE,), texts: Texts = POST) -> dict[str, Answer]:
    return asyncio.run(ask(mock, questions, texts)).answers


def one(mock: Mock, question: Question = RUDE, texts: Texts = POST) -> Answer:
    return say(mock, [question], texts)[question.id]


def share_of(mock: Mock, holds: Callable[[Answer], bool], question: Question = RUDE) -> float:
    """For what share of many documents something holds of the answer."""
    return sum(holds(one(mock, question, texts)) for texts in MANY) / len(MANY)


# --- answers -----------------------------------------------------------------------------------------------------


def test_says_what_the_script_says() -> None:
    mock = Mock({**SCRIPT, "texts": {"b.txt": {"rude": {"value": False, "quote": "hello"}}}})
    assert say(mock, ALL) == {
        "rude": Value(True),
        "harm": Value("some"),
        "people": Value(3),
        "share": Value(Fraction(1, 3)),
        "topic": Value("weather"),
    }
    assert one(mock, texts=Texts(POST, "b.txt")) == Value(False, quote="hello")
    assert one(Mock({"rude": None})) == Unknown("the answer given is `unknown`")


def test_by_default_it_is_asked_one_by_one_and_again() -> None:
    mock = Mock(SCRIPT)
    assert (mock.name, mock.price, mock.max_questions, mock.reconsiders) == ("mock", Price(1, 1), None, True)
    assert Mock(price=Price(call=2), max_questions=5).price == Price(2, 0)
    assert Mock(max_questions=5).max_questions == 5


def test_says_something_else_when_it_is_asked_again() -> None:
    mock = Mock(SCRIPT, again={"rude": False, "texts": {"b.txt": {"rude": None}}})
    again = replace(RUDE, note="the answer contradicts `assume@7`")
    assert one(mock, again) == Value(False)
    assert one(mock, again, Texts(POST, "b.txt")) == Unknown("the answer given is `unknown`")
    assert one(mock, replace(HARM, note="…")) == Value("some")
    assert one(mock) == Value(True)


def test_raises_where_the_script_says_nothing() -> None:
    mock = Mock({"harm": "some"})
    with pytest.raises(MockExhaustedError, match=r"the mock has no answer to `rude` for `a.txt`"):
        asyncio.run(mock.answer([RUDE], POST))
    assert one(mock) == Failure("MockExhaustedError: the mock has no answer to `rude` for `a.txt`")


def test_replies_in_their_order() -> None:
    mock = Mock(replies=[True, None, Refusal("no"), Value(None, 0.9), RuntimeError("down"), "yes"])
    assert one(mock) == Value(True)
    assert list(say(mock, ALL[:2]).values()) == [Unknown(), Refusal("no")]
    assert one(mock) == Value(True, 0.9)
    assert one(mock) == Failure("RuntimeError: down")
    assert isinstance(one(mock), Failure)  # no value of the sort
    with pytest.raises(MockExhaustedError, match="the mock has no reply left for `rude`"):
        asyncio.run(mock.answer([RUDE], POST))
    assert [question.clause for question in mock.asked] == ["rude", "rude", "harm", "rude", "rude", "rude", "rude"]


def test_answers_and_replies_do_not_go_together() -> None:
    with pytest.raises(ValueError, match="either answers by clause, or replies"):
        Mock({"rude": True}, replies=[True])


# --- chance ------------------------------------------------------------------------------------------------------


def test_errs_as_often_as_it_is_told() -> None:
    for rate in (0.0, 0.2, 1.0):
        wrong = share_of(Mock(SCRIPT, error_rate=rate), lambda answer: answer == Value(False))
        assert wrong == pytest.approx(rate, abs=0.07)
    assert share_of(Mock(SCRIPT, error_rate={"harm": 1}), lambda answer: answer == Value(True)) == 1


@pytest.mark.parametrize("question", ALL, ids=[question.id for question in ALL])
def test_a_wrong_answer_is_another_of_the_sort(question: Question) -> None:
    right = one(Mock(SCRIPT), question)
    for texts in MANY[:20]:
        wrong = one(Mock(SCRIPT, error_rate=1), question, texts)
        assert isinstance(wrong, Value)
        assert wrong != right


def test_a_wrong_answer_has_no_quotation_and_the_other_probability() -> None:
    mock = Mock({"rude": {"value": True, "probability": 0.75, "quote": "hello"}}, error_rate=1)
    assert one(mock) == Value(False, 0.25)
    assert one(Mock({"rude": {"probability": 1}}, error_rate=1)) == Value(False, 0)
    only = replace(HARM, sort=Enumeration.of("some"))
    assert one(Mock(SCRIPT, error_rate=1), only) == Value("some")
    assert one(Mock({"rude": None}, error_rate=1)) == Unknown("the answer given is `unknown`")


def test_is_as_sure_as_it_is_told() -> None:
    assert one(Mock(SCRIPT, confidence=0.875)) == Value(True, 0.875)
    assert one(Mock(SCRIPT, confidence=0.875, error_rate=1)) == Value(False, 0.125)
    assert one(Mock({"rude": {"value": True, "probability": 0.9}}, confidence=0.8)) == Value(True, 0.9)
    assert isinstance(one(Mock(SCRIPT, confidence={"rude": 0.6})), Unknown)
    assert one(Mock(SCRIPT, confidence=0.9), HARM) == Value("some")
    assert one(Mock(SCRIPT, confidence={"harm": 0.9})) == Value(True)


FAULTS: dict[str, Answer] = {
    "timeout": Failure("TimeoutError: the mock gives no answer in time"),
    "refusal": Refusal("the mock will not say"),
    "unknown": Unknown("the mock does not know"),
    "malformed": Failure('`mock` answered `rude` with a wrong value: expected true or false, not {"malformed": true}'),
    "missing": Failure("gave no answer"),
    "error": Failure("RuntimeError: the mock's back end is down"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_faults(kind: str) -> None:
    assert one(Mock(SCRIPT, faults={kind: 1})) == FAULTS[kind]
    assert share_of(Mock(SCRIPT, faults={kind: 0.2}), lambda answer: answer == FAULTS[kind]) == pytest.approx(
        0.2, abs=0.07
    )


def test_several_faults_at_once() -> None:
    mock = Mock(SCRIPT, faults={"refusal": 0.3, "unknown": 0.3})
    for kind in (Refusal, Unknown, Value):
        assert share_of(mock, lambda answer, kind=kind: isinstance(answer, kind)) == pytest.approx(0.33, abs=0.1)  # type: ignore[misc]


def test_what_is_drawn_depends_on_the_question_alone() -> None:
    settings: dict[str, Any] = {"error_rate": 0.5, "faults": {"refusal": 0.2, "missing": 0.2}}
    together = [say(Mock(SCRIPT, **settings), ALL, texts) for texts in MANY[:50]]
    single = Mock(SCRIPT, **settings)
    for texts, answers in reversed(list(zip(MANY[:50], together, strict=True))):
        assert {q.id: one(single, q, texts) for q in reversed(ALL)} == answers
    assert together != [say(Mock(SCRIPT, seed=1, **settings), ALL, texts) for texts in MANY[:50]]
    noted = [replace(question, note="asked again") for question in ALL]
    assert together != [say(Mock(SCRIPT, **settings), noted, texts) for texts in MANY[:50]]
    renamed = [say(Mock(SCRIPT, **settings), ALL, Texts(texts, "moved.txt")) for texts in MANY[:50]]
    assert together == renamed


def test_waits_and_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    mock = Mock(SCRIPT, latency={"min": 1, "max": 2})
    for texts in MANY[:20]:
        say(mock, ALL, texts)
    say(Mock(SCRIPT, latency=0.5))
    say(Mock(SCRIPT))
    assert len(waited) == 21
    assert all(1 <= seconds <= 2 for seconds in waited[:-1])
    assert len(set(waited)) == 21
    assert waited[-1] == 0.5


# --- files -------------------------------------------------------------------------------------------------------

GOOD = """\
seed: 7
answers:
  rude: no
  texts:
    a.txt: {rude: {value: yes, quote: hello}}
again: {rude: unknown}
error_rate: {rude: 0}
confidence: 0.9
latency: {min: 0, max: 0}
faults: {timeout: 0.0}
price: {call: 1, question: 0.5}
max_questions: 3
"""


def test_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mock.yaml"
    path.write_text(GOOD)
    mock = load_mock(path)
    mock.prepare([RUDE])
    mock.prepare([RUDE])
    assert (mock.price, mock.max_questions) == (Price(1, 0.5), 3)
    assert one(mock) == Value(True, 0.9, "hello")
    assert one(mock, texts=Texts({}, "b.txt")) == Value(False, 1 - 0.9)
    path.write_text('{"answers": {"rude": false}}')
    assert one(load_mock(path)) == Value(False)


BAD = [
    ("anwers: {}", ["1:1 NLT525 the script has no key `anwers` (did you mean `answers`?)"]),
    (
        "rude: yes",
        ["1:1 NLT525 the script has no key `rude` (the keys are `answers`, `again`, `seed`, `error_rate`, "],
    ),
    ("- rude", ["1:1 NLT525 the script must hold keys and values (the keys are"]),
    ("seed: 1\nseed: 2", ["2:1 NLT505 `seed` is given twice (keep one of them)"]),
    ("seed: x", ['1:7 NLT525 `seed`: expected a whole number, not "x"']),
    ("max_questions: 0", ["1:16 NLT525 `max_questions`: expected a whole number from 1 on, not 0"]),
    ("error_rate: 2", ["1:13 NLT525 `error_rate`: expected a probability from 0 to 1, not 2"]),
    ("error_rate: {rude: x}", ["1:20 NLT525 `error_rate` of `rude`: expected a probability from 0 to 1, not x"]),
    ("error_rate: {rude: 0, rude: 0}", ["1:23 NLT505 `rude` is given twice"]),
    ("error_rate: [1]", ["1:13 NLT525 `error_rate`: expected"]),
    ("confidence: 0.4", ["1:13 NLT525 `confidence`: expected a number from 0.5 to 1, not 0.4 (it is how sure"]),
    ("latency: -1", ["1:10 NLT525 `latency`: expected a number from 0 on, not -1"]),
    ("latency: {min: 2, max: 1}", ["1:10 NLT525 `latency`: `min` is above `max` (swap them)"]),
    ("latency: {least: 2}", ["1:11 NLT525 `latency` has no key `least` (the keys are `min`, `max`)"]),
    ("faults: {timeouts: 1}", ["1:10 NLT525 `faults` has no key `timeouts` (did you mean `timeout`?)"]),
    ("faults: {error: 0.6, missing: 0.6}", ["1:9 NLT525 the rates of `faults` are more than 1 together"]),
    ("faults: 0.1", ["1:9 NLT525 `faults` must hold keys and values (the keys are `timeout`, `refusal`"]),
    ("price: {call: -1}", ["1:15 NLT525 `price`: `call`: expected a number from 0 on, not -1"]),
    ("answers: {rude: {valeu: yes}}", ["1:18 NLT506 the answer to `rude` has no part `valeu` (did you mean `value`?)"]),
    ("again: 3\nsed: 1", ["1:8 NLT506 the file holds no answers", "2:1 NLT525 the script has no key `sed`"]),
]


def complaints(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(InputError) as wrong:
        act()
    said = []
    for found in wrong.value.diagnostics:
        assert found.source is not None
        assert found.span is not None
        line, column = found.source.position(found.span.start)
        said.append(f"{line}:{column} {found.code} {found.message} ({found.hint})")
    return said


@pytest.mark.parametrize(("text", "messages"), BAD, ids=[case[0] for case in BAD])
def test_what_is_wrong_with_a_script(tmp_path: Path, text: str, messages: list[str]) -> None:
    path = tmp_path / "mock.yaml"
    path.write_text(text)
    said = complaints(lambda: load_mock(path))
    assert len(said) == len(messages)
    for line, wanted in zip(said, messages, strict=True):
        assert line.startswith(wanted)


def test_what_does_not_fit_the_policy(tmp_path: Path) -> None:
    path = tmp_path / "mock.yaml"
    path.write_text("answers: {rud: yes}\nagain: {rude: 3}\nerror_rate: {rdue: 1}\n")
    assert complaints(lambda: load_mock(path).prepare([RUDE])) == [
        "1:11 NLT503 the policy has no clause `rud` (did you mean `rude`?)",
        '2:15 NLT504 `rude`: expected true or false, not "3" (None)',
        "3:14 NLT525 `error_rate`: the policy has no clause `rdue` (did you mean `rude`?)",
    ]


def test_what_is_wrong_from_python() -> None:
    with pytest.raises(InputError, match=r"NLT525.*`faults` has no key `crash`"):
        Mock(SCRIPT, faults={"crash": 1})
    with pytest.raises(InputError, match=r"NLT506.*the answer to `rude` has no part `valeu`"):
        Mock({"rude": {"valeu": True}})
