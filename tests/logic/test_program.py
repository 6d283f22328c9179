"""A compiled policy by hand: each sort, hard arithmetic, sizes, threads, forks, errors."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar

import pytest

from logitext.logic import program as programs
from logitext.logic.backend_name import BackendName
from logitext.logic.program import Program
from logitext.policy.sorts import Value
from logitext.syntax.diagnostics import PolicyError
from tests.logic import policies

T = TypeVar("T")


_backend: BackendName = "auto"


@pytest.fixture(autouse=True, params=["auto", "z3"])
def _back_ends(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything here holds for diagrams, where the policy has them, and for the solver."""
    monkeypatch.setitem(globals(), "_backend", request.param)


def compiled(source: str, backend: BackendName | None = None) -> Program:
    return policies.compiled(source, backend or _backend)


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)


def decide(source: str, **answers: Value) -> Mapping[str, Value]:
    """The values of all verdicts of a policy, given answers that are no conflict."""
    program = compiled(source)
    run(program.ready())
    decision = run(program.decide(answers, tuple(program.policy.verdicts)))
    assert not decision.conflict
    return decision.values


def decided(formula: str, **answers: Value) -> Value | None:
    """The value of a verdict with a formula; None where it is undecided."""
    return decide(f"{{{{verdict v = {formula}}}}}", **answers).get("v")


def matter(source: str, *candidates: str, **answers: Value) -> tuple[str, ...]:
    """The clauses that can still decide the undecided verdicts of a policy."""
    program = compiled(source)
    open_ = [name for name in program.policy.verdicts if name not in decide(source, **answers)]
    return run(program.relevant(answers, open_, candidates or tuple(program.policy.clauses)))


# --- each sort ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "answers", "value"),
    [
        # numbers are exact
        ("0.1 + 0.2 == 0.3", {}, True),
        ("x + 0.2 == 0.3", {"x": Fraction(1, 10)}, True),
        ("x * 3 == 1", {"x": Fraction(1, 3)}, True),
        ("x * 3 == 1", {"x": Fraction(333333333333333333, 10**18)}, False),
        ("x / 3", {"x": Fraction(1)}, Fraction(1, 3)),
        ("x + n", {"x": Fraction(1, 2), "n": -3}, Fraction(-5, 2)),
        ("x", {"x": Fraction(10**40 + 1, 3**50)}, Fraction(10**40 + 1, 3**50)),
        ("x < x + 0.0000000000000000000000000001", {}, True),
        ("x == x", {}, True),
        ("x != n", {"x": Fraction(2), "n": 2}, False),
        ("if a then n else 0.5", {"a": True, "n": 4}, Fraction(4)),
        # division
        ("n / 2 == 1.5", {"n": 3}, True),
        ("n / 2", {"n": -7}, Fraction(-7, 2)),
        ("n / -2 * 2 == -n", {}, True),
        ("7 / 2 / 2", {}, Fraction(7, 4)),
        ("n / 0.1 == 10 * n", {}, True),
        # Int
        ("-n", {"n": 5}, -5),
        ("n - -2 - 3", {"n": -1}, -2),
        ("n - m - 1", {"n": 10, "m": 3}, 6),
        ("2 * n * 3 - n", {"n": -2}, -10),
        ("- - n == n", {}, True),
        ("n > 2 and n < 3", {}, False),
        ("x > 2 and x < 3", {}, None),
        ("n", {"n": 10**40}, 10**40),
        ("n + 1 > n", {}, True),
        ("1 <= n < 3 <= m", {"n": 2, "m": 3}, True),
        ("1 <= n < 3 <= m", {"n": 3}, False),
        ("1_000 == n", {"n": 1000}, True),
        # Text
        ('city == "Paris"', {"city": "Paris"}, True),
        ('city == "Paris"', {"city": "Oslo"}, False),
        ('city == "Paris"', {"city": "0"}, False),
        ('city == ""', {"city": ""}, True),
        ("city == home", {"city": "Oslo", "home": "Oslo"}, True),
        ("city == home", {"city": "Oslo", "home": "Bergen"}, False),
        ("city == home", {"city": "Oslo"}, None),
        ('city != "Paris" or city != "Rome"', {}, True),
        ('city == "Paris" or city == "Rome"', {}, None),
        ("city", {"city": "Zürich \N{CLOWN FACE}\nII"}, "Zürich \N{CLOWN FACE}\nII"),
        ("city", {}, None),
        ('if a then city else "none"', {"a": True, "city": "Oslo"}, "Oslo"),
        ('if a then city else "none"', {"a": False}, "none"),
        ('if a then "here" else "there"', {}, None),
        ('if city == home then city else "moved"', {"city": "Oslo", "home": "Rome"}, "moved"),
        # enumerations
        ("grade >= low", {}, True),
        ("grade > high", {}, False),
        ("grade < middle or grade >= middle", {}, True),
        ("grade < high", {"grade": "middle"}, True),
        ("low < grade < high", {"grade": "low"}, False),
        ("grade != low and grade != middle implies grade == high", {}, True),
        ("grade <= other", {"other": "high"}, True),
        ("grade == other", {"grade": "low", "other": "high"}, False),
        ("grade", {"grade": "high"}, "high"),
        ("grade", {}, None),
        ("if grade == low then high else low", {"grade": "high"}, "low"),
        # Bool
        ("a or not a", {}, True),
        ("a == b", {"a": False, "b": False}, True),
        ("a iff b iff c", {"a": True, "b": False, "c": False}, True),
        ("a xor b xor c", {"a": True, "b": True, "c": True}, True),
        ("a implies b implies c", {"a": True, "b": False}, True),
        ("a unless b unless c", {"a": True, "c": True}, False),
        ("And(a)", {"a": False}, False),
        ("Or(a)", {"a": True}, True),
        ("if a then b else c", {"b": True, "c": True}, True),
        ("true", {}, True),
        # counts
        ("at least 0 of (a, b)", {}, True),
        ("at least 2 of (a, b)", {"a": False}, False),
        ("at least 2 of (a, b)", {"a": True, "b": True}, True),
        ("at most 2 of (a, b)", {}, True),
        ("at most 0 of (a, b)", {"b": True}, False),
        ("exactly 0 of (a, b)", {"a": False, "b": False}, True),
        ("exactly 2 of (a, b)", {"a": True, "b": True}, True),
        ("exactly 1 of (a)", {"a": False}, False),
        ("at least 2 of (a, a)", {"a": True}, True),
        ("exactly 1 of (a, a)", {}, False),
        ("exactly 2 of (a, not a, b, not b)", {}, True),
        ("AtLeast(a, b, c, 2)", {"a": True, "c": True}, True),
        ("AtMost(a, b, c, 0)", {"c": True}, False),
    ],
)
def test_value(formula: str, answers: dict[str, Value], value: Value | None) -> None:
    found = decided(formula, **answers)
    assert found == value
    assert type(found) is type(value)


