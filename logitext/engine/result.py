"""The result of a check: frozen, the same data in Python and in JSON.

`Result.to_dict()` is what `--format json` prints, and `Result.model_json_schema()` its published schema. Numbers that
are no finite decimal (1/3) are strings "p/q" in JSON; a Fraction in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

SCHEMA_VERSION = "1"


def _value_to_json(value: Any) -> Any:
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return value.numerator
        as_float = float(value)
        return as_float if Fraction(repr(as_float)) == value else f"{value.numerator}/{value.denominator}"
    return value


Value = Annotated[
    Any,
    PlainSerializer(_value_to_json, when_used="json"),
    WithJsonSchema({"type": ["boolean", "number", "string", "null"]}),
]
"""true, false, a number, a text or a label; null where it is not known."""

Reason = Literal["not asked", "unknown", "unsure", "refused", "failed", "text not given", "stopped"]
"""Why a clause is open."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, extra="forbid")


class SpanRecord(_Frozen):
    """A range in the policy: lines and columns from 1; the end column is one past the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


class Because(_Frozen):
    """One answer of a minimal set that entails a verdict."""

    clause: str
    value: Value
    probability: float | None
    quote: str | None
    span: SpanRecord
    heading: tuple[str, ...]
    theory: str


class Open(_Frozen):
    """A clause that could still decide a verdict, and why it has no answer; `detail` is in the theory's words."""

    clause: str
    reason: Reason
    detail: str | None


class VerdictRecord(_Frozen):
    """A verdict: `value` is null where it is undetermined or the answers conflict."""

    kind: Literal["verdict", "violation"]
    value: Value
    because: tuple[Because, ...]
    open: tuple[Open, ...]


class Conflicting(_Frozen):
    """A member of a minimal set of answers and assumptions that contradict each other; `statement` shows it."""

    kind: Literal["answer", "assumption"]
    name: str
    statement: str
    span: SpanRecord
    heading: tuple[str, ...]
    theory: str | None


class UsageRecord(_Frozen):
    """What the check used.

    `questions`: clauses asked, each counted once; a theory that costs nothing counts where it had something to say.
    `skipped`: the other clauses. `calls`: calls of theories; `rounds`: times the engine stopped to ask; `cached`:
    answers from a cache; `seconds`: wall time.
    """

    questions: int
    calls: int
    rounds: int
    skipped: int
    cached: int
    input_tokens: int
    output_tokens: int
    seconds: float


class PolicyRecord(_Frozen):
    """Which policy."""

    path: str
    sha256: str


class TextRecord(_Frozen):
    """Which text, without its content."""

    sha256: str


class Result(_Frozen):
    """What a policy says of a text.

    `status` is `decided` when every requested verdict has a value, `conflict` when the answers contradict the
    assumptions (then no verdict has one), `undetermined` otherwise.
    """

    schema_version: str = SCHEMA_VERSION
    policy: PolicyRecord
    document: str | None = Field(description="what the document is called: a file's name, where it has one")
    texts: Mapping[str, TextRecord]
    status: Literal["decided", "undetermined", "conflict"]
    verdicts: Mapping[str, VerdictRecord]
    answers: Mapping[str, Value]
    conflict: tuple[Conflicting, ...]
    usage: UsageRecord
    interrupted: bool = Field(default=False, description="whether the user stopped the check before its end")

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values, as `--format json` prints it."""
        return self.model_dump(mode="json")
