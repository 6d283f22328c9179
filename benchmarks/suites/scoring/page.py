"""The scores of runs as one page that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.suites.scoring.charts import bars, dots, lines, mark
from benchmarks.suites.scoring.report import (
    HEADS,
    PAIRED,
    RISK_OF,
    blamed_lines,
    missed_lines,
    pair_cells,
    rank_tables,
    score_cells,
    spent_lines,
    title,
)
from benchmarks.suites.scoring.scores import Outcome, curves, pairs, scores
from benchmarks.suites.scoring.unread import unread_lines
from logitext.report.pages.template import fill


def as_html(manifest: Mapping[str, Any], outcomes: Sequence[Outcome]) -> str:
    """One page with charts."""
    own = scores(outcomes)
    arms = list(dict.fromkeys(one.arm for one in own))
    return fill(
        "report.html",
        title(manifest),
        folder=Path(__file__).parent,
        legend=[(arm, mark(number, arm)) for number, arm in enumerate(arms)],
        bars=bars(own, arms),
        dots=dots(own, arms),
        lines=lines(curves(outcomes), arms),
        by_rank=list(rank_tables(outcomes)),
        risk_of=RISK_OF,
        heads=HEADS,
        scores=[score_cells(one) for one in own],
        spent=spent_lines(outcomes),
        pair_heads=PAIRED,
        pairs=[pair_cells(pair) for pair in pairs(outcomes)],
        blamed=blamed_lines(outcomes),
        missed=missed_lines(outcomes),
        unread=unread_lines(manifest, outcomes),
        runs=[
            f"{json.dumps(run['versions'])}, begun {run['started']}"
            for run in manifest.get("runs", {"": manifest}).values()
        ],
    )
