"""One run in a process of its own: `python -m benchmarks.many.one FOLDER CLAUSES DOCUMENTS WHAT WORKERS [ID]`.

WHAT is `verdicts`, `rows`, `records`, `checks`, or `ray`: rows, with the workers on a cluster.

It makes the data, if it is not there, runs, and prints one line of JSON: seconds of processor time and of wall time,
and the most memory that the process held.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import logitext
from benchmarks.engine.policies import source
from logitext import theory
from logitext.api.running.files import run_files


def data(folder: Path, policy: logitext.Policy, documents: int) -> Path:
    """JSON Lines with a text, an id, and an answer to each clause, which holds in one document of eight."""
    path = folder / f"{len(policy.clauses)}-{documents}.jsonl"
    if not path.exists():
        rng = random.Random(1)
        with path.open("w") as file:
            for number in range(documents):
                answers = {name: rng.random() < 1 / 8 for name in policy.clauses}
                file.write(json.dumps({"id": number, "post": f"message {number}", **answers}) + "\n")
    return path


def run(policy: logitext.Policy, path: Path, folder: Path, what: str, workers: int, id: str | None) -> None:
    if what == "checks":
        for result in policy.check_many(given(path), theory=from_label):
            result.to_dict()
        return
    outputs: dict[str, Any] = {"rows": folder / "out.jsonl"}
    select: list[str] | None = None
    if what == "records":
        outputs = {"output": folder / "out.jsonl"}
    elif what == "verdicts":
        select = ["id", "status", *policy.verdicts]
    columns: dict[str, str | None] = {name: name for name in policy.clauses}
    options: logitext.Options = {"theory": "pattern"}
    outputs["cluster"] = "ray" if what == "ray" else None
    files = logitext.Files(workers=workers, overwrite=True, **outputs)
    summary = asyncio.run(run_files([policy], [path], options, files, columns=columns, id=id, select=select))
    assert summary.decided == summary.documents


_rows: dict[str, dict[str, bool]] = {}


def given(path: Path) -> Iterator[theory.Texts]:
    with path.open() as file:
        for line in file:
            row = json.loads(line)
            label = str(row["id"])
            _rows.clear()
            _rows[label] = row
            yield theory.Texts({"post": row["post"]}, label)


def from_label(question: theory.Question, texts: theory.Texts) -> bool:
    return _rows[str(texts.label)][question.clause]


def main() -> None:
    folder, clauses, documents, what, workers, *id_ = sys.argv[1:]
    policy = logitext.loads(source(int(clauses), 1))
    policy.prepare()
    path = data(Path(folder), policy, int(documents))
    began, wall = time.process_time(), time.perf_counter()
    run(policy, path, Path(folder), what, int(workers), id_[0] if id_ else None)
    spent = {"cpu": time.process_time() - began, "wall": time.perf_counter() - wall}
    unit = 1024 if sys.platform == "darwin" else 1
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
    sys.stdout.write(json.dumps({**spent, "mib": kib / 1024}) + "\n")


if __name__ == "__main__":
    main()
