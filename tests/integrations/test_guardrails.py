"""The validator, in a guard of guardrails-ai itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integrations.policies import ALONE, BOTH, ONLY, options, policy

guardrails = pytest.importorskip("guardrails", reason="needs the package guardrails-ai")


def guard(source: str, **more: Any) -> Any:
    from logitext.integrations.guardrails import PolicyValidator

    return guardrails.Guard().use(PolicyValidator(policy(source), on_fail="noop", **options(**more)))


def test_a_guard() -> None:
    one = guard(ONLY)
    assert one.validate("Hello").validation_passed
    found = one.validate("You idiot!")
    assert not found.validation_passed
    assert found.validation_summaries[0].failure_reason == "block: rude: insults"


def test_it_fails_closed() -> None:
    assert not guard(ALONE).validate("Hello").validation_passed
    assert guard(ALONE, on_review="allow").validate("Hello").validation_passed


def test_what_was_said_before() -> None:
    before = {"messages": [{"role": "user", "content": "please"}]}
    assert not guard(BOTH).validate("idiot", metadata=before).validation_passed
    assert guard(BOTH).validate("idiot", metadata={}).validation_passed
