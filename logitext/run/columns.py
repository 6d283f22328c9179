"""Columns of the data into what a check is given: texts, facts, answers, and the name of the document."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from logitext.check.facts import KnownFact
from logitext.check.lists import kind_of, of_python
from logitext.policy.findings import did_you_mean
from logitext.policy.model import CheckedPolicy, Elements, ListVariable
from logitext.policy.sorts import BOOL, Sort, Value, coerce
from logitext.run.data.record import DataRecord
from logitext.run.ids import Ids
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.files.elements import element
from logitext.theory.files.nodes import Scalar
from logitext.unicode.names import normal

MISSING = object()


@dataclass(frozen=True)
class Columns:
    """Which column each text, fact and clause of the policies comes from, and which holds the id.

    `perhaps` are those that a record may lack: facts whose columns nobody has named, and what was mapped so (`H?`).
    """

    texts: Mapping[str, str]
    clauses: Mapping[str, str]
    facts: Mapping[str, str] = field(default_factory=dict)
    perhaps: frozenset[str] = frozenset()
    id: str | None = None

    @property
    def wanted(self) -> list[str]:
        """The columns that are read; of one within another, the outer one."""
        names = [*self.texts.values(), *self.facts.values(), *self.clauses.values()]
        names += [name.partition(".")[0] for name in names if "." in name]
        return list(dict.fromkeys([*names, *([] if self.id is None else [self.id])]))


@dataclass(slots=True)
class RunDocument:
    """A record as a document. `number` counts from 0; `problem` says all that is wrong, where there is none in it."""

    number: int
    label: str
    mark: int
    id: Any = None
    texts: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, KnownFact] = field(default_factory=dict)
    answers: Mapping[str, Value | None] = field(default_factory=dict)
    problem: Diagnostic | None = None


def columns_of(
    policies: Sequence[CheckedPolicy],
    maps: Mapping[str, str | None],
    id: str | None,
    known: Mapping[str, Sequence[str] | None],
    *,
    only_texts: bool = False,
) -> Columns:
    """The columns of a run. InputError with all that does not fit.

    `maps` has what was said: the column of a text, a fact or a clause, None for one that is not given. A text or a fact
    that it does not name comes from the column of its name. `known` has the columns of each file, None where they are
    not known yet; with `only_texts` the data is text files, whose text is that of a policy with one.
    """
    declared = {name for policy in policies for name in policy.texts}
    lists = {name for policy in policies for name in policy.lists}
    clauses = {name for policy in policies for name in policy.clauses} | lists
    problems: list[Diagnostic] = []
    given: dict[str, str | None] = {}
    perhaps: set[str] = set()
    for written, of in maps.items():
        column = of
        name = normal(written)
        if column is not None and column.endswith("?"):
            column = column[:-1]
            perhaps.add(name)
        if name not in declared and name not in clauses:
            hint = did_you_mean(name, [*declared, *clauses])
            problems.append(Diagnostic("NLT642", f"the policy has no text, fact or clause `{written}`", hint=hint))
        given[name] = column
    texts: dict[str, str] = {}
    for name in sorted(declared):
        column = given.get(name, name)
        if only_texts and name not in given and len(declared) == 1:
            column = "text"
        if column is not None:
            texts[name] = column
    told = {name for policy in policies for name, clause in policy.clauses.items() if clause.fact} | lists
    answered = {name: column for name, column in given.items() if name in clauses - told and column is not None}
    facts = {name: column for name in sorted(told) if (column := given.get(name, name)) is not None}
    found = Columns(texts, answered, facts, frozenset(told - given.keys() | perhaps), id)
    problems += _differing(policies, {*texts, *answered, *facts}, given)
    for file, columns in known.items():
        if columns is not None:
            uses = _uses(found)  # those that a record may lack are not among them
            lacking = [(what, column) for what, column in uses if not _within(column, columns)]
            problems += [_missing(file, columns, what, column) for what, column in lacking]
    if problems:
        raise InputError(problems)
    return found


def _differing(
    policies: Sequence[CheckedPolicy], names: Collection[str], given: Mapping[str, str | None]
) -> Iterator[Diagnostic]:
    """What is wrong with names that are not the same in all policies: one column cannot be read in two ways."""
    for name in sorted(names):
        said: dict[str, str] = {}
        for policy in policies:
            clause = policy.clauses.get(name)
            if name in policy.texts:
                said.setdefault("a text", policy.source.name)
            elif clause is not None and (clause.fact or given.get(name) is not None):
                said.setdefault(f"a {'fact' if clause.fact else 'clause'} of sort {clause.sort}", policy.source.name)
        if len(said) > 1:
            ways = " and ".join([f"{what} in {policy}" for what, policy in list(said.items())[:2]])
            hint = "run the policies one by one, or rename it in one of them"
            yield Diagnostic("NLT643", f"`{name}` is {ways}, and one column cannot be both", hint=hint)


def _uses(columns: Columns) -> list[tuple[str, str]]:
    """What is read from which column, in words."""
    every = {"text": columns.texts, "fact": columns.facts, "clause": columns.clauses}
    uses = [
        (f"the {what} `{name}`", column)
        for what, some in every.items()
        for name, column in some.items()
        if name not in columns.perhaps
    ]
    return uses if columns.id is None else [*uses, ("the id", columns.id)]


def _within(column: str, columns: Sequence[str]) -> bool:
    """Whether a column is one of these, or may be within one of them: `user.age` in `user`."""
    return column in columns or ("." in column and column.partition(".")[0] in columns)


def at(values: Mapping[str, Any], column: str) -> Any:
    """What stands in a column, or within one; MISSING where nothing does."""
    value = values.get(column, MISSING)
    if value is MISSING and "." in column:
        value = values
        for part in column.split("."):
            value = value.get(part, MISSING) if isinstance(value, Mapping) else None if value is None else MISSING
    return value


def _missing(file: str, columns: Sequence[str], what: str, column: str) -> Diagnostic:
    listed = ", ".join(f"`{name}`" for name in list(columns)[:8]) + (", …" if len(columns) > 8 else "")
    name = what.split("`")[1] if "`" in what else None
    near = did_you_mean(column, columns)
    hint = f"its columns are {listed}" if columns else "it has no column"
    if name == column:
        hint += f"; `--map {name}=COLUMN` says which it is, `--map {name}=` that it is not given"
    elif near:
        hint = near
    if len(columns) == 1 and any(sign in columns[0] for sign in ";\t|"):
        hint = "its header is one column: fields must be separated by commas, or by tabs in a `.tsv`"
    return Diagnostic("NLT642", f"{file} has no column `{column}` for {what}", hint=hint)


MOST_OF_A_LIST = 5
"""How many mistakes in the elements of a list are told of a record."""


class _Wrong(NamedTuple):
    """Why there is no document in a record."""

    code: str
    why: str


class DocumentRows:
    """Makes documents of records, each with its number."""

    def __init__(self, columns: Columns, policies: Sequence[CheckedPolicy]) -> None:
        self._columns = columns
        self._lists = {name: one for policy in policies for name, one in policy.lists.items()}
        self._sorts = {name: policy.clauses[name].sort for policy in policies for name in policy.clauses}
        self._truths = frozenset(name for name, sort in self._sorts.items() if sort == BOOL)
        self._ids = None if columns.id is None else Ids()

    def document(self, number: int, record: DataRecord) -> RunDocument:
        """The document of a record; one that does not fit says so in `problem`."""
        document = RunDocument(number, record.place, record.mark, problem=record.problem)
        if record.problem is not None:
            return document
        values = record.values
        wrong = self._named(document, record)
        texts: dict[str, str] = {}
        for name, column in self._columns.texts.items():
            value = at(values, column)
            if value.__class__ is str:
                texts[name] = value
            elif value is MISSING:
                if name not in self._columns.perhaps:
                    wrong.append(_absent(column, f"the text `{name}`"))
            elif value is not None:
                why = f"its column `{column}` is {kind_of(value)}, and the text `{name}` must be a text"
                wrong.append(_Wrong("NLT643", why))
        document.texts = texts
        if self._columns.clauses:
            document.answers = self._values(wrong, record, "clause", self._columns.clauses)  # type: ignore[assignment]  # a clause is no list
        if self._columns.facts:
            facts = self._values(wrong, record, "fact", self._columns.facts)
            document.facts = {name: value for name, value in facts.items() if value is not None}
        if wrong:
            document.problem = Diagnostic(wrong[0].code, f"{record.place}: {'; '.join(one.why for one in wrong)}")
        return document

    def skipped(self, number: int, record: DataRecord) -> None:
        """Count a record that an earlier run has decided: its id is taken."""
        column = self._columns.id
        if self._ids is not None and column is not None and record.problem is None:
            id_ = record.values.get(column)
            if _is_id(id_):
                self._ids.add(str(id_), number)

    def _named(self, document: RunDocument, record: DataRecord) -> list[_Wrong]:
        """Give the document its id and its label; what is wrong with these."""
        column = self._columns.id
        if self._ids is None or column is None:
            return []
        id_ = record.values.get(column, MISSING)
        if id_ is MISSING:
            return [_absent(column, "the id")]
        if not _is_id(id_):
            what = "empty" if id_ is None or id_ == "" else f"{kind_of(id_)}, and an id is a text or a whole number"
            return [_Wrong("NLT644", f"its id in the column `{column}` is {what}")]
        first = self._ids.add(str(id_), document.number)
        document.id = id_
        if first is None:
            document.label = str(id_)
        else:
            return [_Wrong("NLT644", f"its id `{id_}` is that of record {first + 1}, too")]
        return []

    def _values(
        self, wrong: list[_Wrong], record: DataRecord, what: str, columns: Mapping[str, str]
    ) -> Mapping[str, KnownFact | None]:
        """The values of clauses or facts that stand in a record; `wrong` hears of those that do not fit."""
        found: dict[str, KnownFact | None] = {}
        values, truths = record.values, self._truths
        for name, column in columns.items():
            value = values.get(column, MISSING)
            if (value is True or value is False) and name in truths:
                found[name] = value
                continue
            if value is MISSING:
                value = at(values, column)
            if value is MISSING:
                if name not in self._columns.perhaps:
                    wrong.append(_absent(column, f"the {what} `{name}`"))
            elif value is None:
                found[name] = None
            elif name in self._lists:
                found[name], problems = of_column(self._lists[name], value)
                wrong += [
                    _Wrong("NLT643", f"its column `{column}`: {problem.message.removeprefix(f'the list `{name}`: ')}")
                    for problem in problems[:MOST_OF_A_LIST]
                ]
                if (more := len(problems) - MOST_OF_A_LIST) > 0:
                    wrong.append(_Wrong("NLT643", f"its column `{column}` has {more} more mistakes"))
            else:
                try:
                    found[name] = value_in(value, self._sorts[name])
                except ValueError as error:
                    wrong.append(_Wrong("NLT643", f"its column `{column}` does not fit the {what} `{name}`: {error}"))
        return found


def of_column(declared: ListVariable, value: Any) -> tuple[Elements | None, Sequence[Diagnostic]]:
    """The elements of a list in a column, and what is wrong with them; in a text they are written as JSON."""
    if isinstance(value, str):
        if not value.strip():
            return None, ()
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None, [Diagnostic("NLT643", f"the list `{declared.name}` is no JSON")]
    return of_python(declared, value, value_in)


def value_in(value: Any, sort: Sort) -> Value | None:
    """A value of a column as one of a sort. ValueError.

    A text is read as in an answers file; 0 and 1 may stand for false and true.
    """
    if sort == BOOL and (value in ("0", "1") or (isinstance(value, int | float) and value in (0, 1))):
        return bool(int(value))
    if isinstance(value, str):
        return None if value == "" else element(Scalar(value, plain=True, span=None), sort)
    return coerce(value, sort)


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _absent(column: str, what: str) -> _Wrong:
    return _Wrong("NLT642", f"it has no column `{column}` for {what}")
