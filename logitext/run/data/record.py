"""One record of the data: what stands in a row of a table, or in a text file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from zlib import crc32

from logitext.syntax.diagnostics import Diagnostic, InputError


@dataclass(slots=True)
class DataRecord:
    """A record, or `problem`: why it cannot be read.

    `place` says where it stands (`messages.jsonl:17`), `values` what stands in it by column. `mark` is a checksum of
    it: with the marks before it, it tells whether the data is still what it was.
    """

    place: str
    values: Mapping[str, Any]
    mark: int = 0
    problem: Diagnostic | None = None


class DataReader(Protocol):
    """One file, or one table, of the data."""

    @property
    def name(self) -> str:
        """What it is called in messages."""

    def columns(self) -> Sequence[str] | None:
        """Its columns, where they are known without reading all of it. InputError where it cannot be read."""

    def records(self, wanted: Sequence[str] | None) -> Iterator[DataRecord]:
        """Its records from the first on; of tables that keep columns apart only those that are wanted.

        InputError where it cannot be read any further.
        """

    def share(self) -> float | None:
        """Which share of it has been read, from 0 to 1; None where that is not known."""


def problem(code: str, message: str, hint: str | None = None) -> Diagnostic:
    """What is wrong with a record."""
    return Diagnostic(code, message, hint=hint)


def unreadable(name: str, why: str, hint: str | None = None) -> InputError:
    """The error about a file that cannot be read."""
    return InputError([Diagnostic("NLT640", f"cannot read {name}: {why}", hint=hint)])


def mark_of(row: Sequence[Any] | Mapping[str, Any]) -> int:
    """The checksum of values that do not come as bytes."""
    return crc32(repr(row).encode("utf-8", "backslashreplace"))
