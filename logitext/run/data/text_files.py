"""Text files as data: a record each, with the columns `text` and `file`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from zlib import crc32

from logitext.reading.format import ReadingFormat
from logitext.reading.formats import format_of, text_of
from logitext.run.data.record import DataRecord, problem

TEXT, FILE = "text", "file"


class TextFiles:
    """Several files, in the order in which they are given."""

    def __init__(
        self, name: str, files: Sequence[str], read: Callable[[str], bytes], format: ReadingFormat | None = None
    ) -> None:
        """`read` gives the bytes of a file, or raises ValueError with a message for people."""
        self.name = name
        self.files = files
        self._read = read
        self._format = format
        self._done = 0

    def columns(self) -> Sequence[str]:
        return (TEXT, FILE)

    def share(self) -> float | None:
        return self._done / len(self.files) if self.files else 1.0

    def records(self, wanted: Sequence[str] | None) -> Iterator[DataRecord]:
        for done, file in enumerate(self.files):
            self._done = done
            mark = crc32(file.encode("utf-8", "surrogateescape"))
            try:
                data = self._read(file)
                text = text_of(data, self._format or format_of(file))
            except ValueError as error:
                yield DataRecord(file, {}, mark, problem("NLT641", f"{file}: {error}"))
            else:
                yield DataRecord(file, {TEXT: text, FILE: file}, crc32(data, mark))
        self._done = len(self.files)
