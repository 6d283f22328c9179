"""The published schemas of what commands print as JSON, a file each: the name of the file is the name of the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from logitext.registry import Registry

if TYPE_CHECKING:
    from pydantic import BaseModel


class PublishedSchema(NamedTuple):
    """The command that prints such an object with `--format json`, and the record that it prints."""

    command: str
    record: type[BaseModel]


SCHEMAS: Registry[PublishedSchema] = Registry("schema", "logitext.cli.schemas")
