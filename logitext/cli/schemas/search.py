"""The texts that a search wrote, and whether they do."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.records.search import Search

SCHEMAS.add("search", PublishedSchema("solve", Search))
