"""Parquet and Arrow, through pyarrow: files, and tables that are in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from logitext.run.data.opening import Opened, needed
from logitext.run.data.record import DataRecord, mark_of, problem, unreadable
from logitext.syntax.diagnostics import LogitextError

_ROWS = 1024
"""Rows that are in memory as Python values at a time."""


class Columnar:
    """A Parquet or Arrow file."""

    def __init__(self, file: Opened, *, parquet: bool) -> None:
        self.name = file.name
        self._file = file
        self._parquet = parquet
        self._done = 0
        self._rows: int | None = None

    def columns(self) -> Sequence[str]:
        with self._guarded(), self._file.seekable() as stream:
            return self._open(stream)[0]

    def share(self) -> float | None:
        return self._done / self._rows if self._rows else None

    def records(self, wanted: Sequence[str] | None) -> Iterator[DataRecord]:
        with self._guarded(), self._file.seekable() as stream:
            names, batches = self._open(stream)
            columns = names if wanted is None else [name for name in names if name in wanted]
            for batch in batches(columns):
                for row in rows_of(batch, columns):
                    self._done += 1
                    yield _record(f"{self.name}:{self._done}", row)

    def _open(self, stream: BinaryIO) -> tuple[list[str], Callable[[Sequence[str]], Iterator[Any]]]:
        """The names of the columns, and what gives the batches of some of them."""
        self._done = 0
        if self._parquet:
            file = needed("pyarrow.parquet", self.name).ParquetFile(stream)
            self._rows = file.metadata.num_rows
            return file.schema_arrow.names, lambda columns: file.iter_batches(batch_size=_ROWS, columns=columns)
        ipc = needed("pyarrow.ipc", self.name)
        try:
            file = ipc.open_file(stream)
        except ValueError:  # it is written as a stream
            stream.seek(0)
            reader = ipc.open_stream(stream)
            return reader.schema.names, lambda _: iter(reader)
        return file.schema.names, lambda _: (file.get_batch(index) for index in range(file.num_record_batches))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except LogitextError:
            raise
        except (OSError, ValueError) as error:  # pyarrow's own errors are of these kinds
            raise unreadable(self.name, str(error).splitlines()[0][:200]) from None


def rows_of(batch: Any, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of a batch as Python values, some at a time."""
    chosen = batch.select(columns)
    for start in range(0, batch.num_rows, _ROWS):
        yield from chosen.slice(start, _ROWS).to_pylist()


class Mappings:
    """Records that somebody gives one by one, as mappings."""

    name = "the table"

    def __init__(self, rows: Iterable[Any], columns: Sequence[str] | None = None) -> None:
        self._rows = rows
        self._columns = columns

    def columns(self) -> Sequence[str] | None:
        return self._columns

    def share(self) -> float | None:
        return None

    def records(self, wanted: Sequence[str] | None) -> Iterator[DataRecord]:
        for number, row in enumerate(self._rows):
            yield _record(f"row {number + 1}", row)


def _record(place: str, row: Any) -> DataRecord:
    if not hasattr(row, "keys"):
        return DataRecord(
            place, {}, 0, problem("NLT641", f"{place}: a record is a mapping of columns, not {type(row).__name__}")
        )
    return DataRecord(place, row, mark_of(row))
