"""Answers to the queries that stand in a policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from logitext.api import showing  # noqa: F401  # so that outcomes are shown as the command shows them
from logitext.api.options import SearchOptions
from logitext.api.searches.cover import cover
from logitext.api.searches.means import request
from logitext.api.searches.solve import solve
from logitext.api.searches.wishes import wish
from logitext.check.check import check
from logitext.check.expansion import Expansion
from logitext.check.request import Interrupt
from logitext.cover.cover import Aimed
from logitext.cover.effort import COVER
from logitext.logic.program import Program
from logitext.policy.goal import GOAL, focused
from logitext.policy.load import expanded
from logitext.policy.model import CheckedPolicy, PolicyQuery
from logitext.policy.units import UnitCount
from logitext.records.answered import QueryAnswer
from logitext.records.cover import Cover
from logitext.records.frozen import SpanRecord
from logitext.records.result import Result
from logitext.records.search import Search
from logitext.theory.protocol import Texts


async def answer(
    checked: CheckedPolicy,
    expansion: Expansion,
    index: int,
    given: Texts,
    limit: int,
    options: SearchOptions,
    interrupt: Interrupt | None = None,
) -> QueryAnswer:
    """The answer to a query that stands in a policy; `expansion` is the policy's own."""
    query = checked.queries[index]
    outcome: Result | Search | Cover
    if query.kind == "check":
        outcome = await _check(checked, expansion, query, given, options, interrupt)
    elif query.kind == "cover":
        found = wish(checked, checked, query, {}, universal=False)
        wanted = Aimed(
            checked,
            found.expansion,
            found.space,
            found.formula,
            (GOAL,),
            query.criterion or "each-clause",
            limit,
            COVER.alike,
        )
        left_out = ("given", "facts", "rounds", "cubes", "max_texts", "proposals")
        kept = {name: value for name, value in options.items() if name not in left_out}
        outcome = await cover(wanted, kept, interrupt)  # type: ignore[arg-type]  # options without some of them
    else:
        others = {name: text for name, text in given.items() if name not in query.texts}
        known = given.facts
        wanted_texts = wish(
            checked, checked, query, others, universal=query.kind == "forall", unknown=query.texts, facts=known
        )
        outcome = await solve(wanted_texts, {**options, "given": others}, interrupt)
    place = query.place
    return QueryAnswer(
        query=place.written,
        kind=query.kind,
        path=place.source.name,
        span=SpanRecord.of(place),
        outcome=outcome,
    )


async def _check(
    checked: CheckedPolicy,
    expansion: Expansion,
    query: PolicyQuery,
    given: Texts,
    options: SearchOptions,
    interrupt: Interrupt | None,
) -> Result:
    """What a `check` comes to: its formula as the one verdict, or all verdicts of the policy."""
    verdicts = tuple(checked.verdicts)
    if query.term is not None:
        base = focused(checked, query)
        index = checked.queries.index(query)

        def make(counts: Mapping[str, UnitCount]) -> CheckedPolicy:
            spelt = expanded(checked, counts)
            return focused(spelt, spelt.queries[index])

        expansion, verdicts = Expansion(base, Program(base), "auto", make), (GOAL,)
    fitted = expansion.fit(given)
    asks = replace(request(options), verdicts=verdicts)
    return await check(fitted.program, fitted.texts, asks, None, interrupt, units=fitted.units)
