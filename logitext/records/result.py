"""The result of a check: frozen, the same data in Python and in JSON.

`Result.to_dict()` is what `--format json` prints, and `Result.model_json_schema()` its published schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from logitext.policy.supposed import names_of
from logitext.records.explanation import Explanation
from logitext.records.frozen import Frozen, SpanRecord, ValueField
from logitext.records.probability import VerdictChances
from logitext.records.shown import Ambiguous, Shown

SCHEMA_VERSION = "1"


OpenReason = Literal[
    "not asked",
    "unknown",
    "unsure",
    "refused",
    "failed",
    "text not given",
    "not given",
    "too many units",
    "no row fits",
    "several rows fit",
    "row not settled",
    "stopped",
    "out of budget",
    "repaired",
]
"""Why a clause is open."""


class Because(Frozen):
    """One answer of a minimal set that entails a verdict.

    `quote_dropped`: evidence was given that is in none of the texts, and was left out.
    """

    clause: str
    value: ValueField
    probability: float | None
    quote: str | None
    quote_dropped: bool = False
    span: SpanRecord
    heading: tuple[str, ...]
    theory: str


class Open(Frozen):
    """A clause that could still decide a verdict, and why it has no answer; `detail` is in the theory's words.

    `certain` is false where it would have taken too long to see whether the clause can.
    """

    clause: str
    reason: OpenReason
    detail: str | None
    certain: bool = True


class VerdictRecord(Ambiguous):
    """A verdict; `value` is null if it is undetermined or the answers conflict.

    `smallest` is false where the search for reasons ended at its limit: fewer answers than `because` may do.
    """

    instead: ClassVar[str] = "write `verdict.is_true`, `verdict.is_false`, or `verdict.decided` and `verdict.value`"

    kind: Literal["verdict", "violation"]
    value: ValueField
    because: tuple[Because, ...]
    open: tuple[Open, ...]
    smallest: bool = True

    @property
    def decided(self) -> bool:
        """Whether it has a value."""
        return self.value is not None

    @property
    def is_true(self) -> bool:
        """Whether it is true. An undetermined one is neither true nor false."""
        return self.value is True

    @property
    def is_false(self) -> bool:
        """Whether it is false. An undetermined one is neither true nor false."""
        return self.value is False


class Conflicting(Frozen):
    """A member of a minimal set of answers and assumptions that contradict each other; `statement` shows it.

    Where a search says what forbids a formula, definitions are among them.
    """

    kind: Literal["answer", "assumption", "definition"]
    name: str
    statement: str
    span: SpanRecord
    heading: tuple[str, ...]
    theory: str | None


class Repaired(Frozen):
    """An answer that a repair set aside, because it contradicted others that weigh more. It is never a reason.

    `was` is the answer; `now` is the value that the other answers and the assumptions entail instead, null where they
    leave several. `weight` is what giving it up cost: the log-odds of its probability.
    """

    clause: str
    was: ValueField
    now: ValueField
    probability: float | None
    weight: float
    span: SpanRecord
    heading: tuple[str, ...]
    theory: str


class WithoutCache(Frozen):
    """The usage of the check if the cache had been empty. A cached answer counts as much as when it was new."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None


class Instead(Frozen):
    """A comparison of the questions that were put at a price with other ways of asking.

    `asked`: clauses that were put to theories with a price. `everything`: all clauses that no free theory answered.
    `in_file_order`: clauses in the order of the file, one after the other as long as they matter, with the likeliest
    answer for clauses that were not asked. It is null if the policy is not decided on diagrams, or if a clause that was
    asked has no answer.
    """

    asked: int
    everything: int
    in_file_order: int | None


class TheoryUsage(Frozen):
    """The usage of one theory in a check.

    `model`: the model that answers, null if there is none. `questions`: clauses that were put to it, each as often as
    it was put. `calls`: how often it was called, for a model every attempt. `cost` and `estimated`: as for the whole
    check.
    """

    theory: str
    model: str | None
    questions: int
    calls: int
    cached: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    estimated: int = 0


