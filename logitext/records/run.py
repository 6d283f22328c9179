"""The summary of a run over many documents: frozen, the same data in Python and in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from logitext.records.frozen import Frozen

Ending = Literal["done", "interrupted", "limit", "failures", "disk", "worker"]


class MovedAnswers(Frozen):
    """A verdict or a clause that comes out otherwise than in the cases of the calibration.

    `index` is the population stability index: 0.1 is some, 0.25 and more is much. What chance explains is left out.
    """

    kind: Literal["verdict", "clause"]
    name: str
    index: float


class AheadCalls(Frozen):
    """Calls about documents that are not decided yet: their answers are kept, and no command pays for them again.

    `cost` is null if not known.
    """

    documents: int
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None


class RunSummary(Frozen):
    """What a run over many documents did.

    `ending`: `done` if all documents were gone through; otherwise what ended it, and the same command goes on from
    there. `reason` says in words what ended it, or that an earlier command has finished the run. The documents are
    those of all commands that worked at the run: `decided` by all policies, `undetermined` or in `conflict` by one of
    them, `failed` where a back end did, `bad` where the record held no document. `violations`: how many documents each
    violation holds for. `asked`: questions put at a price. `cached`: answers from a cache. `spared`: clauses that
    nobody was asked, as no verdict needed them. `cost` is null if not known. `seconds`: wall time of this command.
    `moved`: what comes out otherwise than in the cases of the calibration, the most first. `ahead`: what was asked
    about documents that are not decided yet, where the run ended before its data did; no other count has it.
    """

    ending: Ending
    reason: str | None
    documents: int
    decided: int
    undetermined: int
    conflicts: int
    failed: int
    bad: int
    violations: Mapping[str, int]
    asked: int
    cached: int
    spared: int
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    seconds: float
    moved: tuple[MovedAnswers, ...] = ()
    ahead: AheadCalls | None = None

    @property
    def done(self) -> bool:
        """Whether all documents were gone through."""
        return self.ending == "done"
