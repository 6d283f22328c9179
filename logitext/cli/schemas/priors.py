"""How often clauses were answered how."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.report.priors import PriorsRecord

SCHEMAS.add("priors", PublishedSchema("priors show", PriorsRecord))
