"""Documents that got the same answers, so that only one of them is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from logitext.check.at_hand.rounds import ONE_CALL, RepliedRound, Round
from logitext.policy.sorts import Value as SortValue
from logitext.records.result import VerdictRecord
from logitext.theory.protocol import Reply


class SameAnswers(NamedTuple):
    """Documents that got the same answers, each a shared one, to the first round, which was the only one.

    What their results have in common, as fields; `records` are those of the verdicts, where no quotation is in them.
    """

    replied: RepliedRound
    found: Mapping[str, SortValue]
    fields: Mapping[str, Any]
    used: Mapping[str, Any]
    records: Mapping[str, VerdictRecord] | None
    quoting: bool


def likeness(asking: Round, outcome: Any) -> tuple[int, ...] | None:
    """What documents of one class have in common: which objects their answers are. None where it is no usual reply.

    The numbers stand for the answers as long as those are shared ones.
    """
    if outcome.__class__ is not Reply or outcome.usage is not ONE_CALL:
        return None
    given = outcome.answers
    if given.__class__ is not dict or list(given) != asking.ids:
        return None
    return tuple(map(id, given.values()))
