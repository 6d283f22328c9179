"""Data as JSON, as all commands print it: indented, or on a line of its own."""

from __future__ import annotations

import json
from typing import Any


def json_text(data: Any) -> str:
    r"""Data over several lines, with a line end behind it.

    >>> json_text({"a": 1})
    '{\n  "a": 1\n}\n'
    """
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def json_line(data: Any) -> str:
    """Data on one line, with its line end."""
    return json.dumps(data, ensure_ascii=False) + "\n"
