"""A result with further answers says what a check with all of these answers says: random policies, in two steps."""

from __future__ import annotations

import asyncio

import pytest

import logitext
from logitext import Policy
from logitext.explain.amended import amended
from logitext.logic.backend_name import BackendName
from logitext.theory import Answers
from tests.judge import cases


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seeds", cases.seeds(200), ids=cases.name)
def test_in_two_steps_as_in_one(seeds: range, backend: BackendName) -> None:
    compared = 0
    for seed in seeds:
        case = cases.case(seed)
        if not case.judge.worlds:
            continue
        policy = Policy(case.checked, backend)
        world = case.rng.choice(case.judge.worlds)
        said = {name: world[name] for name in case.checked.clauses if case.rng.random() < 0.7}
        first = {name: value for name, value in said.items() if case.rng.random() < 0.5}
        later = {name: value for name, value in said.items() if name not in first}
        whole = policy.check(theory=Answers(said))
        before = policy.check(theory=Answers(first))
        after = asyncio.run(amended(policy.program, before, later, "person"))
        assert after.status == whole.status
        assert {name: one.value for name, one in after.verdicts.items()} == {
            name: one.value for name, one in whole.verdicts.items()
        }
        for name, verdict in after.verdicts.items():
            for one in verdict.because:
                assert one.theory == "person" if one.clause in later else one.theory in ("answers", "earlier")
            opened = {one.clause for one in verdict.open}
            assert opened == {one.clause for one in whole.verdicts[name].open} or backend == "z3"
        compared += bool(later)
    assert compared > 0


def test_a_later_answer_counts_in_the_place_of_an_earlier_one() -> None:
    policy = logitext.loads("{{text t let a = [[a]] let b = [[b]] verdict v = a and b}}")
    before = policy.check(theory=Answers({"a": True, "b": True}))
    after = asyncio.run(amended(policy.program, before, {"b": False, "a": None}, "person"))
    assert after.verdicts["v"].value is False
    assert [(one.clause, one.theory) for one in after.verdicts["v"].because] == [("b", "person")]
    assert after.answers == {"a": True, "b": False}
