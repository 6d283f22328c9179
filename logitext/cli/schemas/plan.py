"""What would be asked about a document, before anything is."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.records.plan import PlanOutline

SCHEMAS.add("plan", PublishedSchema("plan", PlanOutline))
