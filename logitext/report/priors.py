"""What was learned of clauses, for a reader: how often each answer was given, and the chances that are made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from rich.console import Group, RenderableType
from rich.table import Table

from logitext.logic.day_numbers import out
from logitext.logic.program import Program
from logitext.policy.sorts import BOOL, TEXT, Enumeration, Value, show
from logitext.records.frozen import Frozen
from logitext.records.frozen import ValueField as JSONValue
from logitext.report.console import printable
from logitext.strategy.priors import weights
from logitext.theory.priors.learned import LearnedPriors
from logitext.theory.priors.store import AnswerCounts
from logitext.theory.priors.subject import PriorsSubject, subject
from logitext.theory.recording.key import content
from logitext.trail.questions import questions

_SHOWN = 4
"""Values of a clause that a person is shown."""


class AskedRecord(Frozen):
    """Whose answers; all null where it is not known."""

    theory: str | None
    version: str | None
    model: str | None
    prompt: str | None


class ValueCount(Frozen):
    """In how many documents a value was the answer. Of a text four digits of its hash are known."""

    value: JSONValue
    documents: int


class CellChance(Frozen):
    """The chance that is used of the values that the policy does not tell from this one; null is any other text."""

    value: JSONValue
    chance: float


class ClauseRecord(Frozen):
    """A clause, whose answers to it were counted, and what they were; `asked` is null where there were none.

    `prior` is what the policy says, `chances` what is used for a theory like this one; null without a policy, and for
    a clause whose values are not finitely many.
    """

    clause: str
    wording: str
    sort: str
    collection: str
    asked: AskedRecord | None
    documents: int
    values: tuple[ValueCount, ...]
    prior: float | None = None
    chances: tuple[CellChance, ...] | None = None


class PriorsRecord(Frozen):
    """What `logitext priors show --format json` prints; `policy` is the one whose clauses these are, if it is one's."""

    schema_version: Literal["1"] = "1"
    path: str
    exists: bool
    policy: str | None = None
    clauses: tuple[ClauseRecord, ...]


def of_file(found: Iterable[AnswerCounts]) -> tuple[ClauseRecord, ...]:
    """All that is in a file."""
    return tuple([_counted(one, one.subject.name) for one in found])


def of_policy(program: Program, learned: LearnedPriors) -> tuple[ClauseRecord, ...]:
    """What was learned of the clauses of a policy, in file order, and the chances that are used."""
    askers: dict[PriorsSubject | None, Mapping[str, Sequence[float]]] = {}
    records: list[ClauseRecord] = []
    asked = questions(program.policy)
    for name, clause in program.policy.clauses.items():
        found = learned.counts(subject(content(asked[name])).key)
        for one in found or (None,):
            whose = None if one is None else one.asked
            if whose not in askers:
                askers[whose] = weights(program, learned, whose)
            record = (
                _counted(one, name)
                if one is not None
                else ClauseRecord(
                    clause=name,
                    wording=clause.wording,
                    sort=str(clause.sort),
                    collection=learned.collection,
                    asked=None,
                    documents=0,
                    values=(),
                )
            )
            records.append(
                record.model_copy(
                    update={
                        "prior": None if clause.prior is None else float(clause.prior),
                        "chances": _chances(program, name, askers[whose].get(name)),
                    }
                )
            )
    return tuple(records)


def _counted(one: AnswerCounts, name: str) -> ClauseRecord:
    whose = one.asked
    return ClauseRecord(
        clause=name,
        wording=one.subject.wording,
        sort=str(one.subject.sort),
        collection=one.collection,
        asked=AskedRecord(theory=whose.theory, version=whose.version, model=whose.model, prompt=whose.prompt),
        documents=one.total,
        values=tuple([ValueCount(value=value, documents=n) for value, n in _in_order(one)]),
    )


def _in_order(one: AnswerCounts) -> list[tuple[Value, int]]:
    """Values with their counts: labels as declared, numbers and days by size, the rest by how often they occur."""
    sort = one.subject.sort
    if isinstance(sort, Enumeration):
        return sorted(one.values.items(), key=lambda pair: sort.labels.index(str(pair[0])))
    if sort == TEXT:
        return sorted(one.values.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return sorted(one.values.items(), key=lambda pair: pair[0])


def _chances(program: Program, name: str, chances: Sequence[float] | None) -> tuple[CellChance, ...] | None:
    if chances is None:
        return None
    sort = program.policy.clauses[name].sort
    values = [out(value, sort) for value in program.values_of(name)]  # where the policy counts days, the day
    return tuple([CellChance(value=value, chance=chance) for value, chance in zip(values, chances, strict=True)])


# --- for a person ------------------------------------------------------------------------------------------------


def render(one: PriorsRecord) -> RenderableType:
    """A table of clauses; without a policy also of collections."""
    planned = one.policy is not None
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in ["clause", *([] if planned else ["collection"]), "answered by"]:
        table.add_column(column, overflow="fold")
    table.add_column("documents", justify="right", no_wrap=True)
    table.add_column("answers", overflow="fold")
    if planned:
        table.add_column("chance", overflow="fold")
    for record in one.clauses:
        where = [] if planned else [printable(record.collection)]
        used = [_chance(record)] if planned else []
        table.add_row(printable(record.clause), *where, _who(record), str(record.documents), _answers(record), *used)
    return Group(table)


def _who(record: ClauseRecord) -> str:
    return "" if record.asked is None else printable(str(PriorsSubject(**record.asked.model_dump())))


def _answers(record: ClauseRecord) -> str:
    """The share of true; of labels each; of numbers and days the least, the middle and the greatest."""
    total, values = record.documents, record.values
    if not total:
        return ""
    if record.sort == str(BOOL):
        return f"{_percent(sum(one.documents for one in values if one.value) / total)} true"
    if record.sort == str(TEXT):
        return f"{len(values)} different"
    if isinstance(values[0].value, str):
        shown = [f"{printable(one.value)} {_percent(one.documents / total)}" for one in values[:_SHOWN]]
        return ", ".join(shown) + (", …" if len(values) > _SHOWN else "")
    least, most = show(values[0].value), show(values[-1].value)
    return least if len(values) == 1 else f"{least} to {most}, in the middle {show(_middle(values, total))}"


def _middle(values: Sequence[ValueCount], total: int) -> Any:
    seen = 0
    for one in values:
        seen += one.documents
        if 2 * seen >= total:
            return one.value
    raise AssertionError


def _chance(record: ClauseRecord) -> str:
    if record.chances is None:
        return "not used"
    if record.sort == str(BOOL):
        return f"{record.chances[-1].chance:.3f}"
    shown = [f"{_cell(one.value)} {one.chance:.2f}" for one in record.chances[:_SHOWN]]
    return ", ".join(shown) + (", …" if len(record.chances) > _SHOWN else "")


def _cell(value: Any) -> str:
    return "another" if value is None else printable(value) if isinstance(value, str) else show(value)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
