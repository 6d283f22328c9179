"""The scores of runs as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.suites.scoring.ranks import Rank, RankPair, clause_ranks, rank_pairs, ranks
from benchmarks.suites.scoring.scores import Outcome, Pair, Score, blamed, curves, missed, pairs, risk, scores
from benchmarks.suites.scoring.unread import unread, unread_lines

_SHOWN = 40
HEADS = (
    *("task", "verdict", "arm", "right", "accuracy", "95 %"),
    *("balanced", "open", "right of decided", "questions", "calls", "tokens", "cost"),
)

PAIRED = ("task", "verdict", "arms", "only the first", "only the second", "Δ in points", "95 %", "p (McNemar)")


RISK_OF = (
    "The share of wrong verdicts where only the most certain ones are given, over all tasks. Where an arm leaves a "
    "verdict open, its likelier side counts."
)
_COVERAGES = (0.25, 0.5, 0.75, 0.9, 1.0)
RISK = ("arm", *(f"{100 * share:.0f} % given" for share in _COVERAGES))


RANKED = ("task", "{}", "arm", "texts", "of these yes", "AUC", "95 %")
RANK_PAIRED = ("task", "verdict", "arms", "texts", "Δ of AUC", "95 %", "p (DeLong)")


def as_json(manifest: Mapping[str, Any], outcomes: Sequence[Outcome]) -> str:
    """All of it as data."""
    own = [{**asdict(one), "accuracy": one.accuracy, "interval": one.interval} for one in scores(outcomes)]
    others = [{**asdict(one), "delta": one.delta, "interval": one.interval, "p": one.p} for one in pairs(outcomes)]
    data = {
        "manifest": manifest,
        "scores": own,
        "pairs": others,
        "ranks": [asdict(one) for one in ranks(outcomes)],
        "rank_pairs": [asdict(one) for one in _rank_pairs(outcomes)],
        "clause_ranks": [asdict(one) for one in clause_ranks(outcomes)],
        "risk_coverage": curves(outcomes),
        "missed": missed(outcomes),
        "blamed": blamed(outcomes),
        "unread": [asdict(one) for one in unread(manifest, outcomes)],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_markdown(manifest: Mapping[str, Any], outcomes: Sequence[Outcome]) -> str:
    """Tables."""
    return "\n".join(_lines(manifest, outcomes)) + "\n"


def title(manifest: Mapping[str, Any]) -> str:
    """The theories that answered, in each of the runs."""
    plans = [run["plan"] for run in manifest.get("runs", {"": manifest}).values()]
    return "; ".join(dict.fromkeys(f"{plan['theory']}, seed {plan['seed']}" for plan in plans))


def _lines(manifest: Mapping[str, Any], outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield f"# {title(manifest)}"
    yield ""
    yield f"| {' | '.join(HEADS)} |"
    yield f"| {' | '.join('---' for _ in HEADS)} |"
    for one in scores(outcomes):
        yield f"| {' | '.join(score_cells(one))} |"
    yield ""
    yield from spent_lines(outcomes)
    compared = pairs(outcomes)
    if compared:
        yield ""
        yield "Paired: instances that only one of two arms decided rightly, and McNemar's exact p."
        yield ""
        yield f"| {' | '.join(PAIRED)} |"
        yield f"| {' | '.join('---' for _ in PAIRED)} |"
        for pair in compared:
            yield f"| {' | '.join(pair_cells(pair))} |"
    for introduction, heads, cells in rank_tables(outcomes):
        yield ""
        yield introduction
        yield ""
        yield f"| {' | '.join(heads)} |"
        yield f"| {' | '.join('---' for _ in heads)} |"
        for row in cells:
            yield f"| {' | '.join(row)} |"
    for heading, rows in (
        ("Clauses that were answered wrongly", blamed_lines(outcomes)),
        ("Not as labelled", missed_lines(outcomes)),
        ("Rows that were not read", unread_lines(manifest, outcomes)),
    ):
        if rows:
            yield ""
            yield f"## {heading}"
            yield ""
            yield from (f"- {row}" for row in rows)


def rank_tables(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, Sequence[str], list[list[str]]]]:
    """What probabilities tell, whatever the bounds: an introduction, the heads of columns, and rows."""
    verdicts, between, clauses = ranks(outcomes), _rank_pairs(outcomes), clause_ranks(outcomes)
    lines_of = curves(outcomes)
    if verdicts:
        heads = [head.format("verdict") for head in RANKED]
        yield (
            "By rank: how often a text with the verdict has a higher probability of it.",
            heads,
            list(map(_ranked, verdicts)),
        )
    if between:
        yield "The same texts by two arms.", RANK_PAIRED, list(map(_rank_pair, between))
    if lines_of:
        yield (
            RISK_OF,
            RISK,
            risk_rows(lines_of),
        )
    if clauses:
        heads = [head.format("clause") for head in RANKED]
        yield "Whether the clauses can be told at all.", heads, list(map(_ranked, clauses))


def _rank_pairs(outcomes: Sequence[Outcome]) -> list[RankPair]:
    return rank_pairs(outcomes, [(one.task, one.verdict, one.one, one.other) for one in pairs(outcomes)])


def _ranked(one: Rank) -> list[str]:
    low, high = one.interval
    return [one.task, one.name, one.arm, str(one.texts), str(one.yes), f"{one.auc:.2f}", f"{low:.2f} – {high:.2f}"]


def _rank_pair(one: RankPair) -> list[str]:
    low, high = one.interval
    arms = f"{one.one} / {one.other}"
    return [
        one.task,
        one.verdict,
        arms,
        str(one.texts),
        f"{one.delta:+.2f}",
        f"{low:+.2f} – {high:+.2f}",
        f"{one.p:.4f}",
    ]


def spent_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """What each arm took in all: calls, tokens, money and time."""
    found = []
    for arm in dict.fromkeys(one["arm"] for one in outcomes):
        own = [one for one in outcomes if one["arm"] == arm]
        tokens = sum(one["input_tokens"] + one["output_tokens"] for one in own)
        costs = [one["cost"] for one in own]
        money = "cost not known" if None in costs else f"cost {sum(costs):.4g}"
        calls, seconds = sum(one["calls"] for one in own), sum(one["seconds"] for one in own)
        found.append(f"{arm}: {len(own)} texts, {calls} calls, {tokens} tokens, {money}, {seconds:.1f} s in all.")
    return found


def score_cells(one: Score) -> list[str]:
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


def pair_cells(pair: Pair) -> list[str]:
    arms = f"{pair.one} / {pair.other}"
    low, high = pair.interval
    delta = f"{100 * pair.delta:+.1f}", f"{100 * low:+.1f} – {100 * high:+.1f}"
    return [pair.task, pair.verdict, arms, str(pair.only_one), str(pair.only_other), *delta, f"{pair.p:.4f}"]


def risk_rows(lines_of: Mapping[str, Sequence[tuple[float, float]]]) -> list[list[str]]:
    found = []
    for arm, points in lines_of.items():
        risks = [risk(points, share) for share in _COVERAGES]
        found.append([arm, *("–" if one is None else f"{100 * one:.1f} %" for one in risks)])
    return found


def blamed_lines(outcomes: Sequence[Outcome]) -> list[str]:
    return [
        f"{task}: `{clause}` {number} times, {wrong} of them with a verdict not as labelled"
        for task, clause, wrong, number in blamed(outcomes)[:_SHOWN]
    ]


def missed_lines(outcomes: Sequence[Outcome]) -> list[str]:
    rows = missed(outcomes)
    shown = [f"{task} {instance}, {arm}: {what}" for task, instance, arm, what in rows[:_SHOWN]]
    return shown if len(rows) <= _SHOWN else [*shown, f"and {len(rows) - _SHOWN} more; all of them are in the JSON"]
