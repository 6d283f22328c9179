"""Every theory of ours passes the suite for theories; and each of its tests catches a theory that is wrong."""

from __future__ import annotations

import asyncio
import contextlib
import io
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from logitext.conformance import TheoryConformance
from logitext.syntax.source import Span
from logitext.syntax.tree import Regex
from logitext.theory import (
    Answers,
    Ask,
    Chain,
    Function,
    Mock,
    Pattern,
    Price,
    Question,
    Recorder,
    Replay,
    Reply,
    Texts,
    Theory,
    Thresholds,
    Unknown,
    Usage,
    Value,
)

SCRIPT: dict[str, Any] = {
    "rude": {"value": True, "probability": 0.9, "quote": "You idiot!"},
    "people": 1,
    "share": "1/3",
    "topic": "an insult",
    "harm": "some",
}


class TestPattern(TheoryConformance):
    def theory(self) -> Theory:
        return Pattern()

    def questions(self) -> Sequence[Question]:
        rude, *others = super().questions()
        match, reject = (Regex(text, "i", Span(0, 0)) for text in (r"idiot\W+", "good (morning|night)"))
        return [replace(rude, match=(match,), reject=(reject,)), *others]


class TestAnswers(TheoryConformance):
    def theory(self) -> Theory:
        documents = {f"{number}.txt": {"rude": False, "people": number} for number in range(2, 12)}
        return Answers({**SCRIPT, "texts": documents})


class TestFunction(TheoryConformance):
    def theory(self) -> Theory:
        return Function(self.judge)

    @staticmethod
    def judge(question: Question, texts: Texts) -> bool | int | None:
        text = texts.get("text", "")
        return {"rude": "idiot" in text, "people": len(text)}.get(question.clause)


class TestAsyncFunction(TestFunction):
    def theory(self) -> Theory:
        async def judge(question: Question, texts: Texts) -> bool | int | None:
            await asyncio.sleep(0.001)
            return self.judge(question, texts)

        return Function(judge, price=Price(question=1))


class Typist(io.StringIO):
    """A person who types what the prompt asks for."""

    def __init__(self, screen: io.StringIO) -> None:
        super().__init__()
        self._screen = screen

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # as in the stubs of StringIO
        prompt = self._screen.getvalue().rpartition("[")[2]
        return next(line for start, line in self.LINES.items() if prompt.startswith(start)) + "\n"

    LINES = {"y/n": "y", "1-3": "2", "Int": "12", "Real": "1/3", "Text": "an insult"}  # noqa: RUF012  # never changed


class TestAsk(TheoryConformance):
    def theory(self) -> Theory:
        screen = io.StringIO()
        return Ask(reader=Typist(screen), writer=screen)


class TestChain(TheoryConformance):
    def theory(self) -> Theory:
        return Chain(Pattern(), TestAsyncFunction().theory(), Answers(SCRIPT))


class TestReplay(TheoryConformance):
    @pytest.fixture(autouse=True)
    def _recording(self, tmp_path: Path) -> None:
        self.path = tmp_path / "answers.jsonl"
        theory = TestChain().theory()
        with Recorder(self.path) as recorder:
            for texts in self.documents():
                reply = asyncio.run(theory.answer(self.questions(), texts))
                for question in self.questions():
                    recorder.record(theory, question, texts, reply.answers[question.id])

    def theory(self) -> Theory:
        return Replay(self.path)

    def test_it_does_replay(self) -> None:
        assert all(isinstance(answer, Value) for answer in self._answers().values())


class TestMock(TheoryConformance):
    def theory(self) -> Theory:
        return Mock(SCRIPT, error_rate=0.3, latency={"min": 0.001, "max": 0.003}, max_questions=2)

    def test_it_does_err(self) -> None:
        answers = [asyncio.run(self.theory().answer(self.questions()[:2], texts)) for texts in self.documents()]
        assert len({repr(reply.answers) for reply in answers}) > 1


class TestFaultyMock(TheoryConformance):
    def theory(self) -> Theory:
        return Mock(SCRIPT, faults={"timeout": 0.2, "refusal": 0.2, "unknown": 0.2, "error": 0.2})


