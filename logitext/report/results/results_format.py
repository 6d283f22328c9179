"""What a format of results is. Each is a file of `formats/`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.records.result import Result


@dataclass(frozen=True, slots=True)
class ResultsView:
    """All results of a command, and their policy; `several` is whether there may be more than one."""

    policy: CheckedPolicy
    results: Sequence[Result]
    several: bool


class ResultsFormat:
    """A format of results. Override `piece` if it `streams`, and `whole` if it does not."""

    streams: ClassVar[bool] = False
    """Whether each result is written as it comes, so that whatever ends the command loses none."""

    def piece(self, result: Result, policy: CheckedPolicy, *, first: bool) -> str:
        """A result, which is written at once."""
        raise NotImplementedError

    def whole(self, view: ResultsView) -> str:
        """All results, at the end."""
        raise NotImplementedError
