"""The cache: what comes back, what never gets in, what is found and deleted."""

from __future__ import annotations

import inspect
import itertools
import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.policy.sorts import BOOL, DATE, REAL
from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.cache import row
from logitext.theory.llm.cache.entry import ALL, CacheEntry, Model, Selection
from logitext.theory.llm.cache.place import default_path
from logitext.theory.llm.cache.row import answer_of, canonical
from logitext.theory.llm.cache.store import Cache
from logitext.theory.llm.endpoint import public
from logitext.theory.protocol import Usage, Value
from logitext.theory.recording.key import digest
from tests.theory.llm.cache import postgres
from tests.theory.llm.cache.entries import TEXT, components, entry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "answers.sqlite3"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres.serving() as url:
        yield url


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.slow)])
def cache(request: pytest.FixtureRequest, path: Path) -> Iterator[Cache]:
    """A cache of each kind; of files alone where a test looks into the file."""
    if request.param == "file":
        with Cache(path) as cache:
            yield cache
        return
    if "path" in inspect.signature(request.function).parameters:
        pytest.skip("it looks into the file")
    with Cache(postgres.emptied(request.getfixturevalue("url"))) as cache:
        yield cache


def change(path: Path, sql: str, *parameters: Any) -> None:
    """Do something to the file that no cache does."""
    connection = sqlite3.connect(path)
    connection.execute(sql, parameters)
    connection.commit()
    connection.close()


def raw(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


# --- in and out --------------------------------------------------------------------------------------------------


def test_what_was_put_comes_back(cache: Cache) -> None:
    entries = [entry(f"text {n}", value=n % 2 == 0, full=True) for n in range(2000)]
    cache.put_many(entries)
    keys = [one.key for one in entries]
    bare = {one.key: replace(one, request=None, reply=None) for one in entries}
    assert cache.get_many([*keys, "0" * 64, "no key", "\ud800"]) == bare
    assert cache.get_many([]) == {}
    answers = cache.answers(dict.fromkeys([*keys, "0" * 64], BOOL))
    assert answers == {
        one.key: (Value(one.answer["value"], 0.9, one.answer["quote"]), Usage(0, 0, 100, 7, 0, None)) for one in entries
    }
    assert cache.answers({}) == {}
    assert cache.answers(dict.fromkeys(keys, DATE)) == {}
    assert cache.entry(keys[7]) == entries[7]
    assert list(cache.entries(full=True)) == entries[::-1]
    assert list(cache.entries()) == list(bare.values())[::-1]


def test_it_is_there_the_next_time_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "one" / "two" / "answers #1?.sqlite3"
    with Cache(path) as cache:
        cache.put_many([entry()])
        assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    assert [folder.stat().st_mode & 0o777 for folder in (path.parent, path.parent.parent)] == [0o700, 0o700]
    with Cache(str(path)) as cache:
        assert cache.get_many([entry().key]) == {entry().key: entry()}
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    with pytest.raises(ValueError, match="closed"):
        cache.get_many([])


def test_the_first_answer_stays(cache: Cache) -> None:
    cache.put_many([entry(value=True), entry(value=False)])
    cache.put_many([entry(value=False), entry("another")])
    assert cache.get_many([entry().key])[entry().key].answer["value"] is True
    assert cache.info().entries == 2


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
NAMES = st.text().map("~".__add__)  # none is the name of a secret
PLAIN = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)  # halves of surrogate pairs too


def test_anything_comes_back(cache: Cache) -> None:
    numbers = itertools.count()  # as the first answer to the same stays

    @given(
        others=st.dictionaries(NAMES, PLAIN),
        quote=st.none() | st.text(),
        usage=st.dictionaries(
            st.sampled_from(["calls", "cost"]), st.none() | st.integers(0, 10**18) | st.floats(0, 1e9)
        ),
        request=st.none() | st.dictionaries(NAMES, PLAIN),
        reply=st.none() | ANY_TEXT,
        created=st.floats(0, 1e12),
    )
    def comes_back(others: dict[str, Any], quote: str | None, **rest: Any) -> None:
        parts = {**others, **components(), "number": next(numbers)}
        one = CacheEntry(digest(parts), parts, {"value": False, "quote": quote}, **rest)
        cache.put_many([one])
        assert cache.entry(one.key) == one
        assert cache.get_many([one.key]) == {one.key: replace(one, request=None, reply=None)}

    comes_back()


