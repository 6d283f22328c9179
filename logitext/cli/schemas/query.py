"""A query of a policy and its outcome."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.records.answered import QueryAnswer

SCHEMAS.add("query", PublishedSchema("query", QueryAnswer))
