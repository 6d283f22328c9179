"""The Python API as its user meets it."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.check import events
from logitext.records.result import Result
from logitext.theory import Failure, Question, Refusal, Reply, Texts, Unknown, Value

SOURCE = """
{{text post let a = [[is rude]] let b = [[is loud]] let c = [[is short]]
  let n: Int = [[how many people it names]]
  violation remove = a and b or c
  verdict score: Real = if a then n / 4 else 0}}
"""


@pytest.fixture(scope="module")
def policy() -> logitext.Policy:
    return logitext.loads(SOURCE)


class Scripted(theory.Theory):
    """Answers from a mapping of ready answers; has a price, so that it is asked one question at a time."""

    name = "scripted"
    price = theory.Price(question=1.0)

    def __init__(self, answers: dict[str, theory.Answer]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.asked += [question.id for question in questions]
        return Reply({question.id: self.answers[question.id] for question in questions})


def test_what_a_policy_says_of_itself(policy: logitext.Policy) -> None:
    assert policy.texts == ("post",)
    assert policy.clauses == ("a", "b", "c", "n")
    assert policy.verdicts == ("remove", "score")
    assert "remove" in repr(policy)


def test_a_check(policy: logitext.Policy) -> None:
    result = policy.check("Hi", theory=theory.Answers({"a": True, "b": True, "n": 3}), label="hi.txt")
    assert result.status == "decided"
    assert result.document == "hi.txt"
    assert result.verdicts["remove"].value is True
    assert result.verdicts["score"].value == Fraction(3, 4)
    assert [(r.clause, r.value) for r in result.verdicts["score"].because] == [("a", True), ("n", 3)]
    assert result.to_dict()["verdicts"]["score"]["value"] == 0.75
    json.dumps(result.to_dict())


def test_a_result_is_frozen(policy: logitext.Policy) -> None:
    result = policy.check("Hi")
    with pytest.raises(ValueError, match="frozen"):
        result.status = "decided"


def test_nothing_is_asked_that_cannot_matter(policy: logitext.Policy) -> None:
    scripted = Scripted({"a": Value(False), "b": Value(True), "c": Value(True), "n": Value(3)})
    result = policy.check("Hi", theory=scripted)
    assert scripted.asked == ["a", "c"]
    assert result.usage.questions == 2
    assert result.usage.skipped == 2
    (used,) = result.usage.theories
    assert (used.theory, used.questions, used.calls, result.usage.rounds) == (scripted.name, 2, 2, 2)
    assert result.usage.calls == 0  # of models


def test_what_is_not_known_is_never_false(policy: logitext.Policy) -> None:
    scripted = Scripted({"a": Value(True), "b": Refusal("too rude"), "c": Failure("time-out"), "n": Unknown("no idea")})
    result = policy.check("Hi", theory=scripted)
    assert result.status == "undetermined"
    assert [(o.clause, o.reason) for o in result.verdicts["remove"].open] == [("b", "refused"), ("c", "failed")]
    assert [(o.clause, o.reason) for o in result.verdicts["score"].open] == [("n", "unknown")]
    assert result.verdicts["remove"].open[1].detail == "scripted: time-out"


def test_a_theory_that_raises_is_a_failure_and_nothing_is_lost(policy: logitext.Policy) -> None:
    def answer(question: Question, texts: Texts) -> bool | int:
        if question.clause == "b":
            raise ConnectionError("gone")
        return {"a": True, "c": False, "n": 4}[question.clause]

    result = policy.check("Hi", theory=theory.Function(answer))
    assert result.verdicts["score"].value == 1
    assert [(o.clause, o.reason, o.detail) for o in result.verdicts["remove"].open] == [
        ("b", "failed", "answer: ConnectionError: gone")
    ]


def test_probabilities_and_thresholds(policy: logitext.Policy) -> None:
    given = theory.Answers({"a": {"probability": 0.9}, "b": {"probability": 0.5}, "c": {"probability": 0.1}})
    result = policy.check("Hi", theory=given, verdicts=["remove"])
    assert result.answers == {"a": True, "c": False}
    (open_,) = result.verdicts["remove"].open
    assert (open_.clause, open_.reason) == ("b", "unsure")
    given.thresholds = theory.Thresholds(false=0.2, true=0.5)
    sure = policy.check("Hi", theory=given, verdicts=["remove"])
    assert [(r.clause, r.probability) for r in sure.verdicts["remove"].because] == [("a", 0.9), ("b", 0.5)]


def test_an_answer_stands_for_the_length_of_a_check(policy: logitext.Policy) -> None:
    asked: list[str] = []

    def fickle(question: Question, texts: Texts) -> bool | None:
        asked.append(question.clause)
        return None

    policy.check("Hi", theory=theory.Function(fickle))
    assert len(asked) == len(set(asked))


def test_the_first_in_a_chain_that_knows(policy: logitext.Policy) -> None:
    first = theory.Answers({"a": True, "b": None}, name="first")
    second = theory.Answers({"a": False, "b": True, "c": False, "n": 0}, name="second")
    result = policy.check("Hi", theory=theory.Chain(first, second))
    assert [(r.clause, r.theory) for r in result.verdicts["remove"].because] == [("a", "first"), ("b", "second")]


def test_several_texts() -> None:
    policy = logitext.loads(
        '{{text post text reply let a = [[the reply is rude]] where "the reply" is reply'
        '  let b = [[the post is rude]] where "the post" is post verdict v = a and b}}'
    )

    def rude(question: Question, texts: Texts) -> bool:
        return "fool" in texts[question.texts[0]]

    function = theory.Function(rude)
    function.needs_texts = True
    both = policy.check({"post": "You fool", "reply": "Thank you"}, theory=function)
    assert both.verdicts["v"].value is False
    one = policy.check({"post": "You fool"}, theory=function)
    assert [(o.clause, o.reason, o.detail) for o in one.verdicts["v"].open] == [("a", "text not given", "reply")]
    with pytest.raises(logitext.InputError, match="declares 2 texts"):
        policy.check("You fool")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"text": {"pots": "Hi"}}, "NLT602"),
        ({"text": "Hi", "verdicts": ["remov"]}, "NLT604"),
        ({"text": "Hi", "theory": "patern"}, "NLT510"),
        ({"text": "Hi", "theory": theory.Answers({"d": True})}, "NLT503"),
        ({"text": "Hi", "theory": theory.Answers({"n": "many"})}, "NLT504"),
    ],
)
def test_errors_carry_their_diagnostics(policy: logitext.Policy, arguments: dict[str, object], code: str) -> None:
    with pytest.raises(logitext.LogitextError) as caught:
        policy.check(**arguments)  # type: ignore[arg-type]
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == [code]
    assert isinstance(caught.value, ValueError)


def test_a_text_must_be_a_str(policy: logitext.Policy) -> None:
    with pytest.raises(TypeError, match="`post` must be a str, not bytes"):
        policy.check({"post": b"Hi"})  # type: ignore[dict-item]


def test_contradictory_assumptions_are_an_error_of_the_policy() -> None:
    policy = logitext.loads("{{text t let a = [[x]] assume a assume b: not a or a assume not a verdict v = a}}")
    with pytest.raises(logitext.PolicyError) as caught:
        policy.check("Hi")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "NLT409"
    assert len(diagnostic.labels) == 1


def test_in_a_running_event_loop(policy: logitext.Policy) -> None:
    async def notebook() -> Result:
        return policy.check("Hi", theory=theory.Answers({"c": True, "a": False}))

    assert asyncio.run(notebook()).verdicts["remove"].value is True


def test_acheck_runs_many_at_once(policy: logitext.Policy) -> None:
    async def slow(question: Question, texts: Texts) -> bool | int:
        await asyncio.sleep(0.01)
        return {"a": texts["post"] == "rude", "b": True, "c": False, "n": 1}[question.clause]

    async def many() -> list[object]:
        found = await asyncio.gather(
            *(policy.acheck(text, theory=theory.Function(slow)) for text in ["rude", "kind"] * 20)
        )
        return [result.verdicts["remove"].value for result in found]

    assert asyncio.run(many()) == [True, False] * 20


def test_a_cancellation_passes_through(policy: logitext.Policy) -> None:
    async def cancelled() -> None:
        asked = asyncio.Event()

        async def never(question: Question, texts: Texts) -> bool:
            asked.set()
            await asyncio.Event().wait()
            return True

        checking = asyncio.create_task(policy.acheck("Hi", theory=theory.Function(never)))
        await asked.wait()
        checking.cancel()
        await checking

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())


def test_an_interrupt_in_a_theory_keeps_what_there_is(policy: logitext.Policy) -> None:
    class Leaves(Scripted):
        async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
            if questions[0].id == "n":
                raise KeyboardInterrupt
            return await super().answer(questions, texts)

    result = policy.check("Hi", theory=Leaves({"a": Value(True), "b": Value(True)}), strategy="given")
    assert result.interrupted
    assert result.verdicts["remove"].value is True
    assert [(o.clause, o.reason) for o in result.verdicts["score"].open] == [("n", "stopped")]


def test_threads_share_a_policy_while_the_collector_runs(policy: logitext.Policy) -> None:
    wrong: list[object] = []

    def work(rude: bool) -> None:
        for _ in range(15):
            own = logitext.loads(SOURCE)
            for shared in (policy, own):
                result = shared.check("Hi", theory=theory.Answers({"a": rude, "b": True, "c": False, "n": 1}))
                if result.verdicts["remove"].value is not rude:
                    wrong.append(result)
            cycle: list[object] = [own]
            cycle.append(cycle)
            gc.collect()

    threads = [threading.Thread(target=work, args=(index % 2 == 0,)) for index in range(6)]
    gc.freeze()  # the collector looks at what this test makes, not at all that other tests left
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        gc.unfreeze()
    assert wrong == []


def test_import_needs_no_solver_and_no_client() -> None:
    load = "import sys, logitext; logitext.loads('{{verdict v = true}}'); "
    code = load + "print({'z3', 'openai', 'click'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("common", [False, True])
def test_each_of_many_texts_has_a_listener_of_its_own(common: bool) -> None:
    policy = logitext.loads("{{text post let rude = [[is rude]] match /fool/ verdict remove = rude}}")
    given: list[Any] = [theory.Texts({"post": "You fool"}, "one"), {"pots": "typo"}, "Hello"]
    heard: dict[int, list[events.Event]] = {}
    all_of_them: list[events.Event] = []

    def listener_for(text: Any) -> events.Listener:
        return heard.setdefault(next(number for number, one in enumerate(given) if one is text), []).append

    options: logitext.Options = {"theory": "pattern:complete", "listener": all_of_them.append if common else None}
    results = list(policy.check_many(given, listener_for=listener_for, **options))
    ends = [one[-1] for _, one in sorted(heard.items())]
    assert [end.result for end in ends if isinstance(end, events.Ended)] == results
    assert [type(end.error) for end in ends if isinstance(end, events.Ended)] == [
        type(None),
        logitext.InputError,
        type(None),
    ]
    assert [type(event).__name__ for event in heard[0]] == ["Started", "Asking", "Answered", "Ended"]
    assert len(all_of_them) == (sum(map(len, heard.values())) if common else 0)
