"""How a service is set up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logitext.api import Options


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """What a request may take; None is no limit.

    `body` is in bytes, `documents` how many a request may have. `body_seconds` is for the arrival of a request's body,
    and `seconds` for all that is done about it. `cost` is money for all documents of a request together. `at_once` is
    how many requests are in work; another one is refused.
    """

    body: int = 1024 * 1024
    body_seconds: float = 10.0
    seconds: float | None = 60.0
    documents: int = 100
    cost: float | None = None
    at_once: int = 256


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """How a service is set up.

    `options` are those of every check. `block` and `review` are conditions on verdicts, as `VERDICT` or
    `POLICY:VERDICT=VALUE`. `keys` are the secrets that a request may have; with none, every request is answered.
    `hosts` are the names under which it is asked where there are no keys; empty for any.
    """

    options: Options
    block: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    keys: tuple[str, ...] = field(default=(), repr=False)
    hosts: frozenset[str] = frozenset()
    limits: RequestLimits = RequestLimits()
