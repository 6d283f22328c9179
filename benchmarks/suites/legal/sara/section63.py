"""Reads the cases of section 63."""

from __future__ import annotations

import re
from datetime import date

from benchmarks.suites.legal.sara.claims import DAY, Claim, amount, days, filing
from logitext.policy.sorts import Value

FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)


def income(clause: str, facts: str, claim: Claim) -> Value | None:
    """A clause of sara-63.nltc."""
    who = claim.subject
    spouse = "Alice" if who == "Bob" else "Bob"
    if clause in ("alien", "alien_from", "alien_to"):
        return _alien(facts, who)[("alien", "alien_from", "alien_to").index(clause)]
    if clause in ("trust", "trust_from", "trust_to"):
        return _trust(facts)[("trust", "trust_from", "trust_to").index(clause)]
    each = amount(facts, "additional standard deduction of $ each for")
    status = filing(facts, who)
    answers: dict[str, Value | None] = {
        "opens": claim.opens,
        "closes": claim.closes,
        "year": claim.year,
        "point": claim.point,
        "claimed": claim.amount,
        "filing": status,
        "gross": amount(facts, "was paid $"),
        "itemized": amount(facts, "itemized deduction of $"),
        "exemptions": amount(facts, r"deductions of $ under section 151") or amount(facts, r"under section 151 of $"),
        "standard": amount(facts, r"a deduction under section 63\(c\)(?:\(1\))? of $"),
        "basic_given": amount(facts, r"basic standard deduction under section 63\(c\)\(2\) of $"),
        "additional_given": amount(facts, r"additional standard deduction of $ under section 63\(c\)\(3\)"),
        "for_oneself": each if "each for herself" in facts else 0,
        "for_the_spouse": each if "and for Bob" in facts else 0,
        "claimed_by_other": bool(re.search(rf"is entitled to a deduction for {who}\b", facts)),
        "earned": amount(facts, f"{who} earned $"),
        "one_itemizes": "itemized deduction" in facts,
        "kind": _kind(facts),
        "own_birth": _birth(facts, who),
        "spouse_birth": _birth(facts, spouse),
        "own_blind": f"{who} has been blind" in facts,
        "spouse_blind": f"{spouse} has been blind" in facts,
        "spouse_exempt": f"{who} is allowed an exemption for {spouse}" in facts,
    }
    return answers[clause]


def _alien(facts: str, who: str) -> tuple[bool, date, date]:
    found = re.search(rf"{who} was a nonresident alien from ({DAY}) to ({DAY})", facts)
    return (True, days(found[1])[0], days(found[2])[0]) if found else (False, FIRST, LAST)


def _trust(facts: str) -> tuple[bool, date, date]:
    found = re.search(r"From (\d{4}) to (\d{4}), .* was considered to be a business trust", facts)
    return (True, date(int(found[1]), 1, 1), date(int(found[2]), 12, 31)) if found else (False, FIRST, LAST)


def _birth(facts: str, who: str) -> int:
    found = re.search(rf"{who} was born ({DAY})", facts)
    return days(found[1])[0].year if found else 9999


def _kind(facts: str) -> str:
    named = re.search(r"under section (151|63)", facts)
    return f"section_{named[1]}" if named else "other"
