"""The last line of a result: what was asked and used."""

from __future__ import annotations

import pytest

import logitext


@pytest.mark.parametrize(
    ("tokens", "cost", "end"),
    [
        (900, 0.01234567, ", 900 + 20 tokens, cost 0.01235, 0.00 s"),
        (900, None, ", 900 + 20 tokens, 0.00 s"),
        (900, 0.0, ", 900 + 20 tokens, 0.00 s"),
        (0, 3.0, "in 1 round, 0.00 s"),
    ],
)
def test_the_cost_of_tokens_where_it_is_known(tokens: int, cost: float | None, end: str) -> None:
    policy = logitext.loads("{{text post}}{{let a = [[a]] verdict v = a}}")
    result = policy.check("x", theory=logitext.theory.Answers({"a": True}))
    used = {"input_tokens": tokens, "output_tokens": tokens and 20, "cost": cost, "seconds": 0.0}
    usage = result.usage.model_copy(update=used)
    assert str(result.model_copy(update={"usage": usage})).splitlines()[-1].endswith(end)
