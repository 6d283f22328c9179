"""What a user may want of a check beside what it asks and spends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from logitext.declared import DeclaredOptions, option

OnConflict: TypeAlias = Literal["report", "ask-again", "repair"]
"""What to do about a conflict."""

Decide: TypeAlias = Literal["hard", "soft"]
"""Whether an undetermined verdict also gets its likeliest value (`soft`), marked as not entailed."""


@dataclass(frozen=True, slots=True)
class CheckOptions(DeclaredOptions):
    """What a check does when something is wrong with the answers."""

    on_conflict: OnConflict = option(
        "report",
        "What to do if answers contradict the policy's assumptions: report it, ask again, or set the weakest answers "
        "aside.",
    )
