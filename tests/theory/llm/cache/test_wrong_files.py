"""Files that are no cache, or one that cannot be used: each is told as what it is, and none is an empty cache."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from logitext.policy.sorts import BOOL
from logitext.syntax.diagnostics import InputError
from logitext.theory import sqlite_file
from logitext.theory.llm.cache import opening, schema
from logitext.theory.llm.cache.call import CallReader
from logitext.theory.llm.cache.store import Cache
from logitext.theory.llm.cache.trouble import KIND
from tests.theory.llm.cache.entries import entry

ROOT = Path(__file__).parents[4]


def made(path: Path, *statements: str, cache: bool = True) -> None:
    """A cache with an entry, or an empty file, and what SQL makes of it."""
    if cache:
        with Cache(path) as one:
            one.put_many([entry("kept", full=True), *(entry(f"{n}") for n in range(50))])
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def overwritten(path: Path, at: int, length: int = 4096) -> None:
    made(path)
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xa5" * length)


WRONG: dict[str, tuple[Callable[[Path], Any], str, str]] = {
    "directory": (Path.mkdir, "NLT530", "it is no regular file"),
    "pipe": (os.mkfifo, "NLT530", "it is no regular file"),
    "text": (lambda path: path.write_text("answers:\n" * 200), "NLT531", "it is no SQLite database"),
    "short text": (lambda path: path.write_text("no"), "NLT531", "it is no SQLite database"),
    "other database": (
        lambda path: made(path, "CREATE TABLE users (name)", cache=False),
        "NLT531",
        "it is a database of something else",
    ),
    "other application": (
        lambda path: made(path, "PRAGMA application_id = 7", cache=False),
        "NLT531",
        "it is a database of something else",
    ),
    "newer": (
        lambda path: made(path, f"PRAGMA user_version = {schema.VERSION + 1}"),
        "NLT531",
        f"it has the format {schema.VERSION + 1}, and this version of Logitext reads {schema.VERSION}",
    ),
    "older": (
        lambda path: made(path, "PRAGMA user_version = 1"),
        "NLT531",
        f"it has the format 1, of an earlier version of Logitext, and this one reads {schema.VERSION}",
    ),
    "version 0": (lambda path: made(path, "PRAGMA user_version = 0"), "NLT531", "that there never was"),
    "table lost": (lambda path: made(path, "DROP TABLE answers"), "NLT532", "its tables are not those of a cache"),
    "index lost": (lambda path: made(path, "DROP INDEX answers_key"), "NLT532", "its tables are not those of a cache"),
    "trigger": (
        lambda path: made(
            path, "CREATE TRIGGER evil AFTER INSERT ON answers BEGIN DELETE FROM bodies; END"
        ),
        "NLT532",
        "its tables are not those of a cache",
    ),
    "view": (
        lambda path: made(path, "DROP TABLE bodies", "CREATE VIEW bodies AS SELECT 1 AS id, 2 AS request, 3 AS reply"),
        "NLT532",
        "its tables are not those of a cache",
    ),
    "schema overwritten": (lambda path: overwritten(path, 100), "NLT532", "malformed"),
    "header overwritten": (lambda path: overwritten(path, 0), "NLT531", "it is no SQLite database"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "code", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused(tmp_path: Path, make: Callable[[Path], Any], code: str, message: str) -> None:
    path = tmp_path / "answers.sqlite3"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(InputError, match=message) as caught:
        Cache(path)
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert found.source is not None
    assert found.source.name == str(path)
    assert found.hint
    assert found.message[0].islower()
    assert not found.message.endswith(".")
    assert before is None or path.read_bytes() == before


@pytest.mark.parametrize("name", ["file/answers.sqlite3", "x" * 300, "nul\0"])
def test_a_path_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="NLT530"):
        Cache(tmp_path / name)


@pytest.mark.parametrize("begun", [b"", None])
def test_an_empty_file_becomes_a_cache(tmp_path: Path, begun: bytes | None) -> None:
    """A process that was killed while it made the cache leaves such a one."""
    path = tmp_path / "answers.sqlite3"
    if begun is not None:
        path.write_bytes(begun)
    made(path)
    with Cache(path) as cache:
        assert cache.info().entries == 51


def test_damage_in_mid_use_is_told(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite3"
    made(path)
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:  # all but the first page
        file.seek(4096)
        file.write(b"\xa5" * 4096 * (pages - 1))
    with Cache(path) as cache:
        for use in (
            lambda: cache.get_many([entry().key]),
            lambda: cache.put_many([entry()]),
            cache.info,
            lambda: list(cache.entries()),
            lambda: cache.entry("abcd"),
            cache.clear,
            lambda: cache.nearest(entry().components),
            lambda: cache.remember("e", "m", {}),
        ):
            with pytest.raises(InputError, match=r"NLT532.*damaged"):
                use()


def test_a_file_cut_short_is_told(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite3"
    made(path)
    os.truncate(path, path.stat().st_size // 4096 // 2 * 4096)
    with pytest.raises(InputError, match="NLT532"), Cache(path) as cache:
        cache.info()


def test_what_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "answers.sqlite3"
    made(path, "UPDATE answers SET answer = zeroblob(2000000)")
    monkeypatch.setattr(opening, "KIND", replace(KIND, longest=1_000_000))
    with Cache(path) as cache, pytest.raises(InputError, match=r"NLT532.*too large"):
        cache.info()


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    with Cache(tmp_path / "answers.sqlite3") as cache:
        cache.put_many([entry("first", full=True)])
        cache._database.read("PRAGMA max_page_count = 20")
        with pytest.raises(InputError, match=r"NLT533.*the disk is full"):
            cache.put_many([entry(str(n), full=True) for n in range(500)])
        assert cache.info().entries == 1
        cache._database.read("PRAGMA max_page_count = 10000")
        cache.put_many([entry("second")])
        assert cache.info().entries == 2


def test_a_lock_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "answers.sqlite3"
    made(path)
    monkeypatch.setattr(sqlite_file, "PATIENCE", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Cache(path) as cache:
        with pytest.raises(InputError, match=r"NLT533.*another process keeps it locked"):
            cache.put_many([entry()])
        assert cache.get_many([entry("kept").key])  # reading goes on
        assert cache.info().entries == 51
    other.close()


def test_it_works_without_wal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's way for file systems without shared memory knows no WAL."""
    connect = sqlite3.connect

    def dotfile(address: str, **settings: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(f"{address}&vfs=unix-dotfile", **settings)
        return connection

    monkeypatch.setattr(sqlite3, "connect", dotfile)
    path = tmp_path / "answers.sqlite3"
    with Cache(path) as cache, Cache(path) as other:
        assert cache._database.read("PRAGMA journal_mode") == [(b"delete",)]
        assert cache._database.read("PRAGMA synchronous") == [(2,)]
        cache.put_many([entry("one", full=True)])
        other.put_many([entry("two")])
        assert cache.info().entries == 2
        assert other.clear() == 2


def test_with_wal_it_is_synchronised_normally(tmp_path: Path) -> None:
    with Cache(tmp_path / "answers.sqlite3") as cache:
        assert cache._database.read("PRAGMA journal_mode") == [(b"wal",)]
        assert cache._database.read("PRAGMA synchronous") == [(1,)]


# --- permissions -------------------------------------------------------------------------------------------------

# In a process of its own, which gives up being root: root may do anything.
UNPRIVILEGED = """
import os, stat, sys, tempfile
from pathlib import Path
from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.cache.store import Cache
from logitext.theory.llm.cache.trouble import KIND
from tests.theory.llm.cache.entries import entry

if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)

def told(use):
    try:
        use()
    except InputError as error:
        return error.diagnostics[0].code + " " + error.diagnostics[0].message.partition(": ")[2]
    return "nothing"

def reads(path):
    with Cache(path) as cache:
        assert cache.get_many([entry("kept").key]) == {entry("kept").key: entry("kept")}
        assert cache.entry(entry("kept").key).reply
        assert cache.info().entries == 1
        print(told(lambda: cache.put_many([entry()])))
        print(told(cache.clear))

with tempfile.TemporaryDirectory() as name:
    folder = Path(name, "folder")
    path = folder / "answers.sqlite3"
    with Cache(path) as cache:
        cache.put_many([entry("kept", full=True)])
    path.chmod(0o400)
    reads(path)                                 # a file that may only be read
    folder.chmod(0o500)
    reads(path)                                 # in a folder in which nothing can be made
    path.chmod(0o600)
    reads(path)                                 # which alone is enough
    folder.chmod(0o700)
    with Cache(path) as cache:
        cache.put_many([entry("pending")])
        path.chmod(0o400)
        folder.chmod(0o500)
        with Cache(path) as other:              # while another has written what is not merged yet
            assert other.get_many([entry("pending").key])
        folder.chmod(0o700)
        path.chmod(0o600)
    path.chmod(0)
    print(told(lambda: Cache(path)))
    folder.chmod(0o500)
    print(told(lambda: Cache(folder / "new.sqlite3")))
    print(told(lambda: Cache(folder / "sub" / "new.sqlite3")))
    folder.chmod(0)
    print(told(lambda: Cache(path)))            # in a folder that may not be looked into
    folder.chmod(0o700)
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="permissions are others here")
def test_what_may_only_be_read_is_read() -> None:
    words = [sys.executable, "-c", UNPRIVILEGED]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        *["NLT533 it may only be read"] * 6,
        "NLT530 it may not be read",
        *["NLT530 Permission denied"] * 3,
    ]


@pytest.mark.parametrize("seed", range(4))
def test_a_byte_that_is_wrong_anywhere_is_refused_or_does_no_harm(tmp_path: Path, seed: int) -> None:
    good = tmp_path / "good.sqlite3"
    made(good, "PRAGMA wal_checkpoint(TRUNCATE)")
    whole = good.read_bytes()
    schema_page = whole.index(b"CREATE TABLE answers")
    rng = random.Random(seed)
    places = [rng.randrange(len(whole)) for _ in range(40)] + [rng.randrange(4096) for _ in range(20)]
    refused = set()
    for number, at in enumerate([*places, *range(schema_page, schema_page + 10)]):
        path = tmp_path / f"{number}.sqlite3"
        path.write_bytes(whole[:at] + bytes([rng.choice([0xD2, 0xFF, 0x80, 0, rng.randrange(256)])]) + whole[at + 1 :])
        try:
            with Cache(path) as cache:
                used(cache)
        except InputError as error:
            refused.add(error.diagnostics[0].code)
    assert refused
    assert refused <= {"NLT530", "NLT531", "NLT532", "NLT533"}


def used(cache: Cache) -> None:
    """Everything that a cache is asked to do."""
    kept = entry("kept")
    cache.get_many([kept.key])
    cache.call(bytes(32), CallReader([BOOL]))
    cache.nearest({**kept.components, "model": "other"})
    cache.capabilities("https://models.example/v1", "small-1")
    cache.info()
    list(cache.entries(full=True))
    cache.put_many([entry("new")])
    cache.remember("https://models.example/v1", "small-1", {"apis": ["chat"]})
    cache.clear()


def test_a_message_of_sqlite_that_is_no_text_is_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite3"
    made(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"CREATE TABLE answers") + 2] = 0xD2
    path.write_bytes(whole)
    with pytest.raises(InputError, match=r"NLT532.*the answer cache is damaged: it holds what is no text"):
        Cache(path)
