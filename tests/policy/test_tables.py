"""Tables: rows that the policy itself holds, over which formulas range."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

import logitext
from logitext.policy.load import check_policy
from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.source import Source
from tests.cli.run import logitext as command

POLICY = """# Tax

{{text claim
  table brackets of {above: Real, rate: Real, kind: low | high} "the rates of 2026" =
    (0, 0.1, low),
    (1000, 0.2, low),
    (5000, 0.4, high)}}
{{let income: Real = [[the income]]
  fact days: Int
  let reached(b) = income > b.above
  verdict tax: Real = sum b in brackets: max(0, income - b.above) * b.rate
  verdict steps: Int = count b in brackets: reached(b) where b.kind == low
  verdict dear = forsome b in brackets: b.kind == high and reached(b)
  verdict next: Real = min b in brackets: b.above where not reached(b) if none -1
  verdict late = forall b in brackets: b.first or days > b.above}}
"""
BRACKETS = ((0, 0.1, "low"), (1000, 0.2, "low"), (5000, 0.4, "high"))


@pytest.mark.parametrize("backend", ["auto", "z3"])
def test_a_table_is_what_it_is_in_python(backend: str) -> None:
    policy = logitext.loads(POLICY, backend=backend)  # type: ignore[arg-type]
    rng = Random(backend)
    for _ in range(20):
        income, days = rng.choice((0, 1, 999, 1000, 1001, 5000, 7000)), rng.choice((1, 2000, 6000))
        above = [least for least, _, _ in BRACKETS if least >= income]
        assert policy.decide({"income": income, "days": days}) == {
            "tax": sum(max(0, income - least) * Fraction(str(rate)) for least, rate, _ in BRACKETS),
            "steps": sum(income > least for least, _, kind in BRACKETS if kind == "low"),
            "dear": income > 5000,
            "next": min(above) if above else -1,
            "late": days > 5000,
        }


def test_rows_that_are_compared_with_constants_are_decided_on_diagrams() -> None:
    policy = logitext.loads(
        """{{text t table ages of {least: Int, kind: a | b} = (18, a), (21, b) let age: Int = [[the age]]
        verdict v = forsome r in ages: r.kind == b and age >= r.least}}""",
        backend="diagram",
    )
    assert [policy.decide({"age": age})["v"] for age in (20, 21)] == [False, True]


def test_every_output_knows_it(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(POLICY)
    assert command("fmt", "--check", "p.nltc", cwd=tmp_path).status == 0
    linted = command("lint", "p.nltc", cwd=tmp_path)
    assert (linted.status, linted.out) == (0, "")  # a condition that matters for one row only is not needless
    (tmp_path / "q.nltc").write_text(
        """{{table limits of {least: Int, kind: a | b} = (1, a), (10, a), (50, b)  fact days: Int
        verdict late = forsome l in limits: l.kind == a and days > l.least}}"""
    )
    linted = command("lint", "q.nltc", cwd=tmp_path)
    assert "NLT705" not in linted.out + linted.err
    assert "TableStatement" in command("dump", "--stage", "tree", "p.nltc", cwd=tmp_path).out
    assert command("dump", "--stage", "smt2", "p.nltc", cwd=tmp_path).status == 0
    assert command("graph", "p.nltc", cwd=tmp_path).status == 0
    ran = command("check", "p.nltc", "--set", "income=6000", "--fact", "days=1", "--explain", cwd=tmp_path)
    assert "tax is 2000" in ran.out
    assert "reached(brackets[1]) is true" in ran.out


@pytest.mark.parametrize(
    ("source", "code", "message"),
    [
        ("table m of {a: Int} = (1, 2)", "NLT318", "the row has 2 values, and the table 1 fields"),
        ('table m of {a: text} = ("x")', "NLT318", "a table has no texts that are judged"),
        ("let n: Int = [[n]] table m of {a: Int} = (n)", "NLT318", "a table holds constants"),
        ('table m of {a: Int} = ("x")', "NLT301", "expected a whole number, found a text"),
        ("table m of {a: Int, a: Int} = (1, 2)", "NLT202", "the field `a` stands twice"),
        ("table m of {a: Int} = (1) let v = forsome x in m: x.b > 1", "NLT314", "an element of `m` has no `b`"),
        ("table m of {a: Int} = (1) let c(x) = [[x is c]] let v = forsome x in m: c(x)", "NLT310",
         "the elements of `m` have no text that could be judged"),
        ("table m of {a: Int} = (1) test \"t\": given m = ({a: 1}) expect true", "NLT201", "there is no list `m`"),
    ],
)  # fmt: skip
def test_what_makes_no_sense(source: str, code: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        check_policy(Source("p.nltc", f"{{{{text t {source}}}}}"))
    assert (code, message) in [(one.code, one.message) for one in caught.value.diagnostics]