def test_a_verdict_has_the_declared_sort() -> None:
    values = decide("{{verdict v: Real = n verdict w: Int = n verdict g: low | middle | high = low}}", n=2)
    assert values == {"v": Fraction(2), "w": 2, "g": "low"}
    assert [type(value) for value in values.values()] == [Fraction, int, str]


def test_labels_of_two_enumerations() -> None:
    source = """{{let size: high | low = [[size]] verdict v = size < low verdict w = grade < middle
    verdict s: high | low = if a then size else low}}"""
    assert decide(source, size="high", grade="high", a=True) == {"v": True, "w": False, "s": "high"}


def test_assumptions_decide() -> None:
    assumed = '{{assume city == "Paris" and n == 3 and grade > middle assume x + x == 1 '
    assert decide(f"{assumed} verdict t = city verdict i = n verdict g = grade verdict r = x}}}}") == {
        "t": "Paris",
        "i": 3,
        "g": "high",
        "r": Fraction(1, 2),
    }


def test_verdicts_and_definitions_build_on_each_other() -> None:
    source = "{{verdict v = w or part let part = b and c verdict w = a iff part}}"
    assert decide(source, b=False) == {}
    assert decide(source, b=False, a=False) == {"v": True, "w": True}


def test_only_the_verdicts_that_are_wanted() -> None:
    program = compiled("{{verdict v = a verdict w = not a}}")
    assert run(program.decide({"a": True}, ["w"])).values == {"w": False}
    assert run(program.decide({"a": True}, [])).values == {}


def test_a_conflict_has_no_values() -> None:
    program = compiled("{{assume tie: a implies b assume limit: n <= 3 verdict v = a}}")
    decision = run(program.decide({"a": True, "b": False}, ["v"]))
    assert decision.conflict
    assert decision.values == {}
    assert run(program.core({"c": True, "a": True, "b": False, "n": 1})) == (("a", "b"), ("tie",))
    assert run(program.core({"a": True, "n": 4})) == (("n",), ("limit",))


