"""The rule `ratio`: what it says of formulas, against what the judge says of them."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from random import Random

import pytest

from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.strategy.gain import Gain
from logitext.strategy.ratio import AskingState, PartPromise, Ratio
from logitext.strategy.rollout import ByRatio
from logitext.syntax.source import Source
from tests.judge import cases, generate, write
from tests.judge.evaluate import Judge, meaning
from tests.judge.model import Clause, Named, Policy
from tests.logic.diagram.worlds import TooManyError
from tests.strategy import subject as subjects
from tests.strategy.subject import CONNECTIVES, Optimum, Subject

Priors = Mapping[str, Mapping[Value, float]]
"""For each clause the chance of each of its values."""


def _look(policy: CheckedPolicy, state: AskingState, verdict: str) -> PartPromise | None:
    return Ratio(policy, [verdict]).look(verdict, state)


def _state(
    priors: Priors,
    answers: Mapping[str, Value | None],
    matters: Callable[[str], bool] = lambda _: True,
    prices: Mapping[str, float] | None = None,
) -> AskingState:
    def chance(name: str, holds: Callable[[Value | None], bool]) -> float:
        assert name not in answers, "nobody needs the chance of what is known"
        return sum(share for value, share in priors[name].items() if holds(value))

    return AskingState(answers, matters, chance, lambda name: 1.0 if prices is None else prices[name])


def _priors(rng: Random, clauses: Sequence[Clause]) -> Priors:
    found = {}
    for clause in clauses:
        shares = [rng.uniform(0.05, 1.0) for _ in clause.domain]
        found[clause.name] = {value: share / sum(shares) for value, share in zip(clause.domain, shares, strict=True)}
    return found


def _chance(policy: Policy, priors: Priors, answers: Mapping[str, Value]) -> float:
    """The chance that the verdict `v` is true, by going through all values of the clauses."""
    (named,) = policy.defined
    holds = meaning(named.term)
    domains = [(answers[c.name],) if c.name in answers else c.domain for c in policy.clauses]
    chance = 0.0
    for values in itertools.product(*domains):
        world = dict(zip([clause.name for clause in policy.clauses], values, strict=True))
        if holds(world):
            chance += math.prod(priors[name][value] for name, value in world.items() if name not in answers)
    return chance


def _formula(rng: Random, number: int, operators: Sequence[str], depth: int, *, plain: bool = False) -> Policy:
    """A verdict `v` with every clause once."""
    mine = subjects.clauses(number, enumerations=0 if plain else rng.choice((0, 1, 2)))
    leaves = [subjects.leaf(rng, clause) for clause in mine]
    rng.shuffle(leaves)
    term = subjects.read_once(rng, leaves, operators, depth)
    return Policy(mine, (Named("v", "Bool", term),), ("v",), ())


def _checked(policy: Policy, rng: Random) -> CheckedPolicy:
    return check_policy(Source("policy.nltc", write.source(policy, rng)))


# --- formulas with each clause once ------------------------------------------------------------------------------


@pytest.mark.parametrize("seeds", cases.seeds(2000), ids=cases.name)
def test_the_chance_of_a_formula_with_each_clause_once_is_exact(seeds: range) -> None:
    for seed in seeds:
        rng = Random(seed)
        policy = _formula(rng, rng.randint(2, 6), CONNECTIVES, 4)
        checked = _checked(policy, rng)
        priors = _priors(rng, policy.clauses)
        known = [clause for clause in policy.clauses if rng.random() < 0.3]
        answers = {clause.name: rng.choice(clause.domain) for clause in known}
        what = f"seed {seed}: {answers}\n{checked.source.text}"
        look = _look(checked, _state(priors, answers), "v")
        right = _chance(policy, priors, answers)
        assert look is not None, what
        assert look.chance == pytest.approx(right), what
        settled = right < 1e-12 or right > 1 - 1e-12
        assert (look.first is None) == (settled and not _spread(policy, answers)), what
        assert look.price >= 0.0
        assert (look.price == 0.0) == (look.first is None), what
        assert look.first not in answers


def _spread(policy: Policy, answers: Mapping[str, Value]) -> bool:
    """Whether the verdict still has two values."""
    judge = Judge(policy)
    return judge.value(answers, "v") is None


@pytest.mark.parametrize("seeds", cases.seeds(1000), ids=cases.name)
def test_with_each_clause_once_there_is_something_to_ask_as_long_as_something_matters(seeds: range) -> None:
    """Also where some clauses are never answered. What it asks then is of those that matter."""
    judged = 0
    for seed in seeds:
        rng = Random(seed)
        policy = _formula(rng, rng.randint(2, 6), CONNECTIVES, 4)
        checked, judge = _checked(policy, rng), Judge(policy)
        answers, askable = {}, []
        for clause in policy.clauses:
            match rng.choice(("answered", "askable", "askable", "never")):
                case "answered":
                    answers[clause.name] = rng.choice(clause.domain)
                case "askable":
                    askable.append(clause.name)
        matters = set(judge.relevant(answers, ["v"], askable))
        what = f"seed {seed}: {answers}, askable {askable}, matter {matters}\n{checked.source.text}"
        state = _state(_priors(rng, policy.clauses), answers, matters.__contains__)
        picked = Ratio(checked, ["v"]).pick(state, ["v"])
        assert picked in matters if matters else picked is None, f"{picked} is asked, {what}"
        judged += bool(matters)
    assert judged > 0


@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_it_is_the_optimum_for_formulas_that_are_not_deep(seeds: range) -> None:
    """For an *and* of *ors* or an *or* of *ands*, each clause once.

    (Greiner and others, "Finding optimal satisficing strategies for and-or trees", 2006.)
    """
    judged = 0
    for seed in seeds:
        rng = Random(seed)
        made = subjects.subject(_formula(rng, rng.randint(2, 6), ("and", "or"), 2, plain=True), rng)
        assert made is not None
        try:
            optimum = Optimum(made)
        except TooManyError:
            continue
        problem = made.problem()
        rule = ByRatio(problem, Gain(problem))
        order = made.product.diagrams.order

        def ask(
            state: int,
            made: Subject = made,
            optimum: Optimum = optimum,
            rule: ByRatio = rule,
            order: Sequence[int] = order,
        ) -> int:
            at = optimum.cells(state)
            return order[rule.pick(made.product.after(at), made.answers(at))]

        assert optimum.of(ask) == pytest.approx(optimum.least(optimum.open), rel=1e-9), made
        judged += 1
    assert judged > 0


# --- any formulas ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seeds", cases.seeds(1500), ids=cases.name)
def test_what_is_known_or_no_longer_matters_is_never_asked(seeds: range) -> None:
    """Whatever the policy: with sums, comparisons of clauses, several verdicts, definitions."""
    for seed in seeds:
        case = cases.case(seed)
        policy, rng = case.judge.policy, case.rng
        ratio = Ratio(case.checked, policy.verdicts)
        priors = _priors(rng, policy.clauses)
        prices = {clause.name: rng.choice((0.5, 1.0, 3.0)) for clause in policy.clauses}
        for _ in range(5):
            answers = generate.answers(rng, case.judge)
            matters = set(generate.some(rng, [c.name for c in policy.clauses if c.name not in answers]))
            wanted = rng.sample(policy.verdicts, rng.randint(1, len(policy.verdicts)))
            state = _state(priors, answers, matters.__contains__, prices)
            picked = ratio.pick(state, wanted)
            assert picked is None or picked in matters, case.failed(answers, f"{picked} of {matters}")
            assert ratio.price(state, wanted) >= 0.0
            for verdict in wanted:
                look = ratio.look(verdict, state)
                if look is not None:
                    assert -1e-9 <= look.chance <= 1 + 1e-9, case.failed(answers, f"{look}")


@pytest.mark.parametrize("seeds", cases.seeds(1500), ids=cases.name)
def test_what_it_takes_for_known_is_known(seeds: range) -> None:
    """Whether the rest is answered later or never."""
    judged = 0
    for seed in seeds:
        case = cases.case(seed)
        policy, rng = case.judge.policy, case.rng
        free = Judge(Policy(policy.clauses, policy.defined, policy.verdicts, ()))  # the rule sees no assumptions
        priors = _priors(rng, policy.clauses)
        for _ in range(5):
            answers = {c.name: rng.choice(c.domain) for c in policy.clauses if rng.random() < 0.6}
            open_ = [c.name for c in policy.clauses if c.name not in answers]
            never = set(generate.some(rng, open_)) if rng.random() < 0.5 else set()
            for verdict in policy.verdicts:
                if not isinstance(free.worlds[0][verdict], bool):
                    continue
                matters = set(free.relevant(answers, [verdict], [name for name in open_ if name not in never]))
                look = _look(case.checked, _state(priors, answers, matters.__contains__), verdict)
                if look is not None and look.first is None and look.chance in (0.0, 1.0):
                    right = free.value(answers, verdict)
                    assert right == (look.chance == 1.0), case.failed(answers, f"{verdict}, never {never}: {look}")
                    judged += 1
    assert judged > 0


# --- comparisons -------------------------------------------------------------------------------------------------

_RELATIONS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SORTS: Mapping[str, tuple[Sequence[Value], Mapping[str, Value]]] = {
    "Int": ((-1, 0, 1, 2, 3), {"1": 1, "0": 0, "3": 3}),
    "Real": ((Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3)), {"0.5": Fraction(1, 2), "1": Fraction(1)}),
    "low | middle | high": (("low", "middle", "high"), {"low": "low", "middle": "middle", "high": "high"}),
}


@pytest.mark.parametrize("relation", list(_RELATIONS))
@pytest.mark.parametrize("sort", list(_SORTS))
def test_comparisons_either_way_round(sort: str, relation: str) -> None:
    values, written = _SORTS[sort]
    place = {value: index for index, value in enumerate(values)}
    total = sum(range(1, len(values) + 1))
    priors: Priors = {"n": {value: (index + 1) / total for index, value in enumerate(values)}}
    for text, constant in written.items():
        for turned in (False, True):
            formula = f"{text} {relation} n" if turned else f"n {relation} {text}"
            source = f"{{{{let n: {sort} = [[n]]}}}} {{{{verdict v = {formula}}}}}"
            policy = check_policy(Source("policy.nltc", source))

            def holds(value: Value, constant: Value = constant, turned: bool = turned) -> bool:
                sides = (place[value], place[constant])
                return bool(_RELATIONS[relation](*(reversed(sides) if turned else sides)))

            look = _look(policy, _state(priors, {}), "v")
            right = sum(share for value, share in priors["n"].items() if holds(value))
            assert look == ((pytest.approx(right), 1.0, "n") if 0 < right < 0.99 else (round(right), 0.0, None)), (
                formula
            )
            for value in values:
                assert _look(policy, _state(priors, {"n": value}), "v") == (float(holds(value)), 0.0, None), formula
            assert _look(policy, _state(priors, {}, lambda _: False), "v") is None


def test_texts_and_any_other_text() -> None:
    source = '{{let city: Text = [[city]]}} {{verdict v = city == "Rome" or city == "Oslo"}}'
    policy = check_policy(Source("policy.nltc", source))
    for city, holds in (("Rome", 1.0), ("Oslo", 1.0), ("Bonn", 0.0), (None, 0.0)):
        assert _look(policy, _state({}, {"city": city}), "v") == (holds, 0.0, None)


def test_dates_are_counted() -> None:
    source = "{{let day: Date = [[day]]  let b = [[b]]}} {{verdict v = 2024-05-01 <= day and b}}"
    program = Program(check_policy(Source("policy.nltc", source)))
    day = program.values_of("day")
    priors: Priors = {"day": {value: 1 / len(day) for value in day if value is not None}, "b": {True: 0.9, False: 0.1}}
    ratio = Ratio(program.counted, ["v"])
    assert ratio.pick(_state(priors, {}), ["v"]) == "day"
    before = program.numbers({"day": date(2024, 4, 30)})
    assert ratio.pick(_state(priors, before), ["v"]) is None
    after = program.numbers({"day": date(2024, 5, 1)})
    assert ratio.pick(_state(priors, after), ["v"]) == "b"


def test_of_several_verdicts_the_one_that_costs_least_comes_first() -> None:
    source = """{{let a = [[a]] let b = [[b]] let c = [[c]]}}
    {{verdict dear = a and b}} {{verdict cheap = c}} {{verdict known = a or not a}}"""
    policy = check_policy(Source("policy.nltc", source))
    priors: Priors = {name: {True: 0.5, False: 0.5} for name in "abc"}
    ratio = Ratio(policy, list(policy.verdicts))
    assert ratio.pick(_state(priors, {}), ["dear", "cheap"]) == "c"
    assert ratio.pick(_state(priors, {"c": True}), ["dear", "cheap"]) == "a"
    assert ratio.pick(_state(priors, {}), ["dear"]) == "a"
    assert ratio.price(_state(priors, {}), ["dear"]) == pytest.approx(1.5)
    assert ratio.price(_state(priors, {}), ["dear", "cheap"]) == pytest.approx(2.5)
    assert ratio.price(_state(priors, {"c": True, "a": False}), ["dear", "cheap"]) == 0.0
