"""What is said of the one row that fits: by brute force over all values, and where not just one does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, NamedTuple

import pytest

import logitext
from logitext import Policy, PolicyError, theory
from logitext.logic.backend_name import BackendName

NUMBERS = range(-2, 8)
LABELS = ("low", "high")


class Row(NamedTuple):
    a: int
    b: int
    tag: str


RANGES: dict[str, Callable[[Row, int], bool]] = {
    "n >= r.a and n < r.b": lambda row, n: row.a <= n < row.b,
    "r.a < n and not n > r.b": lambda row, n: row.a < n <= row.b,
    "n between r.a and r.b": lambda row, n: row.a <= n <= row.b,
    "r.a == n": lambda row, n: row.a == n,
    "n > r.a - 1 and n - 1 < r.b": lambda row, n: row.a <= n <= row.b,
    "n >= r.a": lambda row, n: row.a <= n,
    "true": lambda _row, _n: True,
}


class Made(NamedTuple):
    """A policy that looks a row up, and which rows fit."""

    rows: Sequence[Row]
    condition: str
    ranges: str
    labelled: bool
    source: str

    def fitting(self, n: int, label: str) -> list[int]:
        fits = RANGES[self.ranges]
        return [
            number
            for number, row in enumerate(self.rows, 1)
            if fits(row, n) and (not self.labelled or row.tag == label)
        ]

    def shows_overlap(self) -> bool:
        return any(len(self.fitting(*at)) > 1 for at in itertools.product(NUMBERS, LABELS))

    def shows_gap(self) -> bool:
        """Between rows that stand for more than one number; or of labels. At the ends there is none to be seen."""
        fitting = {at: self.fitting(*at) for at in itertools.product(NUMBERS, LABELS)}
        rows = {row for found in fitting.values() for row in found}
        if not rows:
            return True
        of_row = {row: {n for (n, label), found in fitting.items() if row in found} for row in rows}
        single = all(len(of_row[row]) == 1 for row in rows)
        labels = LABELS if self.labelled else LABELS[:1]
        for label in labels:
            here = {row for n in NUMBERS for row in fitting[n, label]}
            if not here:
                if not single:
                    return True
                continue
            if all(len(of_row[row]) == 1 for row in here):
                continue
            met = [n for n in NUMBERS if fitting[n, label]]
            if met != list(range(met[0], met[-1] + 1)):
                return True
        return False


def made(rng: Random, empty: str) -> Made:
    rows = [Row(rng.randint(0, 3), rng.randint(1, 5), rng.choice(LABELS)) for _ in range(rng.choice((1, 2, 2, 3)))]
    if rng.random() < 0.6:  # rows that meet
        ends = sorted(rng.sample(range(6), len(rows) + 1))
        rows = [Row(low, high, rng.choice(LABELS)) for low, high in itertools.pairwise(ends)]
    ranges, labelled = rng.choice([*RANGES]), rng.random() < 0.4
    condition = f"{ranges} and g == r.tag" if labelled else ranges
    listed = ", ".join(f"({row.a}, {row.b}, {row.tag}, {number})" for number, row in enumerate(rows, 1))
    source = f"""{{{{fact n: Int  fact g: low | high
      table rows of {{a: Int, b: Int, tag: low | high, number: Int}} = {listed}
      verdict v: Int = the r in rows: r.number where {condition}{empty}
      verdict big = (the r in rows: r.number where {condition}{empty}) > 1}}}}"""
    return Made(rows, condition, ranges, labelled, source)


def _loaded(one: Made, backend: BackendName, *, or_none: bool) -> Policy | None:
    """The policy; None where its rows show that not just one fits."""
    plain = "r.a - 1" not in one.condition  # what is worked out may not have all values
    wrong = one.shows_overlap() or (not or_none and one.shows_gap())
    if wrong and plain:
        with pytest.raises(PolicyError) as caught:
            logitext.loads(one.source)
        assert {found.code for found in caught.value.diagnostics} == {"NLT321"}, one
        return None
    return logitext.loads(one.source, backend=backend)


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("empty", ["", " if none 9"])
@pytest.mark.parametrize("seed", range(4))
def test_as_going_through_the_rows_has_it(seed: int, empty: str, backend: BackendName) -> None:
    rng, looked_up = Random(f"{seed} {empty}"), 0
    for _ in range(25):
        one = made(rng, empty)
        policy = _loaded(one, backend, or_none=bool(empty))
        if policy is None:
            continue
        looked_up += 1
        for n, label in rng.sample(list(itertools.product(NUMBERS, LABELS)), 3):
            fitting = one.fitting(n, label)
            result = policy.check(facts={"n": n, "g": label})
            v, big = result.verdicts["v"], result.verdicts["big"]
            if len(fitting) == 1 or (empty and not fitting):
                value = fitting[0] if fitting else 9
                assert (v.value, big.value) == (value, value > 1), (one, n, label)
                assert {because.clause for because in v.because} <= {"n", "g"}
            else:
                assert (v.value, big.value) == (None, None), (one, n, label)
                assert {open_.reason for open_ in (*v.open, *big.open)} == {
                    "several rows fit" if fitting else "no row fits"
                }
            assert policy.verify(result) == ()
    assert looked_up > 5


REAL = """{{fact income: Real  fact n: Int
  table rates of {low: Real, high: Real, rate: Real} = ROWS
  verdict rate: Real = the r in rates: r.rate where CONDITION}}"""


@pytest.mark.parametrize(
    ("rows", "condition", "said"),
    [
        ("(0, 1, 0.5), (1, 2, 1)", "income > r.low and income <= r.high", None),
        ("(0, 1, 0.5), (1, 2, 1)", "income > r.low and income < r.high", "no row of `rates` fits between rows 1 and 2"),
        ("(0, 1, 0.5), (1, 2, 1)", "income >= r.low and income <= r.high", "rows 1 and 2 of `rates` both fit"),
        ("(0, 1, 0.5), (1.5, 2, 1)", "income > r.low and income <= r.high", "where `income` is 1.5 "),
        ("(0, 1, 0.5), (1.5, 2, 1)", "n > r.low and n <= r.high", None),  # no whole number is between 1 and 1.5
        ("(0, 1, 0.5), (2.5, 9, 1)", "n > r.low and n <= r.high", "where `n` is 2 "),
        ("(1, 2, 1), (0, 1, 0.5)", "income >= r.low and income <= r.high", "rows 1 and 2"),
        ("(0, 9, 0.5), (1, 2, 1)", "income >= r.low and income <= r.high", "where `income` is 1 "),
        ("(0, 9, 0.5), (1, 2, 1)", "income >= r.low and income <= r.high and n == 2 and r.low == 0", None),
        ("(0, 9, 0.5), (0, 2, 1)", "income >= r.low and n <= r.high", "rows 1 and 2 of `rates` both fit"),
        ("(0, 9, 0.5), (1, 9, 1)", "n > 3 and r.low > 0 and n > r.high or n == r.low", None),  # too much to tell
        ("(0, 9, 0.5), (1, 9, 1)", "n + income > r.low", None),  # what is worked out is not looked through
    ],
)
def test_what_rows_show(rows: str, condition: str, said: str | None) -> None:
    source = REAL.replace("ROWS", rows).replace("CONDITION", condition)
    if said is None:
        logitext.loads(source)
        return
    with pytest.raises(PolicyError) as caught:
        logitext.loads(source)
    (found,) = caught.value.diagnostics
    assert (found.code, said in found.message) == ("NLT321", True), found.message


PEOPLE = """{{list people of {name: Text, age: Int, note: text}  fact owner: Text}}
  {{let rich(p) = [[p is said to be rich]]
  let age = the p in people: p.age where p.name == owner
  verdict adult = age >= 18
  verdict named = the p in people: rich(p) where p.name == owner if none false}}"""


@pytest.mark.parametrize("backend", ["auto", "z3"])
def test_elements_of_lists_are_looked_up(backend: BackendName) -> None:
    policy = logitext.loads(PEOPLE, backend=backend)
    people: list[dict[str, Any]] = [{"name": name, "age": age, "note": ""} for name, age in (("a", 17), ("b", 18))]
    asked: list[str] = []

    def reader(question: theory.Question, _texts: theory.Texts) -> bool:
        asked.append(question.id)
        return True

    paid = theory.Function(reader, price=theory.Price(question=1))
    result = policy.check(facts={"people": people, "owner": "b"}, theory=paid)
    assert [one.value for one in result.verdicts.values()] == [True, True]
    assert asked == ["rich(people[2])"]
    twice = [*people, people[1]]
    found = policy.check(facts={"people": twice, "owner": "b"}, theory=paid).verdicts["adult"]
    assert [(one.clause, one.reason, one.detail) for one in found.open] == [
        (
            "the@3",
            "several rows fit",
            "just one row of `people` is to fit, and people[2] and people[3] do (column `name`)",
        )
    ]
    unknown = [*people, {"name": None, "age": 5, "note": ""}]
    result = policy.check(facts={"people": unknown, "owner": "b"}, theory=paid)
    assert [(one.clause, one.reason) for one in result.verdicts["adult"].open] == [
        ("people[3].name", "not given"),
        ("the@3", "row not settled"),
    ]
    result = policy.check(facts={"people": [], "owner": "b"}, theory=paid)
    assert [(one.value, [open_.reason for open_ in one.open]) for one in result.verdicts.values()] == [
        (None, ["no row fits"]),
        (False, []),
    ]


def test_nobody_answers_for_a_row() -> None:
    policy = logitext.loads("""{{fact n: Int  table t of {a: Int, b: Int} = (1, 10), (2, 20)
      verdict v: Int = the r in t: r.b where r.a == n  verdict w = (the r in t: r.b where r.a == n) > 0 or n > 2}}""")
    result = policy.check(facts={"n": 7}, theory=theory.Answers({"the@2": 10}))
    assert [one.value for one in result.verdicts.values()] == [None, True]
    assert result.verdicts["v"].open[0].reason == "no row fits"
    assert policy.solve("w and n < 3").status == "sat"
    assert policy.solve("v == 15 and n == 1").status == "unsat"


def test_what_is_looked_up_within_another() -> None:
    policy = logitext.loads("""{{list items of {kind: Text, price: Real}
      table rates of {kind: Text, rate: Real} = ("book", 0.5), ("wine", 0.25)
      let rate(i) = the r in rates: r.rate where r.kind == i.kind
      verdict duty: Real = sum i in items: i.price * rate(i)
      verdict dear = forsome i in items: (the r in rates: r.rate where r.kind == i.kind) > 0.3}}""")
    items = [{"kind": "book", "price": 10}, {"kind": "wine", "price": 4}]
    result = policy.check(facts={"items": items})
    assert [one.value for one in result.verdicts.values()] == [6, True]
    result = policy.check(facts={"items": [*items, {"kind": "tea", "price": 1}]})
    assert [one.value for one in result.verdicts.values()] == [None, True]
    (open_,) = result.verdicts["duty"].open
    assert (open_.reason, open_.clause) == ("no row fits", "the@3(items[3])")
    assert policy.verify(result) == ()


def test_a_table_of_hundreds_of_rows_is_looked_up_in() -> None:
    listed = ", ".join(f"({at}, {at + 1}, {at % 7})" for at in range(300))
    policy = logitext.loads(f"""{{{{fact n: Real  table t of {{a: Real, b: Real, c: Int}} = {listed}
      verdict v: Int = the r in t: r.c where n >= r.a and n < r.b}}}}""")
    result = policy.check(facts={"n": 200.5})
    assert (result.verdicts["v"].value, [one.clause for one in result.verdicts["v"].because]) == (200 % 7, ["n"])