def test_reasons() -> None:
    program = compiled("{{assume tie: a implies b verdict v = b or n > 2 verdict always = b implies b}}")
    answers: dict[str, Value] = {"c": True, "n": 3, "a": True, "city": "Oslo"}
    assert run(program.implicant(answers, "v", True)).clauses in {("n",), ("a",)}
    assert run(program.implicant({"a": True}, "v", True)).clauses == ("a",)
    assert run(program.implicant(answers, "always", True)).clauses == ()


def test_doubts_belong_to_clauses_whatever_their_order() -> None:
    program = compiled("{{verdict v = a or b}}")
    for first, second in (("a", "b"), ("b", "a")):
        answers: dict[str, Value] = {first: True, second: True}
        # The first that is given is the surer one each time.
        assert run(program.implicant(answers, "v", True, {first: 0.1, second: 0.9})).clauses == (first,)


def test_what_matters() -> None:
    tied = "{{assume a iff b verdict v = a or n > 2}}"
    assert matter(tied) == ("a", "b", "n")
    assert matter(tied, "n", "c", "b") == ("n", "b")
    assert matter(tied, a=False) == ("n",)
    assert matter(tied, n=2) == ("a", "b")
    assert matter("{{assume n > 5 verdict v = n > 3 or c verdict w = n > 9 and d}}") == ("d", "n")
    assert matter('{{verdict v = city == home and city == "Oslo"}}', city="Oslo") == ("home",)
    assert matter('{{verdict v = city == home and city == "Oslo"}}', home="Rome") == ()
    assert matter("{{verdict v = grade == low or other == low}}", grade="middle") == ("other",)
    assert matter("{{verdict v = if a then x else x + 0 * n}}") == ("x",)


@pytest.mark.parametrize(
    ("source", "relevant"),
    [
        ("{{assume a implies n > 2 verdict v = a}}", ("a", "n")),
        ("{{assume a implies n > 2 assume b implies n <= 2 verdict v = a}}", ("a", "b", "n")),
        # Either way n is greater than 2, and says nothing of a; there is no end of values to try.
        ("{{assume a implies n > 2 assume not a implies n > 2 verdict v = a}}", ("a",)),
        ("{{assume a implies x > 2 assume not a implies x > 2 verdict v = a}}", ("a",)),
        ("{{assume a implies n > 2 assume not a implies n > 1 verdict v = a}}", ("a", "n")),
        ('{{assume a implies city != "Oslo" assume not a implies city != "Oslo" verdict v = a}}', ("a",)),
        ("{{assume n > m verdict v = n > 0}}", ("n", "m")),
        ("{{assume n > m verdict v = n > 0 or m < -1 or a}}", ("a", "n", "m")),
        ("{{assume city == home verdict v = city}}", ("city", "home")),
    ],
)
def test_what_matters_without_end(source: str, relevant: tuple[str, ...]) -> None:
    """Numbers and texts have no end, so that trying one value after another shows nothing."""
    assert matter(source) == relevant


def test_names_are_no_trouble() -> None:
    """What Z3 is given as names must not run into each other, whatever a policy calls its things."""
    source = """{{let assume_tie = [[x]] let a_answered = [[x]] let low_ = [[x]] let naïve = [[x]] let x0 = [[x]]
    assume tie: assume_tie implies naïve verdict v = naïve and x0 xor a_answered}}"""
    values = decide(source, assume_tie=True, x0=True, a_answered=False)
    assert values == {"v": True}


# --- assumptions that contradict each other ----------------------------------------------------------------------


def test_contradictory_assumptions_are_shown() -> None:
    source = """# Rules

{{assume first: a implies b assume idle: n > 3 or c
  assume second: a and not b}}

## More

{{verdict v = a}}"""
    program = compiled(source)
    with pytest.raises(PolicyError) as raised:
        run(program.ready())
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.code == "NLT409"
    assert "`first`" in diagnostic.message
    assert "`second`" in diagnostic.message
    assert "idle" not in diagnostic.message
    assert diagnostic.source is not None
    assert diagnostic.span is not None
    assert diagnostic.source[diagnostic.span] == "assume first: a implies b"
    assert [label.source[label.span] for label in diagnostic.labels] == ["assume second: a and not b"]
    assert diagnostic.heading == ("Rules",)
    with pytest.raises(PolicyError, match="contradict each other"):
        run(program.ready())


@pytest.mark.parametrize(
    "assumption",
    ["false", "n < n", "grade > high", 'city == "a" and city == "b"', "exactly 1 of (a, a)", "x * 2 == 1 and x > 0.5"],
)
def test_an_assumption_that_cannot_hold(assumption: str) -> None:
    program = compiled(f"{{{{assume fine: a or b assume {assumption} verdict v = a}}}}")
    with pytest.raises(PolicyError, match="cannot hold") as raised:
        run(program.ready())
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.span is not None
    assert program.policy.source[diagnostic.span] == f"assume {assumption}"
    assert diagnostic.labels == ()


