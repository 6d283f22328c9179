"""A run's scores as Markdown, JSON, and one page that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from html import escape
from typing import Any

from benchmarks.suites.scoring.scores import Outcome, Pair, Score, blamed, curves, missed, pairs, risk, scores

_SHOWN = 40
_HEADS = (
    *("task", "verdict", "arm", "right", "accuracy", "95 %"),
    *("balanced", "open", "right of decided", "questions", "calls", "tokens", "cost"),
)

_PAIRED = ("task", "verdict", "arms", "only the first", "only the second", "Δ in points", "95 %", "p (McNemar)")


_COVERAGES = (0.25, 0.5, 0.75, 0.9, 1.0)
_RISK = ("arm", *(f"{100 * share:.0f} % given" for share in _COVERAGES))


def as_json(manifest: Mapping[str, Any], outcomes: Sequence[Outcome]) -> str:
    """All of it as data."""
    own = [{**asdict(one), "accuracy": one.accuracy, "interval": one.interval} for one in scores(outcomes)]
    others = [{**asdict(one), "delta": one.delta, "interval": one.interval, "p": one.p} for one in pairs(outcomes)]
    data = {
        "manifest": manifest,
        "scores": own,
        "pairs": others,
        "risk_coverage": curves(outcomes),
        "missed": missed(outcomes),
        "blamed": blamed(outcomes),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_markdown(manifest: Mapping[str, Any], outcomes: Sequence[Outcome]) -> str:
    """Tables."""
    return "\n".join(_lines(manifest, outcomes)) + "\n"


def _lines(manifest: Mapping[str, Any], outcomes: Sequence[Outcome]) -> Iterator[str]:
    plan = manifest["plan"]
    yield f"# {plan['theory']}, seed {plan['seed']}"
    yield ""
    yield f"| {' | '.join(_HEADS)} |"
    yield f"| {' | '.join('---' for _ in _HEADS)} |"
    for one in scores(outcomes):
        yield f"| {' | '.join(_cells(one))} |"
    compared = pairs(outcomes)
    if compared:
        yield ""
        yield "Paired: instances of which only one arm was right, and McNemar's exact p."
        yield ""
        yield f"| {' | '.join(_PAIRED)} |"
        yield f"| {' | '.join('---' for _ in _PAIRED)} |"
        for pair in compared:
            yield f"| {' | '.join(_pair_cells(pair))} |"
    lines_of = curves(outcomes)
    if lines_of:
        yield ""
        yield "How many are wrong where only the most certain verdicts are given, of all tasks together."
        yield ""
        yield f"| {' | '.join(_RISK)} |"
        yield f"| {' | '.join('---' for _ in _RISK)} |"
        for row in _risks(lines_of):
            yield f"| {' | '.join(row)} |"
    for title, rows in (
        ("Clauses that were answered wrongly", _blamed(outcomes)),
        ("Not as labelled", _missed(outcomes)),
    ):
        if rows:
            yield ""
            yield f"## {title}"
            yield ""
            yield from (f"- {row}" for row in rows)


def _cells(one: Score) -> list[str]:
    low, high = one.interval
    return [
        one.task,
        one.verdict,
        one.arm,
        f"{one.right} of {one.counted}",
        f"{100 * one.accuracy:.1f} %",
        f"{100 * low:.1f} – {100 * high:.1f}",
        f"{100 * one.balanced:.1f} %",
        str(one.open),
        "" if one.selective is None else f"{100 * one.selective:.1f} %",
        f"{one.questions:.2f}",
        f"{one.calls:.2f}",
        f"{one.tokens:.0f}",
        "" if one.cost is None else f"{one.cost:.4g}",
    ]


def _pair_cells(pair: Pair) -> list[str]:
    arms = f"{pair.one} / {pair.other}"
    low, high = pair.interval
    delta = f"{100 * pair.delta:+.1f}", f"{100 * low:+.1f} – {100 * high:+.1f}"
    return [pair.task, pair.verdict, arms, str(pair.only_one), str(pair.only_other), *delta, f"{pair.p:.4f}"]


def _risks(lines_of: Mapping[str, Sequence[tuple[float, float]]]) -> list[list[str]]:
    found = []
    for arm, points in lines_of.items():
        risks = [risk(points, share) for share in _COVERAGES]
        found.append([arm, *("–" if one is None else f"{100 * one:.1f} %" for one in risks)])
    return found


def _blamed(outcomes: Sequence[Outcome]) -> list[str]:
    return [
        f"{task}: `{clause}` {number} times, {wrong} of them with a verdict not as labelled"
        for task, clause, wrong, number in blamed(outcomes)[:_SHOWN]
    ]


def _missed(outcomes: Sequence[Outcome]) -> list[str]:
    rows = missed(outcomes)
    shown = [f"{task} {instance}, {arm}: {what}" for task, instance, arm, what in rows[:_SHOWN]]
    return shown if len(rows) <= _SHOWN else [*shown, f"and {len(rows) - _SHOWN} more; all of them are in the JSON"]


# --- the page ----------------------------------------------------------------------------------------------------

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
    plan = manifest["plan"]
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><title>Logitext benchmarks</title>',
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>{escape(plan['theory'])}, seed {plan['seed']}</h1>",
        "<h2>Accuracy, with 95 % intervals</h2>",
        f'<div class="scroll">{_bars(own)}</div>',
        "<h2>Accuracy against questions a document</h2>",
        f'<div class="scroll">{_dots(own)}</div>',
        "<h2>How many are wrong where only the most certain verdicts are given</h2>",
        f'<div class="scroll">{_lines_chart(curves(outcomes), [one.arm for one in own])}</div>',
        _table(_RISK, _risks(curves(outcomes))),
        "<h2>Scores</h2>",
        f'<div class="scroll">{_table(_HEADS, [_cells(one) for one in own])}</div>',
        "<h2>Paired differences</h2>",
        _table(
            _PAIRED,
            [_pair_cells(pair) for pair in pairs(outcomes)],
        ),
        "<h2>Clauses that were answered wrongly</h2>",
        _list(_blamed(outcomes)),
        "<h2>Not as labelled</h2>",
        _list(_missed(outcomes)),
        f"<p class=dim>{escape(json.dumps(manifest['versions']))}, begun {escape(manifest['started'])}</p>",
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>" if rows else "<p class=dim>none</p>"


def _list(rows: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(row)}</li>" for row in rows) + "</ul>" if rows else "<p class=dim>none</p>"


def _bars(own: Sequence[Score]) -> str:
    left, width, row = 430, 420, 20
    height = row * len(own) + 30
    parts = [f'<svg width="{left + width + 60}" height="{height}" role="img"><title>accuracy</title>']
    for tenth in range(0, 11, 2):
        x = left + width * tenth / 10
        parts.append(f'<line class="grid" x1="{x}" y1="18" x2="{x}" y2="{height}"/>')
        parts.append(f'<text x="{x}" y="12" text-anchor="middle">{10 * tenth} %</text>')
    for number, one in enumerate(own):
        y = 24 + row * number
        low, high = (left + width * end for end in one.interval)
        name = escape(f"{one.task} {one.verdict}: {one.arm}")
        parts.append(f'<text x="{left - 8}" y="{y + 11}" text-anchor="end">{name}</text>')
        parts.append(f'<rect class="bar" x="{left}" y="{y}" width="{width * one.accuracy:.1f}" height="13"/>')
        parts.append(f'<line class="whisker" x1="{low:.1f}" y1="{y + 6.5}" x2="{high:.1f}" y2="{y + 6.5}"/>')
        parts.append(f'<text x="{left + width + 8}" y="{y + 11}">{100 * one.accuracy:.1f}</text>')
    return "".join([*parts, "</svg>"])


def _dots(own: Sequence[Score]) -> str:
    left, width, height = 60, 640, 300
    most = max((one.questions for one in own), default=1.0) or 1.0
    floor = min(9, int(10 * min((one.accuracy for one in own), default=0.0)))
    parts = [f'<svg width="{left + width + 220}" height="{height + 60}" role="img"><title>questions</title>']

    def level(share: float) -> float:
        return 10 + height * (1 - share) / (1 - floor / 10)

    for tenth in range(floor, 11):
        y = level(tenth / 10)
        parts.append(f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10 * tenth} %</text>')
    arms = list(dict.fromkeys(one.arm for one in own))
    for one in own:
        x, y = left + width * one.questions / most, level(one.accuracy)
        share = f"{one.questions:.2f} questions, {100 * one.accuracy:.1f} %"
        words = escape(f"{one.task} {one.verdict}: {one.arm}, {share}")
        parts.append(f"<g><title>{words}</title>{_mark(x, y, arms.index(one.arm))}</g>")
    aside = left + width + 24
    for number, arm in enumerate(arms):
        row = 20 + 22 * number
        parts.append(f'{_mark(aside, row, number)}<text x="{aside + 14}" y="{row + 4}">{escape(arm)}</text>')
    parts += [
        f'<text x="{left + width * part}" y="{height + 28}" text-anchor="middle">{most * part:.1f}</text>'
        for part in (0, 0.5, 1)
    ]
    parts.append(f'<text x="{left + width / 2}" y="{height + 50}" text-anchor="middle">questions a document</text>')
    return "".join([*parts, "</svg>"])


def _lines_chart(lines_of: Mapping[str, Sequence[tuple[float, float]]], order: Sequence[str]) -> str:
    if not lines_of:
        return "<p class=dim>no arm says how likely its verdicts are</p>"
    left, width, height = 60, 640, 260
    most = max(0.05, *(wrong for points in lines_of.values() for _, wrong in points))
    parts = [f'<svg width="{left + width + 220}" height="{height + 60}" role="img"><title>risk and coverage</title>']
    for quarter in range(5):
        y = 10 + height * (1 - quarter / 4)
        parts.append(f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{25 * quarter * most:.0f} %</text>')
        x = left + width * quarter / 4
        parts.append(f'<text x="{x:.1f}" y="{height + 28}" text-anchor="middle">{25 * quarter} %</text>')
    arms = list(dict.fromkeys(order))
    for place, (arm, points) in enumerate(lines_of.items()):
        number = arms.index(arm)
        path = " ".join(f"{left + width * share:.1f},{10 + height * (1 - wrong / most):.1f}" for share, wrong in points)
        colour = _COLOURS[number % len(_COLOURS)]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        row = 20 + 22 * place
        parts.append(f'{_mark(left + width + 24, row, number)}<text x="{left + width + 38}" y="{row + 4}">')
        parts.append(f"{escape(arm)}</text>")
    parts.append(f'<text x="{left + width / 2}" y="{height + 50}" text-anchor="middle">verdicts given</text>')
    return "".join([*parts, "</svg>"])


_COLOURS = ("#0072b2", "#56b4e9", "#d55e00", "#cc79a7", "#009e73", "#e69f00")
"""Okabe and Ito's, which people who see few colours can tell apart; the shapes differ too."""


def _mark(x: float, y: float, number: int) -> str:
    colour = _COLOURS[number % len(_COLOURS)]
    if number % 2:
        return f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" fill="{colour}" fill-opacity="0.75"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}" fill-opacity="0.75"/>'
