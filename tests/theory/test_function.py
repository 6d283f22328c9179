"""The theory `function`."""

from __future__ import annotations

import asyncio
import functools
from typing import Any

import pytest

from logitext.policy.sorts import INT
from logitext.theory import (
    Answer,
    Failure,
    Function,
    Price,
    Question,
    Refusal,
    Retract,
    Stop,
    Texts,
    Thresholds,
    Unknown,
    Value,
)
from logitext.theory.validation import ask

Q = Question("q", "rude", "is rude")
TEXTS = Texts({"post": "hello"})


def answered(theory: Function, *questions: Question) -> dict[str, Answer]:
    return asyncio.run(ask(theory, questions or [Q], TEXTS)).answers


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (True, Value(True)),
        (False, Value(False)),
        (None, Unknown()),
        (Value(None, 0.9), Value(True, 0.9)),
        (Refusal("no"), Refusal("no")),
        (Failure("broken"), Failure("broken")),
        (Stop(), Stop()),
        (Retract(), Retract()),
        (0, Failure("`function` answered `rude` with a wrong value: expected true or false, not 0")),
        ({"value": True}, Failure('`function` answered `rude` with a wrong value: expected true or false, not {"va')),
    ],
    ids=repr,
)
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_what_it_may_say(said: Any, wanted: Answer, is_async: bool) -> None:
    async def later(_question: Question, _texts: Texts) -> Any:
        await asyncio.sleep(0)
        return said

    answer = answered(Function(later if is_async else lambda _question, _texts: said, "function"))["q"]
    if isinstance(wanted, Failure):
        assert isinstance(answer, Failure)
        assert answer.reason.startswith(wanted.reason)
    else:
        assert answer == wanted


def test_it_sees_the_question_and_the_texts() -> None:
    seen = []
    theory = Function(lambda question, texts: seen.append((question.clause, question.wording, texts["post"])))
    assert answered(theory) == {"q": Unknown()}
    assert seen == [("rude", "is rude", "hello")]


def test_what_it_raises_harms_its_own_question_alone() -> None:
    def f(question: Question, _texts: Texts) -> int:
        return 3 if question.id == "n" else 1 // 0

    answers = answered(Function(f), Q, Question("n", "n", "how many", INT))
    assert answers == {"q": Failure("ZeroDivisionError: integer division or modulo by zero"), "n": Value(3)}
    assert isinstance(answers["q"], Failure)
    assert isinstance(answers["q"].error, ZeroDivisionError)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), asyncio.CancelledError()], ids=["interrupt", "cancel"])
def test_interrupts_and_cancellation_pass_through(error: BaseException) -> None:
    def f(_question: Question, _texts: Texts) -> bool:
        raise error

    with pytest.raises(type(error)):
        answered(Function(f))


def test_an_exit_is_a_failure() -> None:
    def f(_question: Question, _texts: Texts) -> bool:
        raise SystemExit(0)

    assert answered(Function(f)) == {"q": Failure("SystemExit: 0")}


def test_async_functions_work_on_all_questions_at_once() -> None:
    running = 0
    most = 0

    async def f(_question: Question, _texts: Texts) -> bool:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1
        return True

    answers = answered(Function(f), *(Question(str(number), "c", "…") for number in range(5)))
    assert list(answers.values()) == [Value(True)] * 5
    assert most == 5


def test_a_function_that_gives_a_coroutine_is_awaited() -> None:
    async def later(value: bool) -> bool:
        return value

    assert answered(Function(lambda _question, _texts: later(False))) == {"q": Value(False)}


def test_its_name() -> None:
    def judge(_question: Question, _texts: Texts) -> None:
        return None

    assert Function(judge).name == "judge"
    assert Function(judge, "jury").name == "jury"
    assert Function(lambda _question, _texts: None).name == "function"
    assert Function(functools.partial(judge)).name == "function"
    assert Function.name == "function"


def test_what_it_declares() -> None:
    theory = Function(lambda _question, _texts: None)
    assert theory.price.free
    assert not theory.needs_texts
    dear = Function(
        lambda _question, _texts: Value(None, 0.5), price=Price(1, 2), needs_texts=True, thresholds=Thresholds(0.1, 0.5)
    )
    assert dear.price == Price(1, 2)
    assert dear.needs_texts
    assert answered(dear) == {"q": Value(True, 0.5)}
