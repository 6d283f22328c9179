"""Real labels at a price: ways to decide with a small classifier and a large one, each with what it costs.

The small one has learned from a third of the texts that the large one has learned from, and has a tenth of its price.
The whole policy as one question is put to the large one, for its price. Calibrated ways give the likeliest verdict.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.trust.fitted import Fitted, labelled, said
from benchmarks.trust.real import PROBABLY, parts
from logitext.theory.chain import Chain
from logitext.theory.protocol import Theory, Thresholds

CHEAP, STRONG = 1.0, 10.0
CONFIDENCES = (0.8, 0.9)
JUDGED = 400
"""Texts that are judged in a split."""

Scored = tuple[int, int, float]
"""How many verdicts are right, of how many, and the price of all."""


def ways(name: str, data: Path, run: int) -> Iterator[tuple[str, Scored]]:
    """What comes of each way in one split."""
    of = labelled(name, data)
    learned, calibrating, rest = parts(of, f"priced {name} {run}", by_template=False)
    judged = Random(run).sample(rest, min(JUDGED, len(rest)))
    wanted = [*calibrating, *judged]
    small, large = said(of, learned[::3], wanted), said(of, learned, wanted)
    wish: dict[str, Any] = {"verdicts": [of.verdict], "id": "id"}
    cases = of.cases(judged)

    def models(**more: Any) -> tuple[Fitted, Fitted]:
        return Fitted("small", small, CHEAP), Fitted("large", large, STRONG, **more)

    def hard(theory: Theory, *used: Fitted) -> Scored:
        found = of.policy.evaluate(cases, theory=theory, **wish).verdicts[of.verdict]
        return found.right, found.labelled, sum(one.used for one in used)

    cheap, strong = models()
    yield "lazy, hard", hard(cheap, cheap)
    yield "large, hard", hard(strong, strong)
    cheap, strong = models()
    cheap.thresholds = Thresholds(0.2, 0.8)
    yield "cascade a clause", hard(Chain(cheap, strong), cheap, strong)
    right = sum((large[of.verdict]["\n".join(of.instances[at].texts.values())] > 0.5) is of.label(at, of.verdict)
                for at in judged)  # fmt: skip
    yield "whole policy, large", (right, len(judged), STRONG * len(judged))
    for confidence in CONFIDENCES:
        cheap, strong = models(whole=STRONG)
        calibration = of.policy.calibrate(
            of.cases(calibrating),
            theory=Chain(cheap, strong),
            ask_until=confidence,
            error_rates={of.verdict: PROBABLY},
            **wish,
        )
        cheap.used = strong.used = 0.0
        result = of.policy.evaluate(
            cases, theory=Chain(cheap, strong), calibration=calibration, confidence=confidence, **wish
        )
        told = [one.verdicts[of.verdict] for one in result.records]
        right = sum(one.likeliest == one.right for one in told)
        yield f"--confidence {confidence:g}", (right, len(told), cheap.used + strong.used)


def priced(name: str, data: Path, runs: int) -> dict[str, Scored]:
    """All splits together."""
    found: dict[str, Scored] = {}
    for run in range(runs):
        for way, (right, of, price) in ways(name, data, run):
            before = found.get(way, (0, 0, 0.0))
            found[way] = before[0] + right, before[1] + of, before[2] + price
        print(f"\r{name}: split {run + 1} of {runs}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found
