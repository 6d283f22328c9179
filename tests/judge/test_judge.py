"""The judge itself, by hand and against its own definitions written out once more, as slowly as can be."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from random import Random

import pytest

from tests.judge import generate, write
from tests.judge.evaluate import Judge, meaning
from tests.judge.model import Apply, Assumption, Clause, Compare, Literal, Named, Policy, Ref, Term, Value

A, B, C, N = Ref("a"), Ref("b"), Ref("c"), Ref("n")
GRADES = ("low", "middle", "high")
LEAP = date(2024, 2, 29)
ORDINARY: Mapping[str, Value] = {"a": True, "b": False, "c": True, "n": 3, "grade": "middle", "x": Fraction(1, 2)}
VALUES = {**ORDINARY, "leap": LEAP}


def number(value: int | Fraction) -> Literal:
    return Literal(value, "Int" if isinstance(value, int) else "Real")


# --- terms: what they mean, and how they are written -------------------------------------------------------------

TERMS: list[tuple[Term, Value, str]] = [
    (Apply("not", (A,)), False, "not a"),
    (Apply("and", (A, B)), False, "a and b"),
    (Apply("or", (A, B, B)), True, "a or b or b"),
    (Apply("xor", (A, B, C)), False, "a xor b xor c"),
    (Apply("iff", (A, B, C)), False, "a iff b iff c"),
    (Apply("iff", (B, B, C)), True, "b iff b iff c"),
    (Apply("unless", (A, B, B)), True, "a unless b unless b"),
    (Apply("unless", (A, Apply("unless", (C, A)))), True, "a unless (c unless a)"),
    (Apply("implies", (A, B)), False, "a implies b"),
    (Apply("implies", (B, Apply("implies", (A, B)))), True, "b implies a implies b"),
    (Apply("implies", (Apply("implies", (B, A)), B)), False, "(b implies a) implies b"),
    (Apply("if", (B, A, Apply("if", (A, C, B)))), True, "if b then a else if a then c else b"),
    (Apply("not", (Apply("if", (A, B, C)),)), True, "not (if a then b else c)"),
    (Apply("at least", (A, B, C), 2), True, "at least 2 of (a, b, c)"),
    (Apply("at most", (A, B, C), 1), False, "at most 1 of (a, b, c)"),
    (Apply("exactly", (Apply("iff", (A, B)), B), 0), True, "exactly 0 of (a iff b, b)"),
    (Apply("or", (A, Apply("and", (B, C)))), True, "a or b and c"),
    (Apply("and", (Apply("or", (A, B)), B)), False, "(a or b) and b"),
    (Apply("and", (A, Apply("and", (B, C)))), False, "a and (b and c)"),
    (Apply("unless", (Apply("xor", (A, Apply("or", (B, B)))), B)), True, "a xor b or b unless b"),
    (Apply("not", (Compare(("==",), (A, B), "Bool"),)), True, "not a == b"),
    (Compare(("==",), (Apply("not", (A,)), B), "Bool"), True, "(not a) == b"),
    (Compare(("<", "<="), (number(1), N, number(2)), "Int"), False, "1 < n <= 2"),
    (Compare((">=",), (Apply("-", (N, number(1), number(1))), number(1)), "Int"), True, "n - 1 - 1 >= 1"),
    (Compare(("!=",), (Apply("-", (N, Apply("-", (N, N)))), N), "Int"), False, "n - (n - n) != n"),
    (Apply("+", (Apply("*", (number(2), N)), Apply("negative", (N,)))), 3, "2 * n + -n"),
    (Apply("negative", (Apply("+", (N, number(-1))),)), -2, "-(n + -1)"),
    (Apply("/", (Ref("x"), number(-4))), Fraction(-1, 8), "x / -4"),
    (Apply("+", (number(Fraction(1, 10)), number(Fraction(1, 5)))), Fraction(3, 10), "0.1 + 0.2"),
    (Compare(("<",), (Ref("grade"), Literal("high", GRADES)), GRADES), True, "grade < high"),
    (Compare(("in",), (N, number(1), number(3)), "Int"), True, "n in (1, 3)"),
    (
        Compare(("between",), (Ref("grade"), Literal("middle", GRADES), Literal("high", GRADES)), GRADES),
        True,
        "grade between middle and high",
    ),
    (Apply("+ years", (Ref("leap"),), 1), date(2025, 2, 28), "leap + 1 year"),
    (Apply("+ years", (Ref("leap"),), -4), date(2020, 2, 29), "leap - 4 years"),
    (Apply("+ months", (Apply("+ days", (Ref("leap"), number(31))),), -1), date(2024, 2, 29), "leap + 31 - 1 month"),
    (Apply("days between", (Ref("leap"), Literal(date(2023, 3, 1), "Date"))), 365, "leap - 2023-03-01"),
    (Apply("age", (Ref("leap"), Literal(date(2025, 2, 28), "Date"))), 0, "age(leap, 2025-02-28)"),
    (Apply("age", (Ref("leap"), Literal(date(2025, 3, 1), "Date"))), 1, "age(leap, 2025-03-01)"),
    (Apply("age", (Ref("leap"), Literal(date(2024, 2, 28), "Date"))), -1, "age(leap, 2024-02-28)"),
    (Apply("month", (Ref("leap"),)), 2, "month(leap)"),
    (Apply("round to", (number(Fraction(1, 8)), number(Fraction(1, 4)))), Fraction(1, 4), "round(0.125, 0.25)"),
    (Compare(("==",), (Literal("a b", "Text"), Literal("Rome", "Text")), "Text"), False, '"a b" == "Rome"'),
]


@pytest.mark.parametrize(("term", "value", "written"), TERMS, ids=[case[2] for case in TERMS])
def test_terms_mean_and_are_written(term: Term, value: Value, written: str) -> None:
    assert meaning(term)(VALUES) == value
    assert write.formula(term, Random(0), write.Manner(0, 0)) == written


def test_z3py_spellings() -> None:
    term = Apply("xor", (Apply("at least", (A, B), 1), Apply("not", (A,)), Apply("if", (A, B, C))))
    assert write.formula(term, Random(0), write.Manner(0, 1)) == "Xor(Xor(AtLeast(a, b, 1), Not(a)), If(a, b, c))"


# --- a policy by hand --------------------------------------------------------------------------------------------

BOOLEANS = ("a", "b", "c")
CLAUSES = (*(Clause(name, "Bool", (False, True)) for name in BOOLEANS), Clause("n", "Int", (0, 1, 2), (3, -1)))
BOUND = Assumption(Compare(("<=", "<="), (number(0), N, number(2)), "Int"), "bound", "n")
TIED = Assumption(Apply("iff", (A, B)), "tied")
HAND = Judge(
    Policy(
        CLAUSES,
        (Named("v", "Bool", Apply("or", (A, C))), Named("w", "Int", Apply("if", (A, N, number(7))))),
        ("v", "w"),
        (BOUND, TIED, Assumption(Apply("implies", (Compare(("==",), (N, number(2)), "Int"), A)), "two")),
    )
)


def test_values_and_conflicts_by_hand() -> None:
    assert HAND.values({}) == {}
    assert HAND.values({"c": True}) == {"v": True}
    assert HAND.values({"b": False, "c": False}) == {"v": False, "w": 7}
    assert HAND.values({"n": 2}) == {"v": True, "w": 2}
    assert not HAND.conflict({"n": 2})
    assert HAND.conflict({"n": 2, "b": False})
    assert HAND.conflict({"n": 3})


def test_what_matters_by_hand() -> None:
    assert HAND.relevant({}, ["v"], ["a", "b", "c", "n"]) == ("a", "b", "c", "n")
    assert HAND.relevant({}, ["v"], ["b", "c"]) == ("b", "c")  # b stands for a
    assert HAND.relevant({"c": False}, ["v"], ["n"]) == ("n",)  # were it 2, a would hold
    assert HAND.relevant({"c": True}, ["v"], ["a", "b", "n"]) == ()
    assert HAND.relevant({"c": True}, ["v", "w"], ["c", "a", "b", "n"]) == ("a", "b", "n")
    assert HAND.relevant({"a": True}, ["w"], ["b", "n"]) == ("n",)
    assert HAND.relevant({"n": 1}, ["w"], ["c"]) == ()


def test_reasons_and_cores_by_hand() -> None:
    answers = {"a": True, "b": True, "c": True, "n": 2}
    assert HAND.is_reason(answers, ("c",), "v", True)
    assert HAND.is_reason(answers, ("b",), "v", True)
    assert not HAND.is_reason(answers, ("b", "c"), "v", True)
    assert not HAND.is_reason(answers, (), "v", True)
    assert not HAND.is_reason(answers, ("c",), "v", False)
    assert HAND.is_core({"n": 2, "b": False, "c": True}, ("n", "b"), (1, 2))
    assert not HAND.is_core({"n": 2, "b": False}, ("n", "b"), (0, 1, 2))
    assert not HAND.is_core({"n": 2, "a": False}, ("n", "a"), (1,))
    assert HAND.is_core({"n": 3, "a": False}, ("n",), (0,))
    assert HAND.is_core({"n": -1}, ("n",), (0,))


# --- definitions written out once more ---------------------------------------------------------------------------


def partial_answers(policy: Policy, names: list[str]) -> Iterator[dict[str, Value]]:
    choices = [(None, *policy.clause(name).domain) for name in names]
    for combination in itertools.product(*choices):
        yield {name: value for name, value in zip(names, combination, strict=True) if value is not None}


def outcomes(judge: Judge, answers: Mapping[str, Value], verdict: str) -> set[Value]:
    fitting = [world for world in judge.worlds if all(world[name] == value for name, value in answers.items())]
    return {world[verdict] for world in fitting}


def matters(judge: Judge, answers: Mapping[str, Value], verdict: str, clause: str, askable: list[str]) -> bool:
    for further in partial_answers(judge.policy, [name for name in askable if name != clause]):
        known = {**answers, **further}
        if len(outcomes(judge, known, verdict)) > 1:
            for value in judge.policy.clause(clause).domain:
                if len(outcomes(judge, {**known, clause: value}, verdict)) == 1:
                    return True
    return False


@pytest.mark.parametrize("seed", range(120))
def test_judge_is_its_definition(seed: int) -> None:
    rng = Random(seed)
    judge = Judge(generate.policy(rng))
    while len(judge.policy.clauses) > 5 or not judge.worlds:
        judge = Judge(generate.policy(rng))
    answers = generate.answers(rng, judge)
    for verdict in judge.policy.verdicts:
        values = outcomes(judge, answers, verdict)
        assert judge.conflict(answers) == (not values)
        assert judge.value(answers, verdict) == (values.pop() if len(values) == 1 else None)
        unanswered = [clause.name for clause in judge.policy.clauses if clause.name not in answers]
        askable = generate.some(rng, unanswered)
        for clause in askable:
            assert judge.matters(answers, verdict, clause, askable) == matters(judge, answers, verdict, clause, askable)


# --- the generator -----------------------------------------------------------------------------------------------


def test_policies_are_worth_judging() -> None:
    judges = [Judge(generate.policy(Random(seed))) for seed in range(200)]
    sizes = [len(judge.policy.clauses) for judge in judges]
    assert min(sizes) <= 3
    assert 8 <= max(sizes) <= 12
    verdicts = [(judge, name) for judge in judges for name in judge.policy.verdicts]
    undecided = [name for judge, name in verdicts if not judge.conflict({}) and judge.value({}, name) is None]
    assert len(undecided) > 0.6 * len(verdicts)
    assert 0 < sum(judge.conflict({}) for judge in judges) < 40
    sorts = {clause.sort for judge in judges for clause in judge.policy.clauses}
    assert {"Bool", "Int", "Real", "Text"} < sorts


_PRINT = """
from random import Random
from tests.judge import generate, write
for seed in range(40):
    rng = Random(seed)
    print(write.source(generate.policy(rng), rng))
"""


def test_a_seed_is_a_policy_whatever_the_hashes() -> None:
    def printed(hashes: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _PRINT],
            capture_output=True,
            text=True,
            timeout=600,
            env={**os.environ, "PYTHONHASHSEED": hashes, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    first = printed("1")
    assert len(first) > 10_000
    assert printed("2") == first
