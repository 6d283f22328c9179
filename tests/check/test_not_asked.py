"""Why a clause was not asked, where a theory is left that could be: nothing that it says could matter."""

from __future__ import annotations

import logitext
from logitext import theory

POLICY = logitext.loads(
    '{{text post text other}} {{let a = [[the post is A]] where "post" is post'
    ' let b = [[the other is B]] where "other" is other verdict v = a xor b}}'
)


def _model() -> theory.Function:
    made = theory.Function(lambda _, texts: bool(texts), price=theory.Price(question=1))
    made.name, made.needs_texts = "model", True
    return made


def test_what_could_not_matter_says_for_which_open_clause() -> None:
    result = POLICY.check({"post": "x"}, theory=theory.Chain(theory.Pattern(), _model()))
    told = {one.clause: (one.reason, one.detail) for one in result.verdicts["v"].open}
    assert told["b"] == ("text not given", "other")
    assert told["a"] == ("not asked", "model: not asked, as it could not matter while b is open")
    assert POLICY.verify(result) == ()


def test_what_has_no_theory_left_says_what_the_theories_said() -> None:
    result = POLICY.check({"post": "x", "other": "y"}, theory=theory.Pattern())
    told = {one.clause: (one.reason, one.detail) for one in result.verdicts["v"].open}
    assert told["a"] == ("unknown", "pattern: no pattern")
