"""The log of calls on standard error: a line of JSON for each event, without what was asked and answered."""

from __future__ import annotations

import json
import logging
import sys
import time


class _Lines(logging.Formatter):
    """A record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The time, the event and its details."""
        when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z"
        details = getattr(record, "details", {})
        return json.dumps({"time": when, "event": record.getMessage(), **details}, default=str)


def log_calls() -> None:
    """Print what `logitext.llm` logs."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    log = logging.getLogger("logitext.llm")
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    log.propagate = False
