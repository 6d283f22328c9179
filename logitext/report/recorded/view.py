"""Records of one kind that are to be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType

    from logitext.records.frozen import Frozen


@dataclass(frozen=True, slots=True)
class RecordsView:
    """Records, and how a person reads one."""

    records: Sequence[Frozen]
    render: Callable[[Any], RenderableType]
