"""What requests and answers hold. Results are those of `logitext check --format json`, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from logitext.records.action import Action
from logitext.records.frozen import Frozen, ValueField
from logitext.records.result import Result
from logitext.report.findings.records import Finding

TextsBody = str | dict[str, str]
FactsBody = dict[str, Any]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RequestDocument(_Asked):
    """One document: its texts, and what is known of it."""

    texts: TextsBody | None = Field(
        default=None, description="the text, or texts by the names that the policy declares; one left out is unknown"
    )
    label: str | None = Field(default=None, max_length=1000, description="what the document is called in its result")
    facts: FactsBody | None = Field(default=None, description="facts, and lists, by the names that the policy declares")
    assume: list[str] | None = Field(default=None, max_length=100, description="formulas that hold of the document")


class CheckRequest(RequestDocument):
    """One document, or several in `documents`, to be decided by a policy."""

    policy: str | None = Field(default=None, description="the policy's name; may be left out where there is only one")
    documents: list[RequestDocument] | None = Field(default=None, description="several documents, in the place of one")
    answers: FactsBody | None = Field(
        default=None, description="answers to clauses by their names, which go before those of any theory"
    )
    verdicts: list[str] | None = Field(default=None, description="decide only these verdicts")
    explain: bool = Field(default=False, description="explain the verdicts, as `--explain` does")
    why_not: bool = Field(default=False, description="the smallest changes that turn each verdict, as `--why-not`")
    what_if: FactsBody | None = Field(
        default=None, description="the verdicts with these answers instead, as `--what-if`"
    )

    @model_validator(mode="after")
    def _one_or_several(self) -> CheckRequest:
        own = (self.texts, self.label, self.facts, self.assume)
        if self.documents is not None and any(one is not None for one in own):
            raise ValueError("has `documents`, so texts, label, facts and assume stand in each of them")
        return self


class ExplainRequest(_Asked):
    """A result of a check, to be explained."""

    policy: str | None = Field(default=None, description="the policy's name; may be left out where there is only one")
    result: dict[str, Any] = Field(description="a result as `/v1/check` or `logitext check --format json` gave it")
    trace: bool = Field(default=True, description="how each verdict came about")
    why_not: bool = Field(default=True, description="the smallest changes that turn each verdict")
    what_if: FactsBody | None = Field(default=None, description="the verdicts with these answers instead")


class ServedDecision(Frozen):
    """What came of one document."""

    id: str = Field(description="names this decision in logs")
    policy: str = Field(description="the name of the policy")
    action: Action
    result: Result


class Decisions(Frozen):
    """What came of several documents, in their order."""

    decisions: tuple[ServedDecision, ...]


class StartedEvent(Frozen):
    """The event `started`: how the policy is decided, in words."""

    backend: str


class AskingEvent(Frozen):
    """The event `asking`: a theory is asked about clauses."""

    theory: str
    clauses: tuple[str, ...]


class AnswerEvent(Frozen):
    """The event `answer`: what a theory said of a clause; `reason` is why the value is null."""

    clause: str
    theory: str
    value: ValueField
    probability: float | None
    quote: str | None
    reason: Literal["unknown", "unsure", "refused", "failed"] | None


class SparedEvent(Frozen):
    """The event `spared`: clauses that need not be asked any more."""

    clauses: tuple[str, ...]


class ShadowComparison(Frozen):
    """A document on which another version of a policy decides otherwise.

    `id` and `shadow_id` name the two decisions, `action` and `shadow` are what they ask for, and `verdicts` has the
    values of those that differ: in the version that is served, and in the other.
    """

    id: str
    shadow_id: str
    policy: str
    action: Action
    shadow: Action
    verdicts: Mapping[str, tuple[ValueField, ValueField]]


class Differences(Frozen):
    """How often other versions came to something else, by policy and outcome, and the last such documents."""

    counts: Mapping[str, Mapping[str, int]]
    latest: tuple[ShadowComparison, ...] = Field(description="the newest first")


class SourceRecord(Frozen):
    """A file of a policy as it was read."""

    name: str
    text: str


class KeptDecision(Frozen):
    """A decision that was kept, with the policy of its time."""

    id: str
    made: str = Field(description="when, in UTC")
    policy: str
    sha256: str
    action: str
    status: str
    result: Any = Field(description="the result as it was given")
    sources: tuple[SourceRecord, ...] = Field(description="the policy's files; the last one is the policy itself")
    shadow: str | None = Field(description="the id of the decision of another version beside it")


class Errors(Frozen):
    """Why a request is not answered: all that is wrong with it."""

    errors: tuple[Finding, ...]


class Input(Frozen):
    """A text, a clause or a fact of a policy."""

    name: str
    description: str | None
    sort: str | None = Field(description="null for a text")


class ListInput(Frozen):
    """A list of a policy, which is given among the facts: an array of objects."""

    name: str
    description: str | None
    fields: Mapping[str, str] = Field(description="the sort of each field, `text` for one that is judged")
    key: str | None = Field(description="the field by which elements are called")
    limit: int = Field(description="the most elements")


class Condition(Frozen):
    """A value of a verdict that asks for an action."""

    verdict: str
    value: ValueField
    action: Literal["block", "review"]


class ServedPolicy(Frozen):
    """A policy that is served."""

    name: str
    sha256: str
    texts: tuple[Input, ...]
    facts: tuple[Input, ...]
    lists: tuple[ListInput, ...]
    clauses: tuple[Input, ...]
    verdicts: Mapping[str, Literal["verdict", "violation"]]
    conditions: tuple[Condition, ...]
    errors: tuple[Finding, ...] = Field(
        description="why a newer version of its files is not served; empty where there is none"
    )


class Policies(Frozen):
    """The policies that are served."""

    policies: tuple[ServedPolicy, ...]


class ServiceStatus(Frozen):
    """Whether the service works."""

    status: Literal["ok", "stopping"]
    version: str
