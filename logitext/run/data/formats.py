"""The formats of data, and the names of files in them."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

DataFormat: TypeAlias = Literal["jsonl", "csv", "tsv", "parquet", "arrow", "text"]
FORMATS: tuple[DataFormat, ...] = get_args(DataFormat)

BY_SUFFIX: dict[str, DataFormat] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
"""What the ends of names say; `.gz` may follow those of JSON Lines and separated values."""
