"""A graph: what depends on what in a policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from logitext.api.without_texts.plans import verdicts_among
from logitext.policy.model import CheckedPolicy

if TYPE_CHECKING:
    from logitext.policy.dependencies import Graph


def graph(policy: CheckedPolicy, *, verdicts: Sequence[str] | None, clauses: bool, texts: bool) -> Graph:
    """What depends on what in a policy, or in a part of it. InputError."""
    from logitext.policy.dependencies import behind, dependencies, without_clauses

    found = dependencies(policy, texts=texts)
    if verdicts:
        verdicts_among(verdicts, policy)
        found = behind(found, verdicts)
    return found if clauses else without_clauses(found)
