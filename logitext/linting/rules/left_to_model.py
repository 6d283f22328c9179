"""`left-to-model`: counting, arithmetic or dates in the words of a clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.linting.worded import worded
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook
    from logitext.linting.places import Spot

_WORDS = "two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: number for number, word in enumerate(_WORDS.split(), 2)} | {"twenty": 20, "fifty": 50, "hundred": 100}
_RELATIONS = {
    ">=": ("at least", "no fewer than"),
    "<=": ("at most", "no more than"),
    "==": ("exactly",),
    ">": ("more than", "over"),
    "<": ("fewer than", "less than", "under"),
}
_SIGNS = {words: sign for sign, every in _RELATIONS.items() for words in every}
_AMOUNT = rf"(?:\d(?:[\d.,]*\d)?|{'|'.join(_NUMBERS)})"
_COUNTS = re.compile(
    rf"\b(?P<relation>{'|'.join(_SIGNS)}) (?P<amount>{_AMOUNT})\b(?P<share>\s?%| percent\b)?"
    r"|\b(?:an? )?(?:even|odd) number of\b|\b(?:the )?(?:sum|total|average|majority) of\b(?! money\b)"
    r"|\bpercent\b|\d\s?%",
    re.IGNORECASE,
)
_UNIT = r"(?P<unit{0}>hours?|days?|weeks?|months?|years?)"
_DATES = re.compile(
    rf"\b(?P<within>within|after|before|older than|for) (?P<amount0>{_AMOUNT}) (?:more )?{_UNIT.format(0)}\b"
    rf"|\b(?P<amount1>{_AMOUNT}) {_UNIT.format(1)} (?:ago|before|after|later|earlier|old)\b"
    r"|\b(?:before|after|since|until) (?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december)?\s?\d{4}\b",
    re.IGNORECASE,
)


@register
class LeftToModel(Rule):
    """Models read well and count badly. A clause can give the number or the date, and the policy compare it."""

    code = "NLT721"
    name = "left-to-model"
    summary = "counting, arithmetic or dates in the words of a clause"
    by_default = False

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        for clause in worded(look.policy):
            if not clause.is_boolean:
                continue
            if counted := _COUNTS.search(clause.words):
                yield self._left(clause.spot, clause.name, "counting", counted[0], _counting(counted))
            elif dated := _DATES.search(clause.words):
                yield self._left(clause.spot, clause.name, "dates", dated[0], _dates(dated))

    def _left(self, spot: Spot, name: str, what: str, words: str, hint: str) -> Diagnostic:
        return self.finding(spot, name, f"the clause `{name}` leaves {what} to whoever answers: “{words}”", hint)


def _counting(found: re.Match[str]) -> str:
    """What to ask for instead of a count, and how to compare it."""
    if found["relation"] is None:
        return "ask for the numbers, `let n: Int = [[how many …]]`, and calculate with them in a formula"
    comparison = f"`n {_SIGNS[found['relation'].lower()]} {_number(found['amount'])}`"
    if found["share"]:
        return f"ask for the share, `let n: Real = [[how many percent …]]`, and compare it: {comparison}"
    return f"ask for the number, `let n: Int = [[how many …]]`, and compare it: {comparison}"


def _dates(found: re.Match[str]) -> str:
    """What to ask for instead of a judgement about dates, and how to calculate with it."""
    unit = (found["unit0"] or found["unit1"] or "").lower()
    if unit.startswith("hour"):
        return "ask for the number, `let hours: Int = [[how many hours …]]`, and compare it"
    if not unit:
        return "ask for the date, `let day: Date = [[when …]]`, and compare it: `day < 2026-03-01`"
    span = f"day + {_number(found['amount0'] or found['amount1'])} {unit}"
    comparison = f"today <= {span}" if (found["within"] or "").lower() == "within" else f"{span} < today"
    return f"ask for the date, `let day: Date = [[when …]]`, and calculate: `{comparison}`"


def _number(amount: str) -> str:
    """An amount in figures, as a formula has it.

    >>> _number("Three"), _number("1,000"), _number("2.5")
    ('3', '1_000', '2.5')
    """
    return str(_NUMBERS.get(amount.lower(), amount.replace(",", "_")))
