"""The rule `ratio` from one set of answers to the next says what it says from the start."""

from __future__ import annotations

import pytest

from logitext.strategy.formulas import ByFormula
from logitext.strategy.ratio import Ratio, State
from tests.judge import cases
from tests.strategy import subject as subjects


@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_what_is_kept_changes_no_pick(seeds: range) -> None:
    judged = 0
    for seed in seeds:
        made = subjects.of_seed(seed)
        if made is None:
            continue
        ratio, rng = Ratio(made.program.counted, made.verdicts), made.rng
        values = {name: made.program.values_of(name) for name in made.names}
        prices = dict(zip(made.names, made.prices, strict=True))
        shares = dict(zip(made.names, made.weights, strict=True))

        def chance(name: str, holds: object, values=values, shares=shares) -> float:  # type: ignore[no-untyped-def]
            assert callable(holds)
            return float(sum(share for share, value in zip(shares[name], values[name], strict=True) if holds(value)))

        kept = ByFormula(made.verdicts, ratio, chance, prices.__getitem__)
        for _ in range(6):
            answers = {name: rng.choice(values[name]) for name in made.names if rng.random() < 0.4}
            left = [name for name in made.names if name not in answers and rng.random() < 0.8]
            kept.turn_to({name: value for name, value in answers.items() if value is not None}, left)
            known = {name: value for name, value in answers.items() if value is not None}
            while left:
                anew = ratio.pick(State(known, left.__contains__, chance, prices.__getitem__), made.verdicts)
                assert kept.pick() == (anew or left[0]), f"after {known}, of {left}\n{made}"
                name = rng.choice(left)
                left.remove(name)
                value = rng.choice(values[name])
                kept.suppose(name, value)
                if value is not None:
                    known[name] = value
                judged += 1
    assert judged > 0
