"""How quick a server is, and the settings that fit: measured with a few small calls."""

from __future__ import annotations

import asyncio
import math
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from logitext.theory.llm.controls import FIRST, QUESTIONS, SECOND
from logitext.theory.llm.forms import Form, PromptOrder
from logitext.theory.protocol import Failure, Question, Refusal, Texts, Usage

if TYPE_CHECKING:
    from logitext.theory.llm.theory import OpenAI

TOGETHER = 4
"""How many calls are made at the same time to see what the server does at once."""

SLOW = 15.0
"""Seconds for one small answer from which nothing more is measured: it would take minutes."""

_LONG, _LONGER = 12, 80
"""How often a message is repeated to make a text for which reading takes longer than the rest of a call.

Some 200 tokens; 1,300 where a server is quick: the large ones keep nothing shorter than 1,024.
"""
_QUICK = 2.0
"""Seconds for an answer from which a server is not quick."""

_KEPT = 0.7
"""The share of what a call took within which a further one shows that its beginning was not read anew."""
_NOTICED = 0.1
"""By how many seconds it must be quicker: less may be chance."""

_PATIENT = 4
_LEAST_TIMEOUT = 10
_SLOW_WRITER = 10.0
"""Seconds for a reason and a quotation from which they are not worth the time."""


@dataclass(frozen=True, slots=True)
class AlikeCalls:
    """Two calls that begin alike: the seconds of each, and the tokens that each had to read, if the server says it."""

    first: float
    second: float
    read: tuple[int, int] | None = None

    @property
    def kept(self) -> bool:
        """Whether the server had kept the beginning for the second."""
        if self.read is not None:
            return self.read[1] < _KEPT * self.read[0]
        return self.second < min(_KEPT * self.first, self.first - _NOTICED)


@dataclass(frozen=True, slots=True)
class ModelPace:
    """Seconds of one small answer and of one with reasons, tokens a second, and calls that are worked at together.

    What was not measured is None. `longest` is the longest that a call took. `first` are seconds until the first token,
    as far as the rest of a call is what its tokens take. `texts` are two questions about a longer text, one after the
    other, and `clauses` a longer clause about two texts, with another call between.
    """

    brief: float
    reasoned: float | None
    tokens: float | None
    together: float | None
    longest: float
    first: float | None = None
    texts: AlikeCalls | None = None
    clauses: AlikeCalls | None = None

    @property
    def fitting_order(self) -> PromptOrder | None:
        """What is best put first in a prompt; None where that is not known, or hangs on which of them is longer."""
        if self.texts is None or self.clauses is None or self.texts.kept == self.clauses.kept:
            return None
        return "texts" if self.texts.kept else "clauses"


class _Timed(NamedTuple):
    """The seconds of a call, the tokens that it wrote and had to read, and whether the server tells the latter."""

    seconds: float
    written: int
    read: int
    tells: bool


async def measure(theory: OpenAI, looking: Callable[[str], None], longest: float) -> tuple[ModelPace, Usage]:
    """The pace; `longest` is what the calls so far took at most. A call that fails is not repeated."""
    usage = Usage(calls=0)
    able = theory.remembered()
    writes = able is not None and able.decides is None
    usual: Form | None = "brief" if writes else None

    async def timed(
        mark: object,
        form: Form | None = usual,
        question: Question = QUESTIONS[0],
        times: int = 1,
        order: PromptOrder | None = None,
    ) -> _Timed | None:
        nonlocal usage
        texts = Texts({"message": f"({mark}) " + " ".join([FIRST["message"]] * times)})
        settings = theory.settings
        if form is not None:
            settings = replace(settings, answer=form, samples=1, prompt_order=order or settings.prompt_order)
        started = time.monotonic()
        reply = await theory.reply((question,), texts, settings)
        used = reply.usage
        usage += used
        if any(isinstance(answer, Failure | Refusal) for answer in reply.answers.values()):
            return None
        read, tells = used.input_tokens - used.cached_tokens, used.cached_tokens > 0
        return _Timed(time.monotonic() - started, used.output_tokens, read, tells)

    looking("how long an answer takes")
    first = await timed(1)
    brief, few = (longest, 0) if first is None else first[:2]
    if first is None or brief > SLOW:
        return ModelPace(brief, None, None, None, max(longest, brief)), usage
    reasoned, tokens = None, None
    if writes:
        looking("how long reasons take")
        second = await timed(2, "reasoned")
        if second is not None:
            reasoned, many = second[:2]
            if many > few and reasoned > brief:
                tokens = (many - few) / (reasoned - brief)
    # A mark that no earlier examination had, as the server may still keep what that one sent.
    mark, times = secrets.token_hex(4), _LONGER if brief < _QUICK else _LONG
    looking("how long a longer text takes, and another question about it")
    calls = [await timed(mark, times=times, order="texts")]
    if calls[0] is not None:
        calls.append(await timed(mark, question=QUESTIONS[1], times=times, order="texts"))
    texts = _alike(calls)
    clauses = None
    if writes and texts is not None and texts.kept:
        looking("how long a longer clause takes, and the same about another text")
        longer = replace(QUESTIONS[0], no=(f"({mark}) " + " ".join([SECOND["message"]] * times),))
        calls += [await timed(f"{mark} 1", question=longer, order="clauses")]
        await timed(f"{mark} 1", question=QUESTIONS[1], order="clauses")
        calls += [await timed(f"{mark} 2", question=longer, order="clauses")]
        clauses = _alike(calls[2:])
    looking("how many calls are answered together")
    started = time.monotonic()
    several = await asyncio.gather(*(timed(3 + number) for number in range(TOGETHER)))
    seconds = time.monotonic() - started
    together = None if None in several or seconds <= 0 else TOGETHER * brief / seconds
    return ModelPace(
        brief,
        reasoned,
        tokens,
        together,
        max(longest, brief, reasoned or 0.0, *(one.seconds for one in calls if one is not None)),
        None if tokens is None else max(0.0, brief - few / tokens),
        texts,
        clauses,
    ), usage


