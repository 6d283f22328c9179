r"""Reads a family off a text that is understood: the lists of policies/sara-152.nltc and sara-tax.nltc.

>>> found = family("Ann has a son, Bob. In 2017, Ann and Bob lived in a house that Ann maintained.", "Ann", 2017)
>>> [one["name"] for one in found["people"]], found["births"]
(['Ann', 'Bob'], [{'child': 'Bob', 'parent': 'Ann'}])
>>> [(one["who"], str(one["since"])) for one in found["stays"]], [one["payer"] for one in found["costs"]]
([('Ann', '2017-01-01'), ('Bob', '2017-01-01')], ['Ann'])
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from benchmarks.suites.legal.sara.claims import DAY, Claim, amounts, days
from benchmarks.suites.legal.sara.forms import NAME, YEAR, sentences

Row = dict[str, Any]

FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)
SPOUSE = "spouse"
"""What a spouse is called whose name the text does not tell."""

_N = f"({NAME})"
# Each with the groups of the child and of its parents; 0 is the taxpayer.
_BIRTHS = (
    (rf"{_N}(?: and {_N})?(?:, born {DAY},)? (?:has|have) a (?:child|son), {_N}", 3, (1, 2)),
    (rf"{_N} is {_N}(?: and {_N})?'s son", 1, (2, 3)),
    (rf"{_N} is {_N}(?: and {_N})?'s (?:father|mother)", 2, (1,)),
    (rf"{_N} is {_N} and {_N}'s (?:father|mother)", 3, (1,)),
    (rf"{_N}, (?:who is )?{_N}'s (?:father|mother)", 2, (1,)),
    (rf"{_N}'s (?:father|mother), {_N}", 1, (2,)),
    (rf"{_N}[^.]* (?:his|her) (?:father|mother) {_N}", 1, (2,)),
    (rf"{_N}[^.]* brother, {_N}, whose son {_N}", 3, (2,)),
    (rf"{_N}, the son of her son {_N}", 1, (2,)),
    (rf"the son of her son {_N}", 1, (0,)),
    (rf"{_N} adopted {_N}", 2, (1,)),
)
_SIBLINGS = rf"{_N} is {_N}'s (?:brother|sister)|{_N} has a brother, {_N}|{_N} pays .* while {_N}, her brother"
_WEDDINGS = (
    rf"{_N} and {_N} (?:got married on|have been married since|were married from) ({DAY})(?: to ({DAY}))?"
    rf"|{_N} married {_N} on ({DAY})|{_N} (?:got married on|has been married since) ({DAY})"
)
_LIVES = re.compile(r"principal place of abode|\bli(?:ve|ves|ved)\b|shares a house")
_ELSEWHERE = re.compile(
    rf"different|separately|brother, {_N}, whose|the son of her son {_N}|and {_N} (?:furnished )?the remaining"
)
_PAYS = (
    rf"{_N} (?:maintains|maintained|furnished (?:the|all) costs)|maintained by {_N}(?: and {_N})?|(she) maintains"
    rf"|{_N} (?:furnished|pays for) (\d+)%.* {_N}(?: furnished| pays|, her brother, pays(?: for)?)? the remaining"
)
_NO_NAMES = frozenset(("While", "Johns", "Hopkins", "University"))


def family(facts: str, taxpayer: str, year: int) -> Row:
    """The lists of a family, and what is known of the year. An income that a couple has together is the taxpayer's."""
    births = _births(facts, taxpayer)
    siblings = [{"one": one, "other": other} for one, other in _pairs(re.findall(_SIBLINGS, facts))]
    marriages = _marriages(facts)
    stays, costs = _stays(facts, taxpayer), _costs(facts, taxpayer)
    spouses = {one[end] for one in marriages for end in ("one", "other") if taxpayer in (one["one"], one["other"])}
    joint = spouses | {taxpayer} if re.search(r"files? jointly|file[sd]? a joint return", facts) else set()
    named = [taxpayer, *(one[end] for one in births for end in ("child", "parent"))]
    named += [one[end] for one in (*siblings, *marriages) for end in ("one", "other")]
    named += [one["who"] for one in stays] + [one["payer"] for one in costs]
    return {
        "people": [_person(facts, name, year) | {"joint": name in joint} for name in dict.fromkeys(named)],
        "births": births,
        "siblings": siblings,
        "marriages": marriages,
        "stays": stays,
        "costs": costs,
        "taxpayer": taxpayer,
        "opens": date(year, 1, 1),
        "closes": date(year, 12, 31),
    }


