"""What the rows of a run should say: each document checked by itself, by a policy and theories made for it alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import logitext
from logitext.policy.sorts import show
from logitext.theory import Answers, Chain, Theory
from logitext.theory.files.entries import Entries

Theories = Callable[[], Sequence[Theory]]
"""Makes the theories that are asked, anew at each call."""


def expected(
    sources: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    *,
    columns: Mapping[str, str],
    answers: Mapping[str, Any],
    theories: Theories,
    review: Answers | None = None,
) -> list[dict[str, Any]]:
    """The rows of records that have an `id`; `columns` answer clauses, and a record may lack them.

    `answers` are those of a mapping, and `review` is a file that was filled in, which goes before them.
    """
    found = []
    for row in rows:
        for number, source in enumerate(sources):
            policy = logitext.loads(source, name_of(number))
            found.append(_row(policy, row, columns, answers, theories, review))
    return found


def name_of(number: int) -> str:
    return f"policy{number}.nltc"


def _row(
    policy: logitext.Policy,
    row: Mapping[str, Any],
    columns: Mapping[str, str],
    answers: Mapping[str, Any],
    theories: Theories,
    review: Answers | None,
) -> dict[str, Any]:
    clauses, label = policy.clauses, str(row["id"])
    own = {name: value for name, value in answers.get("texts", {}).get(label, {}).items() if name in clauses}
    general = {name: value for name, value in answers.items() if name in clauses}
    given = {name: row[column] for name, column in columns.items() if name in clauses and row.get(column) is not None}
    result = policy.check(
        {name: row[name] for name in policy.checked.texts if row.get(name) is not None},
        label=label,
        facts={name: row[name] for name, clause in policy.checked.clauses.items() if clause.fact and name in row},
        theory=Chain(*_of_document(review, label, clauses), Answers(general | own), Answers(given), *theories()),
    )
    assert result.error is None
    said: dict[str, Any] = {"id": row["id"], "policy": policy.checked.source.name.removesuffix(".nltc")}
    said["status"] = result.status
    said |= {name: one.value for name, one in result.verdicts.items()}
    said["violations"] = ", ".join(result.violations)
    reasons = {
        name: [_reason(one.clause, one.value) for one in verdict.because] for name, verdict in result.verdicts.items()
    }
    said["because"] = "; ".join(f"{name}: {', '.join(some)}" for name, some in reasons.items() if some)
    is_open = {one.clause: one.reason for verdict in result.verdicts.values() for one in verdict.open}
    said["open"] = ", ".join(f"{name} ({why})" for name, why in is_open.items())
    return said


def _of_document(review: Answers | None, label: str, clauses: Sequence[str]) -> list[Theory]:
    """What a review says of one document, as a file that says nothing else."""
    if review is None or review.source is None:
        return []
    section = review.entries.documents.get(label, {})
    own = {name: entry for name, entry in section.items() if name in clauses}
    return [Answers.of_entries(Entries(general=own), review.source)]


def _reason(clause: str, value: Any) -> str:
    if value is True or value is False:
        return clause if value else f"not {clause}"
    return f"{clause} = {value if isinstance(value, str) else show(value)}"
