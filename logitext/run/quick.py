"""Documents whose answers all stand in the data: decided on the diagrams, without a check for each.

Nobody is asked, so a row follows from the values of its document, but for its id: it is put together once for all
documents with the same values. What this cannot decide (a value that is not known, answers that contradict the
assumptions) is left to a check. The rows are those that a check would give.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from logitext.logic.at_once import AtOnce
from logitext.policy.sorts import Value
from logitext.records.frozen import plain
from logitext.records.result import Result
from logitext.run.columns import RunDocument
from logitext.run.flat import Flat, reasons
from logitext.run.job import GivenAnswers, Job, JobOutcome, SharedRow
from logitext.trail.limits import CheckLimits

_KEPT = 1 << 13
"""How many sets of values are remembered."""

_NO_LIMIT = CheckLimits()


@dataclass(frozen=True, slots=True)
class _Way:
    """How one policy is decided: where its clauses go among the cells, and those that are asked about first."""

    job: Job
    at_once: AtOnce
    places: Mapping[str, Any]
    asked: frozenset[str]
    blank: list[Any]


class Quick:
    """Decides documents by the values that stand in the data."""

    def __init__(self, ways: Sequence[_Way], flat: Flat) -> None:
        self._ways = ways
        self._flat = flat
        self._kept: dict[Any, Sequence[SharedRow]] = {}
        self._reads_reasons = "because" in flat.columns

    def begin(self, document: RunDocument) -> JobOutcome | None:
        """The outcome; None where a check must see to it."""
        key = _key(document)
        told = self._kept.get(key)
        if told is None:
            told = None if document.facts else self._decided(document.answers)
            if told is None:
                return None
            self._keep(key, told)
        return JobOutcome(document, told=told)

    def learn(self, outcome: JobOutcome) -> None:
        """Remember what a check gave, for documents with the same values; nothing where more than these decided."""
        document = outcome.document
        results = outcome.results
        if not results or outcome.failed or not all(_rests_on(document, result) for result in results):
            return
        told = [
            SharedRow(result.status, result.violations, result.usage.skipped, *self._line(row))
            for result, row in zip(results, self._flat.rows(outcome), strict=True)
        ]
        self._keep(_key(document), told)

    def _keep(self, key: Any, told: Sequence[SharedRow]) -> None:
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        self._kept[key] = told

    def _decided(self, answers: Mapping[str, Value | None]) -> Sequence[SharedRow] | None:
        found = []
        for number, way in enumerate(self._ways):
            at, places = way.blank.copy(), way.places
            known = 0
            for name, value in answers.items():
                if value is not None and name in places:
                    place, cell = places[name]
                    at[place] = value if cell is None else cell(value)
                    known += name in way.asked
            verdicts = way.job.request.verdicts
            decision = way.at_once.decide_at(at, verdicts)
            if decision.conflict or len(decision.values) < len(verdicts):
                return None
            values = {name: plain(decision.values[name]) for name in verdicts}
            kinds = way.job.program.policy.verdicts
            violations = tuple([name for name in verdicts if values[name] is True and kinds[name].kind == "violation"])
            because = self._because(way, answers, decision.values) if self._reads_reasons else ""
            row = self._flat.decided(number, values, violations, because)
            found.append(SharedRow("decided", violations, len(way.blank) - known, *self._line(row)))
        return found

    def _because(self, way: _Way, answers: Mapping[str, Value | None], verdicts: Mapping[str, Value]) -> str:
        """The reasons of verdicts, as in a row."""
        known = {name: value for name, value in answers.items() if value is not None and name in way.places}
        said = []
        for name in way.job.request.verdicts:
            clauses = way.at_once.implicant(known, name, verdicts[name]).clauses
            if clauses:
                said.append(reasons(way.job.program.policy, name, [(clause, known[clause]) for clause in clauses]))
        return "; ".join(said)

    def _line(self, row: Mapping[str, Any]) -> tuple[str, str | None]:
        """A row as JSON, before and after its id; None after it where it has none."""
        parts = [f"{_json(name)}: {_json(value)}" for name, value in row.items()]
        if "id" not in row:
            return "{" + ", ".join(parts) + "}", None
        at = list(row).index("id")
        before, after = parts[:at], parts[at + 1 :]
        return "{" + "".join([f"{part}, " for part in before]) + '"id": ', "".join([f", {one}" for one in after]) + "}"


def _key(document: RunDocument) -> Any:
    """What documents that are decided alike have in common: their values, and what each is the value of."""
    return tuple(document.answers.items()), tuple(document.facts.items())


def _rests_on(document: RunDocument, result: Result) -> bool:
    """Whether a result is decided by the values of the document alone: the columns come before all other theories."""
    return result.status == "decided" and all(document.answers.get(name) is not None for name in result.answers)


_json = json.JSONEncoder(ensure_ascii=False).encode


def quick_of(jobs: Sequence[Job], given: GivenAnswers | None, flat: Flat | None) -> Quick | None:
    """What decides without checks; None where the policies, the theories or the outputs need these."""
    if given is None or flat is None:
        return None
    ways = []
    for job in jobs:
        program, request = job.program, job.request
        at_once = program.at_once if program.is_ready and not program.policy.fits_documents else None
        free = all(theory.price.free and theory.model is None for theory in request.theories)
        if at_once is None or job.facts is not None or not free or request.theories[0] is not given:
            return None
        if request.limits != _NO_LIMIT or request.certainty is not None:
            return None
        clauses = tuple(name for name, clause in program.policy.clauses.items() if not clause.fact)
        asked, _ = at_once.relevant({}, request.verdicts, clauses, clauses, free=True)
        places = {name: at_once.place(name) for name in program.policy.clauses}
        ways.append(_Way(job, at_once, places, frozenset(asked), [None] * len(places)))
    return Quick(ways, flat)
