"""Answers of a call that are kept together: what comes back, what is refused, and what is deleted with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from logitext.policy.sorts import BOOL, REAL, TEXT, Sort
from logitext.theory.llm.cache.call import CallReader
from logitext.theory.llm.cache.entry import CacheEntry, Selection
from logitext.theory.llm.cache.row import answer_of, canonical
from logitext.theory.llm.cache.store import Cache
from logitext.theory.protocol import FALSE, TRUE, Unknown, Usage, Value
from tests.theory.llm.cache import postgres
from tests.theory.llm.cache.entries import entry

KEY = hashlib.sha256(b"a call").digest()
OTHER = hashlib.sha256(b"another").digest()
SORTS: list[Sort] = [BOOL, REAL, TEXT]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres.serving() as url:
        yield url


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.slow)])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cache]:
    """A cache of each kind."""
    in_file = request.param == "file"
    place = tmp_path / "answers.sqlite3" if in_file else postgres.emptied(request.getfixturevalue("url"))
    with Cache(place) as cache:
        yield cache


def batch(text: str = "the text", **others: Any) -> list[CacheEntry]:
    """The entries of a call: the same request and reply, and a share of the cost each."""
    request, reply = {"messages": [text]}, f"about {text}"
    of: list[tuple[str, str, dict[str, Any]]] = [
        ("a", "Bool", {"value": True}),
        ("b", "Real", {"value": "1/3"}),
        ("c", "Text", {"value": text}),
    ]
    return [
        replace(
            entry(text, clause=clause, sort=sort, **others), answer=answer, usage={"calls": n, "cost": 0.1 * n},
            request=request, reply=reply,
        )
        for n, (clause, sort, answer) in enumerate(of)
    ]  # fmt: skip


def counted(cache: Cache, table: str) -> int:
    return int(cache._database.read(f"SELECT count(*) FROM {table}")[0][0])


def test_what_was_put_together_comes_back_together(cache: Cache) -> None:
    cache.put_many(batch(), KEY)
    found = cache.call(KEY, CallReader(SORTS))
    assert found is not None
    one, two, three = found.answers
    assert (one, two, three) == (TRUE, answer_of({"value": "1/3"}, REAL), Value("the text"))
    assert found.usage == Usage(3, 0, 0, 0, 0, 0.0 + 0.1 + 0.2)
    assert cache.call(OTHER, CallReader(SORTS)) is None
    assert cache.call(KEY, CallReader([BOOL, BOOL, TEXT])) is None  # of other sorts
    assert cache.call(KEY, CallReader(SORTS[:2])) is None


def test_a_text_that_looks_like_the_end_of_the_answers_is_a_text(cache: Cache) -> None:
    text = '],"usage":{"calls":7}}'
    cache.put_many(batch(text), KEY)
    cache.put_many(batch("another"), OTHER)
    read = CallReader(SORTS)
    for key, wanted in ((KEY, text), (OTHER, "another"), (KEY, text)):
        found = cache.call(key, read)
        assert found is not None
        assert (found.answers[2], found.usage.calls) == (Value(wanted), 3)


def test_the_same_answers_of_two_calls_have_each_its_own_usage(cache: Cache) -> None:
    for text, key, calls in (("one", KEY, 1), ("two", OTHER, 5)):
        cache.put_many([replace(one, usage={"calls": calls}) for one in batch(text)[:1]], key)
    read = CallReader(SORTS[:1])
    found = [cache.call(key, read) for key in (KEY, OTHER, KEY)]
    assert [(one.answers, one.usage.calls) for one in found if one is not None] == [
        ((TRUE,), 1),
        ((TRUE,), 5),
        ((TRUE,), 1),
    ]


def test_the_bodies_of_a_call_are_kept_once(cache: Cache) -> None:
    entries = batch()
    cache.put_many(entries, KEY)
    cache.put_many(batch("another"), OTHER)
    assert counted(cache, "bodies") == 2
    assert cache.info().with_texts == 6
    for one in entries:
        assert (cache.entry(one.key).request, cache.entry(one.key).reply) == (
            {"messages": ["the text"]},
            "about the text",
        )


def test_the_first_answers_stay(cache: Cache) -> None:
    cache.put_many(batch()[:1])
    others = [
        replace(one, answer={"value": not one.answer["value"]}) if n == 0 else one for n, one in enumerate(batch())
    ]
    cache.put_many(others, KEY)  # the call would say of `a` what nobody was told
    assert cache.call(KEY, CallReader(SORTS)) is None
    assert cache.get_many([one.key for one in others])[others[0].key].answer == {"value": True}


def test_redacted_answers_are_no_whole_call(tmp_path: Path) -> None:
    with Cache(tmp_path / "redacted.sqlite3", redact=True) as cache:
        cache.put_many(batch(), KEY)  # the answer `c` is text of the document
        assert cache.call(KEY, CallReader(SORTS)) is None
        cache.put_many(batch("more")[:2], OTHER)
        found = cache.call(OTHER, CallReader(SORTS[:2]))
        assert found is not None
        assert counted(cache, "bodies") == 0


def test_what_is_deleted_is_in_no_call_and_bodies_stay_as_long_as_they_are_needed(cache: Cache) -> None:
    cache.put_many(batch(), KEY)
    cache.put_many(batch("another"), OTHER)
    assert cache.clear(Selection(clause="b")) == 2
    assert cache.call(KEY, CallReader(SORTS)) is None
    assert cache.call(OTHER, CallReader(SORTS)) is None
    assert cache.info().with_texts == 4
    cache.put_many(batch("third"), KEY)  # no id of a call is given twice while there are answers of it
    assert cache.entry(batch()[0].key).request == {"messages": ["the text"]}
    assert cache.clear(Selection(clause="a")) == 3
    assert cache.clear(Selection(clause="c")) == 3
    assert (counted(cache, "bodies"), counted(cache, "answers"), counted(cache, "calls")) == (1, 1, 1)
    assert cache.clear() == 1
    assert (counted(cache, "bodies"), counted(cache, "calls")) == (0, 0)


def sealed(data: bytes, key: bytes = KEY) -> bytes:
    return hashlib.sha256(key + data).digest() + data


GOOD = canonical({"answers": [{"value": True}, {"value": "1/3"}, {"value": "x"}], "usage": {"calls": 1}})


@pytest.mark.parametrize(
    "packed",
    [
        GOOD,
        sealed(GOOD, OTHER),
        sealed(GOOD)[:-1],
        bytes([sealed(GOOD)[0] ^ 1]) + sealed(GOOD)[1:],
        sealed(GOOD).replace(b"true", b"null"),
        sealed(GOOD.replace(b"true", b"1")),
        sealed(GOOD.replace(b'{"value":true}', b'{"refusal":"no"}')),
        sealed(GOOD.replace(b'{"value":true}', b'{"value":true,"probability":1.5}')),
        sealed(GOOD.replace(b'{"value":true}', b'{"value":true,"probability":true}')),
        sealed(GOOD.replace(b'{"value":true}', b'{"value":true,"probability":NaN}')),
        sealed(GOOD.replace(b'{"value":true}', b'{"value":true,"sure":1}')),
        sealed(GOOD.replace(b'{"value":true},', b"")),
        sealed(GOOD.replace(b'"calls":1', b'"calls":-1')),
        sealed(GOOD.replace(b'{"calls":1}', b"[]")),
        sealed(b'{"answers":[true,true,true],"usage":{}}'),
        sealed(b'{"usage":{}}'),
        sealed(b"[]"),
        sealed(b"[" * 100_000),
        sealed(b"\xff"),
        b"",
        7,
        "text",
        None,
    ],
)
def test_what_is_not_valid_is_no_answer(packed: Any) -> None:
    read = CallReader(SORTS)
    assert read(KEY, packed) is None
    assert read(KEY, packed) is None
    good = read(KEY, sealed(GOOD))
    assert good is not None
    assert good.answers[0] is TRUE


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        ({"value": False}, FALSE),
        ({"value": None, "probability": 0.5}, Value(None, 0.5)),
        ({"value": True, "probability": 1}, Value(True, 1.0)),
        ({"value": True, "quote": "so"}, Value(True, None, "so")),
        ({"value": True, "quote_dropped": True}, Value(True, quote_dropped=True)),
        ({"unknown": "who knows"}, Unknown("who knows")),
    ],
)
def test_an_answer_is_read_as_in_a_row_of_its_own(answer: dict[str, Any], read: Any) -> None:
    for _ in range(2):
        found = CallReader([BOOL])(KEY, sealed(canonical({"answers": [answer], "usage": {}})))
        assert found is not None
        (one,) = found.answers
        assert one == read == answer_of(answer, BOOL)
        assert getattr(one, "quote_dropped", False) == getattr(read, "quote_dropped", False)
