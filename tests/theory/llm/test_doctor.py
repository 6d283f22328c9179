"""What doctor sees of a model: whether it tells yes from no, and how quick it is. No clock is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from logitext import theory
from logitext.theory.llm import controls, doctor, pace
from logitext.theory.llm.controls import ControlAnswer, advice, in_words, score
from logitext.theory.llm.doctor import examine
from logitext.theory.llm.faults import FaultKind, ModelError
from logitext.theory.llm.pace import AlikeCalls, ModelPace
from tests.model_server.config import Config
from tests.model_server.truth import Truth
from tests.theory.llm.asked import asking

RIGHT = {name for _, holds in controls.RIGHT for name in holds}


def test_the_controls_are_a_dozen_and_half_of_them_are_true() -> None:
    names = {question.id for question in controls.QUESTIONS}
    assert len(controls.QUESTIONS) * len(controls.RIGHT) == 12
    assert names == RIGHT
    assert sum(len(holds) for _, holds in controls.RIGHT) == 6


def answers(yes: Callable[[bool], float]) -> list[ControlAnswer]:
    return [ControlAnswer(right, yes(right)) for right in [True, False] * 6]


@pytest.mark.parametrize(
    ("yes", "well", "words", "says"),
    [
        (lambda right: 0.9 if right else 0.1, True, "12 of 12 right (yes 6 of 6, no 6 of 6)", None),
        (lambda _: 0.98, False, "it says yes to everything: 6 of 12 right", "larger model"),
        (lambda _: 0.05, False, "it says no to everything: 6 of 12 right", "larger model"),
        (lambda right: 0.45 if right else 0.3, False, "it says no to everything", "--thresholds"),
        (lambda right: 0.9 if right else 0.6, False, "balanced accuracy 0.50, probabilities 0.60 to 0.90", "1.00"),
    ],
    ids=["right", "yes", "no", "low but ranked", "high but ranked"],
)
def test_a_model_that_says_one_thing_to_everything_is_named(
    yes: Callable[[bool], float], well: bool | None, words: str, says: str | None
) -> None:
    found = score(answers(yes))
    assert found is not None
    assert in_words(found)[0] is well
    assert words in in_words(found)[1]
    told = advice(found)
    assert told is None if says is None else told is not None and says in told


def test_with_answers_of_one_kind_there_is_no_score() -> None:
    assert score([ControlAnswer(True, 0.9)]) is None
    assert score([]) is None
    assert controls.control_answers({"greets": theory.Unknown("hm")}, frozenset()) == []


def knows(truth: bool) -> Truth:
    """One that knows the answers of the control questions, or says yes to everything."""

    def of(texts: Any, question: Any) -> bool:
        holds = [holds for said, holds in controls.RIGHT if said["message"][:9] in " ".join(texts.values())]
        return not truth or question.id not in RIGHT or question.id in holds[0]

    return Truth(of)


@pytest.mark.parametrize(("truth", "well"), [(True, True), (False, False)])
def test_it_is_found_out_of_a_server(truth: bool, well: bool) -> None:
    with asking(Config(truth=knows(truth))) as (_, model):
        found = asyncio.run(examine(model))
    by_name = {one.what: one for one in found.findings}
    assert by_name["control questions"].well is well
    assert ("advice" in by_name) is not truth
    assert found.works
    assert found.usage.calls > 6


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (ModelPace(0.2, 1.0, 80.0, 4.0, 1.0), []),
        (ModelPace(51.0, None, None, None, 66.0), ["--timeout 264", "--concurrency 1", "--answer brief"]),
        (ModelPace(1.0, 38.5, 2.0, 1.0, 38.5), ["--timeout 154", "--concurrency 1", "--answer brief"]),
        (ModelPace(1.0, 3.0, 30.0, 2.2, 3.0), ["--concurrency 4"]),
    ],
)
def test_the_options_that_fit(measured: ModelPace, expected: list[str]) -> None:
    assert pace.settings(measured, 60.0, 32) == expected


class Timed:
    """A theory whose calls take as long as a clock says that does not tick by itself."""

    def __init__(self, brief: float, reasoned: float) -> None:
        self.now, self.seconds = 0.0, {"brief": brief, "reasoned": reasoned}
        self.settings = theory.OpenAI("m", base_url="http://127.0.0.1:9/v1").settings
        self.calls: list[str | None] = []
        self.reading = 0.0
        self.slots = 1
        self.read: list[str] = []
        self.tells = False

    def remembered(self) -> Any:
        return SimpleNamespace(decides=None)

    async def reply(self, questions: Any, texts: Any, settings: Any) -> theory.Reply:
        """What comes first in the prompt is kept for as many calls as there are slots."""
        self.calls.append(settings.answer)
        self.now += self.seconds[settings.answer]
        begins = texts["message"] if settings.texts_come_first(1) else "".join([*questions[0].no, questions[0].wording])
        cached = 0
        if begins in self.read:
            cached = 1000 if len(begins) > 500 else 0
        elif len(begins) > 500:
            self.now += self.reading
        self.read = [*self.read, begins][-self.slots :]
        tokens = {"brief": 4, "reasoned": 64}[settings.answer]
        usage = theory.Usage(input_tokens=1100, output_tokens=tokens, cached_tokens=cached if self.tells else 0)
        return theory.Reply({questions[0].id: theory.Value(True)}, usage)


def test_tokens_a_second_are_those_that_reasons_take_more(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = Timed(0.5, 3.5)
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: timed.now))
    found, usage = asyncio.run(pace.measure(timed, lambda _: None, 0.5))  # type: ignore[arg-type]
    assert (found.brief, found.reasoned, found.tokens, found.longest) == (0.5, 3.5, 20.0, 3.5)
    assert found.together == 1.0  # each call waits for the one before
    assert usage.calls == 8
    assert found.first == pytest.approx(0.5 - 4 / 20)
    assert found.texts is not None
    assert not found.texts.kept
    assert found.clauses is None, "what does not keep a text does not keep a clause"
    assert pace.in_words(found).endswith(
        "20 tokens a second; 0.30 s until the first token; 4 calls at once take as long as 4.0"
    )


def test_a_server_that_keeps_what_it_has_read_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = Timed(0.5, 3.5)
    timed.reading = 2.0
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: timed.now))
    found, _ = asyncio.run(pace.measure(timed, lambda _: None, 0.5))  # type: ignore[arg-type]
    assert found.texts == AlikeCalls(2.5, 0.5)
    assert found.texts.kept
    assert "another question about a text that it has read takes 0.50 s of 2.50 s;" in pace.in_words(found)
    assert found.longest == 3.5
    again, _ = asyncio.run(pace.measure(timed, lambda _: None, 0.5))  # type: ignore[arg-type]
    assert again.texts == found.texts, "it does not measure what it has kept of the last time"


@pytest.mark.parametrize("tells", [False, True])
@pytest.mark.parametrize(
    ("slots", "order", "says"),
    [
        (1, "texts", "the same clauses about another text take as long as the first time"),
        (4, None, "the same clauses about another text take 0.50 s of 2.50 s"),
    ],
)
def test_the_order_of_a_prompt_is_the_one_that_the_server_rewards(
    slots: int, order: Any, says: str, tells: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that keeps the last prompt alone wants the text first, as the next call is about the same text."""
    timed = Timed(0.5, 3.5)
    timed.reading, timed.slots, timed.tells = 2.0, slots, tells
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: timed.now))
    found, _ = asyncio.run(pace.measure(timed, lambda _: None, 0.5))  # type: ignore[arg-type]
    assert found.fitting_order == order
    assert says in pace.in_words(found)
    assert ("100 of 1,100 tokens" in pace.in_words(found)) is tells
    expected = [] if order is None else [f"--prompt-order {order}"]
    assert [one for one in pace.settings(found, 60.0, 1) if "order" in one] == expected
    assert not [one for one in pace.settings(found, 60.0, 1, "texts") if "order" in one]


