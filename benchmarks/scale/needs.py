"""What a day of documents needs, from what one document takes."""

from __future__ import annotations

import math
from dataclasses import dataclass

DAY = 86_400


@dataclass(frozen=True)
class Sample:
    """What the sample took for each document that was put to a model; `bytes` of the cache for each answer."""

    calls: float
    asked: float
    input_tokens: float
    output_tokens: float
    bytes: float


@dataclass(frozen=True)
class Assumed:
    """What nobody can measure beforehand. Shares are from 0 to 1; prices are for a million tokens.

    `at_hand`: documents that need no model. `known`: of the others, those whose text was answered before. `peak`: how
    many times as busy the busiest hour is as the mean. `busy`: the share of its time that a processor may work.
    """

    documents: float
    at_hand: float
    known: float
    peak: float
    busy: float
    latency: float
    input_price: float
    output_price: float
    batch: float
    kept_days: float


@dataclass(frozen=True)
class Speeds:
    """Documents that a core decides in a second, milliseconds of a core for a call, tokens a second of a server."""

    documents: float
    call: float
    reads: float
    writes: float


def needs(sample: Sample, assumed: Assumed, speeds: Speeds) -> dict[str, float]:
    """What a day needs, by what it is."""
    asked = assumed.documents * (1 - assumed.at_hand) * (1 - assumed.known)
    calls, reads, writes = (asked * one for one in (sample.calls, sample.input_tokens, sample.output_tokens))
    a_second = assumed.peak * assumed.documents / DAY
    calls_a_second = assumed.peak * calls / DAY
    cores = (a_second / speeds.documents + calls_a_second * speeds.call / 1000) / assumed.busy
    money = (reads * assumed.input_price + writes * assumed.output_price) / 1e6
    servers = assumed.peak * (reads / speeds.reads + writes / speeds.writes) / DAY / assumed.busy
    return {
        "documents put to a model": asked,
        "calls": calls,
        "tokens read": reads,
        "tokens written": writes,
        "documents a second, at the peak": a_second,
        "calls a second, at the peak": calls_a_second,
        "calls in flight, at the peak": math.ceil(calls_a_second * assumed.latency),
        "cores that decide and call": math.ceil(cores),
        "servers of the model": math.ceil(servers),
        "GB of new answers in the cache": asked * sample.asked * sample.bytes / 1e9,
        "GB of the cache in all": assumed.kept_days * asked * sample.asked * sample.bytes / 1e9,
        "money": money,
        "money, in batches of a provider": assumed.batch * money,
    }
