"""The cases of SARA that are claims about sections 1, 2, 63, 68, 151 and 3301, a task for each section."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.suites.legal.sara import section1, section2, section63, section151, taxes
from benchmarks.suites.legal.sara.claims import Claim
from benchmarks.suites.legal.sources import SUITE, table
from benchmarks.suites.task import Instance, Task
from logitext.policy.sorts import Value
from logitext.theory import Function, Question, Texts
from logitext.theory.protocol import Theory

FILE = "sara/derived/cases.tsv"
SOURCE = (
    "https://github.com/SgfdDttt/sara, commit b5e746f207086685f22211d6a151d8fe23e4dece, MIT as LegalBench has it; a "
    "table of cases/*.pl with a row for each file: case, label, question and text, as the file's comments have them"
)
_POLICIES = Path(__file__).parents[1] / "policies"

Reader = Callable[[str, str, Claim], Value | None]

SECTIONS: dict[str, tuple[str, Reader]] = {
    "1": ("the income tax and its brackets", section1.tax),
    "2": ("surviving spouses and heads of household", section2.family),
    "63": ("taxable income and the standard deduction", section63.income),
    "68": ("the limit on itemized deductions", section1.limit),
    "151": ("personal exemptions", section151.exemptions),
    "3301": ("the unemployment tax", section1.wages),
}

_OPPOSITE = (
    "the case takes (II) for its opposite, that section 152(b)(2) does not apply; s2_b_1_A_i_neg, with the facts of "
    "s2_b_1_A_i_II_neg, takes it as the statute has it"
)
CONTRADICTIONS = {"2": {"s2_b_1_A_i_II_pos": _OPPOSITE, "s2_b_1_A_i_II_neg": _OPPOSITE}}


WITH_EMPLOYEES = {f"tax_case_{number}" for number in (29, 33, 47, 51, 81, 83, 91, 97)}
"""Tax cases that are about section 3306 as well: who is an employer, and what counts as wages."""


def tasks() -> list[Task]:
    """A task for each section, and one for whole years of income tax."""
    return [
        *_sections(),
        Task(
            SUITE,
            "sara_tax",
            "SARA, tax cases: the income tax of a year",
            _POLICIES / "sara-tax.nltc",
            (FILE,),
            SOURCE,
            _read_taxes,
            partial(_exact, taxes.whole, "question"),
        ),
    ]


def _sections() -> list[Task]:
    return [
        Task(
            SUITE,
            f"sara_{section}",
            f"SARA, section {section}: {about}",
            _POLICIES / f"sara-{section}.nltc",
            (FILE,),
            SOURCE,
            partial(_read, section=section),
            partial(_exact, reader, "claim"),
            CONTRADICTIONS.get(section, {}),
        )
        for section, (about, reader) in SECTIONS.items()
    ]


def _read(data: Path, section: str) -> Iterator[Instance]:
    for row in table(data, FILE, SOURCE):
        if re.match(rf"s{section}_", row["case"]):
            texts = {"facts": row["text"], "claim": row["question"]}
            yield Instance(row["case"], texts, {"holds": row["label"] == "Entailment"})


def _read_taxes(data: Path) -> Iterator[Instance]:
    for row in table(data, FILE, SOURCE):
        if row["case"].startswith("tax_case_") and row["case"] not in WITH_EMPLOYEES:
            texts = {"facts": row["text"], "question": row["question"]}
            yield Instance(row["case"], texts, {"owed": int(row["label"].removeprefix("$"))})


def _exact(reader: Reader, sentence: str) -> Theory:
    def answer(question: Question, texts: Texts) -> Value | None:
        return reader(question.clause, texts["facts"], Claim.read(texts[sentence]))

    return Function(answer, name="reader", needs_texts=True)
