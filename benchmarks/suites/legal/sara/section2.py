"""Reads the cases of section 2."""

from __future__ import annotations

import re
from datetime import date

from benchmarks.suites.legal.sara.claims import Claim, day
from logitext.policy.sorts import Value

FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)


def family(clause: str, facts: str, claim: Claim) -> Value | None:
    """A clause of sara-2.nltc. The taxpayer of all cases is Bob, his spouse Alice, and Charlie lives with him."""
    death = day(facts, "Alice died on DAY")
    second = day(facts, "Bob married Charlie on DAY")
    decree = day(facts, "legally separated under a decree of separate maintenance on DAY")
    child_wedding = day(facts, "Charlie married Dan on DAY") or day(facts, "spouse whom he married on DAY")
    alien = "Alice was a nonresident alien" in facts
    answers: dict[str, Value | None] = {
        "opens": claim.opens,
        "closes": claim.closes,
        "earlier": date(claim.year - 2, 1, 1),
        "had_spouse": "Alice and Bob got married" in facts,
        "bereaved": death is not None,
        "death": death or LAST,
        "remarried": second is not None,
        "wedding": second or LAST,
        "separated": decree is not None,
        "decree": decree or LAST,
        "alien_spouse": alien,
        "spouse_from": day(facts, "Alice was a nonresident alien since DAY") or FIRST,
        "spouse_to": day(facts, "Alice was a nonresident alien until DAY") or LAST,
        "alien_self": "Bob was a nonresident alien" in facts,
        "self_to": day(facts, "Bob was a nonresident alien until DAY") or LAST,
        "keeps": _within(facts, claim.year, r"Bob furnished the costs"),
        "member": _member(facts),
        "entitled": _within(facts, claim.year, r"Bob was entitled to a deduction")
        or _within(facts, claim.year, r"Bob is entitled to a deduction"),
        "member_married": child_wedding is not None,
        "member_wedding": child_wedding or LAST,
        "barred": "Section 152(b)(2) applies" in facts,
        "by_h": "under section 152(d)(2)(H)" in facts,
        "point": claim.point,
    }
    return answers[clause]


def _within(facts: str, year: int, what: str) -> bool:
    """Whether a year is in the span that the facts name, before or after, for what they say."""
    span = re.search(rf"From (\d{{4}}) to (\d{{4}}), {what}", facts) or re.search(
        rf"{what}[^.]* for the years (\d{{4}}) to (\d{{4}})", facts
    )
    return span is not None and int(span[1]) <= year <= int(span[2])


def _member(facts: str) -> str:
    if "Charlie" not in facts or "Bob married Charlie" in facts:
        return "nobody"
    if re.search(r"have a child, Charlie|has a child, Charlie|his son Charlie", facts):
        return "child"
    return "parent" if "his father Charlie" in facts else "other"
