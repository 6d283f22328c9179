"""Texts that are easy to learn from: rude ones and others, from templates."""

from __future__ import annotations

import random
from typing import Any

import logitext
from logitext.run.data.frames import reader_of
from logitext.run.data.sources import Data

POLICY = logitext.loads("""
{{text post}}
{{let rude = [[is rude]]  let threat = [[threatens somebody]]  let noise = [[is posted on a Monday]]}}
{{let kind: mild | harsh = [[what kind it is]]}}
{{violation remove = rude or threat  verdict odd = noise  verdict bad = kind == harsh}}
""")

_RUDE = ("you fool", "what an idiot", "shut up you moron", "you stupid clown")
_NICE = ("good morning", "thank you so much", "see you at lunch", "lovely weather today")
_WHERE = ("about the garden", "on the bus", "in our town", "with your dog", "near the lake", "by the school")
_END = ("I mean it", "he said", "they wrote", "as always", "really", "once again")


def rows(count: int = 80, seed: int = 1) -> list[dict[str, Any]]:
    """Cases, each in one of a dozen groups."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        rude, threat = rng.random() < 0.4, rng.random() < 0.4
        words = [rng.choice(_RUDE if rude else _NICE), rng.choice(_WHERE), rng.choice(_END)]
        words += ["I will find you" if threat else "See the list", rng.choice(_WHERE), f"number {number}"]
        found.append(
            {
                "post": " ".join(words),
                "right": {"rude": rude, "threat": threat if number % 3 else None, "noise": rng.random() < 0.5},
                "template": f"t{number % 12}",
            }
        )
    return found


def data(cases: list[dict[str, Any]]) -> Data:
    return Data([reader_of(cases, "rows")])