def test_half_of_a_surrogate_pair_does_no_harm(cache: Cache) -> None:
    @given(text=ANY_TEXT)
    def does_no_harm(text: str) -> None:
        clause = {"name": text, "wording": text, "sort": "Text"}
        parts = {"endpoint": "e", "model": text, "clause": clause, "texts": {text: text}, f"~{text}": text}
        one = CacheEntry(digest(parts), parts, {"value": text}, {}, {"input": text}, text)
        cache.put_many([one])
        cache.remember("e", text, {"able": text})
        assert cache.get_many([one.key])[one.key].key == one.key
        assert [found.key for found in cache.entries(Selection(clause=text, model=text))] == [one.key]
        near = cache.nearest(parts | {"order": "other"})
        assert near is not None
        assert near.entry.key == one.key
        assert cache.capabilities("e", text) is not None

    does_no_harm()


def test_keys_are_digests() -> None:
    one = entry()
    assert digest(one.components) == one.key
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == b'{"a":"\\u00e9","b":1}'


@pytest.mark.parametrize(
    ("sort", "answer"),
    [
        ("Bool", {"value": None, "probability": 0.5}),
        ("Bool", {"unknown": "the text does not say"}),
        ("Real", {"value": "1/3"}),
        ("Int", {"value": "12345678901234567890"}),
        ("Text", {"value": "17 March"}),
        (["minor", "serious"], {"value": "minor", "probability": 1}),
    ],
)
def test_answers_of_all_sorts_are_kept(cache: Cache, sort: Any, answer: dict[str, Any]) -> None:
    one = replace(entry(sort=sort), answer=answer)
    cache.put_many([one])
    assert cache.get_many([one.key]) == {one.key: one}


def test_a_fraction_is_read_exactly() -> None:
    assert answer_of({"value": "2/6"}, REAL) == answer_of({"value": "1/3"}, REAL)


