"""When a server is gone, calls fail at once instead of each waiting in vain.

After enough failures in a row the breaker opens; some time later one call is let through, and its success closes it. A
server that cannot even be reached counts for several failures, one that does not accept the key is given up at once.
"""

from __future__ import annotations

import time

from logitext.theory.llm.faults import GONE, ModelError

_MOST = 24
_UNREACHABLE = 4
"""What a failure to connect counts for."""


class Breaker:
    """One server's. `cooling` is how many seconds it is left alone.

    >>> breaker = Breaker(cooling=30)
    >>> for _ in range(6):
    ...     breaker.failed(ModelError("connection", "refused", blame="connect"), now=0)
    >>> breaker.refusal(now=1).kind, breaker.refusal(now=31)
    ('not answering', None)
    """

    def __init__(self, cooling: float = 30.0) -> None:
        self.cooling = cooling
        self._count = 0
        self._open_until: float | None = None
        self._last: ModelError | None = None

    def refusal(self, now: float | None = None) -> ModelError | None:
        """Why a call is not to be made; None where it is. The first after the cooling is let through, as a trial."""
        now = time.monotonic() if now is None else now
        if self._open_until is None:
            return None
        if now >= self._open_until:
            self._open_until = now + self.cooling  # others wait for how the trial ends
            return None
        last = "" if self._last is None else f"; the last failure was: {self._last}"
        return ModelError("not answering", f"the server is left alone for {self._open_until - now:.0f} s more{last}")

    def succeeded(self) -> None:
        """A call was answered, whatever the answer was."""
        self._count = 0
        self._open_until = None

    def failed(self, error: ModelError, now: float | None = None) -> None:
        """A call failed; opens the breaker if it was one too many."""
        if error.kind == "not authorised":
            self._count = _MOST
        elif error.kind in GONE:
            self._count += _UNREACHABLE if error.kind == "connection" and error.blame == "connect" else 1
        else:
            self.succeeded()
            return
        self._last = error
        if self._count >= _MOST:
            self._open_until = (time.monotonic() if now is None else now) + self.cooling
