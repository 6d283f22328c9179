"""Every example gives what its expected.yaml says, text by text."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

import logitext
from logitext.check.facts_file import read_facts
from logitext.cli import exits
from logitext.logic.backend_name import BACKENDS
from logitext.theory import Chain, Pattern, Theory, load_answers

SHORTER_BY_SOLVER = ("conversation",)
"""Examples in which what is asked by Z3 alone makes for other reasons."""
EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Case:
    """A document of an example, and what is expected of it."""

    folder: Path
    name: str
    expected: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.folder.name}/{self.name}"

    @property
    def texts(self) -> dict[str, str]:
        """The texts by variable: one file, or a file CASE.NAME.txt for each of several."""
        declared = logitext.load(self.folder / "policy.nltc").texts
        if not declared:
            return {}
        if len(declared) == 1:
            return {declared[0]: (self.folder / "texts" / self.name).read_text("utf-8")}
        return {name: (self.folder / "texts" / f"{self.name}.{name}.txt").read_text("utf-8") for name in declared}

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the document: a file facts/CASE.yaml, where the example has any."""
        path = self.folder / "facts" / f"{self.name}.yaml"
        if not path.is_file():
            return {}
        return read_facts(logitext.load(self.folder / "policy.nltc").checked, (), [path]).of(self.name)

    @property
    def theory(self) -> Theory:
        """A reader's answers behind the patterns, or, in an example without answers, patterns that decide alone."""
        several = self.folder / "answers" / f"{self.name}.yaml"
        answers = several if several.is_file() else self.folder / "answers.yaml"
        return Chain(Pattern(), load_answers(answers)) if answers.is_file() else Pattern(complete=True)


def cases() -> list[Case]:
    return [
        Case(path.parent, name, expected)
        for path in sorted(EXAMPLES.glob("*/expected.yaml"))
        for name, expected in yaml.safe_load(path.read_text("utf-8")).items()
    ]


def test_there_are_ten_with_six_texts_or_more() -> None:
    counts = [sum(case.folder == folder for case in cases()) for folder in {case.folder for case in cases()}]
    assert len(counts) == 10
    assert min(counts) >= 6


@pytest.mark.parametrize("case", cases(), ids=str)
def test_example(case: Case) -> None:
    policy = logitext.load(case.folder / "policy.nltc")
    result = policy.check(case.texts, theory=case.theory, label=case.name, facts=case.facts)
    values = {name: record.value for name, record in result.verdicts.items()}
    expected = {
        name: Fraction(str(value)) if isinstance(value, float) else value
        for name, value in case.expected["verdicts"].items()
    }
    assert result.status == case.expected["status"]
    assert values == expected
    assert exits.of_results([result], exits.CONDITIONS) == case.expected["exit"]


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_engines_give_the_same(case: Case) -> None:
    """To the last reason and open clause, with diagrams or without; by Z3 more is asked of whoever is free."""
    results = []
    for backend in BACKENDS[:1] + BACKENDS[2:]:
        policy = logitext.load(case.folder / "policy.nltc", backend=backend)
        results.append(policy.check(case.texts, theory=case.theory, label=case.name, facts=case.facts).to_dict())
    for result in results:
        del result["usage"]
    by_diagram, by_solver = (result.pop("answers") for result in results)
    assert by_diagram.items() <= by_solver.items()
    known = [result.pop("clauses") for result in results]
    assert known[0].items() <= known[1].items()
    if case.folder.name in SHORTER_BY_SOLVER:
        for result in results:
            for verdict in result["verdicts"].values():
                del verdict["because"]
    assert results[0] == results[1]


@pytest.mark.parametrize("case", cases(), ids=str)
def test_every_result_is_verified(case: Case) -> None:
    policy = logitext.load(case.folder / "policy.nltc")
    result = policy.check(case.texts, theory=case.theory, label=case.name, facts=case.facts)
    assert policy.verify(result.to_dict()) == ()


@pytest.mark.parametrize("case", cases(), ids=str)
def test_every_quotation_stands_in_its_text(case: Case) -> None:
    """The answers of the examples are ours, so that none of their quotations may be dropped."""
    notes: list[str] = []

    def listen(event: object) -> None:
        if hasattr(event, "note"):
            notes.append(event.note)

    policy = logitext.load(case.folder / "policy.nltc")
    policy.check(case.texts, theory=case.theory, label=case.name, listener=listen)
    assert notes == []


@pytest.mark.parametrize("folder", sorted({case.folder for case in cases()}), ids=lambda folder: folder.name)
def test_no_text_is_forgotten(folder: Path) -> None:
    names = {case.name for case in cases() if case.folder == folder}
    lists = folder / "facts"
    texts = {path.name for path in (lists if lists.is_dir() else folder / "texts").iterdir()}
    assert names == texts or names == {name.split(".")[0] for name in texts}
