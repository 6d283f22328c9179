"""Checks without waiting beside ordinary ones: random policies and theories, and the same results to the letter.

A listener makes a check an ordinary one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

import logitext
from logitext import Policy, theory
from logitext.check.at_hand.checks import AtHand
from logitext.logic.diagram import relevance
from logitext.policy.sorts import BOOL
from logitext.records.result import Result
from logitext.theory import Question, Reply, Texts
from logitext.theory.protocol import FALSE, TRUE
from tests.judge import cases, generate

TEXT = "a text with a word that is quoted"
POLICY = logitext.loads("""{{text post}}
{{let insult = [[insults somebody]] match /idiot/}} {{let quoted = [[quotes]] match /said/}}
{{let kind: mild | grave = [[how bad]]}}
{{violation remove = insult unless quoted}} {{verdict tell = kind == grave and insult}}""")


def without_seconds(result: Result) -> str:
    """The whole result as JSON, in its order, but for the time it took."""
    found = result.to_dict()
    assert found["usage"].pop("seconds") >= 0
    return json.dumps(found)


class Ready(theory.Theory):
    """Has answers at hand, good and bad ones, by what it is asked; keeps what it was asked."""

    def __init__(self, name: str, seed: str, known: dict[str, Any]) -> None:
        vars(self)["name"] = name
        rng = Random(seed)
        self._seed, self._known = seed, known
        self._wild = rng.choice((0.0, 0.05, 0.3, 0.6))
        self._waits = rng.random() < 0.1
        self.needs_texts = rng.random() < 0.5
        self.calls: list[tuple[str, ...]] = []

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply | Awaitable[Reply] | None:
        return self._later(questions) if self._waits else self._reply(questions)

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return self._reply(questions)

    async def _later(self, questions: Sequence[Question]) -> Reply:
        await asyncio.sleep(0)
        return self._reply(questions)

    def _reply(self, questions: Sequence[Question]) -> Reply:
        self.calls.append(tuple(question.id for question in questions))
        rng = Random(f"{self._seed} {self.calls[-1]}")
        given: dict[str, Any] = {}
        for question in questions:
            if rng.random() < self._wild:
                given[question.id] = _odd(rng, question, self._known)
            elif question.id in self._known:
                given[question.id] = theory.Value(self._known[question.id])
            else:
                given[question.id] = theory.Unknown()
        if rng.random() < self._wild / 10:
            raise TimeoutError("no reply")
        if rng.random() < self._wild / 10:
            given.pop(next(iter(given)))
        if rng.random() < self._wild / 10:
            given["stranger"] = theory.Value(True)
        if rng.random() < 0.2:
            saved = theory.Usage(calls=1, input_tokens=5) if rng.random() < 0.5 else None
            return Reply(given, theory.Usage(calls=rng.randint(0, 2), cached=1, input_tokens=7, saved=saved))
        return Reply(given)


def _odd(rng: Random, question: Question, known: dict[str, Any]) -> Any:
    value = known.get(question.id, True)
    if question.sort == BOOL:
        sided = [
            theory.Value(value, probability=0.9 if value is True else 0.1),
            theory.Value(not value, probability=0.9),
        ]
    else:
        sided = [theory.Value(value, probability=0.8), theory.Value(value, probability=0.7)]
    return rng.choice(
        [
            *sided,
            theory.Value(value, quote="quoted"),
            theory.Value(value, quote="a word   that"),
            theory.Value(value, quote="not in there"),
            theory.Value(None, probability=0.5),
            theory.Value(None),
            theory.Value("no such label"),
            theory.Value(10**30),
            theory.Value(1),
            theory.Value(0.5, probability=Decimal("1.5")),  # type: ignore[arg-type]
            theory.Value(Fraction(3, 2)),
            theory.Unknown("who knows"),
            theory.Refusal("not for me to say"),
            theory.Failure("out of order", OSError("no line")),
            theory.Stop("enough") if rng.random() < 0.1 else None,
            value,
        ]
    )


def _in_both_ways(policy: Policy, make: Callable[[], Any], text: Any, **options: Any) -> tuple[str, str]:
    ordinary, swift = make(), make()
    one = policy.check(text, theory=ordinary, listener=lambda _: None, **options)
    other = policy.check(text, theory=swift, **options)
    calls: list[Any] = [[member.calls for member in getattr(which, "members", (which,))] for which in (ordinary, swift)]
    assert calls[0] == calls[1]
    return without_seconds(one), without_seconds(other)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each check was one without waiting."""
    found: list[bool] = []
    check = AtHand.check

    def watched(self: AtHand, texts: Texts) -> Any:
        outcome = check(self, texts)
        found.append(isinstance(outcome, Result))
        return outcome

    monkeypatch.setattr(AtHand, "check", watched)
    return found


