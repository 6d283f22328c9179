"""What changes in decisions from one version of a policy to another."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from logitext.api.measures.changed import by_results
from logitext.diff.compare import compare
from logitext.records.difference import PolicyDifference

if TYPE_CHECKING:
    from logitext.api.loaded import Loaded


async def difference(
    old: Loaded, new: Loaded, results: Sequence[str | os.PathLike[str]], facts: Mapping[str, Any] | None, *, every: bool
) -> PolicyDifference:
    """What logic says of two versions and, with files of results, which documents change. InputError."""
    found = await compare(old.checked, new.checked, every=every)
    return await by_results(old, new, found, results, facts) if results else found
