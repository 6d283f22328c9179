r"""Reads whom somebody pays for work: the lists of policies/sara-3306.nltc.

>>> facts = "In 2015, Ann was paid $9000. Ann has paid $4512 to Bob for work done from Feb 1st, 2015 to Sep 2nd, 2015."
>>> found = lists(facts, 2015)
>>> [(one["name"], one["inside"]) for one in found["workers"]], [one["amount"] for one in found["payments"]]
([('Bob', True)], [4512])
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import Any

from benchmarks.suites.legal.sara.claims import DAY, amounts, days
from benchmarks.suites.legal.sara.forms import NAME, YEAR, sentences

Row = dict[str, Any]

_WORK = re.compile(
    rf"has paid (?P<amount>\$[\d,]+)(?: in remuneration)? to (?P<name>{NAME}) for work done "
    rf"(?:in the year (?P<year>{YEAR})|from {DAY} to (?P<last>{DAY}))"
    r"(?P<abroad>, in Caracas, Venezuela)?(?P<farm>, for agricultural labor)?$"
)
_EACH = re.compile(
    rf"each of (?:her|his) (?P<number>\d+) employees (?P<amount>\$[\d,]+) for work done in (?P<year>{YEAR})$"
)
_FUND = re.compile(
    rf"In (?P<year>{YEAR}), .* into a retirement fund for (?P<one>{NAME}), and .* into health insurance for "
    rf"(?P<other>{NAME})(?P<plan>, both under a plan)?"
)
_OCCASIONS = re.compile(rf"for agricultural labor on various occasions during the year (?P<year>{YEAR}):(?P<days>.*)")
_OCCASION = re.compile(r" - (?P<day>[A-Z][a-z]{2} \d+): (?P<who>[A-Z](?:, [A-Z])*(?: and [A-Z])?)(?= |$)")


def lists(facts: str, year: int) -> Row:
    """The facts of a text that is understood, for a year. What is paid on many occasions of a year is one payment."""
    workers: dict[str, Row] = {}
    payments: list[Row] = []
    weeks: list[Row] = []
    for sentence in sentences(facts):
        if work := _WORK.search(sentence):
            own = _worker(work["name"])
            own |= {"labor": "agricultural"} if work["farm"] else {}
            workers[work["name"]] = own | {
                "inside": not work["abroad"],
                "american": f"{work['name']} is an American citizen" in facts,
            }
            when = int(work["year"]) if work["year"] else days(work["last"])[0].year
            payments.append(_payment(work["name"], when, amounts(sentence)[0]))
        elif each := _EACH.search(sentence):
            group = f"employees of {each['year']}"
            workers[group] = _worker(group, int(each["number"]))
            payments.append(_payment(group, int(each["year"]), amounts(sentence)[0]))
        elif fund := _FUND.search(sentence):
            into, insured = amounts(sentence)
            by = {"fund": True, "plan": fund["plan"] is not None}
            payments.append(_payment(fund["one"], int(fund["year"]), into) | by | {"for": "retirement"})
            payments.append(_payment(fund["other"], int(fund["year"]), insured) | by | {"for": "sickness"})
        elif listed := _OCCASIONS.search(sentence):
            own_payments, own_weeks = _occasions(
                listed["days"], int(listed["year"]), amounts(facts.split(":", 1)[1])[0]
            )
            workers |= {one["worker"]: _worker(one["worker"]) | {"labor": "agricultural"} for one in own_payments}
            payments += own_payments
            weeks += own_weeks
    american = "is an American employer" in facts
    known = {"calendar_year": year, "american_employer": american}
    return {**known, "workers": list(workers.values()), "payments": payments, "weeks": weeks}


def _worker(name: str, number: int = 1) -> Row:
    never = dict.fromkeys(("american", "visiting", "kin", "excluded"), False)
    return {"name": name, "number": number, "labor": "ordinary", "inside": True, **never}


def _payment(worker: str, year: int, amount: int) -> Row:
    never = dict.fromkeys(("fund", "plan", "off_trade", "survivor"), False)
    return {"worker": worker, "year": year, "amount": amount, "cash": True, "for": "labor", **never}


def _occasions(listed: str, year: int, amount: int) -> tuple[list[Row], list[Row]]:
    """What each worker got in the year, and the weeks with the most workers of a day."""
    times: Counter[str] = Counter()
    most: dict[int, int] = {}
    for found in _OCCASION.finditer(listed):
        who = re.split(r", | and ", found["who"])
        times.update(who)
        week = datetime.strptime(f"{found['day']} {year}", "%b %d %Y").isocalendar()[1]
        most[week] = max(most.get(week, 0), len(who))
    paid = [_payment(name, year, amount * number) for name, number in sorted(times.items())]
    return paid, [{"year": year, "labor": "agricultural", "most": number} for number in most.values()]
