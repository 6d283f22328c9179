"""What the workers of a run may spend together: one process has it all, and hands out leases of it.

A worker asks for a lease before a call that its own is too small for, so that no call is made that could exceed a limit
of the run, and gives back what it does not use.
"""

from __future__ import annotations

import time
from typing import Any, Protocol

from logitext.theory.allowance import Allowance, OutOfBudgetError
from logitext.theory.llm.limits import Window

AHEAD = 16
"""For how many calls like the next one a lease is asked for; it is no more than a share of what is left."""
_SHARE = 8
PACED = ("requests", "tokens")
"""What a minute may have limits of."""


class Bank:
    """The limits of a run, in one process. `stopped` is set once the run is to end."""

    def __init__(self, tokens: int | None, cost: float | None, requests: int | None, rate: int | None) -> None:
        self._allowance = Allowance(tokens, cost)
        self._requests = None if requests is None else Window(requests)
        self._rate = None if rate is None else Window(rate)
        self.stopped = False

    def lease(self, tokens: int, cost: float | None) -> tuple[int, float] | str:
        """Tokens and money for a call that may take so much, and for some more; else which limit it would exceed."""
        refusal = self._allowance.refusal(tokens, cost)
        if refusal is not None:
            return refusal
        given, money = tokens, cost or 0.0
        if self._allowance.tokens is not None:
            left = self._allowance.tokens - self._allowance.used_tokens
            given = max(tokens, min(AHEAD * tokens, left // _SHARE))
        if self._allowance.cost is not None:
            money = max(money, min(AHEAD * money, (self._allowance.cost - self._allowance.used_cost) / _SHARE))
        self._allowance.reserve(given, None if self._allowance.cost is None else money)
        return given, money

    def settle(self, tokens: int, cost: float) -> None:
        """Count what was used without a lease, or take back what was leased (below 0)."""
        self._allowance.settle(0, None, tokens, cost)

    def wait_for(self, what: str, amount: int) -> float:
        """Seconds to wait before so much may be used; 0, and it counts as used, where there is room."""
        window = self._requests if what == PACED[0] else self._rate
        return 0.0 if window is None else window.wait_for(amount, time.monotonic())

    def stop(self) -> None:
        """Say that the run is to end."""
        self.stopped = True

    def is_stopped(self) -> bool:
        """Whether the run is to end."""
        return self.stopped

    def used(self) -> tuple[int, float]:
        """The tokens and the money that are used or leased."""
        return self._allowance.used_tokens, self._allowance.used_cost


class Asks(Protocol):
    """A bank, however far away."""

    def __call__(self, method: str, *arguments: Any) -> Any: ...


class Leased(Allowance):
    """An allowance that is leased, in parts, from a bank."""

    def __init__(self, bank: Asks, *, tokens: bool, cost: bool) -> None:
        """`tokens` and `cost`: whether the run limits them."""
        super().__init__(0 if tokens else None, 0.0 if cost else None)
        self._bank = bank

    def reserve(self, tokens: int, cost: float | None) -> None:
        with self._lock:
            if self._refusal(tokens, cost) is not None:
                lacking = max(0, tokens - (self.tokens or 0) + self.used_tokens)
                money = None if cost is None else max(0.0, cost - (self.cost or 0.0) + self.used_cost)
                leased = self._bank("lease", lacking, money)
                if isinstance(leased, str):
                    raise OutOfBudgetError(leased)
                self.tokens = None if self.tokens is None else self.tokens + leased[0]
                self.cost = None if self.cost is None else self.cost + leased[1]
            self.used_tokens += tokens
            self.used_cost += cost or 0.0

    def give_back(self) -> None:
        """Return what was leased and not used."""
        with self._lock:
            tokens = 0 if self.tokens is None else self.used_tokens - self.tokens
            cost = 0.0 if self.cost is None else self.used_cost - self.cost
            self._bank("settle", tokens, cost)
            self.tokens = None if self.tokens is None else self.used_tokens
            self.cost = None if self.cost is None else self.used_cost


class Paced:
    """A limit of what may be used in a minute, which a bank keeps."""

    def __init__(self, bank: Asks, what: str) -> None:
        self._bank = bank
        self._what = what

    def wait_for(self, amount: int, _now: float) -> float:
        """The seconds to wait for an amount, as a window in this process gives them."""
        wait: float = self._bank("wait_for", self._what, amount)
        return wait
