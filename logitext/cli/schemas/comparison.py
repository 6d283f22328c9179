"""Two evaluations on the cases that they share."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.records.comparison import EvaluationComparison

SCHEMAS.add("comparison", PublishedSchema("eval --compare", EvaluationComparison))
