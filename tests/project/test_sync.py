"""Running a coroutine from ordinary code."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

import pytest

from logitext.logic.smt.thread import settled, solver_thread
from logitext.no_loop import is_running, run_without_loop
from logitext.sync import run


async def _seven() -> int:
    return await settled(solver_thread().submit(lambda: 7))


async def _waits() -> None:
    await asyncio.sleep(0)


async def _fails() -> None:
    raise KeyError("a")


def test_what_waits_for_the_logic_alone_needs_no_loop() -> None:
    assert not is_running()
    assert run_without_loop(_seven()) == 7
    assert run(_seven()) == 7


def test_in_a_loop_it_runs_elsewhere() -> None:
    async def notebook() -> int:
        assert is_running()
        return run_without_loop(_seven())

    assert asyncio.run(notebook()) == 7


def test_what_waits_for_more_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match=r"_waits at .* waits for more than the logic"):
        run_without_loop(_waits())


def test_its_error_is_that_of_the_coroutine() -> None:
    with pytest.raises(KeyError, match="a"):
        run_without_loop(_fails())


def test_a_future_that_fails_raises_without_a_loop() -> None:
    failed: Future[int] = Future()
    failed.set_exception(ValueError("no"))
    with pytest.raises(ValueError, match="no"):
        run_without_loop(settled(failed))
