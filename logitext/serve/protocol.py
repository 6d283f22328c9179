"""HTTP on a connection, as uvicorn speaks it, that waits for a request only so long."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 15.0
"""How long the line and the headers of a request may take."""


class Impatient(H11Protocol):
    """A connection that is closed where a client does not finish the head of a request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def _wait(self) -> None:
        self._looked_at: Any = self.cycle
        self._timer = self.loop.call_later(SECONDS, self.look)

    def look(self) -> None:
        """Close the connection if no request has begun since the last time, and none is being answered."""
        if self.transport.is_closing():
            return
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self.cycle is self._looked_at:
            self.transport.close()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._timer.cancel()
        super().connection_lost(exc)
