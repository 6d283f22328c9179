"""Decisions that were kept, as data: with the policy of their time, and verified by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from logitext.audit.entry import AuditEntry, shown_time
from logitext.audit.verifying import verify
from logitext.report import verification
from logitext.serve.bodies import KeptDecision, SourceRecord
from logitext.serve.keeping import Keeper
from logitext.serve.refusal import RequestRefusedError
from logitext.syntax.diagnostics import LogitextError


def kept(entry: AuditEntry, sources: Sequence[Mapping[str, str]], beside: AuditEntry | None) -> KeptDecision:
    """The record of a decision."""
    return KeptDecision(
        id=entry.id,
        made=shown_time(entry.made),
        policy=entry.policy,
        sha256=entry.sha256,
        action=entry.action,
        status=entry.status,
        result=entry.result,
        sources=tuple([SourceRecord(name=str(one.get("name")), text=str(one.get("text"))) for one in sources]),
        shadow=None if beside is None else beside.id,
    )


async def verified(keeper: Keeper, entry: AuditEntry) -> verification.Verification:
    """What verifying a decision came to. RequestRefusedError where it cannot be read any more."""
    assert keeper.store is not None
    try:
        claim, _, differences = await verify(keeper.store, entry)
    except LogitextError as error:
        raise RequestRefusedError(500, error.diagnostics) from None
    return verification.record(claim, differences)
