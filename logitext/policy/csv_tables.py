"""The rows of a table from a CSV file beside the policy: read once, and every cell a constant of its field's sort.

A path is relative to the file that it stands in, and ends in `.csv`; the file is in that folder or below it. A policy
from somebody else must not make Logitext read, and show in a message, whatever data there are on the disk.
"""

from __future__ import annotations

import csv
import functools
import io
import os
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from logitext.policy.findings import PolicyFindings
from logitext.policy.sorts import BOOL, INT, NUMERIC, TEXT, Sort, Value, coerce, show
from logitext.policy.term import Constant
from logitext.policy.units import MOST_ELEMENTS
from logitext.syntax.read import decode, read_bytes
from logitext.syntax.source import Source
from logitext.syntax.tree import String, TableStatement
from logitext.unicode.names import normal
from logitext.unicode.normal_form import nfc

SUFFIX = ".csv"

MOST_BYTES = 4 * 1024 * 1024
"""The largest file of a table. Every formula over a table is spelt out for each of its rows."""

MOST_TOLD = 20
"""The most mistakes of one file that are reported."""


def read(
    path: String, source: Source, findings: PolicyFindings, given: Mapping[str, Source] | None = None
) -> Source | None:
    """The file that a table of a source names; None where it cannot be read, which is reported.

    With `given` it is one of these, by their names.
    """
    written, name = path.text, _name(path, source)
    if not written.lower().endswith(SUFFIX) or not _is_below(name, source):
        message = f"rows are read from a file that ends in `{SUFFIX}`, in the folder of this file or below it"
        findings.error("NLT318", message, path.span, 'write the way from this file: `= "tables/rates.csv"`')
        return None
    if given is not None and name in given:
        return given[name]
    try:
        if given is not None:
            raise ValueError("it is not among those that are given")
        data = read_bytes(Path(name))
        if len(data) > MOST_BYTES:
            raise ValueError(f"it is larger than {MOST_BYTES // (1024 * 1024)} MiB")
        return Source(name, decode(data))
    except ValueError as error:
        hint = "the path is relative to this file"
        findings.error("NLT111", f"the file {name} cannot be used: {error}", path.span, hint)
        return None


def rows(
    statement: TableStatement, sorts: Mapping[str, Sort | None], findings: PolicyFindings
) -> Sequence[Mapping[str, Constant]]:
    """The rows of the table's file; what is wrong with them is reported."""
    assert statement.path is not None
    span = statement.path.span
    source = findings.tables.get(_name(statement.path, findings.source))
    fields = tuple([(name, sort) for name, sort in sorts.items() if sort is not None])
    if source is None or len(fields) < len(sorts):
        return ()
    found, problems = _parsed(source.text, fields)
    for message, hint in problems:
        findings.error("NLT318", f"{source.name}: {message}", span, hint)
    return [{name: Constant(one, sort, span) for (name, sort), one in zip(fields, row, strict=True)} for row in found]


def _is_below(name: str, source: Source) -> bool:
    folder = os.path.realpath(Path(source.name).parent)
    try:
        return Path(os.path.realpath(name)).is_relative_to(folder)
    except (OSError, ValueError):  # a name that no file has, such as one with a NUL
        return False


def _name(path: String, source: Source) -> str:
    return os.path.normpath(Path(source.name).parent / path.text)


Problem = tuple[str, str | None]


@functools.lru_cache(maxsize=64)  # a policy with units is spelt out for each document
def _parsed(text: str, fields: tuple[tuple[str, Sort], ...]) -> tuple[Sequence[Sequence[Value]], Sequence[Problem]]:
    """The values of each row, in the order of the fields, and what is wrong with them: a message and a hint."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    problems: list[Problem] = []
    found: list[Sequence[Value]] = []
    try:
        header = [normal(cell.strip()) for cell in next(reader, [])]
        problems += _of_header(header, [name for name, _ in fields])
        if problems:
            return (), problems
        columns = [(header.index(name), name, sort) for name, sort in fields]
        number = 0
        for cells in reader:
            if not cells:  # an empty line
                continue
            number += 1
            if number > MOST_ELEMENTS:
                return (), [(f"it has more than {MOST_ELEMENTS} rows", None)]
            if len(cells) != len(header):
                has = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
                message = f"row {number} (line {reader.line_num}) has {has}, and the header {len(header)}"
                problems.append((message, "put a cell with a comma between double quotes"))
            else:
                found.append(_row(number, reader.line_num, cells, columns, problems))
            if len(problems) >= MOST_TOLD:
                return (), problems
    except csv.Error as error:
        problems.append((f"line {reader.line_num}: {error}", "save it as CSV with commas and double quotes"))
    if not found and not problems:
        problems.append(("it has no row below its header", None))
    return (() if problems else found), problems


def _of_header(header: Sequence[str], names: Sequence[str]) -> list[Problem]:
    problems: list[Problem] = []
    known = ", ".join(f"`{name}`" for name in header if name) or "no columns"
    for name in dict.fromkeys(names):
        if name not in header:
            hint = f"its first line names {known}"
            if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
                hint = "its columns are parted by another sign: save it with commas"
            problems.append((f"there is no column `{name}`", hint))
        elif header.count(name) > 1:
            problems.append((f"the column `{name}` stands there {header.count(name)} times", "rename one of them"))
    return problems


def _row(
    number: int, line: int, cells: Sequence[str], columns: Sequence[tuple[int, str, Sort]], problems: list[Problem]
) -> Sequence[Value]:
    values: list[Value] = []
    for at, name, sort in columns:
        try:
            values.append(_value(cells[at], sort))
        except ValueError as error:
            has_commas = sort in NUMERIC and "," in cells[at]
            hint = "write numbers without signs between thousands: 75000" if has_commas else None
            problems.append((f"row {number} (line {line}), column `{name}`: {error}", hint))
    return values


_NUMBER = re.compile(r"[-+]?[0-9]{1,100}(?:\.[0-9]{1,100})?")
_TRUTH = {"true": True, "false": False}


def _value(cell: str, sort: Sort) -> Value:
    """The value of a cell. ValueError."""
    written = cell.strip()
    if sort == TEXT:
        return nfc(cell)
    if not written:
        raise ValueError("the cell is empty")
    if sort in NUMERIC:
        if not _NUMBER.fullmatch(written):
            wanted = "a whole number" if sort == INT else "a number"
            raise ValueError(f"expected {wanted}, not {show(written)}")
        return coerce(Fraction(written), sort)
    if sort == BOOL:
        if written.lower() not in _TRUTH:
            raise ValueError(f"expected true or false, not {show(written)}")
        return _TRUTH[written.lower()]
    return coerce(written, sort)
