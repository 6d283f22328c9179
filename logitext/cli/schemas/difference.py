"""What changes in decisions between two versions of a policy."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.records.difference import PolicyDifference

SCHEMAS.add("difference", PublishedSchema("diff", PolicyDifference))
