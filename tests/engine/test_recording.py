"""A check that was recorded can be replayed: the same result, and nobody is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

import logitext
from logitext.engine.recording import recorded
from logitext.engine.result import Result
from logitext.syntax.diagnostics import InputError
from logitext.theory import Chain, Mock, Pattern, Recorder, Replay, Texts, Theory

POLICY = r"""
{{text post: "a public message"}}
We remove what {{let threat = [[threatens somebody]] match /\bkill\b/i}}, or {{let insult = [[insults somebody]]}}
unless it {{let quoted = [[quotes somebody else]]}}; it has {{let victims: Int = [[how many it addresses]]}} and is
{{let harm: none | some | much = [[how harmful it is]]}}.
{{violation remove = (threat or insult and victims >= 2 and harm != none) unless quoted}}
"""
SCRIPT = {"threat": False, "insult": True, "quoted": None, "victims": 3, "harm": "much"}


def decided(result: Result) -> dict[str, object]:
    """A result without what depends on who answered."""
    data = result.to_dict()
    del data["usage"]
    for verdict in data["verdicts"].values():
        for reason in verdict["because"]:
            del reason["theory"]
        for open_ in verdict["open"]:
            del open_["detail"]
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
    assert decided(again) == decided(first)
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
