"""What people should look at, for a page that shows it: whole texts, and the results that were undetermined.

While a run goes on the entries are kept in the order in which documents are decided; in the end they come in the order
that is worth a person's time, as in a review that is an answers file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from logitext.policy.model import Elements
from logitext.run.job import Job, JobOutcome
from logitext.run.review import RunReview


class RunQueue:
    """Makes the entries of undetermined documents; see `records.review.ReviewEntry`."""

    def __init__(self, review: RunReview) -> None:
        self._review = review

    def entries(self, outcome: JobOutcome) -> Iterator[dict[str, Any]]:
        """One for each policy that leaves a document undetermined; none where a back end failed."""
        if outcome.failed or outcome.over:
            return
        document = outcome.document
        for job, result in zip(self._review.jobs, outcome.results, strict=False):
            if result.status != "undetermined":
                continue
            program = job.expansion.program(result.units)
            wanted = dict.fromkeys(self._review.questions(job, program, result))
            facts = [name for name in wanted if program.policy.clauses[name].fact]
            if wanted:
                yield {
                    "number": document.number,
                    "document": document.label,
                    "policy": job.name,
                    "questions": [name for name in wanted if name not in facts],
                    "facts": facts,
                    "texts": {**_of(job, document.texts), **_elements(job, outcome)},
                    "result": result.to_dict(),
                }


def _of(job: Job, texts: Any) -> dict[str, str]:
    """The texts that the policy declares."""
    return {name: text for name, text in texts.items() if name in job.texts}


def _elements(job: Job, outcome: JobOutcome) -> dict[str, str]:
    """The texts of the elements of lists, by the names that they have."""
    document = outcome.document
    given = {} if job.facts is None else job.facts(document.label)
    found: dict[str, str] = {}
    for value in {**given, **document.facts}.values():
        if isinstance(value, Elements):
            found |= value.texts
    return found


def in_order(kept: Path) -> Iterator[bytes]:
    """The lines that a run has kept: what takes the fewest questions first, and what asks the same ones together."""
    places: list[tuple[int, tuple[str, ...], int, int]] = []
    with kept.open("rb") as file:
        at = 0
        for line in file:
            data = json.loads(line)
            places.append((len(data["questions"]), tuple(data["questions"]), data["number"], at))
            at += len(line)
        for _, _, _, at in sorted(places):
            file.seek(at)
            yield file.readline()
