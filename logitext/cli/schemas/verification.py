"""What logic says of a result that somebody claims."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.report.verification import Verification

SCHEMAS.add("verification", PublishedSchema("verify", Verification))
