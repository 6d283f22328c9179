"""What the sentences of SARA have in common, read by regular expressions: the claim, names, years, days and amounts.

>>> claim = Claim.read("Under section 63(c)(2)(C), Alice's basic standard deduction in 2019 is equal to $12,000.")
>>> claim.point, claim.subject, claim.year, claim.amount
('c_2_C', 'Alice', 2019, 12000)
>>> days("Ann was abroad from March 2nd, 2016 to Feb 1, 2017.")
(datetime.date(2016, 3, 2), datetime.date(2017, 2, 1))
>>> filing("Ann is a head of household. Ann is not married.", "Ann")
'head'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY = r"(?:\d{1,2} [A-Z][a-z]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
_AMOUNT = re.compile(r"\$([\d,]+(?:\.\d+)?)")
_POINT = re.compile(r"[Ss]ection \d+((?:\([A-Za-z0-9]+\))*)")
_NAME = re.compile(r"\b(Alice|Bob|Charlie|Dan)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a claim names: the part of the section (`c_2_A`), a person, a year, an amount; 0 where there is none."""

    text: str
    point: str
    subject: str
    year: int
    amount: int

    @classmethod
    def read(cls, text: str) -> Claim:
        point = _POINT.search(text)
        name = _NAME.search(text)
        # An amount may look like a year.
        years = _YEAR.findall(_AMOUNT.sub("", text))
        found = amounts(text)
        return cls(
            text,
            "_".join(re.findall(r"\w+", point[1])) if point else "",
            name[1] if name else "",
            int(years[-1]) if years else 0,
            found[0] if found else 0,
        )

    @property
    def opens(self) -> date:
        """The first day of the year."""
        return date(self.year, 1, 1)

    @property
    def closes(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)


def amounts(text: str) -> tuple[int, ...]:
    """Amounts of dollars, in their order."""
    return tuple(int(found.replace(",", "")) for found in _AMOUNT.findall(text))


def amount(text: str, pattern: str) -> int | None:
    """The amount in the place that a pattern finds, which has `$` for it; 0 where it finds none.

    None where it finds several that differ.
    """
    found = {int(one.replace(",", "")) for one in re.findall(pattern.replace("$", r"\$([\d,]+)"), text)}
    return None if len(found) > 1 else sum(found)


def days(text: str) -> tuple[date, ...]:
    """Days, written in either order, as they come."""
    found = []
    for day in re.findall(DAY, text):
        parts = re.findall(r"[A-Za-z]{3,}|\d+", day)
        (month,) = (part for part in parts if part[:3].lower() in MONTHS)
        number, year = (int(part) for part in parts if part.isdigit())
        found.append(date(year, MONTHS.index(month[:3].lower()) + 1, number))
    return tuple(found)


def day(text: str, pattern: str) -> date | None:
    """The day in the first place that a pattern finds, which has `DAY` for it; None where it finds none."""
    found = re.search(pattern.replace("DAY", f"({DAY})"), text)
    return days(found[1])[0] if found else None


def filing(facts: str, subject: str) -> str:
    """How somebody files: joint, surviving, head, unmarried or separate."""
    said = re.sub(r"is not a (?:surviving spouse|head of household)", "", facts)
    if "surviving spouse" in said:
        return "surviving"
    if "head of household" in said:
        return "head"
    if "not married" in facts or not re.search(rf"{subject}\b.*?\b(?:married|spouse)\b", said):
        return "unmarried"
    joint = re.search(r"(?<!does not )files? (?:their taxes jointly|a joint return)|files? jointly", said)
    return "joint" if joint else "separate"