def _alike(calls: Sequence[_Timed | None]) -> AlikeCalls | None:
    """What two calls that begin alike show; None where one of them failed."""
    first, second = (*calls, None)[:2]
    if first is None or second is None:
        return None
    tells = first.tells or second.tells
    return AlikeCalls(first.seconds, second.seconds, (first.read, second.read) if tells else None)


def in_words(pace: ModelPace) -> str:
    """What was measured.

    >>> in_words(ModelPace(0.5, 3.5, 20.0, 3.9, 3.5))
    'an answer alone takes 0.50 s, with reasons 3.50 s; 20 tokens a second; 4 calls at once take as long as 1.0'
    """
    parts = [
        f"an answer alone takes {pace.brief:.2f} s" + (f", with reasons {pace.reasoned:.2f} s" if pace.reasoned else "")
    ]
    if pace.tokens is not None:
        parts.append(f"{pace.tokens:.0f} tokens a second" if pace.tokens >= 1 else f"{pace.tokens:.1f} tokens a second")
    if pace.first is not None:
        parts.append(f"{pace.first:.2f} s until the first token")
    if pace.texts is not None and pace.texts.kept:
        parts.append(f"another question about a text that it has read takes {_of(pace.texts)}")
    if pace.clauses is not None:
        again = "the same clauses about another text take"
        parts.append(f"{again} {_of(pace.clauses)}" if pace.clauses.kept else f"{again} as long as the first time")
    if pace.together:
        parts.append(f"{TOGETHER} calls at once take as long as {TOGETHER / min(pace.together, TOGETHER):.1f}")
    return "; ".join(parts)


def _of(calls: AlikeCalls) -> str:
    tokens = "" if calls.read is None else f", and {calls.read[1]:,} of {calls.read[0]:,} tokens"
    return f"{calls.second:.2f} s of {calls.first:.2f} s{tokens}"


def settings(
    pace: ModelPace, default_timeout: float, default_concurrency: int, order: PromptOrder | None = None
) -> list[str]:
    """The options that fit, those that differ from what is set. `order` is the one of prompts.

    >>> settings(ModelPace(20.0, None, None, None, 20.0), 60.0, 32)
    ['--timeout 80', '--concurrency 1', '--answer brief']
    >>> settings(ModelPace(0.2, 1.0, 80.0, 4.0, 1.0), 60.0, 32)
    []
    """
    found = []
    seconds = max(_LEAST_TIMEOUT, math.ceil(_PATIENT * pace.longest))
    if seconds > default_timeout:
        found.append(f"--timeout {seconds}")
    # What four calls gain by being made together, they gain as a queue as well; twice as many keep the server at work.
    at_once = 1 if pace.together is None else max(1, round(pace.together))
    if at_once < TOGETHER and at_once < default_concurrency:
        found.append(f"--concurrency {1 if at_once == 1 else 2 * at_once}")
    if pace.reasoned is None or pace.reasoned > _SLOW_WRITER:
        found.append("--answer brief")
    if (fitting := pace.fitting_order) is not None and fitting != order:
        found.append(f"--prompt-order {fitting}")
    return found
