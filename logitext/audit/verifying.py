"""Verifies what is kept: a decision against the policy's text of its time, which is kept beside it."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.audit.entry import AuditEntry, policy_of
from logitext.audit.store import DecisionStore
from logitext.policy.model import CheckedPolicy
from logitext.verify.difference import Difference
from logitext.verify.parsed_result import ParsedResult, parsed_result
from logitext.verify.verify import verify_claims


async def verify(store: DecisionStore, entry: AuditEntry) -> tuple[ParsedResult, CheckedPolicy, Sequence[Difference]]:
    """What a decision claims, its policy, and how the claim differs from what its answers entail.

    InputError where the kept record is no result any more, or its policy cannot be read.
    """
    claim = parsed_result(entry.result)
    try:
        policy = policy_of(store.sources(entry.sha256))
    except ValueError as error:
        raise store.damaged(f"the decision `{entry.id}`: {error}") from None
    (differences,) = await verify_claims(policy, [claim])
    found = [*differences]
    if claim.result.status != entry.status and not (claim.result.error and entry.status == "error"):
        message = "the status beside the record is another than the one in it"
        found.append(Difference(where="status", message=message, expected=claim.result.status, found=entry.status))
    return claim, policy, found
