"""What changes between two versions of a policy, against brute force: relations, shares, cases that cover it all."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from random import Random

import pytest

from logitext.diff.compare import compare
from logitext.policy.load import check_policy
from logitext.records.difference import ChangedCase
from logitext.syntax.source import Source
from tests.judge import cases, generate, of_policy, write
from tests.judge.evaluate import Judge, meaning
from tests.judge.model import Apply, Compare, Named, Policy, Term, Value


@pytest.mark.parametrize("seeds", cases.seeds(1500), ids=cases.name)
def test_difference_and_judge_agree(seeds: range) -> None:
    for seed in seeds:
        judge(seed)


def judge(seed: int) -> None:
    rng = Random(seed)
    before = generate.policy(rng)
    after = changed(before, rng)
    sources = [write.source(policy, Random(seed)) for policy in (before, after)]
    olds, news = worlds(before), worlds(after)
    common = [key for key in olds if key in news]
    old, new = (check_policy(Source(name, text)) for name, text in zip(("old", "new"), sources, strict=True))
    shown = "\n-----\n".join(sources)
    if not common:
        return
    found = asyncio.run(compare(old, new, every=True))
    assert found.only_old == (len(common) < len(olds)), shown
    assert found.only_new == (len(common) < len(news)), shown
    finite = all(clause.sort == "Bool" or isinstance(clause.sort, tuple) for clause in before.clauses)
    for name, change in found.verdicts.items():
        ways = {(olds[key][name], news[key][name]) for key in common if olds[key][name] != news[key][name]}
        if not ways:
            expected = "equivalent"
        elif len(ways) > 1 or any(not isinstance(value, bool) for value in next(iter(ways))):  # 0 equals false
            expected = "changed"
        else:
            expected = "wider" if (False, True) in ways else "narrower"
        assert change.relation == expected, f"{seed} {name}: {change} but {ways}\n{shown}"
        different = {key for key in common if olds[key][name] != news[key][name]}
        if change.share is not None and finite:
            assert change.share == pytest.approx(len(different) / len(common)), f"{seed} {name}\n{shown}"
        covered = set()
        for one in change.cases:
            holds = condition(one, sources[0])
            met = {key for key in common if holds(dict(olds[key]))}
            assert met, f"{seed} {name}: {one} cannot be\n{shown}"
            if change.share is not None:
                ways_met = {(olds[key][name], news[key][name]) for key in met}
                assert ways_met == {(one.old, one.new)}, f"{seed} {name}: {one} is not all\n{shown}"
            covered |= met
        if change.complete:
            assert covered == different, f"{seed} {name}: {change.cases} cover not all\n{shown}"


def worlds(policy: Policy) -> dict[tuple[Value, ...], dict[str, Value]]:
    """The allowed worlds, by the values of the clauses."""
    names = sorted(clause.name for clause in policy.clauses)
    return {tuple(world[name] for name in names): world for world in Judge(policy).worlds}


def condition(one: ChangedCase, source: str):  # type: ignore[no-untyped-def]  # what `meaning` gives
    checked = check_policy(Source("case", source + "\n{{let its_case = " + one.condition + "}}"))
    return meaning(of_policy.term(checked.body("its_case")))


# --- another version ---------------------------------------------------------------------------------------------


def changed(policy: Policy, rng: Random) -> Policy:
    """The policy with one or two changes in its formulas, and sometimes an assumption less."""
    defined = list(policy.defined)
    for _ in range(rng.choice((1, 1, 2))):
        place = rng.randrange(len(defined))
        defined[place] = _changed(defined[place], rng)
    assumptions = policy.assumptions
    if rng.random() < 0.3:
        assumptions = tuple([one for one in assumptions if one.bounds is not None or rng.random() < 0.5])
    return replace(policy, defined=tuple(defined), assumptions=assumptions)


def _changed(named: Named, rng: Random) -> Named:
    return replace(named, term=_term(named.term, rng, named.sort == "Bool"))


def _term(term: Term, rng: Random, is_bool: bool) -> Term:
    if isinstance(term, Apply) and term.args and rng.random() < 0.7:
        place = rng.randrange(len(term.args))
        inner = term.args[place]
        if term.op in ("and", "or", "xor", "not", "implies", "unless", "at least", "at most", "exactly"):
            new = _term(inner, rng, True)
            return replace(term, args=(*term.args[:place], new, *term.args[place + 1 :]))
    if isinstance(term, Apply) and term.op in ("and", "or"):
        if len(term.args) > 2 and rng.random() < 0.5:
            return replace(term, args=term.args[1:])
        return replace(term, op="or" if term.op == "and" else "and")
    if isinstance(term, Compare) and len(term.args) == 2 and is_bool:
        return replace(term, relations=(rng.choice(("==", "!=")),))
    return Apply("not", (term,)) if is_bool else term
