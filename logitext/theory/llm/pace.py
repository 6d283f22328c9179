"""How quick a server is, and the settings that fit: measured with a few small calls."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from logitext.theory.llm.controls import FIRST, QUESTIONS
from logitext.theory.llm.forms import Form
from logitext.theory.protocol import Failure, Refusal, Texts, Usage

if TYPE_CHECKING:
    from logitext.theory.llm.theory import OpenAI

TOGETHER = 4
"""How many calls are made at the same time to see what the server does at once."""

SLOW = 15.0
"""Seconds for one small answer from which nothing more is measured: it would take minutes."""

_LONG = 12
"""How often the message is repeated to make a text for which reading takes longer than the rest of a call."""

_KEPT = 0.7
"""The share of the time of a text's first question within which a further one shows that it was not read anew."""

_PATIENT = 4
_LEAST_TIMEOUT = 10
_SLOW_WRITER = 10.0
"""Seconds for a reason and a quotation from which they are not worth the time."""


@dataclass(frozen=True, slots=True)
class ModelPace:
    """Seconds of one small answer and of one with reasons, tokens a second, and calls that are worked at together.

    What was not measured is None. `longest` is the longest that a call took. `first` are seconds until the first token,
    as far as the rest of a call is what its tokens take. `read` are the seconds of a question about a longer text, and
    `read_again` those of another question about the same one.
    """

    brief: float
    reasoned: float | None
    tokens: float | None
    together: float | None
    longest: float
    first: float | None = None
    read: float | None = None
    read_again: float | None = None

    @property
    def keeps_what_it_read(self) -> bool | None:
        """Whether a further question about a text is quicker as the server has read it; None if it is not known."""
        if self.read is None or self.read_again is None:
            return None
        return self.read_again < _KEPT * self.read


async def measure(theory: OpenAI, looking: Callable[[str], None], longest: float) -> tuple[ModelPace, Usage]:
    """The pace; `longest` is what the calls so far took at most. A call that fails is not repeated."""
    usage = Usage(calls=0)
    able = theory.remembered()
    writes = able is not None and able.decides is None

    async def timed(form: Form | None, number: int, about: int = 0, times: int = 1) -> tuple[float, int] | None:
        nonlocal usage
        texts = Texts({"message": f"({number}) " + " ".join([FIRST["message"]] * times)})
        settings = theory.settings if form is None else replace(theory.settings, answer=form, samples=1)
        started = time.monotonic()
        reply = await theory.reply(QUESTIONS[about : about + 1], texts, settings)
        usage += reply.usage
        failed = any(isinstance(answer, Failure | Refusal) for answer in reply.answers.values())
        return None if failed else (time.monotonic() - started, reply.usage.output_tokens)

    looking("how long an answer takes")
    first = await timed("brief" if writes else None, 1)
    brief, few = first or (longest, 0)
    if first is None or brief > SLOW:
        return ModelPace(brief, None, None, None, max(longest, brief)), usage
    reasoned, tokens = None, None
    if writes:
        looking("how long reasons take")
        second = await timed("reasoned", 2)
        if second is not None:
            reasoned, many = second
            if many > few and reasoned > brief:
                tokens = (many - few) / (reasoned - brief)
    looking("how long a longer text takes, and another question about it")
    read = await timed("brief" if writes else None, 2, times=_LONG)
    read_again = None if read is None else await timed("brief" if writes else None, 2, about=1, times=_LONG)
    looking("how many calls are answered together")
    started = time.monotonic()
    several = await asyncio.gather(*(timed("brief" if writes else None, 3 + number) for number in range(TOGETHER)))
    seconds = time.monotonic() - started
    together = None if None in several or seconds <= 0 else TOGETHER * brief / seconds
    return ModelPace(
        brief,
        reasoned,
        tokens,
        together,
        max(longest, brief, reasoned or 0.0, *(one[0] for one in (read, read_again) if one is not None)),
        None if tokens is None else max(0.0, brief - few / tokens),
        None if read is None else read[0],
        None if read_again is None else read_again[0],
    ), usage


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
    if pace.keeps_what_it_read and pace.read_again is not None:
        parts.append(
            f"another question about a text that it has read takes {pace.read_again:.2f} s of {pace.read:.2f} s"
        )
    if pace.together:
        parts.append(f"{TOGETHER} calls at once take as long as {TOGETHER / min(pace.together, TOGETHER):.1f}")
    return "; ".join(parts)


def settings(pace: ModelPace, default_timeout: float, default_concurrency: int) -> list[str]:
    """The options that fit, those that differ from what is set.

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
    return found
