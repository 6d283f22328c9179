"""The cases of SARA: claims about sections 1, 2, 63, 68, 151 and 3301, a task for each, and whole years of tax."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.suites.legal.sara import section1, section2, section63, section151, taxes
from benchmarks.suites.legal.sara.claims import Claim
from benchmarks.suites.legal.sara.family import family
from benchmarks.suites.legal.sara.forms import claimed, understood
from benchmarks.suites.legal.sara.payments import lists
from benchmarks.suites.legal.sources import SUITE
from benchmarks.suites.task import Instance, MissingDataError, Task
from logitext.policy.sorts import Value
from logitext.theory import Function, Question, Texts
from logitext.theory.protocol import Theory

FOLDER = "sara/cases"
SOURCE = (
    "https://github.com/SgfdDttt/sara, commit b5e746f207086685f22211d6a151d8fe23e4dece, MIT as LegalBench has it; the "
    "folder cases of it, as sara/cases"
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
_SIBLING = (
    "Charlie has Alice's father, so is her brother or sister and, as no income is told, a dependent; the case counts "
    "the father alone"
)
CONTRADICTIONS = {"2": {"s2_b_1_A_i_II_pos": _OPPOSITE, "s2_b_1_A_i_II_neg": _OPPOSITE}}


def tasks() -> list[Task]:
    """A task for each section, and one for whole years of income tax."""
    return [
        *_sections(),
        Task(
            SUITE,
            "sara_tax",
            "SARA, tax cases: the income tax of a year",
            _POLICIES / "sara-tax.nltc",
            (FOLDER,),
            SOURCE,
            _read_taxes,
            partial(_exact, taxes.whole, "question"),
            {"tax_case_49": _SIBLING},
        ),
    ]


def _sections() -> list[Task]:
    return [
        Task(
            SUITE,
            f"sara_{section}",
            f"SARA, section {section}: {about}",
            _POLICIES / f"sara-{section}.nltc",
            (FOLDER,),
            SOURCE,
            partial(_read, section=section),
            partial(_exact, reader, "claim"),
            CONTRADICTIONS.get(section, {}),
        )
        for section, (about, reader) in SECTIONS.items()
    ]


def _read(data: Path, section: str) -> Iterator[Instance]:
    for name, text, question in _cases(data):
        if re.match(rf"s{section}_", name):
            claim, label = question.rsplit(" ", 1)
            yield Instance(name, {"facts": text, "claim": claim}, {"holds": label == "Entailment"})


def _read_taxes(data: Path) -> Iterator[Instance]:
    for name, text, question in _cases(data):
        if name.startswith("tax_case_"):
            asked, amount = question.rsplit(" ", 1)
            known = _lists(text, Claim.read(asked)) if understood(text) and claimed(asked) else {}
            yield Instance(
                name, {"facts": text, "question": asked}, {"owed": int(amount.removeprefix("$"))}, facts=known
            )


def _lists(text: str, claim: Claim) -> dict[str, Any]:
    """What the text tells of people and payments; nothing where the question names no year that a return can be for."""
    if not 1900 <= claim.year <= 2100:
        return {}
    return {**lists(text, claim.year), **family(text, claim.subject, claim.year)}


def _cases(data: Path) -> Iterator[tuple[str, str, str]]:
    """Name, text, and question with its answer, of every case: these stand in comments of a program in Prolog."""
    folder = data / FOLDER
    if not folder.is_dir():
        raise MissingDataError(f"there is no {folder}: get it from {SOURCE}, and put it there")
    for path in sorted(folder.glob("*.pl")):
        parts = re.split(r"^% (Text|Question|Facts)$", path.read_text("utf-8"), flags=re.MULTILINE)
        found = dict(zip(parts[1::2], parts[2::2], strict=True))
        text, question = (" ".join(re.findall(r"^% (.*)$", found[part], re.MULTILINE)) for part in ("Text", "Question"))
        yield path.stem, text, question


def _exact(reader: Reader, sentence: str) -> Theory:
    def answer(question: Question, texts: Texts) -> Value | None:
        if not (understood(texts["facts"]) and claimed(texts[sentence])):
            return None  # what the text says in another form may be what matters, so that nothing is taken as not so
        return reader(question.clause, texts["facts"], Claim.read(texts[sentence]))

    return Function(answer, name="reader", needs_texts=True)
