"""What each theory was asked in a check, and what that used: the split of a result's usage."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.records.frozen import made
from logitext.records.result import TheoryUsage
from logitext.theory.protocol import Question, Theory, Usage
from logitext.trail.budget import price_of


class ByTheory:
    """Counts by theory, in the order in which theories were first asked."""

    def __init__(self) -> None:
        self._counts: dict[int, tuple[Theory, int, Usage]] = {}

    def add(self, theory: Theory, questions: Sequence[Question], usage: Usage) -> None:
        """Count questions that were put to a theory, and what they used; it says what that cost, or its price does."""
        if not theory.tells_cost:
            usage = Usage(
                usage.calls,
                usage.cached,
                usage.input_tokens,
                usage.output_tokens,
                usage.cached_tokens,
                price_of(theory, questions)[1],
                estimated=usage.estimated,
            )
        before = self._counts.get(id(theory))
        if before is None:
            self._counts[id(theory)] = theory, len(questions), usage
        else:
            self._counts[id(theory)] = theory, before[1] + len(questions), before[2] + usage

    def __contains__(self, theory: object) -> bool:
        """Whether anything was put to a theory."""
        return id(theory) in self._counts

    @property
    def models(self) -> int:
        """Calls of models: of theories that name the model that answers."""
        return sum([usage.calls for theory, _, usage in self._counts.values() if theory.model is not None])

    def records(self) -> tuple[TheoryUsage, ...]:
        """The split."""
        return tuple([record(theory, questions, usage) for theory, questions, usage in self._counts.values()])


def record(theory: Theory, questions: int, usage: Usage) -> TheoryUsage:
    """One theory's part of a result's usage."""
    return made(
        TheoryUsage,
        {
            "theory": theory.name,
            "model": theory.model,
            "questions": questions,
            "calls": usage.calls,
            "cached": usage.cached,
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "cost": usage.cost,
            "estimated": usage.estimated,
        },
    )
