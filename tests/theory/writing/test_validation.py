"""Whatever a writer gives back is texts by name, or it is not used and somebody is told why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from logitext.theory.protocol import Usage
from logitext.theory.writing.protocol import Goal, Miss, Proposals, TextWanted, Writer
from logitext.theory.writing.validation import MAX_CHARACTERS, Written, write

_LONG = "x" * (MAX_CHARACTERS + 1)
GOAL = Goal((TextWanted("post"), TextWanted("reply")), (), count=2)


class Says(Writer):
    name = "says"

    def __init__(self, what: Callable[[], Any]) -> None:
        self._what = what

    async def propose(self, goal: Goal, misses: Sequence[Miss]) -> Proposals:
        found: Proposals = self._what()
        return found


def raising(error: BaseException) -> Callable[[], Any]:
    def work() -> Any:
        raise error

    return work


def written(what: Callable[[], Any]) -> Written:
    return asyncio.run(write(Says(what), GOAL, ()))


def test_texts_come_through() -> None:
    good = {"post": "Hello.", "reply": "Hi."}
    found = written(lambda: Proposals([good, {**good, "more": "x"}, good], Usage(calls=3), ("a note",)))
    assert found.texts == (good, good)  # no more than were wanted, and nothing besides the texts
    assert (found.usage.calls, found.notes, found.failure, found.over) == (3, ("a note",), None, None)


@pytest.mark.parametrize(
    ("proposal", "said"),
    [
        ({"post": "Hello."}, "it has no `reply`"),
        ({"post": "Hello.", "reply": " \n"}, "its `reply` is empty"),
        ({"post": "Hello.", "reply": 3}, "its `reply` is no text"),
        (
            {"post": "Hello.", "reply": _LONG},
            f"its `reply` is longer than {MAX_CHARACTERS} characters",
        ),
        (["Hello.", "Hi."], "it holds no texts by name"),
        (None, "it holds no texts by name"),
    ],
    ids=["missing", "empty", "a number", "too long", "a list", "nothing"],
)
def test_what_is_no_text_is_left_out(proposal: Any, said: str) -> None:
    found = written(lambda: Proposals([proposal, {"post": "a", "reply": "b"}]))
    assert found.texts == ({"post": "a", "reply": "b"},)
    assert found.notes == (f"says: a proposal was left out, as {said}",)


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (lambda: None, "`says` returned nothing instead of Proposals"),
        (lambda: ["text"], "`says` returned an object of type list instead of Proposals"),
        (raising(TimeoutError("late")), "TimeoutError: late"),
        (raising(SystemExit(3)), "SystemExit: 3"),
        (
            lambda: Proposals(5),  # type: ignore[arg-type]  # that is the point
            "TypeError: 'int' object is not iterable",
        ),
    ],
    ids=["nothing", "a list", "raises", "exits", "no sequence"],
)
def test_a_call_that_gives_nothing_is_a_failure(what: Callable[[], Any], reason: str) -> None:
    found = written(what)
    assert found.texts == ()
    assert found.failure is not None
    assert found.failure.reason == reason


def test_usage_that_makes_no_sense_is_not_counted() -> None:
    found = written(lambda: Proposals([], Usage(calls=-1)))
    assert found.usage == Usage()
    assert found.notes[0].startswith("what the call used is not counted")


@pytest.mark.parametrize("error", [asyncio.CancelledError(), KeyboardInterrupt()], ids=["cancelled", "ctrl-c"])
def test_an_interruption_passes_through(error: BaseException) -> None:
    with pytest.raises(type(error)):
        written(raising(error))


def test_half_characters_are_mended() -> None:
    found = written(lambda: Proposals([{"post": "a\ud800", "reply": "b"}]))
    assert found.texts == ({"post": "a?", "reply": "b"},)
