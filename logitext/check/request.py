"""What a check is given beside a policy and texts: the request, what was said before, and a way to end it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from logitext.certainty.evidence import Certainty
from logitext.check.options import OnConflict
from logitext.strategy.planning import PLANNING, Planning
from logitext.theory.priors.learned import LearnedPriors
from logitext.theory.protocol import Question, Theory
from logitext.trail.limits import CheckLimits


class Interrupt:
    """A way to end a check early and still have its result: set `requested`, then cancel its task."""

    requested = False


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a check, whatever the texts. The theories are in the order in which they are asked."""

    theories: Sequence[Theory]
    verdicts: Sequence[str]
    limits: CheckLimits
    on_conflict: OnConflict
    planning: Planning = PLANNING
    priors: LearnedPriors | None = None
    certainty: Certainty | None = None
    """What answers are worth as evidence, where the probabilities of verdicts are asked for."""


@dataclass(frozen=True, slots=True)
class EarlyReply:
    """What a theory said to questions before the check: a reply, one to wait for, or what it raised."""

    theory: Theory
    questions: tuple[Question, ...]
    outcome: Any