class UsageRecord(Frozen):
    """The usage of a check: questions, calls, tokens, money and time.

    `questions`: clauses that were asked, each counted once; a free theory counts if it had something to say. `skipped`:
    the other clauses. `asked_again`: clauses that were put a second time, to resolve a conflict. `calls`: calls of
    models (theories that name a `model`), including failed calls that were tried again. `theories`: the usage of each
    theory, in the order in which they were asked. `rounds`: times that the engine stopped to ask. `cached`: answers
    from a cache. `cached_tokens`: the part of `input_tokens` that the back end had read before. `cost`: money, by the
    theory's own account or by its declared prices; null if it is not known. `estimated`: calls that had no reply in
    time, whose tokens and cost are estimated as if they had been answered in full. `without_cache`: the usage with an
    empty cache. `instead`: other ways of asking, null if no theory with a price was asked. `seconds`: wall time.
    """

    questions: int
    calls: int
    rounds: int
    skipped: int
    asked_again: int
    cost: float | None
    cached: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    estimated: int = 0
    without_cache: WithoutCache | None = None
    instead: Instead | None = None
    seconds: float
    theories: tuple[TheoryUsage, ...] = ()


class PolicyRecord(Frozen):
    """The policy of a result, by path and hash."""

    path: str
    sha256: str


class TextRecord(Frozen):
    """A text of a result, by its hash, without its content."""

    sha256: str


class Result(Shown):
    """The result of a check: the verdicts of a policy on a text.

    `status` is `decided` if every requested verdict has a value, `conflict` if the answers contradict the assumptions
    (then no verdict has a value), and otherwise `undetermined`. `print` shows the result as `logitext check` does.
    """

    instead: ClassVar[str] = "write `result.decided`, `result.violations`, or `result.verdicts[name].is_true`"

    schema_version: str = SCHEMA_VERSION
    policy: PolicyRecord
    document: str | None = Field(description="what the document is called: a file's name, where it has one")
    texts: Mapping[str, TextRecord]
    units: Mapping[str, int | tuple[str | int, ...]] = Field(
        default={},
        description="how many units the texts have that the policy speaks of; of a list with a key, the keys",
    )
    status: Literal["decided", "undetermined", "conflict"]
    verdicts: Mapping[str, VerdictRecord]
    facts: Mapping[str, ValueField] = Field(default={}, description="the facts that the caller gave")
    assumed: tuple[str, ...] = Field(default=(), description="the formulas that the caller said to assume")
    answers: Mapping[str, ValueField]
    clauses: Mapping[str, str] = Field(
        default={},
        description="the SHA-256 of each clause that is answered, as it was put",
    )
    conflict: tuple[Conflicting, ...]
    repaired: tuple[Repaired, ...] = ()
    usage: UsageRecord
    interrupted: bool = Field(default=False, description="whether the user stopped the check before its end")
    error: str | None = Field(default=None, description="why there is no verdict, where the check itself failed")
    probability: Mapping[str, VerdictChances] | None = Field(
        default=None, description="how likely the values of each verdict are, if that was asked for"
    )
    explanation: Explanation | None = Field(default=None, description="the explanation that was asked for, if any")

    @property
    def known(self) -> dict[str, Any]:
        """All that verdicts were decided by: the facts, the formulas that were assumed, and the answers."""
        return {**self.facts, **names_of(self.assumed), **self.answers}

    @property
    def decided(self) -> bool:
        """Whether every requested verdict has a value."""
        return self.status == "decided"

    @property
    def violations(self) -> tuple[str, ...]:
        """The violations that are true. Where verdicts are undetermined there may be more."""
        return tuple(name for name, one in self.verdicts.items() if one.kind == "violation" and one.is_true)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values, as `--format json` prints it."""
        return self.model_dump(mode="json")
