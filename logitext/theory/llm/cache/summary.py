"""A summary of a cache: how many answers it holds, and their models."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from logitext.theory.llm.cache.database import Database
from logitext.theory.llm.cache.entry import Info, Model
from logitext.theory.llm.cache.row import COLUMNS, entry_of
from logitext.theory.llm.cache.server import CacheServer

_AT_A_TIME = 500


def rows(database: Database | CacheServer, where: str, parameters: list[str | float]) -> Iterator[tuple[Any, ...]]:
    """The rows of a selection, the newest first: the id, the COLUMNS, whether there is a body.

    Few at a time, each lot with a query of its own: whoever takes long over them holds nobody up, and what is added
    meanwhile is not among them.
    """
    below = 2**63 - 1
    sql = (
        f"SELECT id, {COLUMNS}, EXISTS (SELECT 1 FROM bodies WHERE bodies.id = answers.call) "
        f"FROM answers{database.BY_ID} WHERE id < ? AND {where} ORDER BY id DESC LIMIT {_AT_A_TIME}"
    )
    while lot := database.read(sql, [below, *parameters]):
        yield from lot
        below = lot[-1][0]


def summary(database: Database | CacheServer) -> Info:
    """All of it is read: about a second for every 50,000 entries."""
    models: Counter[tuple[str, str]] = Counter()
    amounts: dict[str, array[float]] = {}
    oldest: float | None = None
    newest: float | None = None
    broken = with_texts = cost_unknown = 0
    for _, *row, has_body in rows(database, "1 = 1", []):
        entry = entry_of(row)
        if entry is None:
            broken += 1
            continue
        models[entry.components["endpoint"], entry.components["model"]] += 1
        for name, amount in entry.usage.items():
            if amount is not None:
                amounts.setdefault(name, array("d")).append(amount)
        cost_unknown += entry.usage.get("cost") is None
        with_texts += has_body
        oldest = min(entry.created, entry.created if oldest is None else oldest)
        newest = max(entry.created, entry.created if newest is None else newest)
    return Info(
        database.path,
        database.size(),
        models.total(),
        broken,
        with_texts,
        oldest,
        newest,
        tuple(Model(endpoint, model, count) for (endpoint, model), count in sorted(models.items())),
        {name: _total(given) for name, given in sorted(amounts.items())},
        cost_unknown,
        database.read("SELECT count(*) FROM servers")[0][0],
    )


def _total(amounts: Iterable[float]) -> int | float:
    total = math.fsum(amounts)
    return int(total) if total.is_integer() else total
