"""Reads what SARA's tax cases tell of a return. `family` reads who is who, `payments` what is paid to employees."""

from __future__ import annotations

import re

from benchmarks.suites.legal.sara.claims import DAY, Claim, amounts, days
from benchmarks.suites.legal.sara.forms import sentences
from logitext.policy.sorts import Value


def whole(clause: str, facts: str, claim: Claim) -> Value | None:
    """A clause of sara-tax.nltc."""
    who = claim.subject
    taken = [sum(amounts(one)) for one in sentences(facts) if "itemized deductions" in one and "husband" not in one]
    alien = re.search(rf"{who} (?:is a nonresident|was a nonresident alien until ({DAY}))", facts)
    blind = re.findall(r"(\w+) has been blind", facts)
    answers: dict[str, Value | None] = {
        "itemizes": bool(taken),
        "itemized": sum(taken),
        "own_blind": who in blind,
        "spouse_blind": any(name != who for name in blind),
        "alien": alien is not None and (alien[1] is None or days(alien[1])[0].year >= claim.year),
        "other_itemizes": "husband" in facts and "he takes itemized deductions" in facts,
    }
    return answers[clause]
