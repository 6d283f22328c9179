"""The flat row of a document: what a table shows of its result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from logitext.policy.findings import did_you_mean
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import TEXT, Sort, show
from logitext.records.frozen import plain
from logitext.records.result import Because, Result, VerdictRecord
from logitext.run.job import Job, JobOutcome
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.version import __version__

BEFORE = ("id", "policy", "status")
AFTER = ("violations", "probability", "because", "open", "error", "cost", "model", "policy_sha256", "version")
"""The columns of a row, before and after those of the verdicts."""

_KEPT = 4096
"""Rows of results that share their verdicts, which are put together once."""


class Flat:
    """Makes rows of outcomes. `columns` are their names, in the order of the table."""

    def __init__(self, jobs: Sequence[Job], select: Sequence[str] | None = None) -> None:
        """`select` are the columns that are wanted; all by default. InputError where there is no such column."""
        self._jobs = jobs
        verdicts = {name: None for job in jobs for name in job.request.verdicts}
        fixed = {*BEFORE, *AFTER}
        self._column_of = {name: f"verdict_{name}" if name in fixed else name for name in verdicts}
        every = (*BEFORE, *self._column_of.values(), *AFTER)
        wrong = [name for name in select or () if name not in every]
        if wrong:
            raise InputError([_no_column(name, every) for name in wrong])
        self.columns = every if select is None else tuple(dict.fromkeys(select))
        self._verdicts = {name: column for name, column in self._column_of.items() if column in self.columns}
        self._reasons = bool({"because", "probability", "open"} & set(self.columns))
        self._kept: dict[tuple[int, int], tuple[Any, dict[str, Any]]] = {}

    def sorts(self) -> dict[str, Sort]:
        """The sorts of the columns of verdicts; Text for one that policies declare with different sorts."""
        found: dict[str, Sort] = {}
        for job in self._jobs:
            for name in job.request.verdicts:
                if name in self._verdicts:
                    column, sort = self._verdicts[name], job.program.policy.verdicts[name].sort
                    found[column] = sort if found.get(column, sort) == sort else TEXT
        return found

    def rows(self, outcome: JobOutcome) -> list[dict[str, Any]]:
        """The rows of a document, one for each policy."""
        document = outcome.document
        id_ = document.label if document.id is None else document.id
        if not outcome.results:
            why = "" if document.problem is None else str(document.problem)
            return [self._selected(self._empty(job, id_, why)) for job in self._jobs]
        return [self._row(at, id_, result) for at, result in enumerate(outcome.results)]

    def decided(self, at: int, verdicts: Mapping[str, Any], violations: Sequence[str], because: str) -> dict[str, Any]:
        """The row of a document that one policy decides without a question, but for its id."""
        job = self._jobs[at]
        row = {name: verdicts.get(verdict) for verdict, name in self._verdicts.items()}
        row |= {"policy": job.name, "status": "decided", "violations": ", ".join(violations), "cost": 0.0}
        row |= {"because": because, "open": ""}
        return self._selected({**row, "policy_sha256": job.program.policy.sha256, "version": __version__})

    def _row(self, at: int, id_: Any, result: Result) -> dict[str, Any]:
        first = next(iter(result.verdicts.values()))
        key = (at, id(first))
        kept = self._kept.get(key)
        if kept is None or kept[0] is not first:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            kept = self._kept[key] = first, self._of_verdicts(self._jobs[at], result)
        row = kept[1].copy()
        row["id"] = id_
        usage = result.usage
        row["error"] = result.error
        row["cost"] = usage.cost
        row["model"] = ", ".join([one.model for one in usage.theories if one.model is not None]) or None
        return self._selected(row)

    def _of_verdicts(self, job: Job, result: Result) -> dict[str, Any]:
        """What documents with these verdicts, and these reasons, have in common."""
        verdicts = result.verdicts
        row: dict[str, Any] = {
            "policy": job.name,
            "status": result.status if result.error is None else "error",
            "violations": ", ".join(result.violations),
            "policy_sha256": result.policy.sha256,
            "version": __version__,
        }
        for name, column in self._verdicts.items():
            row[column] = plain(verdicts[name].value) if name in verdicts else None
        if self._reasons:
            row["because"] = "; ".join(
                [reasons(job.program.policy, name, _pairs(one)) for name, one in verdicts.items() if one.because]
            )
            row["probability"] = _least([because for one in verdicts.values() for because in one.because])
            row["open"] = _open(verdicts)
        return row

    def _empty(self, job: Job, id_: Any, why: str) -> dict[str, Any]:
        return {
            "id": id_,
            "policy": job.name,
            "status": "error",
            "error": why,
            "policy_sha256": job.program.policy.sha256,
            "version": __version__,
        }

    def _selected(self, row: Mapping[str, Any]) -> dict[str, Any]:
        get = row.get
        return {name: get(name) for name in self.columns}


def reasons(policy: CheckedPolicy, name: str, because: Iterable[tuple[str, Any]]) -> str:
    """`remove: threat, not joke`."""
    said = []
    for clause, value in because:
        if value is True or value is False:
            said.append(clause if value else f"not {clause}")
        else:
            known = policy.clauses.get(clause)
            label = isinstance(value, str) and (known is None or known.sort != TEXT)
            said.append(f"{clause} = {value if label else show(value)}")
    return f"{name}: {', '.join(said)}"


def _pairs(verdict: VerdictRecord) -> list[tuple[str, Any]]:
    return [(one.clause, one.value) for one in verdict.because]


def _least(reasons: Sequence[Because]) -> float | None:
    """How sure the least sure of the answers is that verdicts rest on; None where none says."""
    known = [
        1 - one.probability if one.value is False else one.probability for one in reasons if one.probability is not None
    ]
    return min(known, default=None)


def _open(verdicts: Mapping[str, VerdictRecord]) -> str:
    """`joke (failed), threat (unknown)`."""
    reasons = {one.clause: one.reason for verdict in verdicts.values() for one in verdict.open}
    return ", ".join([f"{clause} ({reason})" for clause, reason in reasons.items()])


def _no_column(name: str, every: Sequence[str]) -> Diagnostic:
    hint = did_you_mean(name, every) or f"the columns are {', '.join(every)}"
    return Diagnostic("NLT606", f"`{name}` is no column of the rows", hint=hint)