@pytest.mark.parametrize(
    ("calls", "kept"),
    [
        (AlikeCalls(0.012, 0.002), False),
        (AlikeCalls(2.0, 1.3), True),
        (AlikeCalls(2.0, 1.5), False),
        (AlikeCalls(0.012, 0.011, (1000, 100)), True),
        (AlikeCalls(2.0, 0.1, (1000, 900)), False),
    ],
)
def test_what_is_quicker_by_chance_alone_was_not_kept(calls: AlikeCalls, kept: bool) -> None:
    assert calls.kept is kept


def test_a_server_that_says_what_it_had_read_is_believed() -> None:
    with asking(Config(truth=knows(True)), api="chat") as (_, model):
        asyncio.run(model.find_out())
        found, _ = asyncio.run(pace.measure(model, lambda _: None, 0.1))
    assert found.texts is not None
    assert found.texts.read is not None
    assert found.texts.kept
    assert found.clauses is not None
    assert found.clauses.kept
    assert found.fitting_order is None


def test_of_a_model_that_is_very_slow_nothing_more_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = Timed(51.0, 90.0)
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: timed.now))
    found, _ = asyncio.run(pace.measure(timed, lambda _: None, 66.0))  # type: ignore[arg-type]
    assert timed.calls == ["brief"]
    assert found == ModelPace(51.0, None, None, None, 66.0)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("connection", "start the server"),
        ("not authorised", "OPENAI_API_KEY"),
        ("not found", "`logitext models` lists"),
        ("wrong shape", None),
    ],
)
def test_a_server_that_answers_nothing_gets_advice(kind: FaultKind, says: str | None) -> None:
    found = doctor._advice(ModelError(kind, "status 4"))
    assert found is None if says is None else found is not None and says in found
    assert doctor._advice(ModelError(kind, "status 4; try another")) is None, "its own words say what to do"
