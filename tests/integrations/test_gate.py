"""What may pass by a policy: closed unless decided."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.integrations.gate import Gate
from logitext.integrations.transcript import Message, UnreadableError, fitted, transcript
from logitext.theory import Function
from tests.integrations.policies import AGENT, ALONE, BOTH, ONLY, options, policy

CALL = {"id": "1", "type": "function", "function": {"name": "shell", "arguments": '{"command": "delete all"}'}}


def gate(source: str, **more: Any) -> Gate:
    return Gate(policy(source), **options(**more))


def test_a_violation_blocks_and_says_why() -> None:
    decision = gate(ONLY).output("You idiot!")
    assert (decision.action, decision.passes, decision.why) == ("block", False, "rude: insults")
    assert decision.result is not None
    assert decision.result.violations == ("rude",)


def test_what_is_decided_passes() -> None:
    decision = gate(ONLY).output("Good morning")
    assert (decision.action, decision.passes, decision.why) == ("allow", True, "not rude: not insults")


def test_what_is_undetermined_does_not_pass_unless_that_is_said() -> None:
    decision = gate(ALONE).output("Good morning")
    assert (decision.action, decision.passes) == ("review", False)
    assert decision.why == "not rude: not insults; o is undetermined: odd (unknown)"
    assert gate(ALONE, on_review="allow").output("Good morning").passes
    assert not gate(ALONE, on_review="allow").output("You idiot!").passes
    assert gate(ALONE, verdicts=["rude"]).output("Good morning").passes


def test_conditions() -> None:
    assert gate(ONLY, block_if=["rude=false"]).output("Good morning").action == "block"
    assert gate(ONLY, review_if=["rude=false"]).output("Good morning").action == "review"
    with pytest.raises(logitext.InputError, match="block_if: the policy has no verdict `rdue`"):
        gate(ONLY, block_if=["rdue"])
    with pytest.raises(ValueError, match="on_review='pass'"):
        gate(ONLY, on_review="pass")


def test_whatever_fails_does_not_pass() -> None:
    def fails(question: object, texts: object) -> bool:
        raise RuntimeError("secret words of a document")

    decision = Gate(policy(ONLY), theory=Function(fails)).output("hello")
    assert (decision.action, decision.passes) == ("review", False)
    assert decision.why == "rude is undetermined: insults (failed)"
    image = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "…"}}]}]
    decision = gate(ONLY).decide(image)
    assert (decision.action, decision.result) == ("review", None)
    assert decision.why == "a message holds `image_url`, which is no text"
    decision = gate(ONLY).output("hello", facts={"days": 3})
    assert decision.action == "review"
    assert "days" in decision.why
    assert gate(ONLY).decide([{"role": "assistant", "content": 7}]).action == "review"
    decision = gate(ONLY).decide([None])  # type: ignore[list-item]  # on purpose
    assert (decision.action, decision.passes) == ("review", False)
    assert decision.why == "the check failed: AttributeError"


def test_a_gate_is_for_many_at_once() -> None:
    one = gate(ONLY)

    async def several() -> list[str]:
        texts = ["You idiot!" if number % 3 else "Good day" for number in range(60)]
        return [each.action for each in await asyncio.gather(*(one.aoutput(text) for text in texts))]

    assert asyncio.run(several()) == ["block" if number % 3 else "allow" for number in range(60)]


def test_a_path_will_do(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(ONLY)
    assert Gate(tmp_path / "p.nltc", **options()).output("You idiot!").action == "block"


def test_two_texts_of_a_conversation() -> None:
    said = [{"role": "user", "content": "please help"}, {"role": "assistant", "content": "You idiot!"}]
    assert gate(BOTH).decide(said).action == "block"
    assert gate(BOTH).decide(said[1:]).action == "allow"
    other = BOTH.replace("text input", "text question").replace("is input", "is question")
    with pytest.raises(logitext.InputError, match="text `question` may be any part of a transcript"):
        gate(other)
    assert gate(other, texts={"question": "input"}).decide(said).action == "block"


def test_an_agent_is_judged_by_its_calls_of_tools() -> None:
    call = {"role": "assistant", "content": None, "tool_calls": [CALL]}
    result = {"role": "tool", "tool_call_id": "1", "content": "done"}
    allowed = {"role": "user", "content": "Go ahead"}
    assert gate(AGENT).decide([{"role": "user", "content": "hello"}, call, result]).action == "block"
    assert gate(AGENT).decide([allowed, call, result]).action == "allow"
    assert gate(AGENT).decide([call, allowed]).action == "block"
    assert gate(AGENT).decide([]).action == "allow"


def test_a_transcript() -> None:
    messages: list[dict[str, Any]] = [
        {"role": "developer", "content": "Be kind."},
        {"role": "user", "content": [{"type": "text", "text": "One"}, {"type": "input_text", "text": "two"}]},
        {"role": "assistant", "content": "I look.", "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "1", "content": "found"},
        {"role": "assistant", "content": ""},
    ]
    found = transcript(messages)
    assert found.messages == (
        Message("system", "Be kind."),
        Message("user", "One\ntwo"),
        Message("assistant", "I look."),
        Message("call", '{"command": "delete all"}', "shell"),
        Message("tool", "found", "shell"),
        Message("assistant", ""),
    )
    assert (found.part("system"), found.part("input"), found.part("output")) == ("Be kind.", "One\ntwo", "")
    for content in ([{"type": "refusal", "refusal": "no"}], {"type": "text", "text": "x"}, ["x"], 3):
        with pytest.raises(UnreadableError):
            transcript([{"role": "user", "content": content}])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{list m of {who: Text, body: text}}} {{verdict v = true}}", "nothing says what `who` of a message is"),
        ("{{list m of {role: Int, body: text}}} {{verdict v = true}}", "`role` is Int"),
        ("{{list m of {role: Text}}} {{verdict v = true}}", "list `m` has 0 texts; a message has one"),
        ("{{text a  text b}} {{verdict v = true}}", "text `a` may be any part"),
    ],
)
def test_what_does_not_fit_a_transcript_is_said(source: str, message: str) -> None:
    with pytest.raises(logitext.InputError, match=message):
        fitted(policy(source).checked)


def test_names_of_texts_are_checked() -> None:
    with pytest.raises(logitext.InputError, match="there is no text `pots`"):
        fitted(policy(ONLY).checked, {"pots": "input"})
    with pytest.raises(logitext.InputError, match="`inptu` is no part"):
        fitted(policy(ONLY).checked, {"post": "inptu"})
