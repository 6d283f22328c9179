"""Clauses and definitions with parameters: an instance for each use, against formulas that are written out."""

from __future__ import annotations

import itertools
import re
from random import Random
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.policy import elaboration, foreseen, instances
from logitext.policy.clauses import check_clause
from logitext.policy.load import check_policy, expanded
from logitext.policy.model import CheckedPolicy, Clause
from logitext.policy.term import ClauseRef, DefinitionRef, walk
from logitext.syntax.source import Source
from tests.work import ratio

CLAUSES = """{{text post text reply}}
{{let a(s) = [[s is a]] let b(s, t) = [[s and t are b]] let c = [[c]] where "c" is post}}
"""
UNITS = {"sentences(post)": 2, "words(reply)": 3}


class Written:
    """Random definitions with parameters, and the same formulas with every use of them written out."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self.parameters: dict[str, list[str]] = {}
        self.bodies: dict[str, str] = {}
        for number in range(rng.randint(1, 4)):
            parameters = ["s", "t"][: rng.randint(1, 2)]
            self.bodies[f"f{number}"] = self.formula(parameters, 2)
            self.parameters[f"f{number}"] = parameters

    def formula(self, variables: list[str], depth: int) -> str:
        rng = self._rng
        kind = rng.choice(["and", "or", "not", "xor", "every", "call"] if depth else ["call"])
        if kind in ("and", "or", "xor"):
            return f"({f' {kind} '.join(self.formula(variables, depth - 1) for _ in range(2))})"
        if kind == "not":
            return f"not ({self.formula(variables, depth - 1)})"
        if kind == "every":
            variable = f"u{len(variables)}"
            inner = self.formula([*variables, variable], depth - 1)
            return f"({rng.choice(('forall', 'forsome'))} {variable} in {rng.choice(list(UNITS))}: {inner})"
        name = rng.choice(["a", "b", "c", *self.parameters])
        if name == "c":
            return "c"
        number = {"a": 1, "b": 2}.get(name) or len(self.parameters[name])
        return f"{name}({', '.join(rng.choice([*variables, 'post', 'reply']) for _ in range(number))})"

    def written_out(self, formula: str) -> str:
        """The formula without definitions."""
        while found := re.search(r"(f\d)\(([^)]*)\)", formula):
            bound = dict(zip(self.parameters[found[1]], found[2].split(", "), strict=True))
            body = self.bodies[found[1]]
            fresh = {name: f"w{next(_fresh)}" for name in dict.fromkeys(re.findall(r"\bu\d\b", body))}
            for name, other in (bound | fresh).items():
                body = re.sub(rf"(?<!@)\b{name}\b", f"@{other}", body)
            body = body.replace("@", "")
            formula = f"{formula[: found.start()]}({body}){formula[found.end() :]}"
        return formula


_fresh = itertools.count(10)


@pytest.mark.parametrize("seed", range(40))
def test_a_use_says_what_the_formula_says_that_is_written_out(seed: int) -> None:
    rng = Random(seed)
    written = Written(rng)
    verdict = written.formula([], 3)
    shared = "".join(
        f"{{{{let {name}({', '.join(written.parameters[name])}) = {body}}}}}\n" for name, body in written.bodies.items()
    )
    policies = [
        logitext.loads(f"{CLAUSES}{shared}{{{{verdict v = {verdict}}}}}"),
        logitext.loads(f"{CLAUSES}{{{{verdict v = {written.written_out(verdict)}}}}}"),
    ]
    programs = [policy.expansion.program(UNITS) for policy in policies]
    clauses = [list(program.policy.clauses) for program in programs]
    assert clauses[0] == clauses[1]
    texts = {"post": "One. Two.", "reply": "one two three"}
    for _ in range(4):
        chance = rng.choice((0.5, 0.9))
        given = theory.Answers({name: rng.random() < 0.5 for name in clauses[0] if rng.random() < chance})
        results = [policy.check(texts, theory=given) for policy in policies]
        for policy, result in zip(policies, results, strict=True):
            assert policy.verify(result) == ()
            assert policy.explain(result).explanation is not None
        first, second = (result.verdicts["v"] for result in results)
        assert (first.value, first.because, first.open) == (second.value, second.because, second.open)


def chain(number: int, clause: str = "c") -> CheckedPolicy:
    lines = [f"{{{{text post}}}} {{{{let {clause}(s) = [[s is it]] let x0(s) = {clause}(s)}}}}"]
    lines += [f"{{{{let x{i}(s) = x{i - 1}(s) and not x{i - 1}(s)}}}}" for i in range(1, number)]
    last = f"x{number - 1}"
    lines.append(f"{{{{verdict v = forsome s in words(post): {last}(s)}}}} {{{{verdict w = {last}(post)}}}}")
    return check_policy(Source("chain.nltc", "\n".join(lines)))


def test_definitions_that_use_each_other_twice_are_made_once() -> None:
    policy = expanded(chain(800), {"words(post)": 3})
    assert len(policy.definitions) == 4 * 800
    assert list(policy.clauses) == [*(f"c(post.words[{number}])" for number in (1, 2, 3)), "c(post)"]
    assert policy.order[-1] == "w"
    assert policy.order.index("v") == 3 * 800


def test_the_work_for_definitions_grows_as_their_number_does() -> None:
    policies = {number: chain(number) for number in (50, 200)}
    assert ratio(lambda number: lambda: expanded(policies[number], {"words(post)": 3}), 50, 200) < 4.5


def test_definitions_that_use_each_other_on_every_unit_are_made_once() -> None:
    """And not one within the other: hundreds of them would be too deep for Python."""
    lines = ["{{text post}} {{let c(s) = [[s is it]] let x0(s) = c(s)}}"]
    lines += [f"{{{{let x{i}(s) = forsome t in words(post): x{i - 1}(t) and x{i - 1}(s)}}}}" for i in range(1, 300)]
    policy = check_policy(Source("", "\n".join([*lines, "{{verdict v = forall s in words(post): x299(s)}}"])))
    assert len(expanded(policy, {"words(post)": 2}).definitions) == 600


TWO = """{{text post}} {{let c(s, t) = [[s and t are it]] let a(s) = [[s is a]]
  let both(s) = forsome t in words(post): c(s, t)}}
  {{verdict v = forsome s in words(post): both(s)
  verdict w = forsome s in words(post): a(s)}}"""


def test_what_is_too_much_is_refused_before_any_of_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = check_policy(Source("", TWO))
    made: list[object] = []

    def check(*args: Any) -> Clause | None:
        made.append(args)
        return check_clause(*args)

    monkeypatch.setattr(instances, "check_clause", check)
    clauses = expanded(policy, {"words(post)": 101}).clauses
    assert clauses["forsome@3"].too_many == ("`post` has 101 words, so more than 10000 clauses would have to be judged")
    assert len(clauses) == 1 + 101
    assert len(made) == 2 + 101  # the two as they are written, and those of `w`
    assert expanded(policy, {"words(post)": 99}).clauses.keys() >= {"c(post.words[99], post.words[99])"}


def test_a_formula_that_would_be_too_large_is_refused_though_its_clauses_are_few() -> None:
    policy = check_policy(
        Source(
            "",
            "{{text post}} {{let a(s) = [[s is a]]}} {{verdict v = forall s in words(post): forall t in words(post): "
            "forall u in words(post): a(s) and a(t) or a(u)}}",
        )
    )
    assert expanded(policy, {"words(post)": 20}).clauses.keys() >= {"a(post.words[20])"}
    (clause,) = expanded(policy, {"words(post)": 100}).clauses.values()
    assert clause.too_many == "`post` has 100 words, so the formula would have more than 300000 parts"


def _judged(policy: CheckedPolicy, name: str) -> frozenset[str]:
    """The clauses that a verdict comes to, through definitions."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for part in walk(policy.body(waiting.pop())):
            if isinstance(part, ClauseRef):
                found.add(part.name)
            elif isinstance(part, DefinitionRef):
                waiting.append(part.name)
    return frozenset(found)