# --- what never gets in ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"answer": {"refusal": "I will not"}}, "never kept"),
        ({"answer": {"failure": "timeout"}}, "never kept"),
        ({"answer": {"withdrawn": True}}, "never kept"),
        ({"answer": {}}, "neither a value"),
        ({"answer": {"value": "yes"}}, "expected true or false"),
        ({"answer": {"value": True, "probability": 2}}, "probability"),
        ({"key": "0" * 64}, "digest of its components"),
        ({"usage": {"calls": -1}}, "from 0 to"),
        ({"usage": {"calls": "1"}}, "from 0 to"),
        ({"created": float("nan")}, "seconds"),
        ({"components": {}}, "must have an `endpoint`"),
        ({"components": components(sort="Colour")}, "sort"),
    ],
)
def test_what_is_no_answer_is_not_kept(cache: Cache, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cache.put_many([entry("good"), replace(entry(), **wrong)])
    assert cache.info().entries == 0


KEY = "sk-abcdef0123456789"


@pytest.mark.parametrize(
    "wrong",
    [
        {"components": components(api_key="x")},
        {"components": components(parameters={"X-Api-Key": "x"})},
        {"components": components(endpoint="https://me:pass@host/v1")},
        {"components": components(endpoint="https://host/v1?key=1")},
        {"components": components(wording=f"Bearer {KEY}")},
        {"request": {"headers": {}}},
        {"request": {"Authorization": "Bearer x"}},
    ],
)
def test_secrets_are_refused(path: Path, wrong: dict[str, Any]) -> None:
    with Cache(path, secrets=[KEY, ""]) as cache:
        with pytest.raises(ValueError, match=r"secret|address alone") as caught:
            cache.put_many([replace(entry(), **wrong)])
        assert KEY not in str(caught.value)
        assert cache.info().entries == 0


def test_a_key_in_use_is_masked_wherever_it_occurs(path: Path) -> None:
    with Cache(path, secrets=[KEY]) as cache:
        one = replace(entry(full=True), answer={"value": True, "quote": f"my key is {KEY}"})
        one = replace(one, request={"input": [f"is {KEY} rude", {KEY: 1}]}, reply=f"no, {KEY} is not")
        cache.put_many([one])
        with pytest.raises(ValueError, match="secret"):
            cache.remember("https://e", "m", {"note": KEY})
        kept = cache.entry(one.key)
        assert kept.request == {"input": ["is [secret] rude", {"[secret]": 1}]}
        assert kept.reply == "no, [secret] is not"
        assert kept.answer["quote"] == "my key is [secret]"
        assert KEY.encode() not in raw(path)


def test_a_clause_may_have_the_name_of_a_secret(cache: Cache) -> None:
    one = replace(entry(clause="password"), request={"schema": {"properties": {"authorization": {}}}})
    cache.put_many([one])
    assert cache.entry(one.key) == one


def test_an_endpoint_is_an_address_alone() -> None:
    assert public("http://u:p@Host:80/V1/?a=b#c") == "http://host:80/V1"


def test_redacted_is_hashes_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row, "_packed", lambda body: body)  # so that the text could be found
    with Cache(path, redact=True) as cache:
        asked = [
            entry(full=True),
            replace(entry(clause="why", full=True), answer={"unknown": TEXT, "probability": 0.5}),
            replace(entry(clause="name", sort="Text", full=True), answer={"value": TEXT}),
        ]
        cache.put_many(asked)
        assert cache.entry(asked[0].key).answer == {"value": True, "probability": 0.9}
        assert cache.get_many([asked[1].key])[asked[1].key].answer["unknown"] == "the reason was redacted"
        assert cache.get_many([asked[2].key]) == {}  # its answer is the text
        assert all(one.request is None and one.reply is None for one in cache.entries(full=True))
        assert cache.info().with_texts == 0
        assert b"walrus" not in raw(path)
    with Cache(path) as cache:
        cache.put_many([entry("another walrus", full=True)])
        assert b"walrus" in raw(path)


# --- rows that are not valid -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("components", b'{"model":"other"}'),
        ("components", "é".encode("latin-1")),
        ("components", 5),
        ("answer", b'{"refusal":"no"}'),
        ("answer", b'{"value":1}'),
        ("answer", b'{"value":true,"probability":NaN}'),
        ("answer", b'{"value":true'),
        ("answer", b"[" * 100_000),
        ("answer", b'{"value":true,"probability":' + b"1" * 5000 + b"}"),
        ("answer", "text with a \udcff".encode("utf-8", "surrogateescape")),
        ("usage", b"[]"),
        ("usage", b'{"calls":-1}'),
        ("usage", b'{"calls":1e999}'),
        ("created", "soon"),
        ("created", float("inf")),
        ("key", "0" * 64),
    ],
)
def test_a_row_that_is_not_valid_is_absent_and_replaced(path: Path, column: str, value: Any) -> None:
    with Cache(path) as cache:
        cache.put_many([entry("other"), entry(full=True)])
    change(path, f"UPDATE answers SET {column} = ? WHERE key = ?", value, entry().key)
    with Cache(path) as cache:
        assert cache.get_many([entry().key]) == {}
        assert cache.answers({entry().key: BOOL, entry("other").key: BOOL}).keys() == {entry("other").key}
        info = cache.info()
        assert (info.entries, info.broken) == (1, 1)
        assert list(cache.entries()) == [entry("other")]
        near = cache.nearest(entry().components)
        assert near is not None
        assert near.entry == entry("other")
        with pytest.raises(InputError, match=r"NLT534.*(not valid|no entry)"):
            cache.entry(entry().key)
        cache.put_many([entry(value=False)])
        assert cache.get_many([entry().key])[entry().key].answer["value"] is False
        assert cache.info().broken == (column == "key")
        assert cache.clear() == 2 + (column == "key")


@pytest.mark.parametrize("packed", [b"no zlib", b"", 7, "x", row._packed(b"\xff")])
def test_a_body_that_cannot_be_read_is_none(path: Path, packed: Any) -> None:
    with Cache(path) as cache:
        cache.put_many([entry(full=True)])
    change(path, "UPDATE bodies SET request = ?, reply = ?", packed, packed)
    with Cache(path) as cache:
        assert cache.entry(entry().key) == entry()


