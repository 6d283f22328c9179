"""What was decided of documents, with the texts that it was decided of: for people who look at them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from logitext.policy.model import Elements
from logitext.run.job import Job, JobOutcome

FIRST = 10_000
"""Documents of the data of which decisions are kept to be shown: a run may have millions."""


def decisions(jobs: Sequence[Job], outcome: JobOutcome) -> Iterator[dict[str, Any]]:
    """What each policy came to, if the document is one of the first; nothing of what is no document."""
    if outcome.document.number >= FIRST:
        return
    for number, (job, result) in enumerate(zip(jobs, outcome.results, strict=False)):
        document = outcome.document
        texts = texts_of(job, outcome)
        yield {"number": document.number, "policy": number, "texts": texts, "result": result.to_dict()}


def texts_of(job: Job, outcome: JobOutcome) -> dict[str, str]:
    """The texts that the policy declares, and those of the elements of lists, by the names that they have."""
    document = outcome.document
    found = {name: text for name, text in document.texts.items() if name in job.texts}
    given = {} if job.facts is None else job.facts(document.label)
    for value in {**given, **document.facts}.values():
        if isinstance(value, Elements):
            found |= value.texts
    return found


def worth_seeing(kept: Path, most: int) -> list[dict[str, Any]]:
    """Some decisions that a run has kept: what failed first, then conflicts, what is open, violations, and the rest."""
    places: list[tuple[int, int, int, int]] = []
    with kept.open("rb") as file:
        at = 0
        for line in file:
            data = json.loads(line)
            places.append((_rank(data["result"]), data["number"], data["policy"], at))
            at += len(line)
        found = []
        for _, _, _, at in sorted(places)[:most]:
            file.seek(at)
            found.append(json.loads(file.readline()))
    return found


def _rank(result: dict[str, Any]) -> int:
    if result["error"] is not None:
        return 0
    if result["status"] != "decided":
        return 1 if result["status"] == "conflict" else 2
    return 3 if any(one["kind"] == "violation" and one["value"] is True for one in result["verdicts"].values()) else 4
