"""When a server asks to be asked again."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping

_FOREVER = 365 * 86400.0


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How many seconds a server asks to be left alone: `Retry-After` as seconds or a date, or in milliseconds.

    >>> retry_after({"retry-after": "2"}), retry_after({"retry-after-ms": "250"}), retry_after({"retry-after": "soon"})
    (2.0, 0.25, None)
    """
    milliseconds, seconds = headers.get("retry-after-ms"), headers.get("retry-after")
    for given, scale in ((milliseconds, 0.001), (seconds, 1.0)):
        try:
            wait = float(given or "") * scale
        except ValueError:
            continue
        if 0 <= wait < _FOREVER:
            return wait
    date = email.utils.parsedate_tz(seconds or "")
    if date is None:
        return None
    try:
        return min(max(0.0, email.utils.mktime_tz(date) - time.time()), _FOREVER)
    except (OverflowError, ValueError):
        return None
