"""Reads a lawsuit of LegalBench's diversity tasks by regular expressions: its parties, their states, and the claims.

>>> suit = read("Ann is from Ohio. Bob is from Utah. Ann sues Bob for trespass for $9,000 and libel for $80,000.")
>>> suit.plaintiffs, suit.defendants, suit.amounts
(('Ohio',), ('Utah',), (9000, 80000))
>>> read("Ann (from Ohio) and Cy (from New York) each sue Bob (from Utah) for trespass for $9,000.").plaintiffs
('Ohio', 'New York')
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from logitext.policy.sorts import Value

_HOME = re.compile(r"\b(\w+) (?:is from|\(from) ([A-Z][A-Za-z ]*?)(?:\.|\))")
_SUIT = re.compile(r"(?:^|\. )([^.]+?) (?:(?:each|both) )?sues? ([^.]+?),?(?: each)? for (.+)$")
_NAME = re.compile(r"\b[A-Z]\w*\b")
_AMOUNT = re.compile(r"\$([\d,]+)")


@dataclass(frozen=True, slots=True)
class Suit:
    """The states of the plaintiffs and of the defendants, and what each plaintiff claims of each defendant."""

    plaintiffs: tuple[str, ...]
    defendants: tuple[str, ...]
    amounts: tuple[int, ...]

    def answer(self, clause: str) -> Value | None:
        """The value of a clause of policies/diversity-facts.nltc, None for the state of a party that is not there.

        KeyError where the policy has no such clause.
        """
        kind, *rest = clause.split("_")
        parties = {"plaintiff": self.plaintiffs, "defendant": self.defendants}
        if kind == "second":
            return len(parties[rest[0]]) > 1
        if kind == "claim":
            plaintiff, defendant = int(rest[0][0]), int(rest[0][1])
            number = "ab".index(rest[1])
            there = plaintiff <= len(self.plaintiffs) and defendant <= len(self.defendants)
            made = there and number < len(self.amounts)
            return self.amounts[number] if made else 0
        own, number = parties[kind], int(rest[0])
        return own[number - 1] if number <= len(own) else None


def read(text: str) -> Suit:
    """The lawsuit that a row tells; ValueError where it is told in another form."""
    homes = dict(_HOME.findall(text))
    found = _SUIT.search(re.sub(r" \(from [^)]*\)", "", text))
    if found is None:
        raise ValueError(f"nobody sues anybody here: {text}")
    plaintiffs, defendants = (tuple(homes[name] for name in _NAME.findall(found[side])) for side in (1, 2))
    amounts = tuple(int(amount.replace(",", "")) for amount in _AMOUNT.findall(found[3]))
    if not (1 <= len(plaintiffs) <= 2 and 1 <= len(defendants) <= 2 and 1 <= len(amounts) <= 2):
        raise ValueError(f"more parties or claims than the policy is for: {text}")
    return Suit(plaintiffs, defendants, amounts)
