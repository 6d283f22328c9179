"""Which tests of a policy pass, and what they exercise."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.records.tests import TestReport

SCHEMAS.add("tests", PublishedSchema("test", TestReport))
