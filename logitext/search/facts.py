"""Facts in a search. Nobody writes or reads a fact, so the search sets it to the value that it needs.

The search may also combine a text that was read before with other facts. Nobody is asked about that text again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from logitext.check.expansion import flat
from logitext.logic.any_text import any_text
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.search.reading import TextReading
from logitext.theory.given import GIVEN
from logitext.theory.protocol import Texts, Theory
from logitext.trail.questions import questions
from logitext.trail.trail import Trail
from logitext.trail.unasked import unasked


def of_texts(demands: Sequence[Wanted], policy: CheckedPolicy) -> tuple[Wanted, ...]:
    """The demands that a text must meet, without those on facts."""
    return tuple([one for one in demands if not policy.clauses[one.clause].fact])


def chosen(demands: Sequence[Wanted], policy: CheckedPolicy) -> dict[str, Value]:
    """A value for each fact that a demand names, in file order."""
    found = {one.clause: _value(one) for one in demands if policy.clauses[one.clause].fact}
    return {name: found[name] for name in policy.clauses if name in found}


def _value(one: Wanted) -> Value:
    value = one.sample()
    if value is not None:
        return value
    return any_text(one.values)


def with_facts(
    reading: TextReading, facts: Mapping[str, Value], theories: Sequence[Theory], *, allowed: bool
) -> TextReading:
    """The reading of the texts with other facts. The answers about the texts stay."""
    assert reading.trail is not None
    assert reading.fitted is not None
    policy = reading.fitted.program.policy
    given = Texts(reading.fitted.texts, reading.texts.label, flat(facts))
    trail = Trail(questions(policy), theories, given, unasked(policy))
    for entry in reading.trail.entries:
        if entry.theory is not GIVEN:
            trail.add(entry.question, entry.theory, entry.answer)
    values = values_with(reading, facts)
    still_open = {name: why for name, why in reading.open.items() if name not in values}
    for name in reading.values:
        if name not in values:
            still_open[name] = trail.why_open(name)
    return replace(
        reading,
        texts=Texts(reading.texts, reading.texts.label, facts),
        values=values,
        open=still_open,
        allowed=allowed,
        trail=trail,
        fitted=replace(reading.fitted, texts=given),
    )


def values_with(reading: TextReading, facts: Mapping[str, Value]) -> dict[str, Value]:
    """The values of clauses that a reading has, with these facts in place of its own."""
    values = {name: value for name, value in reading.values.items() if name not in reading.texts.facts}
    return {**flat(facts), **values}
