"""Changes of what an assumption speaks of: they may allow more documents, though what was allowed stays the same."""

from __future__ import annotations

import logitext

SOURCE = """{{text post}} {{let a = [[is bad]] let b = [[is worse]]
let either = a or b  assume harmless: not either  verdict remove = a}}"""


def test_a_change_that_lets_an_assumption_allow_more_is_not_equivalent() -> None:
    report = logitext.loads(SOURCE).test(mutate=True)
    assert report.mutation is not None
    found = {one.change: one.equivalent for one in report.mutation.mutants}
    assert not found["`and` for `or` in `a or b`"]  # `a` may be true then, and with it the verdict
    assert not found["drop `a` from `a or b`"]
    assert not found["drop the assumption `harmless`"]


def test_a_change_that_alters_nothing_is_equivalent() -> None:
    report = logitext.loads(SOURCE.replace("a or b ", "a or a and b or b ")).test(mutate=True)
    assert report.mutation is not None
    found = {one.change: one.equivalent for one in report.mutation.mutants}
    assert found["drop `a and b` from `a or a and b or b`"]
