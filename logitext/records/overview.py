"""What logic says of a policy as a whole: its verdicts beside each other, and what its clauses can do."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from logitext.records.frozen import Frozen

Together: TypeAlias = Literal["equivalent", "opposite", "exclusive", "implies", "implied", "exhaustive", "independent"]
"""How two verdicts that are true or false go together: `exhaustive` means that one of them is always true."""


class Pair(Frozen):
    """Two verdicts, and how they go together, whatever is answered."""

    one: str
    other: str
    relation: Together


class Influence(Frozen):
    """The share of allowed worlds in which another value of a clause, alone, would turn a verdict."""

    verdict: str
    clause: str
    share: float
    weighted: float = Field(description="the same, by the priors of clauses")


class Overview(Frozen):
    """What was asked for of one policy; null where it was not, or cannot be said."""

    file: str
    verdicts: tuple[Pair, ...] | None
    influence: tuple[Influence, ...] | None
    unchecked: tuple[str, ...] = Field(description="what was asked for and cannot be said, and why")
