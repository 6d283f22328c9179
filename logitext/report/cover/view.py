"""A cover that is to be shown, with all that a format may need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.records.cover import Cover


@dataclass(frozen=True, slots=True)
class CoverView:
    """A cover and its policy."""

    cover: Cover
    policy: CheckedPolicy
