"""A line of the file that a run writes for the review page."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.records.review import ReviewEntry

SCHEMAS.add("review", PublishedSchema("run --review", ReviewEntry))
