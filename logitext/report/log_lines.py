"""Records of a log as lines of JSON."""

from __future__ import annotations

import json
import logging
import time


class LogLines(logging.Formatter):
    """A record as a line of JSON: its time, the event, and the `details` that it was logged with.

    An exception is named by its type alone, as its message may repeat what somebody wrote in a document.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z"
        details = getattr(record, "details", {})
        return json.dumps({"time": when, "event": record.getMessage(), **details}, default=str)