def _pairs(found: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [tuple(filter(None, groups)) for groups in found]


def _births(facts: str, taxpayer: str) -> list[Row]:
    found: dict[tuple[str, str], None] = {}
    for sentence in sentences(facts):
        for pattern, child, parents in _BIRTHS:
            for match in re.finditer(pattern, sentence):
                for parent in parents:
                    name = match[parent] if parent else taxpayer
                    found |= {(match[child], name): None} if name else {}
    if their := re.search(rf"Their son {_N}", facts):
        ((one, other, *_),) = _pairs(re.findall(_WEDDINGS, facts))
        found |= {(their[1], one): None, (their[1], other): None}
    return [{"child": child, "parent": parent} for child, parent in found]


def _marriages(facts: str) -> list[Row]:
    rows = []
    for told in _pairs(re.findall(_WEDDINGS, facts)):
        names = [one for one in told if not re.search(r"\d", one)]
        since, *until = [days(one)[0] for one in told if re.search(r"\d", one)]
        one, other = (*names, SPOUSE)[:2]
        deaths = re.findall(rf"(?:{one}|{other}) died(?: on)? ({DAY})", facts)
        apart = re.findall(rf"{one} and {other} were legally separated under .*? on ({DAY})", facts)
        until += [days(day)[0] for day in (*deaths, *apart)]
        ends = {"until": min(until, default=LAST), "death": bool(deaths)}
        rows.append({"one": one, "other": other, "since": since, **ends})
    return rows


def _stays(facts: str, taxpayer: str) -> list[Row]:
    """The people who live in the home that the text speaks of, and since when."""
    rows: dict[tuple[str, date, date], None] = {}
    for sentence in sentences(facts):
        elsewhere = _ELSEWHERE.search(sentence)
        if not _LIVES.search(sentence) or (elsewhere and not any(elsewhere.groups())):
            continue
        away = set(elsewhere.groups()) if elsewhere else set()
        names = [taxpayer] * ("her place" in sentence) + re.findall(NAME, re.sub(DAY, "", sentence))
        span = _span(facts if "While attending" in sentence else sentence)
        rows |= {(name, *span): None for name in names if name not in away and name not in _NO_NAMES}
    return [{"who": who, "home": "home", "since": since, "until": until} for who, since, until in rows]


def _span(sentence: str) -> tuple[date, date]:
    if found := re.search(rf"[Ff]rom ({YEAR}|{DAY}) to ({YEAR}|{DAY})", sentence):
        return _day(found[1], opens=True), _day(found[2], opens=False)
    if since := re.findall(rf"(?:[Ss]ince|adopted \w+ on) ({YEAR}|{DAY})", sentence):
        return _day(since[-1], opens=True), LAST
    told = re.search(rf"[Ii]n ({YEAR})", sentence)
    return (date(int(told[1]), 1, 1), date(int(told[1]), 12, 31)) if told else (FIRST, LAST)


def _day(told: str, *, opens: bool) -> date:
    return days(told)[0] if len(told) > 4 else date(int(told), 1, 1) if opens else date(int(told), 12, 31)


def _costs(facts: str, taxpayer: str) -> list[Row]:
    rows = []
    for told in _pairs(re.findall(_PAYS, facts)):
        percent = [int(one) for one in told if one.isdigit()]
        payers = [taxpayer if one == "she" else one for one in told if not one.isdigit()]
        shares = [*percent, 100 - sum(percent)] if percent else [100 // len(payers)] * 2
        rows += [{"payer": name, "home": "home", "percent": share} for name, share in zip(payers, shares)]  # noqa: B905  # of one payer no second share
    return rows


def _person(facts: str, name: str, year: int) -> Row:
    born = re.search(rf"{name}(?: is {NAME}(?: and {NAME})?'s \w+)?,?(?: who)?(?: was)? born(?: on)? ({DAY})", facts)
    return {
        "name": name,
        "dated": born is not None,
        "born": days(born[1])[0] if born else FIRST,
        "income": _income(facts, name, year),
    }


def _income(facts: str, name: str, year: int) -> int:
    """What somebody earned in the year."""
    total = 0
    for sentence in sentences(facts):
        if _year_of(sentence, year) != year or not re.search(r"gross income|income|was paid|earned", sentence):
            continue
        found = amounts(sentence)
        names = re.findall(rf"\b{_N}(?:'s)? and {_N}(?:'s)? (?:gross )?incomes?\b", sentence)
        if names and len(found) == 2:
            total += found[names[0].index(name)] if name in names[0] else 0
        elif "'s and her spouse's gross income" in sentence:
            total += found[0] if name != SPOUSE and name in sentence else 0
        else:
            total += sum(_each(sentence, name))
    return total


def _year_of(sentence: str, year: int) -> int:
    """The year of the return where the sentence names it or none, else another."""
    named = Claim.read(re.sub(rf"since {DAY}|born {DAY}", "", sentence))
    return year if str(year) in sentence or not named.year else named.year


def _each(sentence: str, name: str) -> list[int]:
    """Amounts after somebody's name, up to the next one."""
    parts = re.split(r"\b([A-Z][a-z]+|her spouse|[Hh]er husband)(?:'s)?\b", sentence)
    called = ("her spouse", "her husband", "Her husband") if name == SPOUSE else (name,)
    own = [text for said, text in zip(parts[1::2], parts[2::2], strict=True) if said in called]
    return [amount for text in own for amount in amounts(text)[:1]]
