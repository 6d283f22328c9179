"""Tables in memory, of pandas, Polars and Arrow: into records, and rows back into a table of the same kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from logitext.policy.sorts import Sort
from logitext.run.data.arrow import Mappings, rows_of
from logitext.run.data.record import DataReader
from logitext.run.finish import schema_of, typed, types_of

FrameKind: TypeAlias = Literal["pandas", "polars", "arrow", "rows"]


def kind_of(table: Any) -> FrameKind | None:
    """What a table is; None where it is none, and nothing that can be gone through."""
    home = type(table).__module__.partition(".")[0]
    name = type(table).__name__
    if home == "pandas" and name == "DataFrame":
        return "pandas"
    if home == "polars" and name in ("DataFrame", "LazyFrame"):
        return "polars"
    if home == "pyarrow" and name in ("Table", "RecordBatch", "RecordBatchReader"):
        return "arrow"
    return "rows" if isinstance(table, Iterable) and not isinstance(table, str | bytes | Mapping) else None


def reader_of(table: Any, kind: FrameKind) -> DataReader:
    """What reads a table."""
    match kind:
        case "pandas":
            names = [str(name) for name in table.columns]
            return Mappings(_pandas_rows(table, names), names)
        case "polars":
            frame = table.collect() if type(table).__name__ == "LazyFrame" else table
            return Mappings(frame.iter_rows(named=True), frame.columns)
        case "arrow":
            names = table.schema.names
            batches = [table] if type(table).__name__ == "RecordBatch" else table
            batches = batches.to_batches() if hasattr(batches, "to_batches") else batches
            return Mappings((row for batch in batches for row in rows_of(batch, names)), names)
        case "rows":
            return Mappings(table)


def _pandas_rows(table: Any, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of a data frame, with plain values; what is missing is None."""
    for row in table.itertuples(index=False, name=None):
        yield {name: _plain(value) for name, value in zip(names, row, strict=True)}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and value != value):  # NaN
        return None
    item = getattr(value, "item", None)  # a scalar of numpy
    return item() if item is not None else value


def table_of(rows: Iterable[dict[str, Any]], schema: Mapping[str, Sort | None], kind: FrameKind) -> Any:
    """Rows as a table of a kind; an iterator of mappings where the data was one.

    Ids are of the kind that they have in the data, where all are of one.
    """
    if kind == "rows":
        return iter(rows)
    types = types_of(schema)
    if kind == "arrow":
        import pyarrow  # noqa: PLC0415  # the library of the data that was given

        made = schema_of(schema)
        return pyarrow.Table.from_pylist([typed(row, types) for row in rows], schema=made)
    found = [{**typed(row, types), **({"id": row["id"]} if "id" in row else {})} for row in rows]
    columns = {name: [row[name] for row in found] for name in schema}
    if kind == "pandas":
        import pandas  # noqa: PLC0415  # likewise

        frame = pandas.DataFrame(columns, columns=list(schema))
        return frame.astype({name: _PANDAS[of] for name, of in types.items() if of in _PANDAS})
    import polars  # noqa: PLC0415  # likewise

    of = {"bool": polars.Boolean, "int64": polars.Int64, "double": polars.Float64, "string": polars.String}
    known = {name: of[kind] for name, kind in types.items() if name != "id"}
    return polars.DataFrame(columns, schema_overrides=known, strict=False)


_PANDAS = {"bool": "boolean", "int64": "Int64", "double": "float64"}
"""The types of pandas in which a value may be missing."""
