"""The texts that exercise a policy, and the goals they meet."""

from __future__ import annotations

from logitext.cli.schemas import SCHEMAS, PublishedSchema
from logitext.records.cover import Cover

SCHEMAS.add("cover", PublishedSchema("cover", Cover))
