"""The files that a run writes, and the limits of the whole of it: what a user may set, each declared once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

from logitext.declared import DeclaredOptions, option
from logitext.run.data.formats import DataFormat


@dataclass(frozen=True)
class Files(DeclaredOptions):
    """The files that a run writes, and what limits the whole of it.

    `output`: the full records; `rows`: flat rows (.jsonl or .parquet each); `review`: what people should look at,
    as an answers file (.yaml), or for the page of `logitext serve` (.jsonl). `html`: counts, and the decisions that
    are most worth a look, as a page. `format` is that of the data where the names of its files do not say it.
    `ordered`: in the order of the data. `on_bad`: a bad record is a row that says so (`"skip"`), or ends the run
    (`"stop"`). `stop_after`: the number of documents that a back end may fail. `max_tokens`, `max_cost`: limits for
    the run. `workers`: processes that decide, where nobody is asked at a price; what they are given must be
    picklable. `batch_api`: send calls of a model in batches of its provider, about `batch_size` documents at a
    time. `cluster`: decide on the machines of a cluster of Ray, with `workers` in all, or one for each processor.
    `overwrite`: begin anew. ValueError where a
    number is out of its range.
    """

    output: str | os.PathLike[str] | None = option(
        None,
        "Write the full record of each document to FILE (.jsonl, .parquet), or to standard output (`-`).",
        metavar="FILE",
        short="-o",
    )
    rows: str | os.PathLike[str] | None = option(
        None,
        "Write a flat row for each document to FILE (.jsonl, .parquet), or to standard output (`-`).",
        metavar="FILE",
    )
    review: str | os.PathLike[str] | None = option(
        None,
        "Write the undetermined documents, with the questions that would settle them, to FILE: .yaml to be filled in "
        "for --answers, .jsonl for `logitext serve --review`.",
        metavar="FILE",
    )
    html: str | os.PathLike[str] | None = option(
        None,
        "Write a page: counts, and the 100 decisions that are most worth a look, with the policy's prose.",
        metavar="FILE",
    )
    format: DataFormat | None = option(
        None,
        "The format of the data, where the names of files do not say it. Default for standard input: jsonl.",
        flag="--data-format",
    )
    ordered: bool = True
    on_bad: Literal["skip", "stop"] = option(
        "skip",
        "What to do about a record that is broken or does not fit: `skip` makes it a row that says so, `stop` ends "
        "the run.",
    )
    max_cost: float | None = option(
        None,
        "Spend at most X on the whole run: money for a model, units of their price for other theories.",
        metavar="X",
        least=0,
    )
    max_tokens: int | None = option(
        None, "Use at most N tokens for the whole run, in and out together.", metavar="N", least=0
    )
    stop_after: int | None = option(
        100,
        "End the run once a back end has failed N documents. The same command goes on from there.",
        metavar="N",
        least=1,
    )
    workers: int = option(1, "Decide with N processes, where nobody is asked at a price.", metavar="N", least=1)
    cluster: Literal["ray"] | None = option(
        None,
        "Decide on the machines of a cluster of Ray, that of $RAY_ADDRESS or one that is started here; with N workers "
        "in all (--workers), or one for each processor.",
    )
    batch_api: Literal["openai"] | None = option(
        None, "Send the calls of the model in batches of the provider, which take hours and cost less."
    )
    batch_size: int = option(5_000, "With --batch-api, have N documents in work at a time.", metavar="N", least=1)
    overwrite: bool = option(False, "Begin anew, whatever an earlier run has left of the output.")

    @property
    def outputs(self) -> tuple[str | os.PathLike[str] | None, ...]:
        """The files for records, rows, the review as an answers file and for a service, and the page."""
        for_page = self.review is not None and os.fspath(self.review).endswith(".jsonl")
        return self.output, self.rows, None if for_page else self.review, self.review if for_page else None, self.html