@pytest.mark.parametrize("seed", range(60))
def test_units_make_as_many_clauses_as_there_is_room_for_and_no_more(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verdict by verdict: what is made already takes no room, nor do clauses about whole texts."""
    rng = Random(seed)
    written = Written(rng)
    shared = "".join(
        f"{{{{let {name}({', '.join(written.parameters[name])}) = {body}}}}}\n" for name, body in written.bodies.items()
    )
    formulas = []
    for _ in range(5):
        units = rng.choice(list(UNITS))
        inner = written.formula(["s"], 2)
        formulas.append(rng.choice([f"forsome s in {units}: {inner}", f"forsome s in {units}: b(s, s)", "a(post)"]))
    verdicts = "".join(f"{{{{verdict v{number} = {formula}}}}}\n" for number, formula in enumerate(formulas))
    policy = check_policy(Source("", f"{CLAUSES}{shared}{verdicts}"))
    whole = expanded(policy, UNITS)
    most = rng.randint(max(UNITS.values()), 12)  # more units than that are too many by themselves
    monkeypatch.setattr(elaboration, "MOST_INSTANCES", most)
    narrow = expanded(policy, UNITS)
    room, made = most, {"c"}
    for name in (one for one in whole.order if one in policy.verdicts):  # those that use less come first
        fresh = _judged(whole, name) - made
        if "forsome" in formulas[int(name[1:])]:
            if len(fresh) > room:
                (stand_in,) = _judged(narrow, name)
                assert narrow.clauses[stand_in].too_many is not None
                assert f"more than {most} clauses" in str(narrow.clauses[stand_in].too_many)
                continue
            room -= len(fresh)
        made |= fresh
        assert _judged(narrow, name) == _judged(whole, name)
    assert made <= narrow.clauses.keys()


def test_a_formula_is_as_large_as_all_that_it_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the part: its own for each unit, and each definition that it uses once for the same unit."""
    source = """{{text post}} {{let a(s) = [[s is a]]  let pair(s) = a(s) and a(s)  let twice(s) = pair(s) or pair(s)
      verdict v = forall s in words(post): twice(s)}}"""
    policy = check_policy(Source("", source))
    # The formula with three uses; and for each of the words an `or` of two uses, and an `and` of two uses.
    parts = (1 + 3 * 2) + 3 * (1 + 2 * 2) + 3 * (1 + 2 * 2)
    monkeypatch.setattr(foreseen, "MOST_PARTS", parts)
    assert list(expanded(policy, {"words(post)": 3}).clauses) == [f"a(post.words[{number}])" for number in (1, 2, 3)]
    monkeypatch.setattr(foreseen, "MOST_PARTS", parts - 1)
    (clause,) = expanded(policy, {"words(post)": 3}).clauses.values()
    assert clause.too_many == f"`post` has 3 words, so the formula would have more than {parts - 1} parts"


def test_a_definition_that_is_wrong_is_told_once() -> None:
    source = "{{text post}} {{let f(s) = nobody(s) let g(s) = f(s) and f(s) verdict v = g(post) and g(post)}}"
    with pytest.raises(logitext.PolicyError) as raised:
        check_policy(Source("", source))
    assert [one.code for one in raised.value.diagnostics] == ["NLT208"]
