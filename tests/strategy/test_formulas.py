"""The rule `ratio` from one set of answers to the next says what it says from the start."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

import logitext
from logitext.strategy.formulas import ByFormula
from logitext.strategy.ratio import AskingState, Ratio
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
                anew = ratio.pick(AskingState(known, left.__contains__, chance, prices.__getitem__), made.verdicts)
                assert kept.pick() == (anew or left[0]), f"after {known}, of {left}\n{made}"
                name = rng.choice(left)
                left.remove(name)
                value = rng.choice(values[name])
                kept.suppose(name, value)
                if value is not None:
                    known[name] = value
                judged += 1
    assert judged > 0


class _Heard(Ratio):
    """Notes which clauses are said to have changed."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.heard: list[set[str]] = []

    def changed(self, state: AskingState, clauses: Iterable[str]) -> None:
        names = set(clauses)
        self.heard.append(names)
        super().changed(state, names)


def test_only_what_is_different_is_looked_at_anew() -> None:
    policy = logitext.loads("{{let a = [[a]] let b = [[b]] let c = [[c]] let d = [[d]] verdict v = a or b or c or d}}")
    ratio = _Heard(policy.program.counted, ("v",))
    kept = ByFormula(("v",), ratio, lambda *_: 0.5, lambda _: 1.0)
    kept.turn_to({"a": False}, ["b", "c", "d"])
    kept.turn_to({"a": False}, ["b", "c", "d"])
    kept.turn_to({"a": True}, ["b", "c", "d"])
    kept.turn_to({"a": True}, ["b", "c"])
    kept.turn_to({}, ["a", "b", "c"])
    kept.suppose("b", False)
    assert ratio.heard == [{"a", "b", "c", "d"}, set(), {"a"}, {"d"}, {"a"}, {"b"}]
