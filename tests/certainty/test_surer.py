"""What a further answer is expected to move, against all answers that may come."""

from __future__ import annotations

from random import Random

import pytest

import logitext
from logitext.certainty.evidence import VERDICT, Certainty, ClauseEvidence
from logitext.certainty.surer import Candidate, Surer
from logitext.certainty.verdicts import chances_of
from logitext.policy.sorts import Value, values_of
from logitext.theory.protocol import Question, Theory

POLICIES = [
    "{{text t}} {{let a = [[a]] prior 0.2 let b = [[b]] prior 0.4 let c = [[c]] verdict v = (a or b) unless c}}",
    """{{text t}} {{let a = [[a]] let b = [[b]] prior 0.3 let c = [[c]] assume a implies b assume not (b and c)
    verdict v = a or c}}""",
    """{{text t}} {{let s: low | mid | high = [[how]] prior low: 0.6 let a = [[a]] let b = [[b]]
    verdict v: keep | warn | drop = if s == high and a then drop else if s == mid or b then warn else keep}}""",
]


class Asked(Theory):
    def __init__(self, name: str) -> None:
        self.name = name


@pytest.mark.parametrize("source", POLICIES, ids=["or", "assumptions", "labels"])
@pytest.mark.parametrize("seed", range(12))
def test_expected_moves_are_those_of_all_answers(source: str, seed: int) -> None:
    rng, program = Random(seed), logitext.loads(source).program
    policy, one, other = program.policy, Asked("one"), Asked("other")
    errors = {"one": 0.15, "other": 0.05, "v": 0.2}
    certainty = Certainty(errors, repeats=rng.choice((0.0, 0.5)), confidence=1.0)
    said: dict[str, ClauseEvidence] = {}
    for name, clause in policy.clauses.items():
        if rng.random() < 0.6:
            said[name] = ClauseEvidence(rng.choice(values_of(clause.sort)), None, by=one)
    surer = Surer(program, ["v"], certainty, None)
    unsure = surer.unsure(said)
    cells = {name: counted.by_clause() for name, counted in unsure.items()}
    if "v" not in unsure:
        return
    before = chances_of(program, ["v"], said, certainty)["v"].values[0]
    for name in [*policy.clauses, VERDICT + "v"]:
        sort = policy.verdicts["v"].sort if name.startswith(VERDICT) else policy.clauses[name].sort
        for theory in (one, other):
            question = Question(name, name, "x", sort)
            asked = Candidate(question, theory, 0, 1.0, "v" if name.startswith(VERDICT) else None)
            got = surer._moves(asked, "v", unsure["v"], cells["v"], said)
            after = [
                chances_of(
                    program,
                    ["v"],
                    {**said, name: _with(said.get(name), ClauseEvidence(value, None, by=theory))},
                    certainty,
                )
                for value in values_of(sort)
            ]
            moved = [chances["v"].of(before.value) - before.probability for chances in after]
            if len(moved) == 2 and got > 1e-9:  # the answers' own chances follow from that P is what is expected of it
                (up, down), apart = moved, moved[0] - moved[1]
                share = -down / apart
                assert got == pytest.approx(share * abs(up) + (1 - share) * abs(down), abs=1e-9)
            elif got <= 1e-9:
                assert all(abs(step) < 1e-9 for step in moved) or max(moved) * min(moved) >= -1e-12
            else:
                assert got <= max(abs(step) for step in moved) + 1e-9


def _with(before: ClauseEvidence | None, new: ClauseEvidence) -> ClauseEvidence:
    return new if before is None else before._replace(also=(*before.also, new))


def test_what_says_most_for_its_price_comes_first() -> None:
    program = logitext.loads(POLICIES[0]).program
    cheap, strong = Asked("cheap"), Asked("strong")
    certainty = Certainty({"cheap": 0.2, "strong": 0.01}, confidence=0.99)
    surer = Surer(program, ["v"], certainty, None)
    clauses = {name: Question(name, name, name) for name in "abc"}

    def best(price: float) -> tuple[str, str]:
        some = [Candidate(clauses[name], cheap, 0, 1.0) for name in "abc"]
        some += [Candidate(clauses[name], strong, 1, price) for name in "abc"]
        found = surer.best(surer.unsure({}), {}, some)
        assert found is not None
        return found.question.id, found.theory.name

    assert best(1.0) == ("c", "strong")
    assert best(50.0) == ("c", "cheap")


def test_nothing_is_worth_asking_that_cannot_move_the_verdict() -> None:
    program = logitext.loads(POLICIES[0]).program
    surer = Surer(program, ["v"], Certainty(confidence=0.99), None)
    said: dict[str, Value | ClauseEvidence] = {"c": ClauseEvidence(True, None, True)}
    assert surer.unsure(said) == {}  # type: ignore[arg-type]  # what is known for certain decides it


def test_errors_are_measured_declared_or_supposed() -> None:
    program = logitext.loads(POLICIES[0]).program
    theory = Asked("one")
    asked = Candidate(Question("a", "a", "a"), theory, 0, 1.0)
    assert Surer(program, ["v"], Certainty(), None).error(asked) == 0.1
    assert Surer(program, ["v"], Certainty({"a": 0.3}), None).error(asked) == 0.3
    theory.interactive = True
    assert Surer(program, ["v"], Certainty(), None).error(asked) == 0.005
