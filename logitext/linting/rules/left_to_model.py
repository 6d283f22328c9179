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

_AMOUNT = r"(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred|thousand)"
_COUNTS = re.compile(
    rf"\b(?:at least|at most|more than|fewer than|less than|no more than|no fewer than|exactly|over|under) {_AMOUNT}\b"
    r"|\b(?:an? )?(?:even|odd) number of\b|\b(?:the )?(?:sum|total|average|majority) of\b|\bpercent\b|\d\s?%",
    re.IGNORECASE,
)
_DATES = re.compile(
    rf"\b(?:within|after|before|older than|for) {_AMOUNT} (?:more )?(?:hours?|days?|weeks?|months?|years?)\b"
    rf"|\b{_AMOUNT} (?:hours?|days?|weeks?|months?|years?) (?:ago|before|after|later|earlier|old)\b"
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
                hint = "ask for the number, `let n: Int = [[how many …]]`, and compare it: `n >= 3`"
                yield self._left(clause.spot, clause.name, "counting", counted[0], hint)
            elif dated := _DATES.search(clause.words):
                hint = "ask for the date, `let day: Date = [[when …]]`, and calculate: `day + 14 days < today`"
                yield self._left(clause.spot, clause.name, "dates", dated[0], hint)

    def _left(self, spot: Spot, name: str, what: str, words: str, hint: str) -> Diagnostic:
        return self.finding(spot, name, f"the clause `{name}` leaves {what} to whoever answers: “{words}”", hint)
