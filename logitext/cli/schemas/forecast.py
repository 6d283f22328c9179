"""The calls that a check would make."""

from __future__ import annotations

from logitext.check.forecast import Forecast
from logitext.cli.schemas import SCHEMAS, PublishedSchema

SCHEMAS.add("forecast", PublishedSchema("check --dry-run", Forecast))
