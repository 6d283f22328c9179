"""The allowance of a check: what it may still spend on calls of a back end, asked before each call.

The engine knows the limits, the theory knows its calls: a call that is tried again, a sample, a question that is put
once more alone. So the engine sets an allowance while it asks, and a theory that makes such calls reserves from it.

>>> allowance = Allowance(tokens=100, cost=None)
>>> allowance.reserve(80, None)
>>> allowance.settle(80, None, 60, None)
>>> allowance.reserve(80, None)
Traceback (most recent call last):
    ...
logitext.theory.allowance.OutOfBudgetError: at most 100 tokens (60 used, and the next call may take 80)
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class OutOfBudgetError(Exception):
    """The next call might exceed a limit, so it is not made. As a Failure's `error` it marks the question as such."""


class Allowance:
    """Limits on tokens (in and out together) and on money, with what has been used; None is no limit.

    May be used from several threads. A call reserves the most that it may take, and settles what it did take.
    """

    def __init__(self, tokens: int | None, cost: float | None) -> None:
        self.tokens = tokens
        self.cost = cost
        self.used_tokens = 0
        self.used_cost = 0.0
        self._lock = threading.Lock()

    @property
    def unlimited(self) -> bool:
        """Whether there is no limit at all."""
        return self.tokens is None and self.cost is None

    def reserve(self, tokens: int, cost: float | None) -> None:
        """Set aside what a call may take. OutOfBudgetError, and nothing is set aside, where that is too much."""
        with self._lock:
            refusal = self._refusal(tokens, cost)
            if refusal is not None:
                raise OutOfBudgetError(refusal)
            self.used_tokens += tokens
            self.used_cost += cost or 0.0

    def refusal(self, tokens: int, cost: float | None) -> str | None:
        """Which limit a call that takes so much would exceed; None if it may be made."""
        with self._lock:
            return self._refusal(tokens, cost)

    def settle(self, tokens: int, cost: float | None, used_tokens: int, used_cost: float | None) -> None:
        """Put in the place of what was reserved what was used; where that is not known, the reservation stands."""
        with self._lock:
            self.used_tokens += used_tokens - tokens
            if used_cost is not None:
                self.used_cost += used_cost - (cost or 0.0)

    def _refusal(self, tokens: int, cost: float | None) -> str | None:
        if self.tokens is not None and self.used_tokens + tokens > self.tokens:
            return f"at most {self.tokens} tokens ({self.used_tokens} used, and the next call may take {tokens})"
        if self.cost is not None:
            if cost is None:
                return f"a cost of at most {self.cost:g}, and the price of the next call is not known"
            if self.used_cost + cost > self.cost:
                used = f"{self.used_cost:.6g} spent, and the next call may take {cost:.6g}"
                return f"a cost of at most {self.cost:g} ({used})"
        return None


_current: ContextVar[Allowance | None] = ContextVar("logitext_allowance", default=None)


def current() -> Allowance | None:
    """The allowance of the check that is asking; None where nobody set one."""
    return _current.get()


@contextmanager
def allowing(allowance: Allowance | None) -> Iterator[None]:
    """Within this, theories that are asked reserve from the allowance."""
    token = _current.set(allowance)
    try:
        yield
    finally:
        _current.reset(token)
