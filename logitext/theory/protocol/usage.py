"""What calls of theories use, and what they are expected to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """The resources that one call of `answer` used. Tokens are as the back end counts them, 0 if there is none.

    `calls` counts every attempt, also failed ones. `cached` is the number of answers from a cache. `cached_tokens` is
    the part of `input_tokens` that the back end had read before and charges less for. `cost` is money, for a theory
    that `tells_cost`, and None if the theory does not know it. `saved` is what the answers from the cache had cost when
    they were new. `estimated` is how many of the calls had no reply, so that their tokens and cost are an estimate.
    """

    calls: int = 1
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost: float | None = 0.0
    saved: Usage | None = None
    estimated: int = 0

    @staticmethod
    def sum(several: Sequence[Usage]) -> Usage:
        """What several calls used together.

        >>> Usage.sum([Usage(1, input_tokens=5), Usage(2, cost=None)])
        Usage(calls=3, cached=0, input_tokens=5, output_tokens=0, cached_tokens=0, cost=None, saved=None, estimated=0)
        """
        calls = cached = read = written = read_before = estimated = 0
        cost: float | None = 0.0
        saved: Usage | None = None
        for one in several:
            calls += one.calls
            cached += one.cached
            read += one.input_tokens
            written += one.output_tokens
            read_before += one.cached_tokens
            estimated += one.estimated
            cost = None if cost is None or one.cost is None else cost + one.cost
            if one.saved is not None:
                saved = one.saved if saved is None else saved + one.saved
        return Usage(calls, cached, read, written, read_before, cost, saved, estimated)

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.cached + other.cached,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            None if self.cost is None or other.cost is None else self.cost + other.cost,
            self.saved if other.saved is None else other.saved if self.saved is None else self.saved + other.saved,
            self.estimated + other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate of the resources for some questions. `cost` is money, None if the price is not known.

    `input_tokens` is an upper estimate of the prompts' tokens, and `likely_input_tokens` a likely one. `output_tokens`
    is the most that may come back. `bytes` is the size of the prompts in UTF-8. `cached` is the number of questions
    that a cache answers; they cost nothing.
    """

    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    bytes: int = 0
    cached: int = 0
    likely_input_tokens: int = 0
