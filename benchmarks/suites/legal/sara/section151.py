"""Reads the cases of section 151."""

from __future__ import annotations

import re

from benchmarks.suites.legal.sara.claims import Claim, amount, filing
from logitext.policy.sorts import Value


def exemptions(clause: str, facts: str, claim: Claim) -> Value | None:
    """A clause of sara-151.nltc."""
    who = claim.subject
    status = filing(facts, who)
    named = re.search(r"with (\w+)(?: as)? the dependent", claim.text)
    percent = re.search(r"equal to (\d+)%", facts)
    points = re.search(r"equal to (\d+)\.$", claim.text)
    answers: dict[str, Value | None] = {
        "married": status in ("joint", "separate"),
        "joint_return": status == "joint",
        "spouse_income": 0,
        "spouse_dependent": False,
        "dependents": len(re.findall(r"one exemption of \$2000", facts)),
        "claimed_by_other": bool(re.search(rf"entitled to an exemption under section 151\(\w\) for {who}\b", facts)),
        "year": claim.year or Claim.read(facts).year,
        "agi": amount(facts, "income in \\d+ (?:is|was) $"),
        "applicable": amount(facts, "applicable amount .*?is $"),
        "named_percentage": int(percent[1]) if percent else 0,
        "point": re.sub("_A$", "", claim.point) if claim.point.startswith("d_5") else claim.point,
        "claimed": int(points[1]) if points else claim.amount,
        "even": points is not None and int(points[1]) % 2 == 0,
        "is_dependent": named is not None and f"{named[1]} counts as" in facts,
    }
    return answers[clause]
