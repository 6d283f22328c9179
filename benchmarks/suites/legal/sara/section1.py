"""Reads the cases of sections 1 and 3301, and of section 68."""

from __future__ import annotations

import re

from benchmarks.suites.legal.sara.claims import Claim, amount, filing
from logitext.policy.sorts import Value


def tax(clause: str, facts: str, claim: Claim) -> Value | None:
    """A clause of sara-1.nltc."""
    subsection, *row = claim.point.split("_")
    answers: dict[str, Value | None] = {
        "filing": filing(facts, claim.subject),
        "income": amount(facts, "taxable income .*?is $"),
        "named": f"sub_{subsection}",
        "row": row[0] if row else "none",
        "claimed": claim.amount,
    }
    return answers[clause]


def wages(clause: str, facts: str, claim: Claim) -> Value | None:
    """A clause of sara-3301.nltc."""
    answers: dict[str, Value | None] = {
        "employer": "is an employer under section 3306(a)" in facts and str(claim.year) in facts,
        "wages": amount(facts, rf"$(?: in total wages)? in {claim.year}"),
        "claimed": claim.amount,
    }
    return answers[clause]


def limit(clause: str, facts: str, claim: Claim) -> Value | None:
    """A clause of sara-68.nltc."""
    answers: dict[str, Value | None] = {
        "filing": filing(facts, claim.subject),
        "agi": amount(facts, rf"{re.escape(claim.subject)}'s income was $"),
        "itemized": amount(facts, "itemized deductions of $"),
        "year": claim.year,
        "point": claim.point,
        "claimed": claim.amount,
    }
    return answers[clause]