@pytest.mark.parametrize("facts", [False, True])
@pytest.mark.parametrize("seeds", cases.seeds(500), ids=cases.name)
def test_results_are_those_of_ordinary_checks(seeds: range, facts: bool, taken: list[bool]) -> None:
    for seed in seeds:
        case = cases.case(seed, facts=facts)
        policy = Policy(case.checked)
        if not case.judge.worlds:
            continue
        rng = case.rng
        for number in range(cases.CASES_A_SEED):
            known = [generate.answers(rng, case.judge) for _ in range(rng.choice((1, 1, 2, 3)))]

            def make(known: Sequence[dict[str, Any]] = known, number: int = number, seed: int = seed) -> theory.Theory:
                ready = [Ready(f"t{i}", f"{seed} {number} {i}", one) for i, one in enumerate(known)]
                return ready[0] if len(ready) == 1 else theory.Chain(*ready)

            text = TEXT if policy.texts and rng.random() < 0.7 else None
            given = {name: value for name, value in known[-1].items() if name in policy.facts}
            declared = list(policy.verdicts)
            options = {
                "verdicts": declared if rng.random() < 0.7 else rng.sample(declared, rng.randint(1, len(declared))),
                "on_conflict": rng.choice(("report", "ask-again", "repair")),
            }
            ordinary, swift = _in_both_ways(policy, make, text, facts=given, **options)
            assert ordinary == swift, case.failed(known[0], "the results differ")
    assert taken.count(True) > len(taken) / 4 > 0


@pytest.mark.parametrize("seeds", cases.seeds(150), ids=cases.name)
def test_so_are_those_of_many(seeds: range) -> None:
    """Documents that need waiting, conflicts and plain ones, one after the other in one stream."""
    for seed in seeds:
        case = cases.case(seed, facts=seed % 2 == 1)
        policy = Policy(case.checked)
        if not case.judge.worlds:
            continue
        known = {str(number): generate.answers(case.rng, case.judge) for number in range(20)}

        def read(question: Question, texts: Texts, known: dict[str, Any] = known) -> Any:
            return known[str(texts.label)].get(question.clause)

        def wait(question: Question, texts: Texts, read: Any = read) -> Any:
            async def waited() -> Any:
                await asyncio.sleep(0)
                return read(question, texts)

            return waited() if texts.label == "11" else read(question, texts)

        content = {policy.texts[0]: TEXT} if policy.texts else {}
        facts = {label: {n: v for n, v in one.items() if n in policy.facts} for label, one in known.items()}
        texts = [Texts(content, label, facts[label]) for label in known]
        for f in (read, wait):
            one = policy.check_many(texts, theory=theory.Function(f), listener=lambda _: None)
            other = policy.check_many(texts, theory=theory.Function(f), concurrency=4)
            assert [*map(without_seconds, one)] == [*map(without_seconds, other)], case.source
        given = {
            "texts": {
                label: {name: _plain(value) for name, value in one.items() if name not in policy.facts}
                for label, one in known.items()
            }
        }
        try:
            answers = theory.Answers(given)
            ordinary = [*map(without_seconds, policy.check_many(texts, theory=answers, listener=lambda _: None))]
        except logitext.InputError:  # an answer that is out of the clause's bounds
            continue
        assert ordinary == [*map(without_seconds, policy.check_many(texts, theory=theory.Answers(given)))]


def _plain(value: Any) -> Any:
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else value


def test_patterns_too() -> None:
    texts = ["You idiot", "He said idiot", "", "x\ud800 idiot"]
    for spec in ("pattern", "pattern:complete"):
        ordinary = POLICY.check_many(texts, theory=spec, listener=lambda _: None)
        assert [*map(without_seconds, ordinary)] == [*map(without_seconds, POLICY.check_many(texts, theory=spec))]


# --- that it is taken at all, and when not ------------------------------------------------------------------------


KNOWN = theory.Answers({"insult": True, "quoted": False, "kind": "mild"})


def test_it_is_taken_by_every_way_to_check(taken: list[bool]) -> None:
    POLICY.check("x", theory=KNOWN)
    asyncio.run(POLICY.acheck("x", theory=KNOWN))
    list(POLICY.check_many(["x"], theory=KNOWN))
    POLICY.check("x", theory=theory.Function(lambda question, _: question.clause == "insult" or None))
    list(POLICY.check_many(["x"], theory=theory.Chain(theory.Pattern(), KNOWN)))
    # A function may need a running loop, so a check without one asks it in a second step.
    assert taken == [True, True, True, False, True, True]


class _OtherAnswer(theory.Answers):
    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return Reply({question.id: theory.Refusal("never") for question in questions})


class _OtherHeld(theory.Answers):
    def held(self, question: Question, label: str | None, texts: Texts | None = None) -> theory.Answer:
        return theory.Refusal("never")


@pytest.mark.parametrize("kind", [_OtherAnswer, _OtherHeld])
def test_what_a_class_says_otherwise_counts(kind: type[theory.Answers]) -> None:
    result = POLICY.check("x", theory=kind({"insult": True}))
    assert {one.clause: one.reason for one in result.verdicts["remove"].open} == {
        "insult": "refused",
        "quoted": "refused",
    }


def test_what_an_object_says_otherwise_counts() -> None:
    answers = theory.Answers({"insult": True})
    vars(answers)["answer"] = _OtherAnswer({}).answer
    assert POLICY.check("x", theory=answers).verdicts["remove"].value is None


