"""What a covering set came to: frozen, the same data in Python and in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from logitext.records.frozen import Frozen, ValueField
from logitext.records.result import SCHEMA_VERSION, Open, PolicyRecord
from logitext.records.search import NoGoodRecord, SearchUsage
from logitext.records.shown import Shown


class TextLine(Frozen):
    """One text of a cover with its answers: one line of the JSON Lines output.

    `answers` has every clause that has a value, `verdicts` what they entail (null where that is open), `goals` the
    numbers of the goals that it meets, from 1. `conflict`: the answers contradict the assumptions, so it meets none.
    """

    text: int = Field(description="its number, from 1")
    policy: str = Field(description="the SHA-256 of the policy that it was read for")
    reader: str = Field(description="the theory that read it")
    label: str | None = None
    texts: Mapping[str, str]
    facts: Mapping[str, ValueField] = Field(default={}, description="the facts that go with it")
    answers: Mapping[str, ValueField]
    verdicts: Mapping[str, ValueField]
    goals: tuple[int, ...] = ()
    open: tuple[Open, ...] = ()
    conflict: bool = False


class GoalRecord(Frozen):
    """A goal: `text` is the number of the first text that meets it, if one does; `tried` counts the tries."""

    goal: int
    name: str
    clause: str | None
    text: int | None
    tried: int


class InfeasibleRecord(Frozen):
    """A goal that the logic rules out, with the reason: a finding about the policy."""

    name: str
    clause: str | None
    because: tuple[str, ...]


class Cover(Shown):
    """The outcome of a cover: goals of a criterion, and texts that meet them.

    `status` is `covered` if every feasible goal is met, and otherwise `uncovered`. `feasible` is the number of all
    feasible goals. `goals` lists the goals that were aimed at, and `infeasible` the goals that no text can meet.
    """

    instead: ClassVar[str] = 'write `cover.status == "covered"`'

    schema_version: str = SCHEMA_VERSION
    policy: PolicyRecord
    formula: str | None = Field(description="the formula that is covered; null for the policy's verdicts")
    criterion: str
    status: Literal["covered", "uncovered"]
    detail: str | None = Field(default=None, description="why no more was written, where something stopped it")
    feasible: int
    realised: int
    goals: tuple[GoalRecord, ...]
    infeasible: tuple[InfeasibleRecord, ...]
    notes: tuple[str, ...] = ()
    clauses: tuple[str, ...]
    verdicts: tuple[str, ...]
    texts: tuple[TextLine, ...]
    not_together: tuple[NoGoodRecord, ...] = ()
    usage: SearchUsage
    failed: bool = Field(default=False, description="whether the writer's back end failed")
    interrupted: bool = False

    @property
    def unrealised(self) -> tuple[GoalRecord, ...]:
        """The feasible goals that no text meets."""
        return tuple([one for one in self.goals if one.text is None])

    def to_dict(self) -> dict[str, Any]:
        """The outcome as plain JSON values, as `--format json` prints it."""
        return self.model_dump(mode="json")
