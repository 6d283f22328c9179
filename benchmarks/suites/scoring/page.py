"""The scores of runs as one page that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from benchmarks.suites.scoring.charts import bars, dots, lines
from benchmarks.suites.scoring.report import (
    HEADS,
    PAIRED,
    RISK,
    blamed_lines,
    missed_lines,
    pair_cells,
    risk_rows,
    score_cells,
    spent_lines,
    title,
)
from benchmarks.suites.scoring.scores import Outcome, curves, pairs, scores

_STYLE = """
:root { --paper: #fff; --ink: #1d2733; --dim: #6b7785; --line: #c8d0d9; --bar: #2f6f9f; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14181d; --ink: #e3e8ee; --dim: #93a0ad; --line: #3a444f; --bar: #6bb0e0; }
}
body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto;
       max-width: 80rem; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; white-space: nowrap; }
th { color: var(--dim); font-weight: normal; } .scroll { overflow-x: auto; } .dim { color: var(--dim); }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } .bar { fill: var(--bar); }
.whisker { stroke: var(--ink); stroke-width: 1.5; } .grid { stroke: var(--line); }
"""


def as_html(manifest: Mapping[str, Any], outcomes: Sequence[Outcome]) -> str:
    """One page with charts."""
    own = scores(outcomes)
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><title>Logitext benchmarks</title>',
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>{escape(title(manifest))}</h1>",
        "<h2>Accuracy, with 95 % intervals</h2>",
        f'<div class="scroll">{bars(own)}</div>',
        "<h2>Accuracy against questions a document</h2>",
        f'<div class="scroll">{dots(own)}</div>',
        "<h2>How many are wrong where only the most certain verdicts are given</h2>",
        f'<div class="scroll">{lines(curves(outcomes), [one.arm for one in own])}</div>',
        _table(RISK, risk_rows(curves(outcomes))),
        "<h2>Scores</h2>",
        f'<div class="scroll">{_table(HEADS, [score_cells(one) for one in own])}</div>',
        *(f"<p>{escape(line)}</p>" for line in spent_lines(outcomes)),
        "<h2>Paired differences</h2>",
        _table(
            PAIRED,
            [pair_cells(pair) for pair in pairs(outcomes)],
        ),
        "<h2>Clauses that were answered wrongly</h2>",
        _list(blamed_lines(outcomes)),
        "<h2>Not as labelled</h2>",
        _list(missed_lines(outcomes)),
        *(
            f"<p class=dim>{escape(json.dumps(run['versions']))}, begun {escape(run['started'])}</p>"
            for run in manifest.get("runs", {"": manifest}).values()
        ),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>" if rows else "<p class=dim>none</p>"


def _list(rows: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(row)}</li>" for row in rows) + "</ul>" if rows else "<p class=dim>none</p>"