def test_a_bomb_is_not_unpacked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = row._packed(b" " * 1_000_001)
    monkeypatch.setattr(row, "MOST", 1_000_000)
    assert row._packed(b" " * 1_000_001) is None
    with Cache(path) as cache:
        cache.put_many([entry(full=True)])
    change(path, "UPDATE bodies SET reply = ?", bomb)
    with Cache(path) as cache:
        found = cache.entry(entry().key)
        assert (found.request, found.reply) == (entry(full=True).request, None)


# --- what is found -----------------------------------------------------------------------------------------------


def test_the_nearest_entry_says_what_differs(cache: Cache) -> None:
    assert cache.nearest(components()) is None
    cache.put_many([entry("one"), entry("two"), entry("two", parameters={"temperature": 1}), entry("x", clause="odd")])

    def differs(**others: Any) -> tuple[str, ...]:
        near = cache.nearest(components(**others))
        assert near is not None
        return near.differs

    assert differs(text="one") == ()
    assert differs(text="one", parameters={"temperature": 0.5}) == ("parameters.temperature",)
    assert differs(text="one", parameters={"seed": 1}) == ("parameters.seed", "parameters.temperature")
    assert differs(text="two", model="large-2") == ("model",)
    assert differs(text="three") == ("texts.post",)
    assert differs(text="one", clause="new") == ("clause.name",) or differs(text="x", clause="new") == ("clause.name",)
    assert differs(text="one", alongside=["a"]) == ("alongside",)
    assert differs(text="one", texts={"mail": "f"}) == ("texts.mail", "texts.post")
    near = cache.nearest(components("one", model="new", alongside=[]))
    assert str(near) == f"the nearest entry, {entry('one').key[:12]}, differs in alongside, model"


def test_the_nearest_is_found_by_indexes(path: Path) -> None:
    with Cache(path) as cache:
        cache.put_many([entry("old", parameters={"temperature": 1})])
        cache.put_many([entry(f"text {n}", model=f"m{n % 3}") for n in range(500)])
        near = cache.nearest(components("old"))
        assert near is not None
        assert near.differs == ("parameters.temperature",)
        for condition in ("clause = '' AND texts = ''", "clause = '' AND model = '' AND endpoint = ''", "clause = ''"):
            sql = f"EXPLAIN QUERY PLAN SELECT * FROM answers WHERE {condition} ORDER BY id DESC LIMIT 64"
            plan = b" ".join(step[-1] for step in cache._database.read(sql))
            assert b"USING INDEX" in plan
            assert b"TEMP B-TREE" not in plan


def test_entries_are_chosen(cache: Cache) -> None:
    cache.put_many(
        [entry("a", created=10.0), entry("b", created=20.0, model="m"), entry("c", created=30.0, clause="c")]
    )
    cache.put_many([entry("d", created=40.0, endpoint="https://e")])

    def chosen(**given: Any) -> list[float]:
        selection = Selection(**given)
        found = [one.created for one in cache.entries(selection)]
        assert cache.count(selection) == len(found)
        return found

    assert chosen() == [40, 30, 20, 10]
    assert chosen(model="m") == [20]
    assert chosen(clause="c") == [30]
    assert chosen(endpoint="https://e") == [40]
    assert chosen(since=20, before=40) == [30, 20]
    assert chosen(clause="rude", model="small-1", endpoint="https://models.example/v1") == [10]
    assert chosen(model="'; DROP TABLE answers; --") == []
    assert cache.clear(Selection(before=20)) == 1
    assert chosen() == [40, 30, 20]
    assert cache.clear() == 3
    assert chosen() == []


def test_entries_may_change_while_they_are_read(cache: Cache) -> None:
    cache.put_many([entry(str(n)) for n in range(1200)])
    seen = 0
    for one in cache.entries():
        seen += 1
        if seen == 3:
            cache.put_many([entry("new")])
            cache.clear(Selection(clause="none"))
        assert one != entry("new")
    assert seen == 1200


