"""One decision as templates show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from logitext.policy.load import expanded
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Enumeration, Sort
from logitext.policy.supposed import ASSUMED, supposing
from logitext.records.explanation import ChangedAnswer, FlipRecord
from logitext.records.result import Result
from logitext.report import certainty
from logitext.report.decision.evidence import Marked, marked
from logitext.report.decision.prose import Block, blocks
from logitext.report.decision.states import ShownState, clause_states, formula_states, words_of


@dataclass(frozen=True, slots=True)
class ShownReason:
    """A clause that a verdict rests on, or that it waits for."""

    clause: str
    wording: str
    state: ShownState


@dataclass(frozen=True, slots=True)
class VerdictView:
    """A verdict: its state, its reasons, how sure it is, and what would flip or settle it."""

    name: str
    state: ShownState
    reasons: tuple[ShownReason, ...]
    chances: tuple[str, ...]
    flips: tuple[str, ...]
    settle: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A row of the table of clauses. `choices` are the values that it may have, None for any."""

    name: str
    wording: str
    state: ShownState
    sort: str
    choices: tuple[str, ...] | None
    fact: bool


@dataclass(frozen=True, slots=True)
class View:
    """One decision."""

    title: str
    status: str
    action: str | None
    error: str | None
    policy: str
    sha256: str
    files: tuple[tuple[str, list[Block]], ...]
    texts: tuple[tuple[str, list[Marked] | None], ...]
    verdicts: tuple[VerdictView, ...]
    clauses: tuple[ClauseView, ...]
    conflict: tuple[str, ...]
    ids: Mapping[str, str]


def view(
    policy: CheckedPolicy, result: Result, texts: Mapping[str, str], *, number: int = 1, action: str | None = None
) -> View:
    """The view of a result on these texts. Definitions and flips are shown as far as the result has an explanation.

    `texts` may have those of the elements of lists, too. `number` tells apart the decisions of one page.
    """
    if result.error is None and result.assumed:  # what was decided is the policy with what is assumed of the document
        policy = supposing(policy, result.assumed, result.units)
    elif result.error is None and result.units:
        policy = expanded(policy, result.units)
    clauses, formulas = clause_states(policy, result), formula_states(policy, result)
    names = [name for name in clauses if not name.startswith(ASSUMED) and "@" not in name]
    quotes = {name: state.quote for name, state in clauses.items() if state.quote}
    return View(
        title=result.document or policy.source.name,
        status="error" if result.error else "interrupted" if result.interrupted else result.status,
        action=action,
        error=result.error,
        policy=policy.source.name,
        sha256=result.policy.sha256,
        files=tuple([(one.source.name, blocks(one, clauses, formulas)) for one in reversed(policy.documents)]),
        texts=tuple(
            [
                (name, None if name not in texts else marked(texts[name], _about(policy, quotes, name)))
                for name in dict.fromkeys([*policy.texts, *texts])
            ]
        ),
        verdicts=tuple([_verdict(policy, result, name, clauses, formulas[name]) for name in result.verdicts]),
        clauses=tuple([_clause(policy, name, clauses[name]) for name in names if name in policy.clauses]),
        conflict=tuple([one.statement for one in result.conflict]),
        ids={name: f"d{number}c{index}" for index, name in enumerate(_named(policy, names))},
    )


def _named(policy: CheckedPolicy, names: list[str]) -> list[str]:
    """Clauses, and those with parameters as they are declared."""
    return list(dict.fromkeys([*names, *(name.partition("(")[0] for name in names), *policy.verdicts]))


def _about(policy: CheckedPolicy, quotes: Mapping[str, str], text: str) -> list[tuple[str, str]]:
    return [(name, quote) for name, quote in quotes.items() if text in policy.clauses[name].texts]


def _verdict(
    policy: CheckedPolicy, result: Result, name: str, clauses: Mapping[str, ShownState], state: ShownState
) -> VerdictView:
    record = result.verdicts[name]
    told = [one.clause for one in (record.open if record.value is None else record.because)]
    reasons = tuple(
        [ShownReason(one, _wording(policy, one), clauses.get(one, ShownState("value", "given"))) for one in told]
    )
    chances = (result.probability or {}).get(name)
    sure = () if chances is None else tuple([line.plain.strip() for line in certainty.lines(chances)])
    return VerdictView(name, state, reasons, sure, _flips(policy, result, name), _settle(policy, result, name))


def _flips(policy: CheckedPolicy, result: Result, verdict: str) -> tuple[str, ...]:
    """What would turn a verdict, in words."""
    found = []
    for one in result.explanation.why_not if result.explanation is not None else ():
        if one.verdict != verdict:
            continue
        if one.never:
            found.append("no answers would turn it")
        found += [f"{_now(policy, verdict, flip)} if {_changed(policy, flip)}" for flip in one.flips]
    return tuple(found)


def _now(policy: CheckedPolicy, verdict: str, flip: FlipRecord) -> str:
    sort = policy.verdicts[verdict].sort
    return "another value" if flip.value is None else words_of(flip.value, sort)


def _changed(policy: CheckedPolicy, flip: FlipRecord) -> str:
    parts = [f"{one.clause} were {_to(policy, one)}" for one in flip.changed]
    parts += [f"{one.clause} were {_value(policy, one.clause, one.value)}" for one in flip.given]
    return " and ".join(parts)


def _to(policy: CheckedPolicy, change: ChangedAnswer) -> str:
    return _value(policy, change.clause, change.now)


def _value(policy: CheckedPolicy, clause: str, value: Any) -> str:
    sort = policy.clauses[clause].sort if clause in policy.clauses else None
    return "another text" if value is None else words_of(value, sort)


def _settle(policy: CheckedPolicy, result: Result, verdict: str) -> tuple[str, ...]:
    """The questions that are still worth asking, in words."""
    found = []
    for one in result.explanation.settle if result.explanation is not None else ():
        if one.verdict != verdict:
            continue
        if one.shortest is not None:
            answers = [f"{a.clause} were {_value(policy, a.clause, a.value)}" for a in one.shortest.answers]
            sort = policy.verdicts[verdict].sort
            value = "settled" if one.shortest.value is None else words_of(one.shortest.value, sort)
            found.append(f"{value} if {' and '.join(answers)}")
        if one.sure is not None and one.sure.clauses:
            found.append(f"surely settled by answers to {', '.join(one.sure.clauses)}")
    return tuple(found)


def _clause(policy: CheckedPolicy, name: str, state: ShownState) -> ClauseView:
    clause = policy.clauses[name]
    return ClauseView(name, clause.wording, state, str(clause.sort), _choices(clause.sort), clause.fact)


def _choices(sort: Sort) -> tuple[str, ...] | None:
    if isinstance(sort, Enumeration):
        return tuple(sort.labels)
    return ("true", "false") if str(sort) == "Bool" else None


def _wording(policy: CheckedPolicy, name: str) -> str:
    return policy.clauses[name].wording if name in policy.clauses else ""
