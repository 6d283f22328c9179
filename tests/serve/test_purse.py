"""Documents of one request never spend more than the request may."""

from __future__ import annotations

import asyncio

import pytest

from logitext.serve.purse import RequestPurse


def test_without_a_limit_each_has_its_own() -> None:
    async def work() -> None:
        purse = RequestPurse(None)
        async with purse.share(3.0) as one, purse.share(None) as other:
            assert (one.limit, other.limit) == (3.0, None)

    asyncio.run(work())


def test_what_is_not_spent_is_there_for_the_next() -> None:
    async def work() -> None:
        purse = RequestPurse(10.0)
        async with purse.share(None) as share:
            assert share.limit == 10.0
            share.spent = 4.0
        async with purse.share(5.0) as share, purse.share(5.0) as other:
            assert (share.limit, other.limit) == (5.0, 1.0)
            share.spent = 5.0
        async with purse.share(5.0) as share:
            assert share.limit == 0.0  # of the other it is not known what was spent

    asyncio.run(work())


@pytest.mark.parametrize("fails", [False, True])
def test_one_waits_where_nothing_is_left_until_another_gives_back(fails: bool) -> None:
    async def work() -> None:
        purse = RequestPurse(1.0)
        holds = asyncio.Event()
        limits = []

        async def first() -> None:
            async with purse.share(None) as share:
                await holds.wait()
                if fails:
                    raise ValueError
                share.spent = 0.25

        async def second() -> None:
            async with purse.share(None) as share:
                limits.append(share.limit)
                share.spent = 0.0

        one, two = asyncio.create_task(first()), asyncio.create_task(second())
        for _ in range(10):
            await asyncio.sleep(0)
        assert limits == []
        holds.set()
        await asyncio.gather(one, two, return_exceptions=True)
        assert limits == [0.0 if fails else 0.75]

    asyncio.run(work())
