"""What changes between two versions of a policy, as data."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from logitext.records.frozen import Frozen, ValueField

Relation: TypeAlias = Literal["equivalent", "wider", "narrower", "changed", "added", "removed"]


class ChangedCase(Frozen):
    """A smallest case that comes out otherwise: whatever the clauses are that it does not name."""

    when: dict[str, ValueField] = Field(description="the value of each clause, or in words which values: `more than 2`")
    condition: str = Field(description="the same as a formula of the language")
    words: str = Field(description="the same in the words of the policy")
    old: ValueField
    new: ValueField
    share: float | None = Field(description="of all worlds that both versions allow; null where the solver decides")
    weighted: float | None = Field(description="the same, by the priors of clauses")


class DocumentChange(Frozen):
    """A document that a verdict decides otherwise, or may: `missing` are the clauses that would have to be asked.

    A value is null where the version decides nothing.
    """

    document: str
    old: ValueField
    new: ValueField
    missing: tuple[str, ...] = ()


class Documents(Frozen):
    """How many documents were compared, and what is missing to know of all of them."""

    total: int
    changed: int = Field(description="those that a verdict decides otherwise")
    open: int = Field(description="those of which some verdict is not known, as answers are missing")
    missing: dict[str, int] = Field(description="how many documents lack an answer to each clause")
    cost: float | None = Field(description="what asking would cost at most; null where nobody can tell")


class VerdictChange(Frozen):
    """What changes of one verdict."""

    violation: bool
    relation: Relation
    share: float | None = Field(description="of the worlds that both versions allow, those that come out otherwise")
    weighted: float | None = Field(description="the same, by the priors of clauses")
    cases: tuple[ChangedCase, ...]
    complete: bool = Field(description="whether the cases are all that change")
    documents: tuple[DocumentChange, ...] = Field(default=(), description="those that change, and those that may")


class Reworded(Frozen):
    """A clause that asks something else than before."""

    clause: str
    old: str
    new: str


class ClauseChanges(Frozen):
    """What became of the clauses and facts."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: dict[str, str] = Field(description="new names by old ones")
    reworded: tuple[Reworded, ...]


class PolicyDifference(Frozen):
    """What changes in decisions between two versions of a policy."""

    schema_version: str = "1"
    old: str
    new: str
    verdicts: dict[str, VerdictChange]
    clauses: ClauseChanges
    only_old: bool = Field(description="whether the old version allows worlds that the new one's assumptions forbid")
    only_new: bool = Field(description="the other way round")
    documents: Documents | None = Field(
        default=None, description="what became of real documents, where some were given"
    )

    @property
    def changes(self) -> bool:
        """Whether anything is decided otherwise."""
        return any(one.relation != "equivalent" for one in self.verdicts.values())
