"""The verdicts of one document, and why they are so."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.records.result import Result

SCHEMAS.add("result", PublishedSchema("check", Result))