# --- arithmetic beyond the solver --------------------------------------------------------------------------------

CUBES = "n * n * n + m * m * m == k * k * k and n > 0 and m > 0 and k > 0"  # Fermat: never; Z3 cannot know


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "EFFORT", 300_000)


@pytest.mark.usefixtures("_short")
def test_what_the_solver_gives_up_on_stays_undecided() -> None:
    program = compiled(f"{{{{let k: Int = [[k]] verdict v = {CUBES} or a verdict w = a}}}}")
    run(program.ready())
    everything = tuple(program.policy.clauses)
    assert run(program.decide({"a": True}, ["v", "w"])).values == {"v": True, "w": True}
    undecided = run(program.decide({"a": False}, ["v", "w"]))
    assert not undecided.conflict
    assert undecided.values in ({"w": False}, {"w": False, "v": False})
    if "v" not in undecided.values:
        assert set(run(program.relevant({"a": False}, ["v"], everything))) >= {"n", "m", "k"}
    cubes: dict[str, Value] = {"a": False, "n": 3, "m": 4, "k": 5}
    assert run(program.decide(cubes, ["v", "w"])).values == {"v": False, "w": False}
    reason = run(program.implicant(cubes, "v", False)).clauses
    assert {"a"} < set(reason) <= cubes.keys()
    assert run(program.decide({name: cubes[name] for name in reason}, ["v"])).values in ({}, {"v": False})


@pytest.mark.usefixtures("_short")
def test_assumptions_that_the_solver_gives_up_on() -> None:
    """Whether three cubes make 114 nobody knows; whatever is said about it must not be a conflict or a value."""
    program = compiled("{{let k: Int = [[k]] assume n * n * n + m * m * m + k * k * k == 114 verdict v = n > 5}}")
    run(program.ready())
    decision = run(program.decide({}, ["v"]))
    assert not decision.conflict
    assert decision.values == {}
    assert "n" in run(program.relevant({}, ["v"], ["a", "n", "m"]))
    assert run(program.decide({"n": 1, "m": 1, "k": 1}, ["v"])).conflict
    clauses, assumptions = run(program.core({"n": 1, "m": 1, "k": 1, "a": True}))
    assert {"n"} < set(clauses) <= {"n", "m", "k"}
    assert len(assumptions) == 1


def test_irrational_values_are_no_values() -> None:
    values = decide("{{assume x * x == 2 and x > 0 verdict v = x verdict w = 1.4 < x < 1.5 verdict u = x * x}}")
    assert "v" not in values
    assert values.get("w", True) is True
    assert values.get("u", 2) == 2


# --- sizes -------------------------------------------------------------------------------------------------------