def test_what_is_deleted_is_gone_from_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row, "_packed", lambda body: body)
    with Cache(path) as cache:
        cache.put_many([entry(full=True), *(entry(f"text {n}", full=True) for n in range(100))])
        cache.clear(Selection(before=2e9))
        assert cache.info().size < 100_000
        assert b"walrus" not in raw(path)
        cache.put_many([entry(full=True, created=1.0), entry("stays")])
        assert cache.clear(Selection(before=2.0)) == 1
        assert b"walrus" not in raw(path)


def test_an_entry_is_found_by_the_beginning_of_its_key(cache: Cache) -> None:
    entries = [entry(str(n)) for n in range(2000)]
    cache.put_many(entries)
    keys = sorted(one.key for one in entries)
    twin = next(one for one, other in itertools.pairwise(keys) if one[:4] == other[:4])
    assert cache.entry(entries[0].key[:12].upper()) == entries[0]
    for prefix, message in [
        (twin[:4], "several keys"),
        ("", "no key"),
        (keys[0][:3], "no key"),
        ("%_%_", "no key"),
        ("ÄÖÜß", "no key"),
        ("0" * 64, "no entry"),
        ("0" * 100, "no entry"),
    ]:
        with pytest.raises(InputError, match=message) as caught:
            cache.entry(prefix)
        assert [found.code for found in caught.value.diagnostics] == ["NLT534"]


def test_what_is_in_it_is_counted(path: Path) -> None:
    with Cache(path) as cache:
        assert cache.info().entries == 0
        assert cache.info().oldest is None
        cache.put_many([entry("a", created=5.0, full=True), entry("b", created=3.0)])
        cache.put_many([replace(entry("c", model="m"), usage={"cost": 0.1})])
        cache.remember("https://e", "m", {})
        info = cache.info()
    assert (info.path, info.entries, info.broken, info.with_texts, info.servers) == (path, 3, 0, 1, 1)
    assert (info.oldest, info.newest) == (3.0, 1e9)
    assert info.models == (Model("https://models.example/v1", "m", 1), Model("https://models.example/v1", "small-1", 2))
    usage = {"calls": 1, "input_tokens": 200, "output_tokens": 14, "cached_tokens": 0, "cost": 0.1}
    assert (info.usage, info.cost_unknown) == (usage, 2)
    assert info.size > 10_000


# --- servers -----------------------------------------------------------------------------------------------------


def test_what_a_server_can_do_is_remembered(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cache(path) as cache:
        assert cache.capabilities("https://e", "m") is None
        cache.remember("https://e", "m", {"json_schema": True})
        cache.remember("https://e", "m", {"json_schema": False, "logprobs": 5})
        cache.remember("https://e", "n", {})
        assert cache.capabilities("https://e", "m", within=60) == {"json_schema": False, "logprobs": 5}
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 100)
        assert cache.capabilities("https://e", "m", within=60) is None
        assert cache.capabilities("https://e", "m") is not None
        assert cache.forget("https://e", "m") == 1
        assert cache.capabilities("https://e", "m") is None
        assert cache.forget() == 1
        cache.remember("https://e", "m", {})
        assert cache.clear(ALL) == 0
        assert cache.capabilities("https://e", "m") == {}
    for wrong in (b"[]", 5, b"{", json.dumps({"é": 1}, ensure_ascii=False).encode()):
        change(path, "UPDATE servers SET capabilities = ?", wrong)
        with Cache(path) as cache:
            assert cache.capabilities("https://e", "m") is None


# --- where -------------------------------------------------------------------------------------------------------


def test_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOGITEXT_CACHE")
    path = default_path()
    assert isinstance(path, Path)
    assert (path.parent.name, path.name) == ("logitext", "answers.sqlite3")
    monkeypatch.setenv("LOGITEXT_CACHE", "here/mine.sqlite3")
    assert default_path() == Path("here/mine.sqlite3")
    monkeypatch.setenv("LOGITEXT_CACHE", "postgresql://cache.example/logitext")
    assert default_path() == "postgresql://cache.example/logitext"
