"""How sure verdicts are to be."""

from __future__ import annotations

from dataclasses import dataclass

from logitext.certainty.fusing import REPEATS
from logitext.declared import DeclaredOptions, option


@dataclass(frozen=True, slots=True)
class Sureness(DeclaredOptions):
    """What the user wants of the probabilities of verdicts. ValueError where that cannot be."""

    confidence: float | None = option(
        None,
        "Ask more, until each verdict has a value of this probability: other theories of the chain, the same one in "
        "other words, or for the whole verdict, whichever tells most for its price. It changes no verdict. It implies "
        "--probability.",
        metavar="P",
        above=0,
        most=1,
    )
    error_repeats: float = option(
        REPEATS,
        "The share of its errors that a theory makes again when it is asked again. For probabilities of verdicts.",
        metavar="X",
        least=0,
        most=1,
    )