MANY = 2000
ROWS = {
    "and": (" and ".join(["a"] * MANY), True),
    "or": (" or ".join(["not a"] * MANY + ["a"]), True),
    "xor": (" xor ".join(["a"] * MANY), False),
    "iff": (" iff ".join(["a"] * MANY), True),
    "unless": (" unless ".join(["a"] + ["not a"] * MANY), True),
    "at least": (f"at least {MANY} of ({', '.join(['a'] * MANY)})", True),
    "exactly": (f"exactly {MANY - 1} of ({', '.join(['a'] * MANY)})", False),
    "comparisons": (" <= ".join(["n"] * MANY), True),
    "sum": (" + ".join(["n"] * MANY), 3 * MANY),
    "difference": (" - ".join(["n"] * MANY), -3 * (MANY - 2)),
    "sums and differences": ("n" + " + n - n" * (MANY // 2), 3),
    "product": (" * ".join(["1"] * MANY + ["n"]), 3),
    "quotient": ("n" + " / 1" * MANY, Fraction(3)),
    "call": (f"And({', '.join(['a'] * MANY)})", True),
}


@pytest.mark.parametrize("kind", ROWS)
def test_a_row_of_two_thousand_operands(kind: str) -> None:
    formula, value = ROWS[kind]
    assert decided(formula, a=True, n=3) == value


def test_two_thousand_clauses() -> None:
    names = [f"c{number}" for number in range(MANY)]
    clauses = " ".join(f"let {name} = [[{name}]]" for name in names)
    program = compiled(f"{{{{{clauses} verdict v = {' or '.join(names)} verdict w = {' and '.join(names)}}}}}")
    run(program.ready())
    assert run(program.decide({"c7": True, "c8": False}, ["v", "w"])).values == {"v": True, "w": False}
    assert run(program.implicant({"c6": False, "c7": True}, "v", True)).clauses == ("c7",)
    answers: dict[str, Value] = dict.fromkeys(names, False)
    assert run(program.decide(answers, ["v", "w"])).values == {"v": False, "w": False}
    del answers["c1000"]
    assert run(program.relevant(answers, ["v"], ["a", "c1000"])) == ("c1000",)
    assert run(program.relevant({}, ["v", "w"], names, first=True)) == ("c0",)


def test_a_reason_of_three_hundred_answers() -> None:
    names = [f"c{number}" for number in range(300)]
    clauses = " ".join(f"let {name} = [[{name}]]" for name in names)
    program = compiled(f"{{{{{clauses} verdict v = {' or '.join(names)}}}}}")
    answers: dict[str, Value] = dict.fromkeys(names, False)
    assert run(program.implicant(answers, "v", False)).clauses == tuple(names)


def test_a_chain_of_a_thousand_definitions() -> None:
    chain = " ".join(f"let d{i} = d{i - 1} xor b" for i in range(1, 1000))
    source = f"{{{{let d0 = a {chain} verdict v = d999 and c}}}}"
    assert decide(source, a=True, b=False, c=True) == {"v": True}
    assert decide(source, a=True, b=True) == {"v": False}
    assert matter(source, b=False) == ("a", "c")


def test_definitions_that_double() -> None:
    """Written out, the last would have 2^60 operands."""
    chain = " ".join(f"let d{i} = d{i - 1} + d{i - 1}" for i in range(1, 61))
    assert decide(f"{{{{let d0 = n {chain} verdict v = d60}}}}", n=3) == {"v": 3 * 2**60}


def test_a_formula_as_deep_as_may_be() -> None:
    formula = "a"
    for _ in range(45):
        formula = f"not ({formula})"
    assert decided(formula, a=True) is False


# --- many at once ------------------------------------------------------------------------------------------------


def test_requests_interleave() -> None:
    program = compiled('{{assume m == n + 1 verdict v = n * 2 + m verdict t = if n > 5 then city else "few"}}')

    async def one(number: int) -> bool:
        city = f"city {number}"
        decision = await program.decide({"n": number, "city": city}, ["v", "t"])
        conflict = await program.decide({"n": number, "m": number}, ["v"])
        wanted = {"v": 3 * number + 1, "t": city if number > 5 else "few"}
        return decision.values == wanted and conflict.conflict

    async def all_of_them() -> list[bool]:
        return await asyncio.gather(*(one(number) for number in range(100)))

    assert run(all_of_them()) == [True] * 100


def test_cancelled_requests_leave_no_trace() -> None:
    program = compiled("{{assume a implies b verdict v = b and n > 2}}", "z3")

    async def main() -> Mapping[str, Value]:
        tasks = [asyncio.create_task(program.decide({"a": True, "n": number}, ["v"])) for number in range(50)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert any(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
        return (await program.decide({"a": True, "n": 3}, ["v"])).values

    assert run(main()) == {"v": True}


@pytest.mark.parametrize("answers", [{"grade": "none"}, {"nobody": True}, {"n": "three"}])
def test_a_request_that_fails_leaves_no_trace(answers: dict[str, Value]) -> None:
    program = compiled("{{assume a implies b verdict v = b and n > 2 and grade > low}}")
    good: dict[str, Value] = {"a": True, "n": 3, "grade": "high"}
    for _ in range(3):
        with pytest.raises(Exception, match=r"\S"):
            run(program.decide({"b": False, **answers}, ["v"]))
        with pytest.raises(Exception, match=r"\S"):
            run(program.relevant({"b": False, **answers}, ["v"], ["a"]))
        assert run(program.decide(good, ["v"])).values == {"v": True}
        assert run(program.relevant({"grade": "high"}, ["v"], ["n", "c", "b", "grade"])) == ("n", "b")


def test_answers_leave_nothing_behind() -> None:
    """A thousand documents, each with texts that nobody has seen before; the codes of the policy stay its own."""
    program = compiled('{{verdict v = city == home and city != "Oslo"}}')

    async def main() -> Sequence[Mapping[str, Value]]:
        return [(await program.decide({"city": f"{i}", "home": f"{i - i % 2}"}, ["v"])).values for i in range(1000)]

    assert run(main()) == [{"v": True}, {"v": False}] * 500
    assert run(program.decide({"city": "Oslo", "home": "Oslo"}, ["v"])).values == {"v": False}
