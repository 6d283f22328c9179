"""Reads SARA's tax cases: who files how, with what income. `payments` reads what is paid to employees."""

from __future__ import annotations

import re
from dataclasses import dataclass

from benchmarks.suites.legal.sara.claims import DAY, Claim, amounts, days
from logitext.policy.sorts import Value

_OTHER = r"[A-Z][a-z]+"
_EARNS = r"(?:gross income|income|was paid|earned)"
_KIN = r"\b(?:father|mother|son|child|daughter)\b"


@dataclass(frozen=True, slots=True)
class _Case:
    facts: str
    who: str
    year: int

    @property
    def sentences(self) -> list[str]:
        return re.split(r"(?<=\.) (?=[A-Z])", self.facts)

    @property
    def spouse(self) -> str | None:
        """Whoever is married to the taxpayer in the year; "" where the facts give no name."""
        if re.search(r"under a decree of divorce|were married from", self.facts):
            return None
        found = re.search(
            rf"{self.who} and ({_OTHER}) (?:got|have been) married|({_OTHER}) and {self.who} (?:got|have been) married"
            rf"|{self.who} married ({_OTHER})|{self.who} (?:got|has been) married",
            self.facts,
        )
        if found is None:
            return None
        name = found[1] or found[2] or found[3] or ""
        death = re.search(rf"{name} died (?:on )?({DAY})", self.facts) if name else None
        return None if death and days(death[1])[0].year < self.year else name

    @property
    def joint(self) -> bool:
        return bool(re.search(r"files? jointly|files? a joint return", self.facts))

    @property
    def keeps_home(self) -> bool:
        """Whether the taxpayer pays for a home in which somebody else lives."""
        own = rf"(?:{self.who}|she|he)"
        kept = (
            rf"{own} (?:maintains|maintained)|maintained by {self.who}|{self.who} furnished (?:all|the) costs|pays for"
        )
        return bool(re.search(kept, self.facts))

    @property
    def filing(self) -> str:
        if self.spouse is not None:
            return "joint" if self.joint else "separate"
        if re.search(rf"{_OTHER} died", self.facts) and "have a child" in self.facts:
            return "surviving"
        return "head" if self.keeps_home else "unmarried"

    def income(self, name: str) -> int:
        """What somebody earned in the year."""
        total = 0
        for sentence in self.sentences:
            if self.year_of(sentence) != self.year or not re.search(_EARNS, sentence):
                continue
            found = amounts(sentence)
            names = re.findall(rf"\b({_OTHER})(?:'s)? and ({_OTHER})(?:'s)? (?:gross )?incomes?\b", sentence)
            if names and len(found) == 2:
                total += found[names[0].index(name)] if name in names[0] else 0
                continue
            total += sum(_each(sentence, name))
        return total

    def year_of(self, sentence: str) -> int:
        """The year of this case where the sentence names it or none, else another."""
        named = Claim.read(re.sub(rf"since {DAY}|born {DAY}", "", sentence))
        return self.year if str(self.year) in sentence or not named.year else named.year


def _each(sentence: str, name: str) -> list[int]:
    """Amounts after somebody's name, up to the next one."""
    parts = re.split(rf"\b({_OTHER}|her spouse|[Hh]er husband)(?:'s)?\b", sentence)
    own = [text for said, text in zip(parts[1::2], parts[2::2], strict=True) if said == name]
    return [amount for text in own for amount in amounts(text)[:1]]


def whole(clause: str, facts: str, claim: Claim) -> Value | None:
    """A clause of sara-tax.nltc."""
    case = _Case(facts, claim.subject, claim.year)
    spouse = case.spouse
    gross = case.income(case.who)
    both = re.search(r"'s and her spouse's gross income for the year \d+ is (\$[\d,]+)", facts)
    if both:
        gross = amounts(both[1])[0]
    elif case.filing == "joint":
        gross += case.income(spouse or "her spouse")
    taken = [sum(amounts(one)) for one in case.sentences if "itemized deductions" in one and "husband" not in one]
    answers: dict[str, Value | None] = {
        "filing": case.filing,
        "gross": gross,
        "itemizes": bool(taken),
        "itemized": sum(taken),
        "own_aged": _aged(case, case.who),
        "spouse_aged": _aged(case, spouse or ""),
        "own_blind": f"{case.who} has been blind" in facts,
        "spouse_blind": bool(spouse) and f"{spouse} has been blind" in facts,
        "alien": bool(re.search(rf"{case.who} (?:is a nonresident|was a nonresident alien until)", facts))
        and _still(case),
        "other_itemizes": "husband" in facts and "he takes itemized deductions" in facts,
        "spouse_without_income": bool(spouse) and bool(re.search(rf"{spouse} ha[sd] no (?:gross )?income", facts)),
        "dependents": len(re.findall(_KIN, facts)),
    }
    return answers[clause]


def _aged(case: _Case, name: str) -> bool:
    born = re.search(rf"{name} was born ({DAY})", case.facts) if name else None
    return born is not None and case.year - days(born[1])[0].year >= 65


def _still(case: _Case) -> bool:
    until = re.search(rf"nonresident alien until ({DAY})", case.facts)
    return until is None or days(until[1])[0].year >= case.year
