"""The end of a run: what it wrote in its folder goes to its place, in the format that the name of the file says."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from logitext.policy.sorts import BOOL, INT, REAL, Sort
from logitext.run.data.opening import needed
from logitext.run.queue import in_order
from logitext.run.review import as_answers, numbers_in

FORMATS = (".jsonl", ".parquet")
_BATCH = 4096


def place(
    kept: Path, target: Path, schema: Mapping[str, Sort | None], *, keep: bool, more: Iterable[bytes] = ()
) -> None:
    """Put an output in its place, whole, with `more` lines at its end. OSError where that cannot be done.

    `schema` has the columns of rows, with the sorts of those that are verdicts. With `keep` what is in the folder
    stays there, for another attempt at what failed.
    """
    if not kept.exists():  # the process was ended after it had done this
        return
    if target.suffix == ".parquet":
        _parquet(kept, target, schema, more)
    elif keep:
        with _draft(target) as draft:
            _copy(kept, draft, more)
            draft.replace(target)
    else:
        kept.replace(target)
    if not keep:
        kept.unlink(missing_ok=True)


def place_review(kept: Path, target: Path) -> None:
    """Write the answers file that is to be filled in."""
    with _draft(target) as draft:
        with draft.open("x", encoding="utf-8", newline="\n") as file:
            for piece in as_answers(kept, target.name):
                file.write(piece)
            _synced(file)
        draft.replace(target)


def place_queue(kept: Path, target: Path) -> None:
    """Write what the page of a service shows."""
    with _draft(target) as draft:
        with draft.open("xb") as file:
            file.writelines(in_order(kept))
            _synced(file)
        draft.replace(target)


class _draft:  # noqa: N801  # used as a function
    """The name of a file beside the target, which is gone where the work on it fails."""

    def __init__(self, target: Path) -> None:
        self._path = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")

    def __enter__(self) -> Path:
        return self._path

    def __exit__(self, *_: object) -> None:
        self._path.unlink(missing_ok=True)


def _copy(source: Path, target: Path, more: Iterable[bytes]) -> None:
    with source.open("rb") as old, target.open("xb") as new:
        while data := old.read(1 << 20):
            new.write(data)
        new.writelines(more)
        _synced(new)


def _synced(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


# --- Parquet -----------------------------------------------------------------------------------------------------


def _parquet(kept: Path, target: Path, schema: Mapping[str, Sort | None], more: Iterable[bytes]) -> None:
    """JSON Lines as Parquet: rows with a column each, full records with the JSON of each in `record`."""
    arrow, parquet = needed("pyarrow", target.name), needed("pyarrow.parquet", target.name)
    made, types = schema_of(schema), types_of(schema)
    with _draft(target) as draft, kept.open("rb") as file:
        with parquet.ParquetWriter(draft, made) as writer:
            lines = chain(file, more)
            while rows := [_row(line, whole="record" in schema) for line in islice(lines, _BATCH)]:
                writer.write_batch(arrow.RecordBatch.from_pylist([typed(row, types) for row in rows], schema=made))
        draft.replace(target)


RECORD: Mapping[str, Sort | None] = dict.fromkeys(("id", "document", "policy", "status", "record"))
"""The columns of full records: what they are looked up by, and their JSON."""


def _row(line: bytes, *, whole: bool) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(line)
    if whole:
        policy = data["policy"]["path"]
        return {**data, "policy": policy, "record": line.decode().rstrip("\n")}
    return data


def column_type(name: str, sort: Sort | None) -> str:
    """The type of a column of rows, as Arrow calls it."""
    if sort == BOOL:
        return "bool"
    if sort == INT:
        return "int64"
    return "double" if sort == REAL or name in ("probability", "cost") else "string"


def schema_of(schema: Mapping[str, Sort | None]) -> Any:
    """The Arrow schema of rows."""
    arrow = needed("pyarrow", "a table")
    types = {"bool": arrow.bool_(), "int64": arrow.int64(), "double": arrow.float64(), "string": arrow.string()}
    return arrow.schema([(name, types[kind]) for name, kind in types_of(schema).items()])


def types_of(schema: Mapping[str, Sort | None]) -> dict[str, str]:
    """The types of the columns of rows."""
    return {name: column_type(name, sort) for name, sort in schema.items()}


def typed(row: Mapping[str, Any], types: Mapping[str, str]) -> dict[str, Any]:
    """A row whose values are of the types of their columns. ValueError where one cannot be."""
    return {name: _as(row.get(name), kind) for name, kind in types.items()}


def _as(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "string":
        return value if isinstance(value, str) else json.dumps(value)
    if kind == "double" and isinstance(value, str):
        over, _, under = value.partition("/")
        return int(over) / int(under or 1)
    if kind == "int64" and not -(2**63) <= value < 2**63:
        raise ValueError(f"the number {str(value)[:30]}… is too large for Parquet: write JSON Lines")
    return value


# --- what failed, decided again ----------------------------------------------------------------------------------


def merged(old: Iterable[bytes], new: Mapping[int, list[bytes]], each: int) -> Iterator[bytes]:
    """The lines of an output, `each` for a document, with those of some documents replaced."""
    lines = iter(old)
    number = 0
    while group := list(islice(lines, each)):
        yield from new.get(number, group)
        number += 1


def merged_after(old: BinaryIO, size: int, new: Mapping[int, list[bytes]]) -> Iterator[bytes]:
    """The first bytes of an output without an order, and then the new lines."""
    while size and (data := old.read(min(size, 1 << 20))):
        size -= len(data)
        yield data
    for lines in new.values():
        yield from lines


def merged_review(old: Iterable[bytes], new: Mapping[int, list[bytes]]) -> Iterator[bytes]:
    """The kept lines of a review, without those of some documents, and then the new ones."""
    for number, line in numbers_in(old):
        if number not in new:
            yield line
    for lines in new.values():
        yield from lines
