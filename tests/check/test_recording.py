"""A check that was recorded can be replayed: the same result, and nobody is asked."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

import logitext
from logitext.check.recording import recorded
from logitext.records.result import Result
from logitext.syntax.diagnostics import InputError
from logitext.theory import (
    Answers,
    Ask,
    Chain,
    Function,
    Mock,
    Pattern,
    Recorder,
    Refusal,
    Replay,
    Texts,
    Theory,
    Thresholds,
    Value,
)

POLICY = r"""
{{text post: "a public message"}}
We remove what {{let threat = [[threatens somebody]] match /\bkill\b/i}}, or {{let insult = [[insults somebody]]}}
unless it {{let quoted = [[quotes somebody else]]}}; it has {{let victims: Int = [[how many it addresses]]}} and is
{{let harm: none | some | much = [[how harmful it is]]}}.
{{violation remove = (threat or insult and victims >= 2 and harm != none) unless quoted}}
"""
SCRIPT = {"threat": False, "insult": True, "quoted": None, "victims": 3, "harm": "much"}


def told(result: Result) -> dict[str, object]:
    """A result without what was used for it: who answered, how surely, and in which words, stays."""
    data = result.to_dict()
    del data["usage"]
    return data


@pytest.mark.parametrize("text", ["I will KILL you", "You two fools"])
@pytest.mark.parametrize(
    "script", [SCRIPT, SCRIPT | {"quoted": False}, SCRIPT | {"quoted": True}], ids=["null", "no", "yes"]
)
def test_a_recorded_check_is_replayed(tmp_path: Path, text: str, script: dict[str, object]) -> None:
    policy = logitext.loads(POLICY)
    path = tmp_path / "answers.jsonl"
    theory = Chain(Pattern(), Mock(script, confidence=0.9))
    heard: list[object] = []
    with Recorder(path) as recorder:
        listener = recorded(recorder, Texts({"post": text}, "a.txt"), heard.append)
        first = policy.check(text, theory=theory, label="a.txt", listener=listener)
    assert heard
    again = policy.check(text, theory=Replay(path), label="a.txt")
    assert told(again) == told(first)
    assert again.usage.calls == 0


def test_an_answer_that_cannot_be_recorded_ends_the_check(tmp_path: Path) -> None:
    class Broken(Recorder):
        def record(self, theory: Theory, *arguments: object) -> None:
            self._refuse("NLT608", "the disk is full", "make room")

    policy = logitext.loads(POLICY)
    with Broken(tmp_path / "answers.jsonl") as recorder:
        listener = recorded(recorder, Texts({"post": "hello"}))
        with pytest.raises(InputError, match="the disk is full"):
            policy.check("hello", theory=Mock(SCRIPT), listener=listener)


WORDS = """
{{text post}}
{{let rude = [[is rude]] match /idiot/}} {{let threat = [[threatens]]}} {{let spam = [[is spam]] reject /friend/}}
{{let harm: low | high = [[how bad]]}}
{{verdict remove = rude or threat}} {{verdict warn = not spam and harm == high}} {{verdict hide = threat and not spam}}
{{verdict ban = threat and rude}}
"""


THEORIES: dict[str, Callable[[], tuple[Theory, ...]]] = {
    "unknown": lambda: (Pattern(), Answers({"threat": None, "harm": {"value": "high", "probability": 0.9}})),
    "refused": lambda: (Pattern(complete=True), Function(lambda *_: Refusal("too private"))),
    "failed": lambda: (Pattern(), Mock({"harm": "high"}), Function(lambda question, _: {"harm": "low"}[question.id])),
    "unsure": lambda: (Pattern(), Function(lambda *_: Value(None, 0.5))),
    "person": lambda: (Pattern(), Ask(io.StringIO("d\n" * 4), io.StringIO())),
    "own thresholds": lambda: (
        Pattern(),
        Function(
            lambda question, _: Value(False, 0.8) if question.clause == "threat" else Value("high", 0.85),
            thresholds=Thresholds(0.8, 0.85),
        ),
    ),
}


@pytest.mark.parametrize("name", THEORIES)
@pytest.mark.parametrize("text", ["You idiot, my friend", "Good morning"])
def test_a_replay_prints_the_words_of_the_check(tmp_path: Path, name: str, text: str) -> None:
    """Who answered, how surely, and what those said who could not."""
    policy = logitext.loads(WORDS)
    path = tmp_path / "answers.jsonl"
    first = policy.check(text, theory=Chain(*THEORIES[name]()), record=path)
    again = policy.check(text, theory=Replay(path))
    assert printed(again) == printed(first)
    assert told(again) == told(first)


def printed(result: Result) -> list[str]:
    """The report, without the line that says what was used."""
    return str(result).splitlines()[:-1]


class Model(Function):
    """A function under the name of a model."""

    model = "some-model"


def test_the_report_splits_what_was_asked_by_theory() -> None:
    model = Model(lambda question, _: "high" if question.clause == "harm" else False, "oracle")
    policy = logitext.loads(WORDS)
    result = policy.check("You idiot", theory=Chain(Pattern(), model))
    first, second = result.usage.theories
    assert (first.theory, first.model, first.calls) == ("pattern", None, 1)
    assert (second.theory, second.model, second.calls, second.cost) == ("oracle", "some-model", 1, 0.0)
    assert result.usage.calls == 1  # of the model
    line = str(result).splitlines()[-1]
    assert f"in 2 rounds: pattern {first.questions}, oracle {second.questions} in 1 call of some-model, " in line
    heard = policy.check("You idiot", theory=Chain(Pattern(), model), listener=lambda _: None)
    assert heard.usage.theories == result.usage.theories
    alone = policy.check("You idiot", theory=Pattern())
    assert alone.usage.calls == 0
    assert "pattern" not in str(alone).splitlines()[-1]