# --- the suite catches what is wrong -----------------------------------------------------------------------------

Say = Callable[[Theory, Sequence[Question], Texts], Any]


class Wrong(Theory):
    """A theory that is wrong in one way: in an attribute, or in what `answer` does."""

    def __init__(self, say: Say | None = None, **attributes: Any) -> None:
        self._say = say
        self.calls = 0
        self.seen: Texts | None = None
        for name, value in attributes.items():
            setattr(self, name, value)

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.calls += 1
        said = Reply({q.id: Unknown() for q in questions}) if self._say is None else self._say(self, questions, texts)
        reply: Reply = await said if asyncio.iscoroutine(said) else said
        return reply


def saying(said: Any, clause: str = "rude") -> Say:
    """Says this of one clause, and nothing of the others."""
    return lambda _, questions, __: Reply({q.id: said if q.clause == clause else Unknown() for q in questions})


def leaves_out(theory: Theory, questions: Sequence[Question], texts: Texts) -> Reply:
    return Reply({q.id: Unknown() for q in questions[:-1]})


def raises_on_odd_text(theory: Theory, questions: Sequence[Question], texts: Texts) -> Reply:
    texts["text"].encode()
    return Reply({q.id: Unknown() for q in questions})


def counts_calls(theory: Any, questions: Sequence[Question], texts: Texts) -> Reply:
    return Reply({q.id: Unknown(str(theory.calls)) for q in questions})


async def mixes_texts(theory: Any, questions: Sequence[Question], texts: Texts) -> Reply:
    theory.seen = texts
    await asyncio.sleep(0)
    return Reply({q.id: Unknown(str(theory.seen.label)) for q in questions})


async def swallows(theory: Theory, questions: Sequence[Question], texts: Texts) -> Reply:
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.sleep(0.01)
    return Reply({q.id: Unknown() for q in questions})


class Slow(Wrong):
    def prepare(self, questions: Sequence[Question]) -> None:
        time.sleep(0.006)


class ClosesOnce(Wrong):
    closed = False

    async def aclose(self) -> None:
        if self.closed:
            raise RuntimeError("closed")
        self.closed = True


def raises_on_odd_words(theory: Theory, questions: Sequence[Question], texts: Texts) -> Reply:
    return Reply({q.id: Unknown(f"no idea of {len(q.wording.encode())} bytes") for q in questions})


