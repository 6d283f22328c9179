"""What the decisions of a run depend on: a run is taken up again only with the same."""

from __future__ import annotations

import hashlib
from typing import Any

from logitext.theory.answers import Answers
from logitext.theory.protocol import Theory
from logitext.theory.recording.key import digest, identity

TELLING = ("verdicts", "on_conflict", "strategy", "minimise", "batch", "priors")
"""Options on which results, or what is asked, depend."""
CERTAINTY = ("probability", "error_rates", "error_repeats", "confidence", "decide")
"""Options on which they depend as well where probabilities are wanted."""


def theory_data(theory: Theory) -> dict[str, Any]:
    """What of a theory its answers depend on."""
    data: dict[str, Any] = dict(identity(theory))
    data["thresholds"] = [theory.thresholds.false, theory.thresholds.true]
    settings, endpoint = getattr(theory, "settings", None), getattr(theory, "endpoint", None)
    if settings is not None and endpoint is not None:
        data["settings"] = digest([repr(settings), endpoint.name])
    if isinstance(theory, Answers):
        data["answers"] = hashlib.sha256(repr(theory.entries).encode("utf-8", "backslashreplace")).hexdigest()
    return data
