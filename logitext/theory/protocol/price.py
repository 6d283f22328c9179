"""What a theory declares: the price of asking it, and what its probabilities mean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Price:
    """The price of asking, in the theory's own unit: `call` for each call, `question` for each question in it.

    `again` is for each further call about the same texts; None if it costs as much as the first.
    """

    call: float = 0.0
    question: float = 0.0
    again: float | None = None

    @property
    def free(self) -> bool:
        """Whether asking more than necessary costs nothing."""
        return not self.call and not self.question


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The probabilities at which a clause counts as false (at most `false`) or true (at least `true`).

    In between, the clause is unknown. A value of another sort counts if it is right with a probability of at least
    `true`.
    """

    false: float = 0.25
    true: float = 0.75

    def __post_init__(self) -> None:
        if not 0 <= self.false < self.true <= 1:
            raise ValueError(f"thresholds must be 0 <= false < true <= 1, not {self.false} and {self.true}")
