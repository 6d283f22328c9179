"""How often verdicts are right on labelled cases."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.records.evaluation import Evaluation

SCHEMAS.add("evaluation", PublishedSchema("eval", Evaluation))
