"""The probabilities of verdicts, against summing over all worlds that the judge knows."""

from __future__ import annotations

import math
from collections import defaultdict
from random import Random

import numpy
import pytest

from logitext.certainty.evidence import Certainty, ClauseEvidence
from logitext.certainty.verdicts import chances_of
from logitext.logic.program import Program
from logitext.records.probability import VerdictChances
from logitext.theory.protocol import Theory
from tests.judge.cases import Case, case, name, seeds
from tests.judge.model import Value

World = dict[str, Value]


@pytest.mark.parametrize("part", seeds(1500), ids=name)
def test_probabilities_are_those_of_all_worlds(part: range) -> None:
    compared = 0
    for seed in part:
        made = case(seed)
        finite = all(clause.sort == "Bool" or isinstance(clause.sort, tuple) for clause in made.judge.policy.clauses)
        program = Program(made.checked)
        if finite and program.product(made.judge.policy.verdicts[:1]) is not None:
            for _ in range(3):
                compared += _compare(made, program)
    assert compared > 10, "hardly any policy was compared"


def _compare(made: Case, program: Program) -> int:
    """Compare random evidence. How many verdicts were compared."""
    rng, domains = made.rng, {clause.name: clause.domain for clause in made.judge.policy.clauses}
    said, errors = evidence(rng, domains)
    weighed = [(world, _prior(made, world) * likelihood(world, said, errors, domains)) for world in made.judge.worlds]
    total = sum(weight for _, weight in weighed)
    if total < 1e-9:
        return 0
    repeats = rng.choice((0.0, 0.3, 1.0))
    weighed = [(world, weight * _again(world, said, errors, domains, repeats)) for world, weight in weighed]
    total = sum(weight for _, weight in weighed)
    if total < 1e-9:
        return 0
    found = chances_of(program, made.judge.policy.verdicts, said, Certainty(errors, 0.1, repeats=repeats))
    for verdict, chances in found.items():
        expected: dict[Value, float] = defaultdict(float)
        for world, weight in weighed:
            expected[world[verdict]] += weight / total
        got = {one.value: one.probability for one in chances.values}
        for value in expected.keys() | got.keys():
            same = abs(expected.get(value, 0.0) - got.get(value, 0.0)) < 1e-9
            assert same, made.failed({}, f"{verdict}: {got}, {dict(expected)}\n{said} {errors}")
        _carriers(made, verdict, chances, weighed, said, domains)
    return len(found)


def _carriers(
    made: Case,
    verdict: str,
    chances: VerdictChances,
    weighed: list[tuple[World, float]],
    said: dict[str, ClauseEvidence],
    domains: dict[str, tuple[Value, ...]],
) -> None:
    total = sum(weight for _, weight in weighed)
    first = chances.values[0]

    def chance(worlds: list[tuple[World, float]]) -> float:
        mass = sum(weight for _, weight in worlds)
        return sum(weight for world, weight in worlds if world[verdict] == first.value) / mass if mass else 0.0

    carried = {one.clause: one for one in chances.carried_by}
    for clause, domain in domains.items():
        parts = [[one for one in weighed if one[0][clause] == value] for value in domain]
        moves = sum(sum(w for _, w in part) / total * abs(chance(part) - first.probability) for part in parts)
        if moves < 1e-7:
            assert clause not in carried or carried[clause].moves < 1e-6
            continue
        assert carried[clause].moves == pytest.approx(moves, abs=1e-9), made.failed({}, f"{verdict} {clause}")
        answer = said[clause].value if clause in said else None
        if answer is not None:
            right = sum(weight for world, weight in weighed if world[clause] == answer) / total
            assert carried[clause].right == pytest.approx(right, abs=1e-9)
            wrong = [one for one in weighed if one[0][clause] != answer]
            assert carried[clause].otherwise == pytest.approx(chance(wrong), abs=1e-7)


