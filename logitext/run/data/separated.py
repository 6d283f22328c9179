"""Tables of separated values: CSV, with a header line, and the same with tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from zlib import crc32

from logitext.run.data.opening import Opened
from logitext.run.data.record import DataRecord, problem, unreadable

if TYPE_CHECKING:
    from _csv import Reader as CSVReader

MAX_FIELD = 64 * 1024 * 1024
"""The longest field, in characters."""


class Separated:
    """A file of separated values."""

    def __init__(self, file: Opened, delimiter: str) -> None:
        self.name = file.name
        self._file = file
        self._delimiter = delimiter

    def columns(self) -> Sequence[str] | None:
        if self._file.once:
            return None
        with self._opened() as file:
            return self._header(self._reader(file))

    def share(self) -> float | None:
        return self._file.share()

    def records(self, wanted: Sequence[str] | None) -> Iterator[DataRecord]:
        try:
            with self._opened() as file:
                reader = self._reader(file)
                header = self._header(reader)
                yield from self._rows(reader, header)
        except OSError as error:
            raise unreadable(self.name, error.strerror or str(error)) from None
        except EOFError as error:  # of a packed file
            raise unreadable(self.name, f"{error}") from None

    def _rows(self, reader: CSVReader, header: Sequence[str]) -> Iterator[DataRecord]:
        while True:
            place = f"{self.name}:{reader.line_num + 1}"
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield DataRecord(place, {}, 0, problem("NLT641", f"{place}: {_words(error)}", _QUOTES))
                continue
            if not row:
                continue
            mark = crc32("\x1f".join(row).encode("utf-8", "surrogateescape"))
            if len(row) != len(header):
                why = f"the row has {len(row)} {'field' if len(row) == 1 else 'fields'}, and the header {len(header)}"
                yield DataRecord(place, {}, mark, problem("NLT641", f"{place}: {why}", _QUOTES))
            elif not all(map(str.isascii, row)) and not _is_utf_8(row):
                yield DataRecord(place, {}, mark, problem("NLT641", f"{place}: it is not UTF-8", "save it as UTF-8"))
            else:
                yield DataRecord(place, dict(zip(header, row, strict=True)), mark)

    def _opened(self) -> io.TextIOWrapper:
        try:
            raw = self._file.open()
        except OSError as error:
            raise unreadable(self.name, error.strerror or str(error)) from None
        return io.TextIOWrapper(raw, "utf-8-sig", "surrogateescape", newline="")

    def _reader(self, file: io.TextIOWrapper) -> CSVReader:
        csv.field_size_limit(MAX_FIELD)  # of the process; larger than what it is from the start
        return csv.reader(file, delimiter=self._delimiter, strict=True)

    def _header(self, reader: CSVReader) -> Sequence[str]:
        try:
            header = next(reader, None)
        except csv.Error as error:
            raise unreadable(self.name, f"its header: {_words(error)}") from None
        if not header:
            raise unreadable(self.name, "it has no header", "its first line names the columns")
        twice = [name for index, name in enumerate(header) if name in header[:index]]
        if twice:
            raise unreadable(self.name, f"two of its columns are called `{twice[0]}`", "rename one of them")
        if not _is_utf_8(header):
            raise unreadable(self.name, "its header is not UTF-8", "save it as UTF-8")
        return list(header)


_QUOTES = "a field with a separator, a quotation mark or a line end in it stands between quotation marks"


def _words(error: csv.Error) -> str:
    said = str(error)
    if said == "unexpected end of data":
        return "a quotation mark in this row is never closed"
    return f"{said[:1].lower()}{said[1:]}"


def _is_utf_8(fields: Sequence[str]) -> bool:
    try:
        for field in fields:
            field.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
