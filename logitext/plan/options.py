"""What a plan assumes of prices, and how much of it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from logitext.declared import DeclaredOptions, option


@dataclass(frozen=True, slots=True)
class PlanOptions(DeclaredOptions):
    """What is planned for: the price of a call and of a question, and the size of the tree that is shown."""

    call: float = option(
        0.0,
        "The price of a call beside its questions. Above 0, several clauses may share a call.",
        metavar="X",
        least=0,
    )
    question: float = option(
        1.0, "The price of a question; the `cost` of a clause multiplies it.", metavar="X", above=0
    )
    depth: int = option(12, "Show at most N questions in a row in the decision tree.", metavar="N", least=1)
    documents: int = option(200, "Draw N documents at random if the decision tree is too large.", metavar="N", least=2)


PLAN = PlanOptions()
"""Where the user wants nothing in particular."""
