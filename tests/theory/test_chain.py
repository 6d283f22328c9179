"""Chains: the first that knows answers; nothing that others said is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from logitext.syntax.diagnostics import InputError, TheoryError
from logitext.theory import (
    Answer,
    Answers,
    Chain,
    Failure,
    Function,
    Pattern,
    Price,
    Question,
    Refusal,
    Reply,
    Retract,
    Stop,
    Texts,
    Theory,
    Thresholds,
    Unknown,
    Value,
)
from logitext.theory.chain import members_of
from logitext.theory.one_answer import is_unsure
from logitext.theory.validation import ask

Q = Question("q", "rude", "is rude", texts=("post",))
TEXTS = Texts({"post": "hello"})


def saying(name: str, said: Any) -> Function:
    return Function(lambda _question, _texts: said, name)


def outcome(*said: Any) -> Answer:
    chain = Chain(*(saying(f"t{number}", answer) for number, answer in enumerate(said)))
    return asyncio.run(ask(chain, [Q], TEXTS)).answers["q"]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ((True, False), Value(True)),
        ((None, False), Value(False)),
        ((Failure("down"), Refusal("no"), True), Value(True)),
        ((None,), Unknown()),
        ((Unknown("a"), Unknown("b")), Unknown("a (t0); b (t1)")),
        ((Unknown("a"), Refusal("b")), Refusal("b (t1); a (t0)")),
        ((Unknown("a"), Refusal("b"), Failure("c")), Failure("c (t2); b (t1); a (t0)")),
        ((Refusal("a"), Refusal("b")), Refusal("a (t0); b (t1)")),
        ((None, Stop("enough"), True), Stop("enough")),
        ((None, Retract(), True), Retract()),
        ((True, Stop("enough")), Value(True)),
    ],
    ids=str,
)
def test_the_outcome_of_a_chain(said: tuple[Any, ...], wanted: Answer) -> None:
    assert outcome(*said) == wanted


def test_unsure_stays_unsure() -> None:
    answer = outcome(Unknown("a"), Value(None, 0.5))
    assert answer == Unknown("unsure: probability 0.5 lies between 0.25 and 0.75 (t1); a (t0)")
    assert is_unsure(answer)


def test_the_error_of_a_failure_is_kept() -> None:
    def broken(_question: Question, _texts: Texts) -> bool:
        raise OSError("down")

    answer = asyncio.run(ask(Chain(Function(broken), saying("other", None)), [Q], TEXTS)).answers["q"]
    assert isinstance(answer, Failure)
    assert isinstance(answer.error, OSError)


def test_each_question_goes_as_far_as_it_must() -> None:
    asked: list[tuple[str, str]] = []

    def member(name: str, known: str) -> Function:
        def f(question: Question, _texts: Texts) -> bool | None:
            asked.append((name, question.id))
            return True if question.id == known else None

        return Function(f, name)

    questions = [Question("a", "a", "a"), Question("b", "b", "b"), Question("c", "c", "c")]
    answers = asyncio.run(ask(Chain(member("one", "b"), member("two", "a")), questions, TEXTS)).answers
    assert list(answers) == ["a", "b", "c"]
    assert answers["a"] == answers["b"] == Value(True)
    assert answers["c"] == Unknown("unknown (one); unknown (two)")
    assert asked == [("one", "a"), ("one", "b"), ("one", "c"), ("two", "a"), ("two", "c")]


def test_members_keep_their_thresholds() -> None:
    bold = Function(lambda _question, _texts: Value(None, 0.5), "bold", thresholds=Thresholds(0.1, 0.4))
    assert asyncio.run(ask(Chain(bold), [Q], TEXTS)).answers["q"] == Value(True)
    sure = Function(lambda _question, _texts: Value(None, 0.9), "sure")
    assert asyncio.run(ask(Chain(sure), [Q], TEXTS)).answers["q"] == Value(True, 0.9)


def test_a_member_that_needs_a_text_is_not_asked_without() -> None:
    asked = asyncio.run(ask(Chain(Pattern(), Answers({"rude": True})), [Q], Texts({})))
    assert asked.answers == {"q": Value(True)}
    asked = asyncio.run(ask(Chain(Pattern()), [Q], Texts({})))
    assert asked.answers == {"q": Unknown("the text is not given")}
    assert asked.usage.calls == 0


def test_chains_are_flat() -> None:
    one, two, three = Pattern(), Pattern(), Pattern()
    chain = Chain(one, Chain(two, Chain(three)))
    assert chain.members == (one, two, three) == members_of(chain)
    assert members_of(one) == (one,)
    assert chain.name == "pattern,pattern,pattern"
    with pytest.raises(ValueError, match="a chain needs at least one theory"):
        Chain()


def test_what_a_chain_declares() -> None:
    dear = Function(lambda _question, _texts: None, price=Price(1, 2), needs_texts=True)
    assert Chain(Pattern(), dear).price == Price(1, 2)
    assert Chain(Pattern(), dear).needs_texts
    assert not Chain(Pattern(), Answers({})).needs_texts


class Closing(Theory):
    """Counts how often it is closed, and may fail to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.closed = 0
        self.prepared: list[int] = []
        self._error = error

    def prepare(self, questions: Sequence[Question]) -> None:
        self.prepared.append(len(questions))

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return Reply({})

    async def aclose(self) -> None:
        self.closed += 1
        if self._error is not None:
            raise self._error


def test_all_members_are_prepared_and_closed() -> None:
    members = [Closing(), Closing(OSError("first")), Closing(OSError("second")), Closing()]
    chain = Chain(*members)
    chain.prepare([Q])
    assert [member.prepared for member in members] == [[1]] * 4
    with pytest.raises(OSError, match="first"):
        asyncio.run(chain.aclose())
    assert [member.closed for member in members] == [1] * 4


def test_what_is_wrong_with_several_members_is_one_error() -> None:
    chain = Chain(Answers({"rud": True}), Answers({"rude": "yes"}))
    with pytest.raises(InputError) as wrong:
        chain.prepare([Q])
    assert [diagnostic.code for diagnostic in wrong.value.diagnostics] == ["NLT503", "NLT504"]

    class Unready(Closing):
        def prepare(self, questions: Sequence[Question]) -> None:
            raise TheoryError(wrong.value.diagnostics[:1])

    with pytest.raises(TheoryError):
        Chain(Pattern(), Unready()).prepare([Q])
