"""The answer to a query that stands in a policy: frozen, the same data in Python and in JSON."""

from __future__ import annotations

from typing import Literal

from logitext.engine.cover.records import Cover
from logitext.engine.frozen import Frozen, SpanRecord
from logitext.engine.result import SCHEMA_VERSION, Result
from logitext.engine.search.records import Search


class Answered(Frozen):
    """A query as it is written, where it stands, and what it came to.

    Of `check` with a formula the outcome is a result with one verdict, `(formula)`.
    """

    schema_version: str = SCHEMA_VERSION
    query: str
    kind: Literal["check", "forsome", "forall", "cover"]
    path: str
    span: SpanRecord
    outcome: Result | Search | Cover
