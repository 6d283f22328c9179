"""The outcome of a search: frozen, the same data in Python and in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from logitext.records.frozen import Frozen, ValueField
from logitext.records.result import SCHEMA_VERSION, Because, Conflicting, Open, PolicyRecord, Result
from logitext.records.shown import Shown

SearchStatus = Literal["sat", "unsat", "unrealised", "undetermined", "proved", "refuted", "no counterexample found"]
"""How a search ends; the first four for `forsome`, the others and `undetermined` for `forall`."""


class UnmetRecord(Frozen):
    """A demand that a text is not known to meet: the value of the clause, null if there is none, and its evidence."""

    demand: str
    clause: str
    value: ValueField
    quote: str | None


class AttemptRecord(Frozen):
    """A text that a search has read: the demands on it, and those that it did not meet.

    `conflict`: what was read contradicts the assumptions, so that the text is no witness of anything.
    """

    texts: Mapping[str, str]
    facts: Mapping[str, ValueField] = {}
    demands: tuple[str, ...]
    unmet: tuple[UnmetRecord, ...]
    conflict: bool = False


class NoGoodRecord(Frozen):
    """Demands that no text met together in `attempts` texts. This is evidence, not a proof."""

    demands: tuple[str, ...]
    attempts: int
    nearest: Mapping[str, str] = Field(description="the text that met most of them")
    met: tuple[str, ...] = Field(description="those of the demands that it met")


class SearchUsage(Frozen):
    """The usage of a search. `writing` and `reading` are calls of the writer and of the reading theories.

    `texts` is the number of texts that were read, and `questions` the number of questions about them. Tokens and `cost`
    are those of writing and reading together, null if they are not known.
    """

    writing: int
    reading: int
    texts: int
    questions: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    seconds: float


class Search(Shown):
    """The outcome of a search for texts.

    `sat`: `texts` has the texts that were searched for, `answers` all their answers, `because` the answers that entail
    the formula, and `result` the policy's verdicts with their reasons. `unsat`: the logic forbids it (`core`).
    `unrealised`: the logic allows it, but no text was found; `resisted` names the demands that the `nearest` text
    missed. `undetermined`: a clause could not be judged (`open`), or nothing could be written (`detail`).

    For `forall`: `proved` by logic alone (`core`), `refuted` by `texts`, or `no counterexample found`.
    """

    instead: ClassVar[str] = 'write `search.status == "sat"`, or another status'

    schema_version: str = SCHEMA_VERSION
    kind: Literal["forsome", "forall"]
    formula: str
    policy: PolicyRecord
    unknown: tuple[str, ...] = Field(description="the texts that were looked for")
    given: tuple[str, ...] = Field(description="the texts that were given")
    status: SearchStatus
    detail: str | None = None
    texts: Mapping[str, str] = {}
    facts: Mapping[str, ValueField] = Field(default={}, description="the facts that go with the texts")
    answers: Mapping[str, ValueField] = {}
    because: tuple[Because, ...] = ()
    result: Result | None = None
    core: tuple[Conflicting, ...] = ()
    nearest: AttemptRecord | None = None
    resisted: tuple[str, ...] = ()
    not_together: tuple[NoGoodRecord, ...] = ()
    open: tuple[Open, ...] = ()
    attempts: tuple[AttemptRecord, ...] = ()
    usage: SearchUsage
    failed: bool = Field(default=False, description="whether the writer's back end, or a theory's, failed")
    interrupted: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The outcome as plain JSON values, as `--format json` prints it."""
        return self.model_dump(mode="json")
