"""Parameters with a sort: a use is what the formula is with the value in its place."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from random import Random

import pytest

import logitext
from logitext.theory import Pattern, Question, Texts
from logitext.trail.questions import questions

WITH = """{{text post  fact x: Int  fact y: Real  fact w: Text  fact t: Bool  fact d: Date  fact k: low | high
  list things of {n: Real, m: text}
  let judged: Int = [[how many]]
  let sum_of: Real = x + y
  let over(p, least: Real) = p.n > least
  let linear(i: Real, j: Real): Real = 2 * i + j
  let chained(i: Real): Real = linear(i, i) + linear(i, 1)
  let kind(l: low | high, so: Bool) = if so then l == high else l < high
  let late(on: Date) = on > 2026-01-01
  let named(of: Text) = of contains "a" or same(of, w)
  let most(least: Real) = at least 2 of (p in things: over(p, least))
  verdict a: Real = chained(x) + chained(y) + chained(3) + chained(sum_of) + chained(judged)
  verdict b = kind(k, t) or kind(low, true)
  verdict c = late(d) and not late(2025-12-31)
  verdict e = named(w) and named("abc") and not named("zzz")
  verdict f = most(1.5) or most(y)
  verdict g = forsome p in things: linear(p.n, y) > 4}}"""
WITHOUT = """{{text post  fact x: Int  fact y: Real  fact w: Text  fact t: Bool  fact d: Date  fact k: low | high
  list things of {n: Real, m: text}
  let judged: Int = [[how many]]
  verdict a: Real = (5 * x + 1) + (5 * y + 1) + 16 + (5 * (x + y) + 1) + (5 * judged + 1)
  verdict b = (if t then k == high else k < high)
  verdict c = d > 2026-01-01
  verdict e = not same("zzz", w)
  verdict f = at least 2 of (p in things: p.n > 1.5) or at least 2 of (p in things: p.n > y)
  verdict g = forsome p in things: 2 * p.n + y > 4}}"""


@pytest.mark.parametrize("backend", ["auto", "z3"])
def test_a_use_is_the_formula_with_the_value(backend: str) -> None:
    one, other = (logitext.loads(policy, backend=backend) for policy in (WITH, WITHOUT))  # type: ignore[arg-type]
    rng = Random(backend)
    for _ in range(15):
        facts = {
            "x": rng.randrange(-2, 3),
            "y": Fraction(rng.randrange(-4, 8), 2),
            "w": rng.choice(["a", "ZZZ", "zzz", "b", ""]),
            "t": rng.random() < 0.5,
            "d": rng.choice(["2025-06-01", "2026-06-01"]),
            "k": rng.choice(["low", "high"]),
            "things": [{"n": rng.randrange(4), "m": "x"} for _ in range(rng.randrange(4))],
        }
        judge = logitext.theory.Function(lambda *_: 3)
        got, wanted = (policy.check("post", facts=facts, theory=judge).verdicts for policy in (one, other))
        values = {name: record.value for name, record in wanted.items()}
        assert {name: record.value for name, record in got.items()} == values, facts


def test_names_of_uses() -> None:
    policy = logitext.loads(
        """{{text post  fact n: Int  let about(s, topic: tax | law, what: Text) = [[s is about topic and what]]
        let own(k: Int) = k > 3
        verdict v = about(post, law, "a \\"b\\"") and own(n) and own(4) and own(-2)}}"""
    )
    assert policy.clauses == ('about(post, law, "a \\"b\\"")',)
    assert set(policy.checked.definitions) == {"own(n)", "own(4)", "own(-2)"}
    asked: Question = questions(policy.checked)[policy.clauses[0]]
    assert asked.texts == ("post",)
    assert {one.phrase: one.means for one in asked.phrases} == {"s": None, "topic": "law", "what": 'a "b"'}


def test_texts_that_differ_late_are_two() -> None:
    long = "x" * 100
    policy = logitext.loads(
        f"""{{{{text t  fact a: Text  let says(it: Text) = [[says it]]  let has(it: Text) = a contains it
        verdict v = says("{long}a") and says("{long}b")
        verdict w = has("{long}a")  verdict x = a contains "{long}b"}}}}"""
    )
    assert len(policy.clauses) == 2
    assert policy.decide({"a": f"{long}a"})["w"] is True
    assert policy.decide({"a": f"{long}a"})["x"] is False


def test_a_clause_with_values_alone_is_about_the_text() -> None:
    policy = logitext.loads("{{text t  let says(k: x | y) = [[speaks of k]] match /x/  verdict v = says(x)}}")
    question = questions(policy.checked)["says(x)"]
    assert question.texts == ("t",)
    assert asyncio.run(Pattern().answer([question], Texts({"t": "x"}))).answers["says(x)"].value is True  # type: ignore[union-attr]


def test_definitions_that_build_on_each_other_by_the_hundred() -> None:
    lines = [f"let d{n}(s, x: Int) = d{n + 1}(s, x) or d{n + 1}(s, 7)" for n in range(300)]
    policy = logitext.loads(
        f"{{{{text t fact n: Int {' '.join(lines)} let d300(s, x: Int) = x > 5 and rude(s) let rude(s) = [[s is rude]]"
        " verdict v = d0(t, n)}}"
    )
    assert policy.decide({"n": 3, "rude(t)": True})["v"] is True
    assert policy.decide({"n": 3, "rude(t)": False})["v"] is False
