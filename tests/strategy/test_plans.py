"""Plans are kept as long as their program, and no longer."""

from __future__ import annotations

import gc
import weakref

import logitext
from logitext import theory


def test_a_policy_that_is_gone_leaves_no_plans() -> None:
    def checked() -> weakref.ref[object]:
        policy = logitext.loads("{{text post}} {{let a = [[A]] let b = [[b]] verdict v = a and b}}")
        result = policy.check("x", theory=theory.Function(lambda _, texts: bool(texts), price=theory.Price(question=1)))
        assert result.verdicts["v"].value is True
        return weakref.ref(policy.program)

    programs = [checked() for _ in range(3)]
    gc.collect()
    assert [program() for program in programs] == [None] * 3
