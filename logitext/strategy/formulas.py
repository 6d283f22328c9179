"""The rule `ratio` from one set of answers to the next: only what an answer concerns is looked at anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from logitext.policy.sorts import Value
from logitext.strategy.ratio import AskingState, Ratio

ChanceOf = Callable[[str, Callable[[Value | None], bool]], float]


class ByFormula:
    """Picks clauses by the formulas alone, for some verdicts. `chance` and `price` are those of a `State`.

    For one thread at a time.
    """

    def __init__(self, verdicts: Sequence[str], ratio: Ratio, chance: ChanceOf, price: Callable[[str], float]) -> None:
        self._verdicts = verdicts
        self._ratio = ratio
        self._answers: dict[str, Value | None] = {}
        self._left: dict[str, None] = {}
        self._state = AskingState(self._answers, self._left.__contains__, chance, price)

    def turn_to(self, answers: Mapping[str, Value], matters: Sequence[str]) -> None:
        """From now on these are the answers, and the clauses that matter (one at least)."""
        known, left = self._answers, self._left
        changed = left.keys() ^ set(matters)
        changed |= {name for name, _ in known.items() ^ answers.items()}
        known.clear()
        known.update(answers)
        left.clear()
        left.update(dict.fromkeys(matters))
        self._ratio.changed(self._state, changed)

    def pick(self) -> str:
        """The clause to ask; the first that matters where the rule sees none."""
        return self._ratio.pick(self._state, self._verdicts) or next(iter(self._left))

    def suppose(self, name: str, value: Value | None) -> None:
        """A clause that matters has this answer; None where nothing is supposed but that it was asked."""
        del self._left[name]
        if value is not None:
            self._answers[name] = value
        self._ratio.changed(self._state, [name])
