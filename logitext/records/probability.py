"""How likely the values of a verdict are, beside what its answers entail."""

from __future__ import annotations

from logitext.records.frozen import Frozen, ValueField


class ValueChance(Frozen):
    """A value of a verdict, and its probability; null stands for all values that the policy does not name."""

    value: ValueField
    probability: float


class Carrier(Frozen):
    """A clause that carries some of the uncertainty of a verdict.

    `answer` is null if it is open. `right` is how likely the answer is the truth, null if there is none. `otherwise` is
    the probability of the verdict's first value if the answer is wrong. `moves` is by how much that probability would
    move on average if the truth of the clause were known.
    """

    clause: str
    answer: ValueField
    right: float | None
    otherwise: float | None
    moves: float


class Further(Frozen):
    """What was asked beside what the verdict needed, to be surer of it: the clause, or null for the whole verdict.

    `answer` and `probability` are null where none came. `again`: the theory had answered before, to other words.
    """

    clause: str | None
    theory: str
    answer: ValueField
    probability: float | None
    again: bool


class VerdictChances(Frozen):
    """The probability of each value of a verdict, the likeliest first, and the clauses that carry its uncertainty.

    Nothing is in `values` where it cannot be counted; `detail` then says why. `held_back` is a value that the answers
    entail and that is not given, as its probability is below the `threshold` of a calibration; without a threshold the
    calibration promises nothing, and no value is given. `likeliest` is set for an undetermined verdict where that was
    asked for: its likeliest value, which nothing entails. `further` is what was asked to be surer.
    """

    values: tuple[ValueChance, ...]
    carried_by: tuple[Carrier, ...]
    detail: str | None = None
    held_back: ValueField = None
    threshold: float | None = None
    right: float | None = None
    likeliest: ValueField = None
    further: tuple[Further, ...] = ()

    def of(self, value: ValueField) -> float:
        """The probability of a value; 0 for one that is not among the values."""
        return sum(one.probability for one in self.values if type(one.value) is type(value) and one.value == value)
