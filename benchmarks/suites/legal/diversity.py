"""LegalBench's diversity_1, 2, 3 and 5, in the form of 2023 and in that of 2022: verdicts that follow from the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from benchmarks.suites.legal.parties import lists
from benchmarks.suites.legal.sources import SUITE, numbered, source, table
from benchmarks.suites.task import YES, Instance, Task, each, label
from logitext.theory import Pattern

_POLICIES = Path(__file__).parent / "policies"
_SOURCE = source("1a0d932e40307624d388117094c5ef40d27c5af9")
_SOURCE_2022 = source("171e332109e562f93f4300a471264104ac5ba35c")

VARIANTS = {
    1: "one plaintiff, one defendant, one claim",
    2: "one plaintiff, two defendants, one claim each",
    3: "one plaintiff, one defendant, two claims",
    5: "two plaintiffs, one defendant",
}


def tasks() -> list[Task]:
    """The four variants of each edition."""
    return [
        *(_task(f"diversity_{number}", f"tasks/diversity_{number}", _2023) for number in VARIANTS),
        *(_task(f"diversity_{number}_2022", f"tasks_2022/diversity_{number}", _2022) for number in VARIANTS),
    ]


def _task(name: str, folder: str, edition: partial[Task]) -> Task:
    file = f"legalbench/{folder}/test.tsv"
    title = f"Diversity jurisdiction: {VARIANTS[int(name.split('_')[1])]}"
    origin = edition.keywords["source"]
    return edition(name=name, title=title, files=(file,), read=partial(_read, file=file, origin=origin))


def _read(data: Path, file: str, origin: str) -> Iterator[Instance]:
    yield from each(numbered(table(data, file, origin)), _instance)


def _instance(name: str, row: Mapping[str, str]) -> Instance:
    if "slice" in row:
        diverse, met = label(row["slice"], SLICES)
    else:
        diverse, met = label(row["parties_are_diverse"], _TRUE), label(row["aic_is_met"], _TRUE)
    verdict = label(row["label"], YES)
    gold = {"parties_are_diverse": diverse, "amount_met": met, "diversity_jurisdiction": verdict}
    return Instance(name, {"facts": row["text"]}, gold, facts=lists(row["text"]) or {})


SLICES = {
    f"{'Yes' if diverse else 'No'} diverse parties, {'yes' if met else 'no'} aic": (diverse, met)
    for diverse in (True, False)
    for met in (True, False)
}
"""What a slice of 2022 says of the parties and of the amount."""

_TRUE = {"True": True, "False": False}


_2023 = partial(Task, suite=SUITE, policy=_POLICIES / "diversity.nltc", source=_SOURCE, exact=Pattern)
_2022 = partial(Task, suite=SUITE, policy=_POLICIES / "diversity-2022.nltc", source=_SOURCE_2022, exact=Pattern)
