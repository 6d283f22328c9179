"""Decisions in a PostgreSQL server, for services on several machines: the same tables as in a file."""

from __future__ import annotations

from logitext.audit.file import KIND
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.sql_server import SCHEMA, SqlServer, Tables

_STATEMENTS = (
    f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
    f"CREATE TABLE IF NOT EXISTS {SCHEMA}.audit_format (version INTEGER NOT NULL)",
    f"CREATE TABLE IF NOT EXISTS {SCHEMA}.policies (sha256 TEXT PRIMARY KEY, sources TEXT NOT NULL)",
    (
        f"CREATE TABLE IF NOT EXISTS {SCHEMA}.decisions (number BIGINT GENERATED ALWAYS AS IDENTITY, "
        "id TEXT PRIMARY KEY, made DOUBLE PRECISION NOT NULL, policy TEXT NOT NULL, sha256 TEXT NOT NULL, "
        "action TEXT NOT NULL, status TEXT NOT NULL, result TEXT NOT NULL, beside TEXT, differs INTEGER NOT NULL)"
    ),
    f"CREATE INDEX IF NOT EXISTS decisions_made ON {SCHEMA}.decisions (made)",
    f"CREATE INDEX IF NOT EXISTS decisions_beside ON {SCHEMA}.decisions (beside)",
)
TABLES = Tables(
    words="decisions that are kept",
    statements=_STATEMENTS,
    last="decisions",
    format="audit_format",
    version=KIND.version,
    lock=KIND.application,
    cannot_open=KIND.cannot_open,
    cannot_write=KIND.cannot_write,
    foreign=KIND.foreign,
)


class DecisionsServer(SqlServer):
    """The tables on a server, in the place of `DecisionsFile`."""

    NEWEST = "made DESC, number DESC"
    """The order of the newest first."""

    def __init__(self, url: str) -> None:
        super().__init__(url, TABLES)

    def damaged(self, message: str) -> InputError:
        """The error about what is in the tables."""
        return InputError([Diagnostic(KIND.broken.code, f"{KIND.broken.words}: {self.path}: {message}")])
