"""How sure a verdict has to be, so that few that are given are wrong."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.records.calibration import Calibration

SCHEMAS.add("calibration", PublishedSchema("calibrate", Calibration))
