"""Documents that wait for room within the limits of a run."""

from __future__ import annotations

import asyncio
import random

import pytest

from logitext.run.turns import TurnOutcome, Turns


class Budget:
    """Room for so much; each document sets 5 aside for a call that takes 1, and notes when its call was made."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.made: list[int] = []
        self.ended: list[str] = []
        self.turns = Turns(lambda: not self.ended, self.ended.append)
        self.tries = 0

    async def decide(self, number: int, calls: int = 2) -> None:
        for _ in range(calls):
            await self.turns.take(number, lambda: self.ask(number))

    async def ask(self, number: int) -> TurnOutcome:
        self.tries += 1
        if self.ended or self.room < 5:
            return TurnOutcome(f"no room for {number}", called=False)
        self.room -= 5
        self.made.append(number)
        for _ in range(random.Random(len(self.made)).randrange(1, 5)):
            await asyncio.sleep(0)
        self.room += 4
        return TurnOutcome(None, called=True)


async def side_by_side(budget: Budget, documents: int, at_once: int) -> None:
    numbers = iter(range(documents))

    async def worker() -> None:
        for number in numbers:
            await budget.decide(number)

    await asyncio.gather(*[worker() for _ in range(at_once)])


@pytest.mark.parametrize("at_once", [1, 3, 20])
def test_all_is_asked_that_there_is_room_for(at_once: int) -> None:
    budget = Budget(room=44)
    asyncio.run(side_by_side(budget, 20, at_once))
    assert len(budget.made) == 40
    assert budget.ended == []


@pytest.mark.parametrize("at_once", [1, 3, 20])
def test_the_earliest_documents_are_asked_about_before_the_room_ends(at_once: int) -> None:
    budget = Budget(room=24)
    asyncio.run(side_by_side(budget, 1000, at_once))
    assert len(budget.made) == 20
    assert len(budget.ended) == 1
    assert all(number in budget.made for number in range(8))
    assert budget.made.count(0) == 2
    assert max(budget.made) < 20 + at_once
    assert budget.tries < 20 + 3 * 1000, "whoever waits does not try all the time"


def test_who_waits_and_is_cancelled_keeps_nobody_from_a_turn() -> None:
    async def whole() -> list[int]:
        budget = Budget(room=7)
        tasks = [asyncio.ensure_future(budget.decide(number, calls=1)) for number in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert tasks[1].cancelled()
        return budget.made

    assert asyncio.run(whole()) == [0, 2]


def test_a_part_that_was_asked_is_no_reason_to_end() -> None:
    async def whole() -> tuple[int, list[str]]:
        ended: list[str] = []
        turns, parts = Turns(lambda: not ended, ended.append), 0

        async def ask() -> TurnOutcome:
            nonlocal parts
            parts += 1
            return TurnOutcome("no room for the rest" if parts < 3 else None, called=True)

        await turns.take(0, ask)
        return parts, ended

    assert asyncio.run(whole()) == (3, [])


def test_room_that_was_made_while_somebody_was_refused_is_seen() -> None:
    async def whole() -> tuple[int, list[str]]:
        ended: list[str] = []
        turns, tries = Turns(lambda: not ended, ended.append), 0

        async def short() -> TurnOutcome:
            await asyncio.sleep(0)
            return TurnOutcome(None, called=True)

        async def slow() -> TurnOutcome:
            nonlocal tries
            tries += 1
            for _ in range(5):
                await asyncio.sleep(0)
            return TurnOutcome("no room" if tries == 1 else None, called=False)

        await asyncio.gather(turns.take(0, short), turns.take(1, slow))
        return tries, ended

    assert asyncio.run(whole()) == (2, [])
