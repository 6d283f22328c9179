"""A policy that speaks of the units of texts, made to fit the texts of a document.

As long as a text is not known, `forall s in sentences(post): …` is a clause that nobody can answer. When it is known,
the formula is spelt out, sentence by sentence, and each sentence is a text of its own. Of documents with as many units
the policy is the same, and is compiled once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from logitext.logic.backend_name import BackendName
from logitext.logic.program import Program
from logitext.policy.derived import with_derived
from logitext.policy.load import expanded
from logitext.policy.model import CheckedPolicy, Elements
from logitext.policy.units import UnitCount, split, unit_name
from logitext.theory.protocol import Texts

_KEPT = 64
"""Policies for different numbers of units, or keys, that are kept compiled."""


@dataclass(frozen=True, slots=True)
class FittedPolicy:
    """A policy for the texts of a document: `texts` has their units too, and `units` how many there are of each.

    If the elements of a list have keys, `units` has the keys in the place of their number.
    """

    program: Program
    texts: Texts
    units: Mapping[str, UnitCount]


def flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, with those of the elements of lists in the place of these."""
    if not any(isinstance(value, Elements) for value in facts.values()):
        return dict(facts)
    found: dict[str, Any] = {}
    for name, value in facts.items():
        found |= value.facts if isinstance(value, Elements) else {name: value}
    return found


def _told(policy: CheckedPolicy, texts: Texts, facts: Mapping[str, Any]) -> Texts:
    """The texts with their facts, and with those that follow from both."""
    if not policy.derived:
        return texts if facts is texts.facts else Texts(texts, texts.label, facts)
    return Texts(texts, texts.label, with_derived(policy.derived, facts, texts))


def spread(policy: CheckedPolicy, texts: Texts) -> tuple[dict[str, str], dict[str, UnitCount]]:
    """The texts with their units and the elements of lists, and how many there are of each, or which."""
    every = dict(texts)
    counts: dict[str, UnitCount] = {}
    for units in policy.units:
        if units.kind and units.text in texts:
            pieces = split(units.kind, texts[units.text])
            counts[str(units)] = len(pieces)
            every |= {unit_name(units, number): piece for number, piece in enumerate(pieces, 1)}
    for name, value in texts.facts.items():
        if isinstance(value, Elements):
            counts[name] = value.counted
            every |= value.texts
    return every, counts


class Expansion:
    """Fits one policy to documents; shared by threads.

    `make` spells the policy out for so many units of each text, where it is not enough to read its files again.
    """

    def __init__(
        self,
        policy: CheckedPolicy,
        program: Program,
        backend: BackendName,
        make: Callable[[Mapping[str, UnitCount]], CheckedPolicy] | None = None,
    ) -> None:
        self._policy = policy
        self._make = make or (lambda counts: expanded(policy, counts))
        self._program = program
        self._backend = backend
        self._kept: OrderedDict[tuple[tuple[str, UnitCount], ...], Program] = OrderedDict()
        self._lock = threading.Lock()

    def fit(self, texts: Texts) -> FittedPolicy:
        """The policy for the texts. InputError where they have more units than can be judged."""
        if not self._policy.units:
            return FittedPolicy(self._program, _told(self._policy, texts, texts.facts), {})
        every, counts = spread(self._policy, texts)
        program = self.program(counts)
        return FittedPolicy(program, _told(program.policy, Texts(every, texts.label), flat(texts.facts)), counts)

    def program(self, counts: Mapping[str, UnitCount]) -> Program:
        """The policy for so many units."""
        known = {str(units) for units in self._policy.units}
        key = tuple(sorted((name, count) for name, count in counts.items() if name in known))
        if not key:
            return self._program
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = Program(self._make(dict(key)), self._backend)
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made
