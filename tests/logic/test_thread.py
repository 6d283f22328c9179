"""The thread that owns Z3, and what lives in it: threads, forks, the collector, errors."""

from __future__ import annotations

import asyncio
import gc
import math
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

import pytest

from logitext.logic.backend import Solver
from logitext.logic.program import Program
from logitext.logic.smt.thread import MAX_RESIDENTS, LogicError, Resident, SolverThread, solver_thread
from tests.logic.policies import compiled

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)


_SETUP = """
import asyncio, gc, itertools, os, threading, time
from fractions import Fraction
from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.syntax.source import Source

def program(text):
    return Program(check_policy(Source("policy.nltc", text)), "z3")

first = program("{{let a = [[a]] let b = [[b]] let n: Int = [[n]] "
    "assume 0 <= n and n <= 9 assume a implies n > 2 verdict v = a or b and n > 5}}")
second = program("{{let x: Real = [[x]] let t: Text = [[t]] verdict v = if x > 0.5 then t else \\"few\\"}}")

def value(of, answers):
    return asyncio.run(of.decide(answers, ["v"])).values.get("v")

def right():
    assert value(first, {"b": True, "n": 6}) is True
    assert value(first, {"b": False, "n": 2}) is False
    assert value(first, {"b": False}) is None
    assert asyncio.run(first.decide({"a": True, "n": 1}, ["v"])).conflict
    assert asyncio.run(first.relevant({"b": False}, ["v"], ["b", "n", "a"])) == ("n", "a")
    assert value(second, {"x": Fraction(1), "t": "Oslo"}) == "Oslo"
    assert value(second, {"x": Fraction(0)}) == "few"
"""

_THREADS = """
def work():
    try:
        for _ in range(10):
            right()
            loop = [program("{{let a = [[a]] verdict v = a}}")]
            loop.append(loop)  # freed by the collector, in any thread
            assert value(loop[0], {"a": True}) is True
    except BaseException:
        failed.append(True)
        raise

failed, done = [], threading.Event()
def collect():
    for generation in itertools.cycle((0, 1, 0, 1, 2)):
        gc.collect(generation)
        time.sleep(0.02)
        if done.is_set():
            return

collector = threading.Thread(target=collect)
collector.start()
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
done.set()
collector.join()
assert not failed
print("fine")
"""

_FORK = """
right()
for _ in range(5):
    child = os.fork()
    if not child:
        right()
        assert value(program("{{let a = [[a]] verdict v = not a}}"), {"a": True}) is False
        grandchild = os.fork()
        if not grandchild:
            right()
            os._exit(0)
        os._exit(0 if os.waitpid(grandchild, 0)[1] == 0 else 1)
    right()
    assert os.waitpid(child, 0)[1] == 0
right()
print("fine")
"""

_BUSY_FORK = """
stop = threading.Event()
def busy():
    while not stop.is_set():
        right()

right()
thread = threading.Thread(target=busy)
thread.start()
for _ in range(6):
    child = os.fork()
    if not child:
        for _ in range(3):
            right()
            gc.collect()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
stop.set()
thread.join()
print("fine")
"""

_EXIT = """
right()
threading.Thread(target=right).start()
print("fine")
"""


