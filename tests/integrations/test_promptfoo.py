"""The assertion of promptfoo, called as its wrapper calls it."""

from __future__ import annotations

from logitext.integrations.promptfoo import asserting
from tests.integrations.policies import BOTH, ONLY, options, policy


def test_an_assertion() -> None:
    get_assert = asserting(policy(ONLY), **options())
    assert get_assert("You idiot!", {"prompt": "x", "vars": {}}) == {
        "pass": False,
        "score": 0.0,
        "reason": "block: rude: insults",
    }
    assert get_assert("Hello", {})["pass"] is True
    both = asserting(policy(BOTH), **options())
    assert both("idiot", {"prompt": "please"})["pass"] is False
    assert both("idiot", {"prompt": "now"})["pass"] is True


def test_an_output_that_is_no_text_fails() -> None:
    found = asserting(policy(ONLY), **options())({"a": 1}, {})  # type: ignore[arg-type]  # promptfoo gives objects too
    assert (found["pass"], found["reason"]) == (False, "review: a message holds `None`, which is no text")
