"""JSON Lines: an object a line, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO
from zlib import crc32

from logitext.reading.strict_json import IllFormedError, decoded
from logitext.run.data.opening import Opened
from logitext.run.data.record import DataRecord, problem, unreadable

MAX_LINE = 64 * 1024 * 1024
"""The longest line, in bytes."""

_BROKEN = "NLT641"
_OBJECT = 'a line is one record: `{"id": 1, "post": "…"}`'
_ARRAY = "a line is one record, and this is a list: `jq -c '.[]' FILE` writes each of its elements on a line"


class JsonLines:
    """A file of JSON Lines."""

    def __init__(self, file: Opened) -> None:
        self.name = file.name
        self._file = file

    def columns(self) -> Sequence[str] | None:
        if self._file.once:
            return None
        for record in self.records(None):
            if record.problem is None:
                return list(record.values)
        return None

    def share(self) -> float | None:
        return self._file.share()

    def records(self, wanted: Sequence[str] | None) -> Iterator[DataRecord]:
        name = self.name
        try:
            with self._file.open() as file:
                for number, raw in enumerate(_lines(file), 1):
                    line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
                    if line and not line.isspace():
                        yield _record(f"{name}:{number}", line)
        except OSError as error:
            raise unreadable(name, error.strerror or str(error)) from None
        except EOFError as error:  # of a packed file
            raise unreadable(name, f"{error}") from None


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines; of one that is too long its beginning, which is longer than a line may be."""
    while line := file.readline(MAX_LINE + 1):
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = file.readline(MAX_LINE + 1)
        yield line


def _record(place: str, line: bytes) -> DataRecord:
    mark = crc32(line)
    if len(line) > MAX_LINE:
        return _broken(place, mark, f"the line is longer than {MAX_LINE // (1024 * 1024)} MiB")
    try:
        values = decoded(line.rstrip(b"\r\n"))
    except IllFormedError as error:
        return _broken(place, mark, f"{error} at column {error.at + 1}", _OBJECT)
    except ValueError as error:
        return _broken(place, mark, str(error))
    if not isinstance(values, dict):
        return _broken(place, mark, "the line holds no object", _ARRAY if isinstance(values, list) else _OBJECT)
    return DataRecord(place, values, mark)


def _broken(place: str, mark: int, why: str, hint: str | None = None) -> DataRecord:
    return DataRecord(place, {}, mark, problem(_BROKEN, f"{place}: {why}", hint))