@pytest.mark.parametrize("script", [_THREADS, _FORK, _BUSY_FORK, _EXIT], ids=["threads", "fork", "busy fork", "exit"])
def test_processes_and_threads(script: str) -> None:
    """In a process of its own, since what goes wrong with Z3 here is a crash or a hang."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-X", "faulthandler", "-c", _SETUP + script],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "fine\n", "")


# --- what is kept, what is let go --------------------------------------------------------------------------------


def _solvers(programs: list[Program]) -> list[weakref.ref[Solver]]:
    """What lives in the thread for these programs, and says there where it is freed."""
    return [run(program._solver.run(lambda solver: weakref.ref(solver, _freed))) for program in programs]


_freed_in: list[str] = []


def _freed(_: object) -> None:
    _freed_in.append(threading.current_thread().name)


def test_a_program_that_nobody_has_is_freed_and_its_solver_in_the_thread() -> None:
    programs = [compiled("{{verdict v = a or n > 2}}", "z3") for _ in range(5)]
    for program in programs:
        run(program.ready())
        run(program.relevant({}, ["v"], ["a", "n"]))
    solvers = _solvers(programs)
    assert all(solver() is not None for solver in solvers)
    _freed_in.clear()
    references = [weakref.ref(program) for program in programs]
    boxes = [box for program in programs for box in program._solver._boxes.values()]  # as if these were freed last
    del program, programs
    gc.collect()
    assert [reference() for reference in references] == [None] * 5
    assert solver_thread().submit(gc.collect).result(60) >= 0  # what was posted before is done, and circles are found
    assert [solver() for solver in solvers] == [None] * 5
    assert _freed_in == ["logitext-z3"] * 5
    del boxes


def test_a_program_that_was_never_used_is_freed() -> None:
    program = compiled("{{verdict v = a}}", "z3")
    reference = weakref.ref(program)
    del program
    gc.collect()
    assert reference() is None


def _appended(number: int, to: list[int]) -> int:
    to.append(number)
    return len(to)


def test_a_resident_is_made_once_by_the_first_request_and_in_the_thread() -> None:
    made: list[str] = []

    def make() -> list[int]:
        made.append(threading.current_thread().name)
        return []

    resident = Resident(make)
    assert made == []

    async def requests() -> list[int]:
        return await asyncio.gather(*(resident.run(partial(_appended, number)) for number in range(3)))

    assert run(requests()) == [1, 2, 3]
    assert run(resident.run(list)) == [0, 1, 2]
    assert made == ["logitext-z3"]


def test_the_resident_that_was_used_longest_ago_makes_room_and_is_made_again() -> None:
    made: list[int] = []

    def make(number: int) -> list[int]:
        made.append(number)
        return [number]

    residents = [Resident(partial(make, number)) for number in range(MAX_RESIDENTS + 1)]
    assert [run(one.run(list)) for one in residents[:-1]] == [[number] for number in range(MAX_RESIDENTS)]
    assert run(residents[0].run(list)) == [0]
    assert run(residents[-1].run(list)) == [MAX_RESIDENTS]  # the second makes room, as the first was used since
    assert run(residents[0].run(list)) == [0]
    assert made == [*range(MAX_RESIDENTS + 1)]
    assert run(residents[1].run(list)) == [1]
    assert made == [*range(MAX_RESIDENTS + 1), 1]


def test_what_makes_room_is_freed_in_the_thread() -> None:
    programs = [compiled("{{verdict v = a or n > 2}}", "z3") for _ in range(MAX_RESIDENTS + 2)]
    _freed_in.clear()
    solvers = _solvers(programs)
    assert [solver() is None for solver in solvers] == [True] * 2 + [False] * MAX_RESIDENTS
    assert _freed_in == ["logitext-z3"] * 2
    assert run(programs[0].relevant({}, ["v"], ["a", "n"])) == run(programs[-1].relevant({}, ["v"], ["a", "n"]))


def test_a_resident_that_could_not_be_made_is_made_again() -> None:
    attempts: list[int] = []

    def make() -> str:
        attempts.append(1)
        if len(attempts) == 1:
            raise ValueError("not yet")
        return "made"

    resident = Resident(make)
    with pytest.raises(ValueError, match="not yet"):
        run(resident.run(str))
    assert run(resident.run(str)) == "made"


class _Held:
    """Stands for an expression: what must not outlive the call."""


def _failing(kind: Callable[[str], BaseException], seen: list[weakref.ref[_Held]]) -> None:
    held = _Held()
    seen.append(weakref.ref(held))
    try:
        raise KeyError(held)
    except KeyError:
        raise kind("it went wrong") from None


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit, AssertionError])
def test_an_exception_of_the_thread_holds_no_frames(kind: Callable[[str], BaseException]) -> None:
    seen: list[weakref.ref[_Held]] = []
    error = solver_thread().submit(_failing, kind, seen).exception(10)
    assert error is not None
    assert type(error) is kind
    assert error.args == ("it went wrong",)
    assert (error.__traceback__, error.__context__, error.__cause__) == (None, None, None)
    assert any("_failing" in note for note in error.__notes__)
    assert solver_thread().submit(int, "7").result() == 7
    gc.collect()
    assert seen[0]() is None


def test_an_error_of_the_solver_is_an_error_of_the_logic() -> None:
    def fail() -> None:
        import z3

        z3.Int("x", z3.Context()).as_long()  # no number; Z3's own complaint comes from the next line
        z3.BitVecVal(1, 0)

    def complain() -> None:
        import z3

        raise z3.Z3Exception("sort mismatch")

    assert isinstance(solver_thread().submit(fail).exception(10), Exception)
    error = solver_thread().submit(complain).exception(10)
    assert type(error) is LogicError
    assert "sort mismatch" in str(error)
    assert (error.__traceback__, error.__context__) == (None, None)


def test_jobs_are_done_in_turn_and_cancelled_ones_are_not() -> None:
    own = SolverThread()
    done: list[int] = []
    first = own.submit(time.sleep, 0.2)
    jobs = [own.submit(done.append, number) for number in range(10)]
    assert [jobs[number].cancel() for number in (3, 5)] == [True, True]
    own.submit(math.sqrt, 4).result(10)
    assert first.done()
    assert done == [0, 1, 2, 4, 6, 7, 8, 9]
    own.post(lambda: done.append(10))
    own.post(lambda: _failing(ValueError, []))  # nobody hears of it
    assert own.submit(sum, done).result(10) == 47
