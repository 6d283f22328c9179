"""What a policy's clauses, definitions and verdicts depend on."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.report.graph.records import GraphRecord

SCHEMAS.add("graph", PublishedSchema("graph", GraphRecord))
