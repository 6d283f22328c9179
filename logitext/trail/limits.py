"""What a check may spend."""

from __future__ import annotations

from dataclasses import dataclass

from logitext.declared import DeclaredOptions, option


@dataclass(frozen=True, slots=True)
class CheckLimits(DeclaredOptions):
    """Limits of one check; None is none.

    `max_questions` and `max_calls` are numbers of questions put and of calls made; `max_tokens` counts those in and out
    together; `max_cost` is money for theories that tell what they cost, and in the unit of their declared prices for
    the others; `deadline` is in seconds from the start of the check. ValueError for a limit below 0.
    """

    max_questions: int | None = option(
        None, "Put at most N questions about a document to theories that have a price.", metavar="N", least=0
    )
    max_calls: int | None = option(
        None, "Make at most N calls about a document to theories that have a price.", metavar="N", least=0
    )
    max_tokens: int | None = option(
        None, "Use at most N tokens of a model for a document, in and out together.", metavar="N", least=0
    )
    max_cost: float | None = option(
        None,
        "Spend at most X on a document: money for a model, units of their price for other theories.",
        metavar="X",
        least=0,
    )
    deadline: float | None = option(
        None, "Stop asking about a document after so many seconds.", metavar="SECONDS", least=0
    )
