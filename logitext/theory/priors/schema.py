"""The tables of a file of priors. Whatever changes here gets a new VERSION."""

from __future__ import annotations

APPLICATION = 0x4C54_7072
"""SQLite's `application_id` of a file of priors: `LTpr`."""

VERSION = 1

DEFINITIONS = (
    # Who answered is four texts or nulls, as JSON; two of them are columns too, to find rows by. The sort is JSON as in
    # a recording.
    (
        "CREATE TABLE clauses (id INTEGER PRIMARY KEY, collection TEXT NOT NULL, asked TEXT NOT NULL, "
        "theory TEXT, model TEXT, key TEXT NOT NULL, name TEXT NOT NULL, wording TEXT NOT NULL, sort TEXT NOT NULL)"
    ),
    "CREATE UNIQUE INDEX clauses_key ON clauses (collection, asked, key)",
    (
        "CREATE TABLE answers (clause INTEGER NOT NULL, document INTEGER NOT NULL, value TEXT NOT NULL, "
        "PRIMARY KEY (clause, document)) WITHOUT ROWID"
    ),
)
"""Each as SQLite keeps it, so that a file's can be compared."""
