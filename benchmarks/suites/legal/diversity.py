"""LegalBench's diversity_1, 2, 3 and 5, in the form of 2023 and in that of 2022: verdicts that follow from the text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.suites.legal.parties import read as suit
from benchmarks.suites.legal.sources import SUITE, source, table
from benchmarks.suites.task import Instance, Task
from logitext.policy.sorts import Value
from logitext.theory import Function, Question, Texts
from logitext.theory.protocol import Theory

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


def _exact() -> Theory:
    return Function(_answer, name="reader")


def _answer(question: Question, texts: Texts) -> Value | None:
    return suit(texts["facts"]).answer(question.clause)


def _read(data: Path, file: str, origin: str) -> Iterator[Instance]:
    for number, row in enumerate(table(data, file, origin), 1):
        if "slice" in row:  # "Yes diverse parties, no aic"
            diverse, met = (part.split()[0].lower() == "yes" for part in row["slice"].split(", "))
        else:
            diverse, met = row["parties_are_diverse"] == "True", row["aic_is_met"] == "True"
        gold = {
            "parties_are_diverse": diverse,
            "amount_met": met,
            "diversity_jurisdiction": row["label"] == "Yes",
        }
        yield Instance(str(number), {"facts": row["text"]}, gold)


_2023 = partial(Task, suite=SUITE, policy=_POLICIES / "diversity.nltc", source=_SOURCE, exact=_exact)
_2022 = partial(Task, suite=SUITE, policy=_POLICIES / "diversity-2022.nltc", source=_SOURCE_2022, exact=_exact)
