"""The tables of the cache. Whatever changes here gets a new VERSION."""

from __future__ import annotations

APPLICATION = 0x4C54_6163
"""SQLite's `application_id` of an answer cache: `LTac`."""

VERSION = 2

DEFINITIONS = (
    # The components, the answer and the usage are JSON. The columns between are taken from the components, to find
    # rows by; `texts` is a short hash of the texts' hashes, and `call` the id of the call that gave the answer.
    (
        "CREATE TABLE answers (id INTEGER PRIMARY KEY, key TEXT NOT NULL, clause TEXT NOT NULL, model TEXT NOT NULL, "
        "endpoint TEXT NOT NULL, texts TEXT NOT NULL, components BLOB NOT NULL, answer BLOB NOT NULL, "
        "usage BLOB NOT NULL, created REAL NOT NULL, call INTEGER)"
    ),
    "CREATE UNIQUE INDEX answers_key ON answers (key)",
    # SQLite puts the id behind the columns of an index, so the newest rows of each are at its end.
    "CREATE INDEX answers_clause ON answers (clause)",
    "CREATE INDEX answers_model ON answers (clause, model, endpoint)",
    "CREATE INDEX answers_texts ON answers (clause, texts)",
    "CREATE INDEX answers_call ON answers (call)",
    # All answers of a call again, packed, so that one row has what is looked up together. `key` and `answers` are NULL
    # where the call did not answer all that it was asked.
    "CREATE TABLE calls (id INTEGER PRIMARY KEY, key BLOB, answers BLOB)",
    "CREATE UNIQUE INDEX calls_key ON calls (key)",
    # Requests and replies apart, by the id of the call, compressed: who looks for answers does not read past them.
    "CREATE TABLE bodies (id INTEGER PRIMARY KEY, request BLOB, reply BLOB)",
    (
        "CREATE TABLE servers (endpoint TEXT NOT NULL, model TEXT NOT NULL, capabilities BLOB NOT NULL, "
        "created REAL NOT NULL, PRIMARY KEY (endpoint, model))"
    ),
)
"""Each as SQLite keeps it, so that a file's can be compared."""
