"""Where texts are written and read: one call of the writer, and what its texts turn out to be.

A text that is too like one that there is already is not read again; one that is the same counts as that one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from logitext.check.events import Noted
from logitext.logic.worlds.space import Space
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.sorts import Value
from logitext.search import facts
from logitext.search.alike import AlikeTexts
from logitext.search.events import NotWritten, Read, SearchListener, Writing
from logitext.search.experience import Experience, met
from logitext.search.reading import TextReader, TextReading
from logitext.theory.allowance import allowing
from logitext.theory.protocol import Question, Texts, Usage
from logitext.theory.writing.protocol import Demand, Goal, Miss, TextWanted, Unmet, Writer
from logitext.theory.writing.validation import write
from logitext.trail.budget import Spending

MANY = 30
"""The most texts that a writer is shown of those that there are."""

FAILURES = 3
"""Calls of the writer in a row that fail, before it is not called any more."""


@dataclass(slots=True)
class WritingTally:
    """What writing has come to.

    `stopped` is why nothing more is written, None where it goes on; `nothing` why the last call without a text had
    none.
    """

    calls: int = 0
    texts: int = 0
    usage: Usage = field(default_factory=lambda: Usage(calls=0))
    stopped: str | None = None
    nothing: str | None = None
    failed: bool = False
    failures: int = 0


class WritingSession:
    """The writer and the reader of one search, with what they have come to so far."""

    def __init__(
        self,
        space: Space,
        writer: Writer,
        reader: TextReader,
        experience: Experience,
        spending: Spending,
        *,
        unknowns: Sequence[TextWanted],
        given: Texts,
        questions: Mapping[str, Question],
        clauses: Collection[str],
        alike: AlikeTexts,
        listener: SearchListener,
    ) -> None:
        self.space = space
        self.experience = experience
        self.tally = WritingTally()
        self.most: int | None = None
        """The most texts that are read; None for no limit."""
        self.reading_usage = Usage(calls=0)
        self.questions_put = 0
        self._writer = writer
        self._reader = reader
        self._spending = spending
        self._unknowns = tuple(unknowns)
        self._given = given
        self._questions = questions
        self._clauses = clauses
        self._alike = alike
        self._listener = listener

    async def write(
        self,
        demands: Sequence[Wanted],
        misses: Sequence[Miss],
        count: int,
        attempt: int,
        enough: Callable[[TextReading], Awaitable[bool | None]] | None = None,
        wishes: Sequence[Wanted] = (),
    ) -> list[TextReading]:
        """The texts of one call, read. Empty where there are none; `tally.stopped` says if that is the end of it.

        Where a text is `enough`, those that come after it are not read. `wishes` are demanded as well, of a text that
        is written. Facts are chosen as they are demanded; where a text is there that only lacks them, none is written.
        """
        again = await self._again(demands)
        if again is not None:
            return [again]
        demands = [*demands, *wishes]
        self._stop(self._spending.refusal_to_write(self._writer))
        if self.most is not None and self.tally.texts >= self.most:
            self._stop(f"at most {self.most} texts")
        if self.tally.stopped is not None:
            return []
        if self.most is not None:
            count = min(count, self.most - self.tally.texts)
        goal = Goal(
            self._unknowns,
            tuple([self.demand(one) for one in facts.of_texts(demands, self.space.policy)]),
            self._given,
            tuple([dict(one.written) for one in self.experience.readings[-MANY:]]),
            count,
            attempt,
        )
        self._listener(Writing(self._writer, tuple(demands), attempt))
        self._spending.add_writing(self._writer)
        self.tally.calls += 1
        try:
            async with asyncio.timeout(self._spending.left()):
                with allowing(self._spending.allowance):
                    written = await write(self._writer, goal, misses)
        except TimeoutError:
            self._stop(self._spending.late() or "the deadline has passed")
            return []
        self.tally.usage += written.usage
        self._spending.record_usage(self._writer, written.usage)
        for note in written.notes:
            self._listener(Noted(self._writer, note))
        found: list[TextReading] = []
        for texts in written.texts:
            reading = await self._read(texts, demands)
            if reading is not None:
                found.append(reading)
                if enough is not None and await enough(reading):
                    break
        if found:
            self.tally.failures = 0
        else:
            self._none(written.failure.reason if written.failure is not None else None, written.over)
        self._stop(written.over)
        return found

    def _none(self, failure: str | None, over: str | None) -> None:
        """A call gave no text."""
        reason = failure or over or "the writer gave no new text"
        self._listener(NotWritten(self._writer, reason))
        self.tally.nothing = f"{self._writer.name}: {reason}"
        self.tally.failures += failure is not None
        if self.tally.failures >= FAILURES:
            self.tally.failed = True
            self._stop(self.tally.nothing)

    def _stop(self, why: str | None) -> None:
        if why is not None and self.tally.stopped is None:
            self.tally.stopped = why

    async def _again(self, demands: Sequence[Wanted]) -> TextReading | None:
        """A text that was read before and meets the demands on texts, with the facts that are demanded.

        Where no text is looked for, that is no text at all. None where there is none, or it is there with these facts.
        """
        policy = self.space.policy
        if not self.space.has_facts:
            return None
        given = {**self._given.facts, **facts.chosen(demands, policy)}
        of_texts = facts.of_texts(demands, policy)
        if not self._unknowns and not self.experience.readings:
            reading = await self.read({}, given)
            self._add(reading, demands)
            return reading
        for reading in list(self.experience.readings):
            if reading.trail is not None and all(met(one, reading) for one in of_texts):
                other = await self._other(reading, given)
                if other is not None:
                    self._add(other, demands)
                    return other
        return None

    async def _other(self, reading: TextReading, given: Mapping[str, Value]) -> TextReading | None:
        """The texts of a reading with other facts; None where they are there with these."""
        same = [one for one in self.experience.readings if dict(one.written) == dict(reading.written)]
        if any(one.texts.facts == given for one in same):
            return None
        allowed = await self.space.allows(facts.values_with(reading, given))
        return facts.with_facts(reading, given, self._reader.theories, allowed=allowed)

    def _add(self, reading: TextReading, demands: Sequence[Wanted]) -> None:
        """Keep a reading that nobody wrote."""
        self.experience.add(reading, demands)
        self._listener(Read(reading, tuple(demands), tuple([one for one in demands if not met(one, reading)])))

    async def _read(self, written: Mapping[str, str], demands: Sequence[Wanted]) -> TextReading | None:
        """What is known of a text, and what it was written for; None where it is too like another."""
        given = {**self._given.facts, **facts.chosen(demands, self.space.policy)}
        like = self._alike.find(written, [one.written for one in self.experience.readings])
        if like is not None:
            reading = self.experience.readings[like]
            if dict(reading.written) != dict(written):
                self._listener(Noted(self._writer, f"too like text {like + 1}, so it is not read"))
                return None
            other = None if reading.trail is None else await self._other(reading, given)
            if other is None:
                self.experience.again(reading, demands)
            else:
                reading = other
                self.experience.add(reading, demands)
        else:
            reading = await self.read(written, given)
            self.experience.add(reading, demands)
        missed = tuple([one for one in demands if not met(one, reading)])
        self._listener(Read(reading, tuple(demands), missed))
        self._writer.heard(written, [self.unmet(one, reading) for one in missed])
        return reading

    async def read(self, written: Mapping[str, str], given: Mapping[str, Value]) -> TextReading:
        """What the theories say of a text, with its facts."""
        texts = Texts({**self._given, **written}, facts=given)
        trail, fitted = await self._reader.read(texts, self._clauses)
        self.tally.texts += 1
        self.reading_usage += trail.usage
        self.questions_put += trail.asked
        values = self._reader.values(trail, fitted)
        still_open = self._reader.open(trail, values, self._clauses)
        return TextReading(dict(written), texts, values, still_open, await self.space.allows(values), trail, fitted)

    # --- demands in the writer's words

    def demand(self, one: Wanted) -> Demand:
        """A demand as the writer reads it."""
        return Demand(self._questions[one.clause], one.words(), one.admits, one.value)

    def unmet(self, one: Wanted, reading: TextReading) -> Unmet:
        """A demand that a text missed."""
        return Unmet(self.demand(one), reading.values.get(one.clause), reading.quote(one.clause))

    def miss(self, reading: TextReading, demands: Sequence[Wanted]) -> Miss:
        """A text that missed some demands, as the writer reads it."""
        unmet = [self.unmet(one, reading) for one in demands if not met(one, reading)]
        return Miss(dict(reading.written), tuple(unmet))