CAUGHT: list[tuple[str, Callable[[], Theory], str]] = [
    ("test_says_who_it_is", lambda: Wrong(name=""), "its name must be some text"),
    ("test_says_who_it_is", lambda: Wrong(name="a\nb"), "its name holds characters"),
    ("test_says_who_it_is", lambda: Wrong(version=2), "its version must be some text, not 2"),
    ("test_says_who_it_is", lambda: Wrong(model=3), "its model must be a text or None"),
    ("test_says_who_it_is", lambda: Wrong(reconsiders="yes"), "its reconsiders must be True or False"),
    ("test_says_what_it_costs_and_takes", lambda: Wrong(price=3), "its price must be a Price"),
    ("test_says_what_it_costs_and_takes", lambda: Wrong(price=Price(-1)), "its price for a call must be a number"),
    ("test_says_what_it_costs_and_takes", lambda: Wrong(price=Price(1, float("nan"))), "its price for a question"),
    ("test_says_what_it_costs_and_takes", lambda: Wrong(max_questions=0), "its max_questions must be a whole number"),
    ("test_says_what_it_costs_and_takes", lambda: Wrong(thresholds=(0, 1)), "its thresholds must be Thresholds"),
    ("test_prepare_may_be_called_again", Slow, "preparing 100 more times took"),
    ("test_closes_twice", ClosesOnce, "closed"),
    ("test_answers_what_is_asked_and_nothing_else", lambda: Wrong(leaves_out), "it gives no answer to `harm`"),
    ("test_answers_what_is_asked_and_nothing_else", lambda: Wrong(lambda *_: {"rude": True}), "it must give a Reply"),
    ("test_answers_what_is_asked_and_nothing_else", lambda: Wrong(lambda *_: Reply([])), "must be a mapping"),  # type: ignore[arg-type]
    (
        "test_answers_what_is_asked_and_nothing_else",
        lambda: Wrong(lambda *_: Reply({"x": Unknown()})),
        "not asked: `x`",
    ),
    ("test_answers_what_is_asked_and_nothing_else", lambda: Wrong(saying(True)), "to `rude` it gives true"),
    ("test_answers_what_is_asked_and_nothing_else", lambda: Wrong(lambda *_: 1 / 0), "it raises ZeroDivisionError"),
    ("test_values_are_of_the_sort_that_is_asked_for", lambda: Wrong(saying(Value("yes"))), "has a wrong value"),
    ("test_values_are_of_the_sort_that_is_asked_for", lambda: Wrong(saying(Value(None))), "a Value without a value"),
    ("test_probabilities_are_numbers_from_0_to_1", lambda: Wrong(saying(Value(True, 90))), "probability: 90"),
    ("test_probabilities_are_numbers_from_0_to_1", lambda: Wrong(saying(Value(True, 0.1))), "with the probability 0.1"),
    ("test_quotes_are_in_the_text", lambda: Wrong(saying(Value(True, quote="elsewhere"))), "quotes what is not in"),
    ("test_reasons_are_words", lambda: Wrong(saying(Unknown(""))), "does not say why"),
    ("test_more_questions_than_it_takes", lambda: Wrong(leaves_out), "it gives no answer to"),
    ("test_alone_or_together", lambda: Wrong(counts_calls), "asked alone it answers otherwise"),
    ("test_documents_do_not_mix", lambda: Wrong(mixes_texts), "`a.txt` is answered otherwise"),
    ("test_hostile_texts", lambda: Wrong(raises_on_odd_text), "it raises UnicodeEncodeError"),
    ("test_odd_questions", lambda: Wrong(raises_on_odd_words), "asked with odd words it raises UnicodeEncodeError"),
    ("test_texts_that_are_not_given", lambda: Wrong(raises_on_odd_text, needs_texts=False), "raises KeyError"),
    ("test_cancellation_passes_through", lambda: Wrong(swallows), "it swallows the cancellation"),
    (
        "test_counts_what_it_used",
        lambda: Wrong(lambda _, qs, __: Reply({q.id: Unknown() for q in qs}, Usage(-1))),
        "from 0 on",
    ),
]


@pytest.mark.parametrize(
    ("test", "make", "message"), CAUGHT, ids=[f"{case[0].removeprefix('test_')}-{n}" for n, case in enumerate(CAUGHT)]
)
def test_a_wrong_theory_is_caught(
    monkeypatch: pytest.MonkeyPatch, test: str, make: Callable[[], Theory], message: str
) -> None:
    if make is Slow:  # patience is for machines that are busy
        monkeypatch.setattr("logitext.conformance._SECONDS", 0.5)

    class Suite(TheoryConformance):
        def theory(self) -> Theory:
            return make()

    with pytest.raises((AssertionError, RuntimeError)) as caught:
        getattr(Suite(), test)()
    assert message in str(caught.value)


def test_each_of_its_tests_catches_something() -> None:
    assert {test for test, _, _ in CAUGHT} == {name for name in vars(TheoryConformance) if name.startswith("test_")}


def test_a_theory_that_is_not_deterministic_may_say_so() -> None:
    class Suite(TheoryConformance):
        deterministic = False

        def theory(self) -> Theory:
            return Wrong(counts_calls)

    Suite().test_alone_or_together()


def test_a_suite_without_a_theory_says_what_it_lacks() -> None:
    with pytest.raises(NotImplementedError, match="Lacking must say with `theory` which theory it tests"):
        type("Lacking", (TheoryConformance,), {})().test_says_who_it_is()


def test_thresholds_of_its_own_are_read() -> None:
    class Suite(TheoryConformance):
        def theory(self) -> Theory:
            return Wrong(saying(Value(True, 0.5)), thresholds=Thresholds(0.4, 0.5))

    Suite().test_probabilities_are_numbers_from_0_to_1()
