"""Changes of what is said of elements: which there are, which tests notice them, and that random policies bear them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import logitext
from logitext.syntax.diagnostics import LogitextError
from logitext.testing.list_mutants import list_changes
from tests.judge import document_cases
from tests.judge.of_documents import loaded

SHOP = """{{fact today: Date  fact who: Text
  list payments of {by: Text, amount: Int, paid: Date, kind: gift | loan}
  table rates of {above: Int, rate: Int} = (0, 1), (10, 2)}}
{{let recent(p, days: Int) = today - p.paid < days
  let after(p, q) = p.amount < q.amount
  verdict often = at least 2 of (p in payments: recent(p, 10) and p.by == who)
  verdict total = sum p in payments: p.amount where p.amount > 5
  verdict most = max p in payments: p.amount if none 0
  verdict all = forall p in payments: p.kind == gift implies p.amount > 2
  verdict circle = forsome p in payments: closure(after)(p, p)
  verdict rate = max r in rates: r.rate where total > r.above if none 0}}
"""


def changes_of(source: str) -> list[str]:
    return [one.words for one in list_changes(logitext.loads(source).checked)]


def test_what_is_said_of_elements_is_changed() -> None:
    assert changes_of(SHOP) == [
        "admit equality in `today - p.paid < days`",
        "admit equality in `p.amount < q.amount`",
        "`at least 1` in `at least 2 of (p in payments: recent(p, 10) and p.by == who)`",
        "`at least 3` in `at least 2 of (p in payments: recent(p, 10) and p.by == who)`",
        "`or` for `and` in `recent(p, 10) and p.by == who`",
        "drop `recent(p, 10)` from `recent(p, 10) and p.by == who`",
        "drop `p.by == who` from `recent(p, 10) and p.by == who`",
        "negate `recent(p, 10)`",
        "`!=` for `==` in `p.by == who`",
        "drop the condition `p.amount > 5`",
        "admit equality in `p.amount > 5`",
        "`4` for `5` in `p.amount > 5`",
        "`6` for `5` in `p.amount > 5`",
        "`min` for `max` in `max p in payments: p.amount if none 0`",
        "`forsome` for `forall` in `forall p in payments: p.kind == gift implies p.amount > 2`",
        "swap the sides of `p.kind == gift implies p.amount > 2`",
        "drop the condition `p.kind == gift`",
        "`!=` for `==` in `p.kind == gift`",
        "admit equality in `p.amount > 2`",
        "`1` for `2` in `p.amount > 2`",
        "`3` for `2` in `p.amount > 2`",
        "`forall` for `forsome` in `forsome p in payments: closure(after)(p, p)`",
        "`after` for `closure(after)` in `closure(after)(p, p)`",
        "`min` for `max` in `max r in rates: r.rate where total > r.above if none 0`",
        "drop the condition `total > r.above`",
        "admit equality in `total > r.above`",
    ]


def test_what_is_said_of_elements_is_changed_once() -> None:
    """Nothing of it is also changed as a term: tables are spelt out at once, and definitions may be used outside."""
    report = logitext.loads(SHOP + '{{test "none": given payments = () expect total == 0}}').test(mutate=True)
    assert report.mutation is not None
    words = [one.change for one in report.mutation.mutants]
    assert len(words) == len(set(words))
    assert "negate `at least 2 of (p in payments: recent(p, 10) and p.by == who)`" in words
    assert not any("r.rate" in one and one.startswith("drop `") for one in words)


def test_a_test_notices_by_the_elements_that_it_gives() -> None:
    source = """{{list rows of {n: Int}  verdict v = at least 2 of (r in rows: r.n > 5)}}
    {{test "two": given rows = ({n: 6}, {n: 7}, {n: 5}) expect v}}"""
    found = noticed(source)
    assert found == {
        "negate `at least 2 of (r in rows: r.n > 5)`": True,
        "`at least 1` in `at least 2 of (r in rows: r.n > 5)`": False,
        "`at least 3` in `at least 2 of (r in rows: r.n > 5)`": True,
        "admit equality in `r.n > 5`": False,
        "`4` for `5` in `r.n > 5`": False,
        "`6` for `5` in `r.n > 5`": True,
    }
    assert all(noticed(source + '{{test "one": given rows = ({n: 6}, {n: 5}) expect not v}}').values())


def noticed(source: str) -> Mapping[str, bool]:
    found = logitext.loads(source).test(mutate=True).mutation
    assert found is not None
    assert not any(one.equivalent for one in found.mutants)
    return {one.change: one.killed_by is not None for one in found.mutants}


def test_what_changes_no_verdict_is_not_known_for_lists() -> None:
    found = equivalent("{{list rows of {n: Int}  verdict v = forsome r in rows: r.n > 5 and r.n > 4}}")
    assert found == {
        "negate `forsome r in rows: r.n > 5 and r.n > 4`": False,
        "`forall` for `forsome` in `forsome r in rows: r.n > 5 and r.n > 4`": False,
        "`or` for `and` in `r.n > 5 and r.n > 4`": False,
        "drop `r.n > 5` from `r.n > 5 and r.n > 4`": False,
        "admit equality in `r.n > 5`": False,
        "`4` for `5` in `r.n > 5`": False,
        "`6` for `5` in `r.n > 5`": False,
        "drop `r.n > 4` from `r.n > 5 and r.n > 4`": None,
        "admit equality in `r.n > 4`": None,
        "`3` for `4` in `r.n > 4`": None,
        "`5` for `4` in `r.n > 4`": None,
    }


def test_three_elements_are_tried_too() -> None:
    found = equivalent("{{list rows of {id: Int key, b: Bool}  verdict v = at least 3 of (r in rows: r.b)}}")
    assert found["`at least 4` in `at least 3 of (r in rows: r.b)`"] is False


def test_what_changes_no_verdict_is_known_for_tables() -> None:
    found = equivalent(
        "{{fact m: Int  table rows of {n: Int} = (1), (3)  verdict v = forall r in rows: r.n < 5 or m > 1}}"
    )
    assert found == {
        "`forsome` for `forall` in `forall r in rows: r.n < 5 or m > 1`": True,
        "`and` for `or` in `r.n < 5 or m > 1`": False,
        "drop `r.n < 5` from `r.n < 5 or m > 1`": False,
        "drop `m > 1` from `r.n < 5 or m > 1`": True,
        "admit equality in `r.n < 5`": True,
        "`4` for `5` in `r.n < 5`": True,
        "`6` for `5` in `r.n < 5`": True,
        "admit equality in `m > 1`": True,
        "`0` for `1` in `m > 1`": True,
        "`2` for `1` in `m > 1`": True,
    }


def equivalent(source: str) -> Mapping[str, bool | None]:
    found = logitext.loads(source).test(mutate=True).mutation
    assert found is not None
    return {one.change: one.equivalent for one in found.mutants}


@pytest.mark.parametrize("seeds", [range(start, start + 10) for start in range(0, 40, 10)], ids=str)
def test_changes_of_random_policies_make_policies(seeds: range, tmp_path: Path) -> None:
    made = 0
    for seed in seeds:
        policy = loaded(document_cases.case(seed), tmp_path).checked
        for one in list_changes(policy):
            try:
                changed = one.of(policy)
            except LogitextError:
                continue
            assert changed.documents != policy.documents, one.words
            assert list(changed.verdicts) == list(policy.verdicts)
            made += 1
    assert made > 100
