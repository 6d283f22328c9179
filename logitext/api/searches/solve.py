"""A text for which a formula holds, or for which it does not."""

from __future__ import annotations

from logitext.api import showing  # noqa: F401  # so that outcomes are shown as the command shows them
from logitext.api.options import SearchOptions
from logitext.api.searches.means import request, writer
from logitext.check.request import Interrupt
from logitext.policy.findings import refuse_unknown
from logitext.records.search import Search
from logitext.search.effort import SearchEffort
from logitext.search.nogoods import NoGoods
from logitext.search.solve import SearchWish, search


async def solve(wanted: SearchWish, options: SearchOptions, interrupt: Interrupt | None = None) -> Search:
    """The outcome of a search."""
    refuse_unknown(options, SearchOptions.__annotations__, ("limit",))
    path = options.get("nogoods")
    kept = None if path is None else NoGoods(path)
    known = () if kept is None else kept.of(wanted.space.policy)
    outcome, learned = await search(
        wanted,
        writer(options),
        request(options),
        SearchEffort.among(options),
        known,
        options.get("listener"),
        interrupt,
        options.get("max_texts"),
    )
    if kept is not None:
        kept.keep(wanted.policy, learned)
    return outcome
