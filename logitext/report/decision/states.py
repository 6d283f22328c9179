"""What is known of each clause, and of each formula, once a document is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import TEXT, Sort, show
from logitext.records.result import Because, Result

NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class ShownState:
    """What is known of one of them.

    `kind` is `true`, `false`, `value`, `unknown` or `not-asked`, and `bad` for a true violation. `words` say it,
    and `why` who says so, or why nobody does. `of` are the states of the uses of a clause with parameters.
    """

    kind: str
    words: str
    why: str = ""
    quote: str | None = None
    of: Mapping[str, ShownState] = field(default_factory=dict)


def clause_states(policy: CheckedPolicy, result: Result) -> dict[str, ShownState]:
    """The state of each clause and fact, by name; of those with parameters, of each use."""
    reasons: dict[str, Because] = {}
    opened: dict[str, tuple[str, str | None]] = {}
    for verdict in result.verdicts.values():
        reasons.update({one.clause: one for one in verdict.because})
        opened.update({one.clause: (one.reason, one.detail) for one in verdict.open})
    known = {**result.facts, **result.answers}
    names = dict.fromkeys([*policy.clauses, *known])
    found = {}
    for name in names:
        sort = policy.clauses[name].sort if name in policy.clauses else None
        if known.get(name) is not None:
            reason = reasons.get(name)
            found[name] = ShownState(
                kind_of(known[name]),
                words_of(known[name], sort) + _chance(reason),
                _who(name, reason, result),
                reason.quote if reason is not None else None,
            )
        else:
            why, detail = opened.get(name, (NOT_ASKED, None))
            found[name] = ShownState("not-asked" if why == NOT_ASKED else "unknown", why, detail or "")
    return found


def of_statement(name: str, states: Mapping[str, ShownState]) -> ShownState:
    """The state of a clause as it is declared; of one with parameters what its uses come to together."""
    if name in states:
        return states[name]
    uses = {use: state for use, state in states.items() if use.startswith(f"{name}(")}
    kinds = {state.kind for state in uses.values()}
    kind = kinds.pop() if len(kinds) == 1 else "value" if kinds - {"unknown", "not-asked"} else "unknown"
    true = sum(state.kind == "true" for state in uses.values())
    words = kind.replace("-", " ") if kind in ("unknown", "not-asked") else f"true for {true} of {len(uses)}"
    return ShownState(kind, words, of=uses) if uses else ShownState("not-asked", NOT_ASKED)


def formula_states(policy: CheckedPolicy, result: Result) -> dict[str, ShownState]:
    """The state of each definition, verdict and assumption that something is known of."""
    found = {}
    for step in result.explanation.trace if result.explanation is not None else ():
        if step.kind != "clause":
            found[step.name] = _formula(step.value, None)
    for name, verdict in result.verdicts.items():
        sort = policy.verdicts[name].sort if name in policy.verdicts else None
        state = _formula(verdict.value, sort)
        bad = verdict.kind == "violation" and verdict.value is True
        found[name] = ShownState("bad", state.words) if bad else state
    return found


def kind_of(value: Any) -> str:
    """`true`, `false`, or `value` for one of another sort."""
    return str(value).lower() if isinstance(value, bool) else "value"


def words_of(value: Any, sort: Sort | None) -> str:
    """A value for a reader: labels bare, texts in quotes."""
    return value if isinstance(value, str) and sort != TEXT else show(value)


def _formula(value: Any, sort: Sort | None) -> ShownState:
    if value is None:
        return ShownState("unknown", "undetermined")
    return ShownState(kind_of(value), words_of(value, sort))


def _chance(reason: Because | None) -> str:
    return "" if reason is None or reason.probability is None else f" ({reason.probability:.2f})"


def _who(name: str, reason: Because | None, result: Result) -> str:
    if name in result.facts:
        return "given"
    return "" if reason is None else f"from {reason.theory}"
