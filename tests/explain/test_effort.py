"""Searches that are cut off say less, never anything else; and what was found to be slow is found at all."""

from __future__ import annotations

import asyncio

import pytest

import logitext
from logitext import Policy
from logitext.explain.explain import explain
from logitext.logic.smt import effort
from logitext.records.explanation import Explanation
from logitext.records.result import Result
from logitext.theory import Answers

SECTIONS = """{{text post}} {{let a = [[a]]  let b = [[b]]  let c = [[c]]  let d = [[d]]  let e = [[e]]  let f = [[f]]
  let level: low | mid | high = [[level]]  let people: Int = [[people]]
  assume a implies b
  let one = (a or b and c) unless d
  let two = e and f or level == high
  let three = people >= 3 and not (a and f)
  verdict remove = at least 2 of (one, two, three)}}
"""

FINES = """{{text post}} {{let bad = [[is bad]]  let people: Int = [[how many]]  let fine: Real = [[how much]]
  assume bad implies people > 2
  verdict due: Real = fine - 0.5 * people}}
"""


def explained(policy: Policy, result: Result) -> Explanation:
    return asyncio.run(explain(policy.program, result, trace=False, why_not=True, settle=True))


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"a": False, "level": "low"},
        {"a": True, "b": True, "d": False, "e": True, "f": True, "people": 0},
        {"d": True, "e": False, "level": "mid", "people": 1},
    ],
    ids=["none", "few", "it holds", "it does not hold"],
)
def test_a_search_that_is_cut_off_anywhere_says_nothing_wrong(
    answers: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = logitext.loads(SECTIONS)
    result = policy.check("…", theory=Answers(answers))
    best = explained(policy, result)
    for calls in [*range(40), *range(40, 400, 20)]:
        monkeypatch.setattr(effort, "FEWEST", calls * effort.CALL * 4)
        _compare(policy, answers, explained(policy, result), best)
    monkeypatch.undo()
    assert explained(policy, result) == best


def _compare(policy: Policy, answers: dict[str, object], found: Explanation, best: Explanation) -> None:
    for one, other in zip(found.why_not, best.why_not, strict=True):
        assert one.limit <= other.limit
        assert one.never in (False, other.never)
        sizes = {len(flip.changed) for flip in other.flips}
        for flip in one.flips:
            now = {change.clause: change.now for change in flip.changed} | {a.clause: a.value for a in flip.given}
            assert _value(policy, answers | now) == flip.value != one.value
            assert {len(flip.changed)} == sizes
    for some, full in zip(found.settle, best.settle, strict=True):
        assert full.shortest is not None
        assert full.sure is not None
        if some.shortest is not None:
            given = {answer.clause: answer.value for answer in some.shortest.answers}
            assert _value(policy, answers | given) == some.shortest.value is not None
            smallest = len(some.shortest.answers) == len(full.shortest.answers)
            assert smallest or not some.shortest.smallest
            for left_out in given:
                less = {name: value for name, value in given.items() if name != left_out}
                assert _value(policy, answers | less) is None
        if some.sure is not None:
            assert len(some.sure.clauses) == len(full.sure.clauses) or not some.sure.smallest


def _value(policy: Policy, answers: dict[str, object]) -> object:
    return policy.check("…", theory=Answers(answers)).verdicts["remove"].value


def test_calculations_are_seen_through() -> None:
    """Infinitely many numbers are refuted at once: one by one, the search would be cut off."""
    policy = logitext.loads(FINES)
    result = policy.check("…", theory=Answers({}))
    assert [still.clause for still in result.verdicts["due"].open] == ["people", "fine"]
    (settle,) = explained(policy, result).settle
    assert settle.shortest is not None
    assert settle.sure is not None
    assert ([a.clause for a in settle.shortest.answers], settle.shortest.smallest) == (["people", "fine"], True)
    assert (settle.sure.clauses, settle.sure.smallest) == (("people", "fine"), True)
