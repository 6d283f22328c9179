"""Cases: documents with the right values of verdicts, and of clauses where those are known.

The right value of NAME stands in the column `right.NAME`, or as NAME in an object `right`, or where `--map
right.NAME=COLUMN` says. An empty one is not known.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from logitext.policy.findings import did_you_mean
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Sort, Value
from logitext.run.columns import MISSING, DocumentRows, RunDocument, at, columns_of, value_in
from logitext.run.data.record import DataRecord
from logitext.run.data.sources import Data
from logitext.run.data.text_files import TextFiles
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.unicode.names import normal

RIGHT = "right"
_PREFIX = f"{RIGHT}."
FEWEST = 5
"""Fewer labelled cases of a verdict say nothing."""
_TOLD = 20
"""The most problems of records that are reported one by one."""


@dataclass(frozen=True, slots=True)
class LabelledCase:
    """A document with its right verdicts (at least one), and the right answers of clauses that are known."""

    document: RunDocument
    verdicts: Mapping[str, Value]
    clauses: Mapping[str, Value]
    weight: float = 1.0
    """How many documents it stands for, where `logitext label` has picked it."""
    group: Value | None = None
    """What it has in common with others, so that they err together; None for a case of its own."""

    @property
    def label(self) -> str:
        """What the document is called."""
        return self.document.label


@dataclass(frozen=True)
class Cases:
    """The cases of the data. `unlabelled` names the records without a right verdict; `answers`, whether it has some."""

    cases: Sequence[LabelledCase]
    unlabelled: tuple[str, ...]
    answers: bool


def cases_of(
    policy: CheckedPolicy,
    verdicts: Sequence[str],
    data: Data,
    maps: Mapping[str, str | None],
    id: str | None,
    group: str | None = None,
) -> Cases:
    """The cases in the data. InputError with all that does not fit, or where too few have a right verdict.

    `group` is the column that names what cases have in common.
    """
    labels = CaseLabels(policy, verdicts, maps)
    only_texts = bool(data.readers) and isinstance(data.readers[0], TextFiles)
    known = data.columns()
    labels.check(known)
    own = {name: column for name, column in maps.items() if not name.startswith(_PREFIX)}
    columns = columns_of([policy], own, id, known, only_texts=only_texts)
    rows = DocumentRows(columns, [policy])
    found: list[LabelledCase] = []
    unlabelled: list[str] = []
    problems: list[Diagnostic] = []
    seen: dict[str, None] = {}
    for number, record in enumerate(data.records()):
        document = rows.document(number, record)
        right, wrong = labels.of(record) if record.problem is None else ({}, [])
        problems += [] if document.problem is None else [document.problem]
        problems += wrong
        seen |= dict.fromkeys(record.values)
        truths = {name: value for name, value in right.items() if name in labels.verdicts}
        if truths:
            others = {name: right[name] for name in right if name not in truths}
            alike, lacking = (None, None) if group is None else _group(record, group)
            problems += [] if lacking is None or lacking.code in {one.code for one in problems} else [lacking]
            found.append(LabelledCase(document, truths, others, _weight(record.values), alike))
        elif not wrong and document.problem is None:
            unlabelled.append(document.label)
    if problems:
        raise InputError(at_most(problems))
    _enough(found, labels, tuple(seen), " and ".join(known))
    return Cases(found, tuple(unlabelled), bool(columns.clauses))


def documents_of(
    policy: CheckedPolicy, data: Data, maps: Mapping[str, str | None], id: str | None
) -> tuple[list[RunDocument], bool]:
    """The documents of data without labels, and whether some have answers. InputError with all that does not fit."""
    only_texts = bool(data.readers) and isinstance(data.readers[0], TextFiles)
    columns = columns_of([policy], maps, id, data.columns(), only_texts=only_texts)
    rows = DocumentRows(columns, [policy])
    found = [rows.document(number, record) for number, record in enumerate(data.records())]
    problems = [document.problem for document in found if document.problem is not None]
    if problems:
        raise InputError(at_most(problems))
    return found, bool(columns.clauses)


def _weight(values: Mapping[str, Any]) -> float:
    """How many documents a case stands for, as `logitext label` writes it; 1 where it says nothing of that."""
    picked = values.get("picked")
    weight = picked.get("weight") if isinstance(picked, Mapping) else None
    plain = isinstance(weight, int | float) and not isinstance(weight, bool) and 0 < weight < math.inf
    return float(weight) if plain and weight is not None else 1.0


def _group(record: DataRecord, column: str) -> tuple[Value | None, Diagnostic | None]:
    """What a case has in common with others; what is wrong where the record has no such column."""
    value = at(record.values, column)
    if value is MISSING:
        message = f"{record.place}: it has no column `{column}` for its group"
        return None, Diagnostic("NLT642", message, hint=did_you_mean(column, tuple(record.values)))
    return (value if isinstance(value, str | int) and value != "" else None), None


class CaseLabels:
    """Finds the right values in records."""

    def __init__(self, policy: CheckedPolicy, verdicts: Sequence[str], maps: Mapping[str, str | None]) -> None:
        self.verdicts = tuple(verdicts)
        self._others = frozenset(policy.verdicts) - set(verdicts)
        self.sorts: dict[str, Sort] = {name: policy.verdicts[name].sort for name in verdicts}
        self.sorts |= {name: clause.sort for name, clause in policy.clauses.items() if not clause.fact}
        self._maps: dict[str, tuple[str | None, bool]] = {}
        problems = []
        for written, of in maps.items():
            if written.startswith(_PREFIX):
                name = normal(written.removeprefix(_PREFIX))
                perhaps = of is not None and of.endswith("?")
                self._maps[name] = (of[:-1] if perhaps and of is not None else of), perhaps
                if name not in self.sorts and name not in self._others:
                    problems.append(self._unknown(f"`--map {written}`", name))
        if problems:
            raise InputError(problems)

    def check(self, known: Mapping[str, Sequence[str] | None]) -> None:
        """InputError where a column holds the right value of nothing, or one that was named is not there."""
        problems = []
        for file, columns in known.items():
            for column in columns or ():
                name = normal(column.removeprefix(_PREFIX))
                if column.startswith(_PREFIX) and name not in self.sorts and name not in self._others:
                    problems.append(self._unknown(f"{file}: its column `{column}`", name))
            for name, (mapped, perhaps) in self._maps.items():
                if columns is not None and mapped is not None and not perhaps and not _has(columns, mapped):
                    listed = ", ".join(f"`{one}`" for one in columns[:8])
                    message = f"{file} has no column `{mapped}` for the right value of `{name}`"
                    hint = did_you_mean(mapped, columns) or f"its columns are {listed}"
                    problems.append(Diagnostic("NLT642", message, hint=hint))
        if problems:
            raise InputError(problems)

    def of(self, record: DataRecord) -> tuple[Mapping[str, Value], list[Diagnostic]]:
        """The right values in a record, and what is wrong with them."""
        found: dict[str, Value] = {}
        problems: list[Diagnostic] = []
        for name, column, value in self._values(record.values):
            if value is MISSING:
                message = f"{record.place}: it has no column `{column}` for the right value of `{name}`"
                problems.append(Diagnostic("NLT642", message))
            elif name in self._others:
                continue
            elif name not in self.sorts:
                problems.append(self._unknown(f"{record.place}: its column `{column}`", name))
            elif value is not None:
                try:
                    read = value_in(value, self.sorts[name])
                except ValueError as error:
                    message = f"{record.place}: its column `{column}` does not fit `{name}`: {error}"
                    hint = f"write a value of `{name}`, or leave it empty where the right one is not known"
                    problems.append(Diagnostic("NLT643", message, hint=hint))
                    continue
                if read is not None:
                    found[name] = read
        return found, problems

    def _values(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
        """The name, the column and the value of each right value that stands in a record."""
        for name, (column, perhaps) in self._maps.items():
            if column is not None:
                value = at(values, column)
                if value is not MISSING or not perhaps:
                    yield name, column, value
        inside = values.get(RIGHT)
        for column in [key for key in values if key.startswith(_PREFIX)]:
            if (name := normal(column.removeprefix(_PREFIX))) not in self._maps:
                yield name, column, values[column]
        for key, value in inside.items() if isinstance(inside, Mapping) else ():
            if (name := normal(str(key))) not in self._maps and f"{_PREFIX}{key}" not in values:
                yield name, f"{_PREFIX}{key}", value

    def _unknown(self, where: str, name: str) -> Diagnostic:
        message = f"{where} has the right value of `{name}`, and the policy has no verdict or clause of that name"
        return Diagnostic("NLT642", message, hint=did_you_mean(name, self.sorts) or "drop it, or mend its name")


def _has(columns: Sequence[str], column: str) -> bool:
    return column in columns or ("." in column and column.partition(".")[0] in columns)


def _enough(found: Sequence[LabelledCase], labels: CaseLabels, columns: Sequence[str], where: str) -> None:
    """InputError where no verdict has a label, or one that has some has too few."""
    counts = {name: sum(name in case.verdicts for case in found) for name in labels.verdicts}
    if not any(counts.values()):
        first = labels.verdicts[0]
        named = next((name for name in labels.verdicts if name in columns), None)
        hint = f"name their column `{_PREFIX}{first}`, or say which it is: `--map {_PREFIX}{first}=COLUMN`"
        if named is not None:
            hint = f"if the column `{named}` holds right values, say `--map {_PREFIX}{named}={named}`"
        raise InputError([Diagnostic("NLT651", f"no case in {where} has a right verdict", hint=hint)])
    few = [name for name, count in counts.items() if 0 < count < FEWEST]
    if few:
        raise InputError([_few(name, counts[name], where) for name in few])


def _few(name: str, count: int, where: str) -> Diagnostic:
    cases = "1 case has" if count == 1 else f"{count} cases have"
    hint = f"label at least {FEWEST}; with 100 the accuracy is known to about 10 points, with 400 to about 5"
    return Diagnostic("NLT652", f"{cases} a right value of `{name}` in {where}, which says nothing about it", hint=hint)


def at_most(problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The problems, and in place of those after the first few how many there are."""
    if len(problems) <= _TOLD:
        return list(problems)
    more = len(problems) - _TOLD
    return [*problems[:_TOLD], Diagnostic(problems[_TOLD].code, f"{more} more problems of this kind in the cases")]
