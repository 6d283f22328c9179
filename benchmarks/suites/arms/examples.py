"""Examples for the arms that are shown some."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from random import Random

from benchmarks.suites.task import Instance

NUMBER = 4
"""How many are shown."""


def examples(instances: Sequence[Instance], but: Instance, seed: int) -> list[Instance]:
    """Other instances, drawn by the seed for each: of every label one, and so on until there are enough."""
    others = [one for one in instances if one.id != but.id]
    Random(f"{seed} {but.id}").shuffle(others)
    labels: dict[str, list[Instance]] = {}
    for one in others:
        labels.setdefault(repr(one.gold), []).append(one)
    in_turn = (one for some in itertools.zip_longest(*labels.values()) for one in some if one is not None)
    return list(itertools.islice(in_turn, NUMBER))
