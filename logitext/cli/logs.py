"""The log of calls on standard error: a line of JSON for each event, without what was asked and answered."""

from __future__ import annotations

import logging
import sys

from logitext.report.log_lines import LogLines


def log_calls() -> None:
    """Print what `logitext.llm` logs."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogLines())
    log = logging.getLogger("logitext.llm")
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    log.propagate = False
