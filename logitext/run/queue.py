"""What people should look at, for a page that shows it: whole texts, and the results that were undetermined.

While a run goes on the entries are kept in the order in which documents are decided; in the end they come in the order
that is worth a person's time, as in a review that is an answers file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from logitext.run.job import JobOutcome
from logitext.run.review import RunReview, places_in
from logitext.run.seen import texts_of


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
                    "texts": texts_of(job, outcome),
                    "result": result.to_dict(),
                }


def in_order(kept: Path) -> Iterator[bytes]:
    """The lines that a run has kept: what takes the fewest questions first, and what asks the same ones together."""
    places = sorted(places_in(kept))
    with kept.open("rb") as file:
        for _, _, _, at in places:
            file.seek(at)
            yield file.readline()
