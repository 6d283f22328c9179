"""What a run over many documents has done."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.records.run import RunSummary

SCHEMAS.add("run", PublishedSchema("run", RunSummary))
