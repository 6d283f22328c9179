"""The answer to a query that stands in a policy: frozen, the same data in Python and in JSON."""

from __future__ import annotations

from typing import ClassVar, Literal

from logitext.records.cover import Cover
from logitext.records.frozen import SpanRecord
from logitext.records.result import SCHEMA_VERSION, Result
from logitext.records.search import Search
from logitext.records.shown import Shown


class QueryAnswer(Shown):
    """A query of a policy: its source, its place, and its outcome.

    Of `check` with a formula the outcome is a result with one verdict, `(formula)`.
    """

    instead: ClassVar[str] = "look at `answer.outcome.status`"

    schema_version: str = SCHEMA_VERSION
    query: str
    kind: Literal["check", "forsome", "forall", "cover"]
    path: str
    span: SpanRecord
    outcome: Result | Search | Cover