@pytest.mark.parametrize(
    "options",
    [{"deadline": 100.0}, {"max_questions": 1}, {"listener": lambda _: None}],
    ids=lambda one: next(iter(one)),
)
def test_limits_and_listeners_make_an_ordinary_check(taken: list[bool], options: Any) -> None:
    assert POLICY.check("x", theory=KNOWN, **options).verdicts["remove"].value is True
    assert True not in taken


def test_so_does_a_recording(taken: list[bool], tmp_path: Any) -> None:
    POLICY.check("x", theory=KNOWN, record=tmp_path / "r.jsonl")
    assert taken == []
    assert len((tmp_path / "r.jsonl").read_text("utf-8").splitlines()) > 2


def test_a_theory_that_is_changed_between_documents_counts_as_it_is() -> None:
    f = theory.Function(lambda question, _: True if question.clause != "kind" else "mild", name="one")

    def texts() -> Iterator[str]:
        yield "x"
        vars(f)["name"] = "two"
        yield "x"

    first, second = POLICY.check_many(texts(), theory=f, concurrency=1)
    assert [first.verdicts["tell"].because[0].theory, second.verdicts["tell"].because[0].theory] == ["one", "two"]


def test_one_theory_twice_is_asked_once() -> None:
    asked: list[str] = []
    nobody = theory.Function(lambda question, _: asked.append(question.clause), name="nobody")
    POLICY.check("x", theory=theory.Chain(nobody, nobody))
    assert sorted(asked) == ["insult", "kind", "quoted"]


def test_a_function_that_makes_tasks_has_its_loop() -> None:
    async def read(clause: str) -> bool | str:
        await asyncio.sleep(0)
        return "grave" if clause == "kind" else clause == "insult"

    tasks = theory.Function(lambda question, _: asyncio.create_task(read(question.clause)))
    for result in (POLICY.check("x", theory=tasks), *POLICY.check_many(["x", "y"], theory=tasks)):
        assert result.verdicts["remove"].value is result.verdicts["tell"].value is True


def test_within_a_running_loop_a_check_has_a_loop_of_its_own() -> None:
    loops = set()

    def note(question: Question, texts: Texts) -> None:
        loops.add(asyncio.get_running_loop())

    async def within() -> asyncio.AbstractEventLoop:
        POLICY.check("x", theory=theory.Function(note))
        list(POLICY.check_many(["x"], theory=theory.Function(note)))
        return asyncio.get_running_loop()

    assert asyncio.run(within()) not in loops
    assert len(loops) == 2


def test_ctrl_c_in_a_function_ends_the_check_with_what_there_is() -> None:
    def interrupted(question: Question, texts: Texts) -> bool:
        raise KeyboardInterrupt

    result = POLICY.check("x", theory=theory.Function(interrupted))
    assert result.interrupted
    stream = POLICY.check_many(
        ["x", "y"], theory=theory.Function(lambda q, texts: interrupted(q, texts) if texts["post"] == "y" else True)
    )
    assert next(stream).verdicts["remove"].value is False
    with pytest.raises(KeyboardInterrupt):
        next(stream)


class _Reversed(theory.Theory):
    """Answers in another order than it is asked."""

    name = "reversed"

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return Reply({question.id: FALSE if question.id == "quoted" else TRUE for question in reversed(questions)})

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return self.at_hand(questions, texts)


def test_answers_may_come_in_any_order() -> None:
    policy = logitext.loads(
        "{{let insult = [[insults]] let quoted = [[quotes]] verdict remove = insult unless quoted}}"
    )
    result = policy.check(theory=_Reversed())
    assert result.answers == {"insult": True, "quoted": False}
    assert result.verdicts["remove"].is_true


def test_an_answer_that_was_given_to_another_text_does_not_count() -> None:
    before = POLICY.check(Texts({"post": "idiot"}, "d"), theory=KNOWN)
    answers = theory.Answers(before)
    assert POLICY.check(Texts({"post": "idiot"}, "d"), theory=answers).verdicts["remove"].is_true
    (after,) = POLICY.check_many([Texts({"post": "dear"}, "d")], theory=answers)
    assert after.answers == {}
    assert not after.decided


def test_what_only_a_solver_can_see_is_left_to_it(monkeypatch: pytest.MonkeyPatch, taken: list[bool]) -> None:
    """Which clauses are open, where assumptions make that hard to see on the diagram."""
    source = """{{let a = [[a]] let b = [[b]] let c = [[c]] let d = [[d]] let e = [[e]]}}
    {{assume a implies b or c}} {{assume b implies c or d}} {{verdict v = a and (b or d) or e and c}}"""
    unknown = theory.Answers({})

    def both() -> tuple[str, str]:
        policy = logitext.loads(source)
        return (
            without_seconds(policy.check(theory=unknown, listener=lambda _: None)),
            without_seconds(policy.check(theory=unknown)),
        )

    easy = both()
    monkeypatch.setattr(relevance, "MAX_STEPS", -1)
    hard = both()
    assert easy[0] == easy[1] == hard[0] == hard[1]
    assert taken == [True, False]