def evidence(rng: Random, domains: dict[str, tuple[Value, ...]]) -> tuple[dict[str, ClauseEvidence], dict[str, float]]:
    said: dict[str, ClauseEvidence] = {}
    errors = {clause: rng.choice((0.0, 0.02, 0.2)) for clause in domains if rng.random() < 0.7}
    for clause, domain in domains.items():
        value, probability = rng.choice(domain), rng.choice((None, 0.05, 0.5, 0.83, 0.99))
        match rng.randrange(5):
            case 0:
                said[clause] = ClauseEvidence(value, None, True)
            case 1 if isinstance(value, bool) and probability is not None:
                said[clause] = ClauseEvidence(None, probability)
            case 2:
                said[clause] = ClauseEvidence(value, probability)
            case 3:
                first = ClauseEvidence(value, probability, by=_ONE)
                others = [
                    ClauseEvidence(rng.choice(domain), rng.choice((None, 0.3, 0.8)), by=by)
                    for by in (_ONE, _OTHER, _ONE)
                ]
                said[clause] = first._replace(also=tuple(others[: rng.randint(1, 3)]))
    return said, errors


_ONE, _OTHER = Theory(), Theory()


def _again(
    world: World,
    said: dict[str, ClauseEvidence],
    errors: dict[str, float],
    domains: dict[str, tuple[Value, ...]],
    repeats: float,
) -> float:
    """By how much other answers to the clauses change the weight of a world, with all ways to misread summed up."""
    found = 1.0
    for clause, first in said.items():
        if not first.also or len(domains[clause]) == 1:
            continue
        domain, answers = domains[clause], (first, *first.also)

        def alone(one: ClauseEvidence, clause: str = clause) -> dict[Value, float]:
            plain = {value: likelihood({clause: value}, {clause: one}, errors, domains) for value in domains[clause]}
            return {value: chance / sum(plain.values()) for value, chance in plain.items()}

        found /= alone(first)[world[clause]] or 1.0
        for by in (_ONE, _OTHER):
            own = [alone(one) for one in answers if one.by is by]
            if not own:
                continue
            misread = repeats * min(1 - max(one.values()) for one in own) if len(own) > 1 else 0.0
            found *= sum(
                (1 - misread if read == world[clause] else misread / (len(domain) - 1))
                * math.prod(_if_read(one, read, misread) for one in own)
                for read in domain
            )
    return found


def _if_read(one: dict[Value, float], read: Value, misread: float) -> float:
    """How likely an answer is where the document is read so: what, with all ways to misread, makes the answer."""
    others = len(one) - 1
    matrix = [[1 - misread if a == b else misread / others for b in one] for a in one]
    solved = numpy.linalg.lstsq(numpy.array(matrix), numpy.array(list(one.values())), rcond=None)[0]
    return float(dict(zip(one, solved, strict=True))[read])


def _prior(made: Case, world: World) -> float:
    """The product of the base rates that the policy declares."""
    product = 1.0
    for clause in made.checked.clauses.values():
        if clause.prior is not None:
            holds = min(max(float(clause.prior), 0.001), 0.999)
            product *= holds if world[clause.name] is True else 1 - holds
        assert not clause.chances
    return product


def likelihood(
    world: World, said: dict[str, ClauseEvidence], errors: dict[str, float], domains: dict[str, tuple[Value, ...]]
) -> float:
    """The weight of a world: of each clause the likelihood of what was said of it, where it has its value there."""
    found = 1.0
    for clause, one in said.items():
        others, error, here = len(domains[clause]) - 1, errors.get(clause, 0.1), world[clause]
        if one.known:
            found *= here == one.value
            continue
        if isinstance(here, bool) and one.probability is not None:
            truth = one.probability if here else 1 - one.probability
        elif others == 0:
            truth = 1.0
        else:
            sure = 1.0 if one.probability is None else one.probability
            truth = sure if here == one.value else (1 - sure) / others
        # The channel: what the theory meant comes through, or with the error rate another value, each as likely.
        found *= (1 - error) * truth + (error * (1 - truth) / others if others else error * truth)
    return found
