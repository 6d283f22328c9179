"""Many documents: order, concurrency, failures of one, ends from outside."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.check import record
from logitext.check.many import AHEAD, documents_at_once, in_order
from logitext.theory import Question, Reply, Texts

POLICY = logitext.loads("{{text post}} {{let a = [[a]] let b = [[b]] violation v = a unless b}}")


class Reader(theory.Theory):
    """Reads its answers off the text, after as many turns of the loop as the text says; counts how many are in work."""

    name = "reader"
    price = theory.Price(question=1)

    def __init__(self) -> None:
        self.now = self.most = 0

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            letters, _, wait = texts["post"].partition(" ")
            for _ in range(int(wait or 0)):
                await asyncio.sleep(0)
            return Reply({question.id: theory.Value(question.clause in letters) for question in questions})
        finally:
            self.now -= 1


def test_results_come_in_the_order_of_the_texts() -> None:
    texts = ["a 60", "ab 20", " 0", "b 40", "a 0"] * 3
    reader = Reader()
    values = [result.verdicts["v"].value for result in POLICY.check_many(texts, theory=reader, concurrency=4)]
    assert values == [True, False, False, False, True] * 3
    assert 2 <= reader.most <= 4


def test_one_at_a_time() -> None:
    reader = Reader()
    assert len(list(POLICY.check_many(["a 10"] * 4, theory=reader, concurrency=1))) == 4
    assert reader.most == 1


def test_texts_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def endless() -> Iterator[str]:
        for number in range(10**9):
            taken.append(number)
            yield "a"

    results = POLICY.check_many(endless(), theory=Reader(), concurrency=3)
    assert [next(results).verdicts["v"].value for _ in range(5)] == [True] * 5
    results.close()  # type: ignore[attr-defined]
    assert len(taken) <= 9


def test_labels_and_several_texts() -> None:
    policy = logitext.loads(
        '{{text one text two}} {{let same = [[the one is the other]] where "one" is one verdict v = same}}'
    )
    known = theory.Answers({"texts": {"x": {"same": True}, "y": {"same": False}}})
    documents = [Texts({"one": "1", "two": "2"}, label="x"), Texts({"one": "1"}, label="y"), {"one": "1"}, None]
    results = list(policy.check_many(documents, theory=known))
    assert [(result.document, result.verdicts["v"].value) for result in results] == [
        ("x", True),
        ("y", False),
        (None, None),
        (None, None),
    ]
    assert all(result.error is None for result in results)


def test_a_text_that_does_not_fit_does_not_stop_the_others() -> None:
    texts: list[Any] = ["a", Texts({"pots": "a"}, label="a.txt"), 7, {"post": 7}, "ab"]
    results = list(POLICY.check_many(texts, theory=Reader()))
    assert [result.verdicts["v"].value for result in results] == [True, None, None, None, False]
    assert [result.status for result in results[1:4]] == ["undetermined"] * 3
    assert results[0].error is None
    assert "`pots`" in str(results[1].error)
    assert str(results[2].error) == "error[NLT623]: a text must be a str, not int"
    assert str(results[3].error) == "error[NLT623]: the text `post` must be a str, not int"
    assert results[1].to_dict()["error"] == results[1].error


def test_a_theory_that_cannot_serve_the_policy_is_raised_once() -> None:
    taken: list[str] = []

    def texts() -> Iterator[str]:
        taken.append("a")
        yield "a"

    with pytest.raises(logitext.InputError, match="NLT503"):
        list(POLICY.check_many(texts(), theory=theory.Answers({"nobody": True})))
    assert taken == []


def test_a_check_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    right = record.result

    async def wrong(program: Any, trail: Any, texts: Texts, *args: Any, **options: Any) -> Any:
        if texts["post"] == "boom":
            raise MemoryError("no more")
        return await right(program, trail, texts, *args, **options)

    monkeypatch.setattr(record, "result", wrong)
    results = list(POLICY.check_many(["a", "boom", "a"], theory=Reader()))
    assert [result.error for result in results] == [None, "MemoryError: no more", None]


def test_what_the_texts_raise_comes_after_the_results_before_it() -> None:
    def texts() -> Iterator[str]:
        yield "a"
        yield "b"
        raise OSError("the disk is gone")

    results = POLICY.check_many(texts(), theory=Reader())
    assert [next(results).verdicts["v"].value, next(results).verdicts["v"].value] == [True, False]
    with pytest.raises(OSError, match="the disk is gone"):
        next(results)


def test_whoever_stops_listening_cancels_what_is_in_work() -> None:
    reader = Reader()
    results = POLICY.check_many(["a 0"] + ["a 60"] * 5, theory=reader, concurrency=6)
    assert next(results).verdicts["v"].value is True
    assert reader.now == 5
    results.close()  # type: ignore[attr-defined]
    assert reader.now == 0


def test_ctrl_c_is_raised_and_leaves_nothing_in_work() -> None:
    class Interrupted(Reader):
        async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
            if texts["post"] == "stop":
                raise KeyboardInterrupt
            return await super().answer(questions, texts)

    reader = Interrupted()
    results = POLICY.check_many(["a", "a 60", "stop"], theory=reader, concurrency=2)
    assert next(results).verdicts["v"].value is True
    with pytest.raises(KeyboardInterrupt):
        next(results)
    assert reader.now == 0


def test_in_async_code() -> None:
    async def texts() -> AsyncIterator[str]:
        for text in ("a", "b", "ab"):
            await asyncio.sleep(0)
            yield text

    async def main() -> list[Any]:
        return [result.verdicts["v"].value async for result in POLICY.acheck_many(texts(), theory=Reader())]

    assert asyncio.run(main()) == [True, False, False]


def test_inside_a_running_event_loop() -> None:
    """As in a notebook: the iterator then works in a thread of its own."""

    async def main() -> list[Any]:
        return [result.verdicts["v"].value for result in POLICY.check_many(["a", "b"], theory=Reader())]

    before = threading.active_count()
    assert asyncio.run(main()) == [True, False]
    assert threading.active_count() <= before + 1  # Z3's own thread may have started


def test_no_texts_and_wrong_arguments() -> None:
    assert list(POLICY.check_many([], theory=Reader())) == []
    with pytest.raises(ValueError, match="concurrency must be 1 or more, not 0"):
        list(POLICY.check_many(["a"], theory=Reader(), concurrency=0))
    with pytest.raises(TypeError, match=r"NLT622\]: there is no option `verdict`"):
        POLICY.check_many(["a"], verdict="v")  # type: ignore[call-arg]
    with pytest.raises(logitext.InputError, match="NLT604"):
        list(POLICY.check_many(["a"], verdicts=["w"]))


def test_in_order_gives_what_the_work_raises_in_its_turn() -> None:
    async def work(number: int) -> int:
        for _ in range(9 * (3 - number)):
            await asyncio.sleep(0)
        if number == 1:
            raise LookupError("one")
        return number

    found: list[int] = []

    async def main() -> None:
        async for number in in_order([0, 1, 2], work, 3):
            found.append(number)  # noqa: PERF401  # what came before the error is what is looked at

    with pytest.raises(LookupError, match="one"):
        asyncio.run(main())
    assert found == [0]


def test_a_slow_document_does_not_keep_the_others_from_work() -> None:
    """Results that wait behind it are no work: with two at once, all the others are checked while it is at work."""
    begun: list[int] = []
    rest = asyncio.Event()

    async def work(number: int) -> int:
        begun.append(number)
        if number == 0:
            await rest.wait()
        elif number == 20:
            rest.set()
        return number

    async def main() -> list[int]:
        return [number async for number in in_order(range(40), work, 2)]

    assert asyncio.run(asyncio.wait_for(main(), 60)) == list(range(40))
    assert begun == list(range(40))


def test_no_more_results_wait_than_sixteen_for_each_place() -> None:
    begun: list[int] = []
    rest = asyncio.Event()

    async def work(number: int) -> int:
        begun.append(number)
        if number == 0:
            await rest.wait()
        return number

    async def main() -> int:
        results = in_order(range(10**6), work, 2)
        first = asyncio.ensure_future(anext(results))
        for _ in range(200):
            await asyncio.sleep(0)
        most = len(begun)
        rest.set()
        assert await first == 0
        await results.aclose()
        return most

    assert asyncio.run(main()) == 2 * AHEAD


def test_a_result_does_not_wait_for_the_next_text() -> None:
    """As with a stream, whose next line may come in an hour."""

    async def texts() -> AsyncIterator[str]:
        yield "a"
        await asyncio.Event().wait()

    async def main() -> bool | None:
        results = POLICY.acheck_many(texts(), theory=Reader())
        try:
            return bool((await asyncio.wait_for(anext(results), 60)).verdicts["v"].value)
        finally:
            await results.aclose()

    assert asyncio.run(main()) is True


@pytest.mark.parametrize(("limits", "at_once"), [([], 32), ([None], 32), ([4], 32), ([32, None], 128), ([64, 8], 256)])
def test_as_many_documents_are_in_work_as_a_theory_can_do_with(limits: list[int | None], at_once: int) -> None:
    readers = []
    for limit in limits:
        readers.append(Reader())
        readers[-1].concurrency = limit
    assert documents_at_once(readers) == at_once


class Raising:
    """Raises at its first item, and then says that there is none. `asked` counts."""

    def __init__(self) -> None:
        self.asked = 0

    def __iter__(self) -> Raising:
        return self

    def __next__(self) -> int:
        self.asked += 1
        raise ValueError("torn") if self.asked == 1 else StopIteration


def test_items_that_raised_are_not_asked_again() -> None:
    async def work(item: int) -> int:
        return item

    async def collect(items: Raising) -> list[int]:
        return [result async for result in in_order(items, work, 1)]

    items = Raising()
    with pytest.raises(ValueError, match="torn"):
        asyncio.run(collect(items))
    assert items.asked == 1


def test_no_place_for_work_is_an_error() -> None:
    async def first() -> None:
        async def work(item: int) -> int:
            return item

        await anext(in_order([1], work, 0))

    with pytest.raises(ValueError, match="concurrency must be 1 or more, not 0"):
        asyncio.run(first())


def test_work_that_never_ends_is_cancelled_by_who_stops_listening() -> None:
    ended: list[int] = []

    async def work(item: int) -> int:
        try:
            if item:
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append(item)
            raise
        return item

    async def stop() -> None:
        results = in_order([0, 1, 2], work, 2)
        assert await anext(results) == 0
        await asyncio.sleep(0)
        async with asyncio.timeout(60):
            await results.aclose()

    asyncio.run(stop())
    assert ended == [1]
