"""A plan as data: what `logitext plan --format json` prints, and its schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pydantic import ConfigDict, Field

from logitext.records.frozen import Frozen, ValueField
from logitext.records.result import PolicyRecord

Method: TypeAlias = Literal["exact", "drawn", "unknown"]


class Costs(Frozen):
    """What one way of asking is expected to take for a document."""

    way: Literal["plan", "in file order", "everything"] = Field(
        description="as planned; in file order what still matters, one at a time; every clause that can matter at once"
    )
    questions: float
    rounds: float
    price: float
    error: float | None = Field(
        default=None, description="the standard error of the questions, where documents were drawn"
    )
    documents: int | None = Field(default=None, description="over how many of these it is the average")


class PathAnswer(Frozen):
    """An answer on the likeliest path."""

    answer: str = Field(description="in words: `true`, `serious`, `at least 2`; several that come to the same")
    chance: float
    more: float | None = Field(description="how many questions follow it, on average; null: not known")


class PathStep(Frozen):
    """A question on the likeliest path; `answers[0]` is the one that the path takes."""

    clause: str
    wording: str
    source: str = Field(description="the file that the clause stands in")
    line: int
    call: tuple[str, ...] = Field(description="the clauses of the call made here; empty for an answer of the last call")
    answers: tuple[PathAnswer, ...] = Field(description="empty for a number or text whose values cannot be foreseen")
    bits: float | None = Field(description="what the answer tells of the verdicts, added up over them")
    open: int | None = Field(description="how many other clauses still matter before the answer; null: not known")
    spared: float | None = Field(description="how many of these the answer makes superfluous at once, on average")


class AnswerRecord(Frozen):
    """An answer in the decision tree, and where it leads."""

    answer: str
    chance: float = Field(description="once the question is put")
    to: str = Field(description="the id of a node")


class TreeNode(Frozen):
    """A place in the decision tree: a question, an end where all verdicts are decided, or a part that is not shown."""

    id: str
    kind: Literal["question", "end", "cut"]
    reach: float = Field(description="the share of documents that come by")
    more: float | None = Field(
        default=None, description="how many questions they are still asked, on average; null: not known"
    )
    clause: str | None = None
    call: tuple[str, ...] = Field(
        default=(), description="the clauses of the call made here; empty if it was made before"
    )
    answers: tuple[AnswerRecord, ...] = ()
    verdicts: Mapping[str, ValueField] = Field(default={}, description="of an end")


class ClauseUse(Frozen):
    """How often a clause is asked."""

    clause: str
    price: float = Field(description="of the question, without the call")
    matters: bool | None = Field(description="whether any answer to it can decide a verdict; null: not known")
    asked: float | None = Field(description="the share of documents for which it is asked; null: not known")


class PlanOutline(Frozen):
    """What will be asked about a document of a policy, as far as it is known before anything is asked."""

    model_config = ConfigDict(title="Plan")

    schema_version: str = "1"
    policy: PolicyRecord
    units: Mapping[str, int | tuple[str | int, ...]] = Field(
        description="how many units of texts, or which keys of elements, the policy was spelt out for"
    )
    uncounted: tuple[str, ...] = Field(description="units of texts whose number is left open: one clause each formula")
    verdicts: tuple[str, ...]
    strategy: str
    rule: str = Field(description="what it comes to for this policy")
    backend: str = Field(description="how the policy is decided")
    method: Method = Field(description="by the whole decision tree, over documents that are drawn, or not known")
    why: str = Field(description="why not by the whole decision tree; empty if it is")
    cut_off: tuple[str, ...] = Field(default=(), description="what ended at a limit of the planning, and what follows")
    documents: int | None = Field(description="how many were drawn")
    states: int | None = Field(description="how many states the whole decision tree has")
    costs: tuple[Costs, ...]
    path: tuple[PathStep, ...]
    path_chance: float | None = Field(description="the share of documents that take the path to its end")
    path_end: Mapping[str, ValueField] = Field(description="the verdicts at its end; empty if it has none")
    depth: int = Field(description="how many questions follow each other in `tree` at most")
    tree: tuple[TreeNode, ...] = Field(description="the first node is where a document begins; empty if there is none")
    clauses: tuple[ClauseUse, ...]
