"""Probabilities of verdicts about facts and lists, against summing over all worlds that the judge knows."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from random import Random

import pytest

from logitext.api.arguments import texts_of
from logitext.certainty.evidence import Certainty, ClauseEvidence
from logitext.certainty.verdicts import chances_of
from tests.certainty.test_against_judge import evidence, likelihood
from tests.judge import cases, document_cases
from tests.judge.document_cases import DocumentCase, Given
from tests.judge.model import Value
from tests.judge.of_documents import facts_of, failed, loaded

CERTAIN = ClauseEvidence(None, None, known=True)


@pytest.mark.parametrize("seeds", cases.seeds(600), ids=cases.name)
def test_probabilities_are_those_of_all_worlds(seeds: range, tmp_path: Path) -> None:
    compared = 0
    for seed in seeds:
        case = document_cases.case(seed)
        compared += sum(_compared(case, given, tmp_path) for given in document_cases.given(case))
    assert compared > 0, "hardly anything was compared"


def _compared(case: DocumentCase, given: Given, folder: Path) -> int:
    """How many verdicts were compared. What is not given of a document must have finitely many values."""
    open_ = {name: domain for name, domain in given.domains.items() if name not in given.known}
    if not all({*domain} in ({True, False}, {"low", "high"}) for domain in open_.values()):
        return 0
    said, errors = evidence(Random(case.seed), open_)
    known = {name: CERTAIN._replace(value=value) for name, value in given.known.items()}
    weighed = [
        (world, likelihood(world, said, errors, open_))
        for world in given.worlds.worlds
        if all(world[name] == value for name, value in given.known.items())
    ]
    total = sum(part for _, part in weighed)
    if total < 1e-9:
        return 0
    policy = loaded(case, folder)
    policy, assumed = policy._supposing(given.supposed)
    texts = texts_of(policy.checked, given.document.post, None, facts_of(given), assumed)
    fitted = policy.expansion.fit(texts)
    said = {name: one._replace(also=()) for name, one in said.items()}
    everything = {
        **{name: CERTAIN._replace(value=value) for name, value in fitted.texts.facts.items()},
        **known,
        **said,
    }
    found = chances_of(fitted.program, list(case.verdicts), everything, Certainty(errors, 0.1))
    for verdict, chances in found.items():
        if chances.detail is not None:
            assert "calculates" in chances.detail, failed(case, given, chances.detail)
            continue
        expected: dict[Value | None, float] = defaultdict(float)
        for world, part in weighed:
            expected[world[verdict]] += part / total
        got = {one.value: one.probability for one in chances.values}
        for value in expected.keys() | got.keys():
            same = abs(expected.get(value, 0.0) - got.get(value, 0.0)) < 1e-9
            assert same, failed(case, given, f"{verdict}: {got}, {dict(expected)}\n{said} {errors}")
    return sum(one.detail is None for one in found.values())
