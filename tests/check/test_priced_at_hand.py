"""Answers of a theory with a price that are at hand: results are those of ordinary checks, and none is asked twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from logitext import Options, Policy, loads, theory
from logitext.api.checking.one import begun
from logitext.check.at_hand import priced
from logitext.logic.at_once import AtOnce
from logitext.records.result import Result
from logitext.sync import run
from logitext.theory import Price, Question, Reply, Texts
from tests.check.test_at_hand import TEXT, Ready, _odd, taken, without_seconds
from tests.judge import cases, generate

_ = taken  # a fixture


class Costly(theory.Theory):
    """Knows answers, some of which are at hand and cost nothing; the others cost a call."""

    price = Price(call=1, question=1)
    tells_cost = True
    model = "costly"

    def __init__(self, seed: str, known: dict[str, Any], wild: float, kept: float, call: float) -> None:
        vars(self)["name"] = "costly"
        self._seed, self._known, self._wild, self._kept, self._call = seed, known, wild, kept, call
        self.calls: list[tuple[str, ...]] = []
        self.calls_at_hand: list[tuple[str, ...]] = []

    def rates(self, questions: Sequence[Question], texts: Texts) -> Price:
        return Price(self._call, 1.0)

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply | None:
        if Random(f"{self._seed} {[question.id for question in questions]}").random() >= self._kept:
            return None
        self.calls_at_hand.append(tuple(question.id for question in questions))
        return self._reply(questions)

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.calls.append(tuple(question.id for question in questions))
        return self._reply(questions)

    def _reply(self, questions: Sequence[Question]) -> Reply:
        rng = Random(f"{self._seed} {[question.id for question in questions]} answers")
        given: dict[str, Any] = {}
        for question in questions:
            if rng.random() < self._wild:
                given[question.id] = _odd(rng, question, self._known)
            elif question.id in self._known:
                value = self._known[question.id]
                given[question.id] = theory.Value(value, probability=0.9 if value is True else None)
            else:
                given[question.id] = theory.Unknown()
        saved = theory.Usage(calls=1, input_tokens=5, cost=None if rng.random() < 0.2 else 0.5)
        return Reply(given, theory.Usage(calls=0, cached=len(questions), saved=saved))


@pytest.mark.parametrize("seeds", cases.seeds(150), ids=cases.name)
def test_results_are_those_of_ordinary_checks(seeds: range, taken: list[bool]) -> None:
    for seed in seeds:
        case = cases.case(seed)
        policy, rng = Policy(case.checked), case.rng
        if not case.judge.worlds:
            continue
        for number in range(cases.CASES_A_SEED):
            known = [generate.answers(rng, case.judge) for _ in range(rng.choice((1, 1, 2)))]
            wild, kept, call = rng.choice((0.0, 0.0, 0.1)), rng.choice((1.0, 1.0, 0.7)), rng.choice((0.0, 0.5, 4.0))
            options: dict[str, Any] = {
                "strategy": rng.choice(("auto", "auto", "given", "gain", "ratio")),
                "batch": rng.choice((None, None, 1, 2)),
                "minimise": rng.choice(("cost", "cost", "questions")),
            }

            def make(
                known: Sequence[dict[str, Any]] = known,
                name: str = f"{seed} {number}",
                how: tuple[float, float, float] = (wild, kept, call),
            ) -> theory.Theory:
                costly = Costly(name, known[-1], *how)
                return costly if len(known) == 1 else theory.Chain(Ready("free", name, known[0]), costly)

            text = TEXT if policy.texts else None
            for _ in range(2):  # the second comes by places that are known
                ordinary, swift = make(), make()
                one = policy.check(text, theory=ordinary, listener=lambda _: None, **options)
                other = policy.check(text, theory=swift, **options)
                assert without_seconds(one) == without_seconds(other), (seed, number, options)
                asked: list[Any] = [getattr(which, "members", (which,))[-1] for which in (ordinary, swift)]
                was, now = asked
                assert sorted(was.calls) == sorted(now.calls + now.calls_at_hand), (seed, number)
    assert sum(taken) > len(taken) / 8


POLICY = """{{text post}} {{let a = [[a]] let b = [[b]] let c = [[c]] let d = [[d]]}}
{{verdict v = a and b or c and d}}"""


def many(policy: Policy, asked: theory.Theory, texts: Sequence[str], **options: Any) -> list[str]:
    return [without_seconds(result) for result in policy.check_many(texts, theory=asked, **options)]


class ByText(Costly):
    """Answers by the letters of the text."""

    def __init__(self, kept: float = 1.0) -> None:
        super().__init__("", {}, 0.0, kept, 0.0)

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply | None:
        return self._of(questions, texts) if self._kept == 1.0 or "a" in texts["post"] else None

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.calls.append((texts["post"], *[question.id for question in questions]))
        return self._of(questions, texts)

    def _of(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.calls_at_hand.append((texts["post"], *[question.id for question in questions]))
        answers = {one.id: theory.Value(one.id in texts["post"]) for one in questions}
        return Reply(answers, theory.Usage(calls=0, cached=len(questions)))


def test_many_documents_that_come_by_the_same_places(taken: list[bool]) -> None:
    policy = loads(POLICY)
    texts = ["".join(letter for bit, letter in enumerate("abcd") if number >> bit & 1) for number in range(16)] * 3
    ordinary, swift = ByText(), ByText()
    assert many(policy, ordinary, texts, listener=lambda _: None) == many(policy, swift, texts)
    assert taken == [True] * 48
    assert not swift.calls
    assert len(ordinary.calls) == len(swift.calls_at_hand)


@pytest.mark.parametrize("odd", ["none", "cached", "saved", "unknown", "order", "probability", "wrong"])
def test_documents_with_the_same_answers_have_amounts_of_their_own(odd: str, taken: list[bool]) -> None:
    class Saving(ByText):
        def _of(self, questions: Sequence[Question], texts: Texts) -> Reply:
            answers: dict[str, Any] = dict(super()._of(questions, texts).answers)
            for id_, answer in answers.items():
                answers[id_] = theory.protocol.TRUE if answer.value else theory.protocol.FALSE
            length = len(texts["post"])
            strange = length % 3 == 1
            saved = theory.Usage(calls=1, input_tokens=length, output_tokens=3, cost=length / 8)
            cached = len(questions)
            if strange and odd == "cached":
                cached = 1
            elif strange and odd == "saved":
                saved = None  # type: ignore[assignment]  # nothing is known of what it had cost
            elif strange and odd == "unknown":
                answers[questions[0].id] = theory.Unknown("it says nothing")
            elif strange and odd == "order":
                answers = dict(reversed(answers.items()))
            elif strange and odd == "probability":
                answers[questions[0].id] = theory.Value(answers[questions[0].id].value, 0.9)
            elif strange and odd == "wrong":
                saved = theory.Usage(calls=-1)
            return Reply(answers, theory.Usage(calls=0, cached=cached, saved=saved))

    policy = loads(POLICY)
    texts = ["".join(letter for bit, letter in enumerate("abcd") if number >> bit & 1) for number in range(16)]
    texts = [text + "x" * times for times in range(5) for text in texts]
    ordinary, swift = Saving(), Saving()
    assert many(policy, ordinary, texts, listener=lambda _: None) == many(policy, swift, texts)
    assert all(taken)
    assert len(ordinary.calls) == len(swift.calls_at_hand)


def test_what_a_call_costs_tells_what_is_asked_at_a_place(taken: list[bool]) -> None:
    class Dear(ByText):
        def rates(self, questions: Sequence[Question], texts: Texts) -> Price:
            return Price(float(len(texts["post"])), 1.0)

        def _of(self, questions: Sequence[Question], texts: Texts) -> Reply:
            answers = super()._of(questions, texts).answers
            return Reply(dict.fromkeys(answers, theory.Unknown()), theory.Usage(calls=0))

    policy = loads(POLICY)
    texts = ["x" * number for number in (0, 1, 2, 4, 8, 16, 0, 1, 2, 4, 8, 16)]
    ordinary, swift = Dear(), Dear()
    assert many(policy, ordinary, texts, listener=lambda _: None) == many(policy, swift, texts)
    assert len({len(asked) for asked in swift.calls_at_hand}) > 2
    assert all(taken)


def test_a_miss_leaves_the_document_to_an_ordinary_check(taken: list[bool]) -> None:
    policy = loads(POLICY)
    texts = ["ab", "cd", "a", "b", "cad", ""]
    ordinary, swift = ByText(0.5), ByText(0.5)
    assert many(policy, ordinary, texts, listener=lambda _: None) == many(policy, swift, texts)
    assert taken == [True, False, True, False, True, False]
    assert {text for text, *_ in swift.calls} == {"cd", "b", ""}


def test_no_more_places_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch, taken: list[bool]) -> None:
    monkeypatch.setattr(priced, "MAX_PLACES", 2)
    test_many_documents_that_come_by_the_same_places(taken)


def test_what_only_a_solver_can_see_is_left_to_an_ordinary_check(
    monkeypatch: pytest.MonkeyPatch, taken: list[bool]
) -> None:
    policy = loads(POLICY)
    whole = many(policy, ByText(), ["ab", "cd"])
    monkeypatch.setattr(AtOnce, "relevant", lambda *args, **_: ((), args[4]))
    again = loads(POLICY)
    assert many(again, ByText(), ["ab", "cd"])[0] == whole[0].replace(policy.sha256, again.sha256)
    assert taken[2:] == [False, False]


@pytest.mark.parametrize("usage", [{"calls": 1}, {"calls": 0, "cost": 0.1}, {"calls": 0, "cost": None}])
def test_a_reply_that_costs_something_is_not_at_hand(usage: dict[str, Any], taken: list[bool]) -> None:
    class Calling(ByText):
        def _of(self, questions: Sequence[Question], texts: Texts) -> Reply:
            return Reply(super()._of(questions, texts).answers, theory.Usage(**usage))

    policy = loads(POLICY)
    assert policy.check("ab", theory=Calling()).decided
    assert taken == [False]


@pytest.mark.parametrize(
    "options",
    [
        {"max_questions": 3},
        {"strategy": "certificate"},
        {"listener": lambda _: None},
    ],
)
def test_what_needs_more_is_an_ordinary_check(options: Any, taken: list[bool]) -> None:
    assert loads(POLICY).check("ab", theory=ByText(), **options).decided
    assert not any(taken)


def test_evidence_that_is_fetched_makes_an_ordinary_check(taken: list[bool]) -> None:
    class Fetching(ByText):
        fetches_evidence = True

        async def evidence(self, questions: Sequence[Question], texts: Texts) -> Reply:
            return self._of(questions, texts)

    assert loads(POLICY).check("ab", theory=Fetching()).decided
    assert taken == [False]


def test_facts_make_an_ordinary_check(taken: list[bool]) -> None:
    policy = loads(POLICY.replace("let d = [[d]]", "fact d: Bool"))
    one = policy.check("ab", theory=ByText(), facts={"d": True})
    assert one.decided
    assert taken == [False]
    assert json.loads(without_seconds(one))["facts"] == {"d": True}


def test_a_result_at_hand_is_whole() -> None:
    policy = loads(POLICY)
    result = policy.check("cd", theory=ByText())
    assert isinstance(result, Result)
    assert [(one.clause, one.value, one.theory) for one in result.verdicts["v"].because] == [
        ("c", True, "costly"),
        ("d", True, "costly"),
    ]
    assert result.usage.instead is not None
    assert not policy.verify(result)


def test_what_an_empty_cache_would_have_taken_is_each_documents_own() -> None:
    class Saving(ByText):
        def _of(self, questions: Sequence[Question], texts: Texts) -> Reply:
            answers = dict.fromkeys(super()._of(questions, texts).answers, theory.protocol.FALSE)
            length = len(texts["post"])
            saved = theory.Usage(calls=2, input_tokens=length, output_tokens=3, cost=None if length > 3 else length / 8)
            return Reply(answers, theory.Usage(calls=0, cached=len(questions), saved=saved))

    found = list(loads(POLICY).check_many(["x" * length for length in (1, 2, 3, 4)], theory=Saving()))
    told = [result.usage.without_cache for result in found]
    rounds = found[0].usage.rounds
    assert [(one.calls, one.input_tokens, one.output_tokens, one.cost) for one in told if one is not None] == [
        (2 * rounds, rounds * length, 3 * rounds, None if length > 3 else rounds * length / 8)
        for length in (1, 2, 3, 4)
    ]
    assert [result.usage.calls for result in found] == [0, 0, 0, 0]
    assert {result.usage.cost for result in found} == {0.0}


@pytest.mark.parametrize("patterns", [False, True])
def test_what_is_asked_first_is_planned_before_there_is_a_document(
    patterns: bool, monkeypatch: pytest.MonkeyPatch, taken: list[bool]
) -> None:
    planned: list[Any] = []
    plan = priced.Priced._planned

    def counted(self: priced.Priced, *given: Any) -> Any:
        planned.append(given)
        return plan(self, *given)

    monkeypatch.setattr(priced.Priced, "_planned", counted)
    match = "match /zz/" if patterns else ""
    source = f"{{{{text post}}}} {{{{let a = [[A]] {match} let b = [[B]] {match} verdict v = a and b}}}}"
    policy = loads(source)
    costly = Costly("s", {"a": True, "b": True}, 0.0, 1.0, 1.0)
    options: Options = {"theory": theory.Chain(theory.Pattern(), costly) if patterns else costly}
    run(begun(policy, options))
    assert len(planned) == 1
    assert not costly.calls
    assert not costly.calls_at_hand  # nobody is asked before there is a document
    result = policy.check("no such word", **options)
    assert result.decided
    assert taken == [True]
    assert len(planned) == 1
    assert without_seconds(result) == without_seconds(loads(source).check("no such word", **options))
