"""A file of nogoods: demands that were not realised together, with the evidence.

JSON, by policy: what was found for one version of a policy counts for a later one as long as its clauses have the same
words. Nothing is ever concluded from a nogood; it steers a search, and `logitext lint` shows it to a person.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from logitext.logic.worlds.wanted import NumberRange, Wanted
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Sort, Value, coerce
from logitext.search.experience import NoGood
from logitext.syntax.diagnostics import Diagnostic, InputError, Label, Severity
from logitext.syntax.read import read_text
from logitext.syntax.source import Source
from logitext.syntax.write import write_text


class DemandEntry(BaseModel):
    """A demand: the clause with its words, and what its value was to be."""

    model_config = ConfigDict(extra="forbid")
    clause: str
    wording: str
    values: tuple[Any, ...] = ()
    bounds: tuple[tuple[Any, bool, Any, bool], ...] = ()
    other: bool = False


class NoGoodEntry(BaseModel):
    """A nogood: for which version of the policy it was found, and its evidence."""

    model_config = ConfigDict(extra="forbid")
    policy: str
    demands: tuple[DemandEntry, ...] = Field(min_length=1)
    attempts: int = Field(ge=1)
    nearest: dict[str, str] = {}
    met: tuple[str, ...] = ()


class File(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(extra="forbid")
    logitext_nogoods: Literal[1] = 1
    nogoods: list[NoGoodEntry] = []


class NoGoods:
    """The nogoods of a file, which is made when there are some to keep. InputError where it is no such file."""

    def __init__(self, path: str | os.PathLike[str], *, must_exist: bool = False) -> None:
        self._path = Path(path)
        self._file = File()
        if must_exist or self._path.exists():
            self._file = _read(self._path)

    def of(self, policy: CheckedPolicy) -> tuple[NoGood, ...]:
        """The nogoods that speak of a policy's clauses in its own words."""
        return tuple([nogood for _, nogood in self._known(policy)])

    def __len__(self) -> int:
        """How many nogoods the file holds, about whatever policy."""
        return len(self._file.nogoods)

    def keep(self, policy: CheckedPolicy, nogoods: Iterable[NoGood]) -> None:
        """Write what a search has learned, in the place of what the file had about this policy."""
        own = {number for number, _ in self._known(policy)}
        entries = [entry for number, entry in enumerate(self._file.nogoods) if number not in own]
        entries += [_entry(nogood, policy) for nogood in nogoods]
        if entries or self._path.exists():
            self._file = File(nogoods=entries)
            try:
                write_text(self._path, self._file.model_dump_json(indent=2) + "\n")
            except (OSError, ValueError) as error:
                message = f"the nogoods are not kept: {getattr(error, 'strerror', None) or error}"
                raise InputError([Diagnostic("NLT615", message, Source(str(self._path), ""))]) from None

    def _known(self, policy: CheckedPolicy) -> Iterable[tuple[int, NoGood]]:
        for number, entry in enumerate(self._file.nogoods):
            nogood = _nogood(entry, policy)
            if nogood is not None:
                yield number, nogood


def suggestions(nogoods: Iterable[NoGood], policy: CheckedPolicy) -> list[Diagnostic]:
    """What a person may want to assume: each nogood, with its evidence. Nothing follows from one by itself."""
    found = []
    for nogood in nogoods:
        demands = sorted(nogood.demands, key=lambda one: policy.clauses[one.clause].place.span)
        places = [policy.clauses[one.clause].place for one in demands]
        said = " and ".join(f"`{one.formula()}`" for one in demands)
        together = "were not realised together" if len(demands) > 1 else "was not realised"
        formula = " and ".join(_within(one.formula()) for one in demands)
        found.append(
            Diagnostic(
                "NLT412",
                f"{said} {together} in {nogood.attempts} texts that were written for it",
                places[0].source,
                places[0].span,
                f"if it cannot be, say so: `assume not ({formula})`; if it can, write such a text for the next cover",
                tuple([Label(place.source, place.span, "with this") for place in places[1:]]),
                places[0].heading,
                Severity.WARNING,
            )
        )
    return found


def _within(formula: str) -> str:
    return f"({formula})" if " or " in formula or " and " in formula else formula


def _read(path: Path) -> File:
    try:
        return File.model_validate_json(read_text(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        message = f"this is no file of nogoods: {where + ': ' if where else ''}{first['msg'].lower()}"
    except ValueError as error:
        message = f"the nogoods cannot be read: {error}"
    hint = "name another file: `--nogoods FILE` makes it"
    raise InputError([Diagnostic("NLT615", message, Source(str(path), ""), hint=hint)])


def _nogood(entry: NoGoodEntry, policy: CheckedPolicy) -> NoGood | None:
    """A nogood of the file; None where the policy has no such clauses, in these words."""
    demands = []
    for one in entry.demands:
        clause = policy.clauses.get(one.clause)
        if clause is None or clause.wording != one.wording:
            return None
        try:
            values = tuple([coerce(value, clause.sort) for value in one.values])
            bounds = tuple(
                [
                    NumberRange(_end(low, clause.sort), _end(high, clause.sort), (low_in, high_in))
                    for low, low_in, high, high_in in one.bounds
                ]
            )
        except ValueError:
            return None
        if not (values or bounds or one.other):
            return None
        demands.append(Wanted(one.clause, clause.sort, values, bounds, one.other))
    return NoGood(frozenset(demands), entry.attempts, dict(entry.nearest), entry.met)


def _end(value: Any, sort: Sort) -> Value | None:
    return None if value is None else coerce(value, sort)


def _entry(nogood: NoGood, policy: CheckedPolicy) -> NoGoodEntry:
    return NoGoodEntry(
        policy=policy.sha256,
        demands=tuple(
            [
                DemandEntry(
                    clause=one.clause,
                    wording=policy.clauses[one.clause].wording,
                    values=tuple([_plain(value) for value in one.values]),
                    bounds=tuple([(_plain(b.low), b.closed[0], _plain(b.high), b.closed[1]) for b in one.bounds]),
                    other=one.other,
                )
                for one in sorted(nogood.demands, key=str)
            ]
        ),
        attempts=nogood.attempts,
        nearest=dict(nogood.nearest),
        met=nogood.met,
    )


def _plain(value: Value | None) -> Any:
    """A value as JSON has it, so that it can be read back exactly."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    return value
