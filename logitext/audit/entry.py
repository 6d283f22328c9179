"""A decision as it is kept, and the policy that it was made by."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from logitext.policy.load import check_sources
from logitext.policy.model import CheckedPolicy
from logitext.records.result import Result
from logitext.syntax.delimiters import Delimiters
from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.source import Source


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One decision. `made` is when, in seconds since 1970; `policy` is the name, and `sha256` the version of it.

    `result` is the record of the check, as JSON. `of` is the decision that this one was made beside, by another version
    of the policy, and `differs` whether it came to something else.
    """

    id: str
    made: float
    policy: str
    sha256: str
    action: str
    status: str
    result: Mapping[str, Any]
    of: str | None = None
    differs: bool = False


def entry_of(id: str, made: float, policy: str, action: str, result: Result, *, redact: bool = False) -> AuditEntry:
    """The entry of a result. With `redact` it has no quotation of a text."""
    data = result.to_dict()
    if redact:
        for verdict in data["verdicts"].values():
            for reason in verdict["because"]:
                reason["quote"] = None
        data["explanation"] = None
    status = "error" if result.error else result.status
    return AuditEntry(id, made, policy, result.policy.sha256, action, status, data)


def shown_time(made: float) -> str:
    """When a decision was made, in UTC; a time that there cannot be is shown as the beginning of 1970.

    >>> shown_time(1_700_000_000)
    '2023-11-14T22:13:20Z'
    """
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(made if 0 <= made < 1e11 else 0))


def sources_of(policy: CheckedPolicy) -> str:
    """The text of a policy and of all that it uses, as JSON, in the order in which they are read again."""
    return json.dumps(
        [{"name": one.name, "text": one.text, "delimiters": str(one.given)} for one in policy.sources],
        ensure_ascii=False,
    )


def policy_of(sources: Sequence[Mapping[str, str]]) -> CheckedPolicy:
    """The policy that these sources are. ValueError where they are none."""
    try:
        return check_sources([Source(one["name"], one["text"], Delimiters.of(one["delimiters"])) for one in sources])
    except (KeyError, TypeError, AttributeError, IndexError, PolicyError) as error:
        raise ValueError(f"its policy cannot be read any more: {error}") from None
