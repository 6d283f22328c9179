"""Errors and warnings in policies."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.report.findings.records import Findings

SCHEMAS.add("findings", PublishedSchema("lint", Findings))
