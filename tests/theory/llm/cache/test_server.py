"""The cache in a PostgreSQL server: what differs from a file. What is the same is tested with both in `test_store`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from logitext.syntax.diagnostics import InputError
from logitext.theory import sql_server as server
from logitext.theory.llm.cache.store import Cache
from tests.cli.run import logitext
from tests.theory.llm.cache import postgres
from tests.theory.llm.cache.entries import entry

GONE = "postgresql://me:hunter2@127.0.0.1:1/logitext"


def needs_packages() -> None:
    if postgres.missing() == "the extra `postgres` is not installed":
        pytest.skip("the extra `postgres` is not installed")


def test_a_server_that_is_not_there_and_no_password(tmp_path: Path) -> None:
    needs_packages()
    with pytest.raises(InputError) as caught:
        Cache(GONE)
    (problem,) = caught.value.diagnostics
    assert problem.code == "NLT530"
    assert "postgresql://me:***@127.0.0.1:1/logitext" in problem.message
    assert "hunter2" not in str(caught.value)
    ran = logitext("cache", "info", "--cache", GONE, cwd=tmp_path)
    assert ran.status == 2
    assert "NLT530" in ran.err
    assert "hunter2" not in ran.err + ran.out


def test_a_url_that_cannot_be_read_shows_nothing_of_it() -> None:
    needs_packages()
    with pytest.raises(InputError) as caught:
        Cache("postgresql://me:hunter2@host:port/x")
    assert "hunter2" not in str(caught.value)
    assert "its URL cannot be read" in str(caught.value)


def test_a_package_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(InputError, match="needs the package `sqlalchemy`") as caught:
        Cache(GONE)
    assert "logitext[postgres]" in str(caught.value.diagnostics[0].hint)


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with postgres.serving() as url:
        yield url


@pytest.fixture
def url(served: str) -> str:
    return postgres.emptied(served)


@pytest.mark.slow
def test_the_first_answer_stays_whoever_writes_at_the_same_time(url: str) -> None:
    def put(number: int) -> None:
        with Cache(url) as cache:  # the first ones make the tables, too
            cache.put_many([entry(f"text {n}", value=number % 2 == 0, full=True) for n in range(50)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, range(16)))
    with Cache(url) as cache:
        first = {one.key: one.answer for one in cache.entries()}
        assert len(first) == 50
        cache.put_many([entry(f"text {n}", value=n % 3 == 0) for n in range(50)])
        assert {one.key: one.answer for one in cache.entries()} == first
        assert cache.info().with_texts == 50


@pytest.mark.slow
def test_a_row_that_was_changed_is_no_answer(url: str) -> None:
    with Cache(url) as cache:
        cache.put_many([entry("a"), entry("b")])
        with cache._database.writing() as connection:
            connection.execute("UPDATE answers SET components = ? WHERE key = ?", [b"{}", entry("a").key])
        assert list(cache.get_many([entry("a").key, entry("b").key])) == [entry("b").key]
        cache.put_many([entry("a", value=False)])
        assert cache.get_many([entry("a").key])[entry("a").key].answer["value"] is False


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks there")
def test_a_fork_has_connections_of_its_own(url: str) -> None:
    script = (
        "import os, sys\n"
        "from logitext.theory.llm.cache.store import Cache\n"
        "cache = Cache(sys.argv[1])\n"
        "cache.count()\n"
        "child = os.fork()\n"
        "for _ in range(50): cache.count()\n"
        "if not child: os._exit(0)\n"
        "sys.exit(os.waitpid(child, 0)[1])\n"
    )
    assert subprocess.run([sys.executable, "-c", script, url], timeout=120, check=False).returncode == 0


@pytest.mark.slow
def test_tables_of_another_version_are_refused(url: str) -> None:
    with Cache(url) as cache, cache._database.writing() as connection:
        connection.execute("UPDATE format SET version = 99")
    with pytest.raises(InputError, match="NLT531"):
        Cache(url)


@pytest.mark.slow
def test_commands_name_the_server_without_its_password(url: str, tmp_path: Path) -> None:
    with Cache(url) as cache:
        cache.put_many([entry("a"), entry("b")])
    secret = url.replace("logitext@", "logitext:hunter2@")
    for words in (["info"], ["list"], ["export"], ["clear", "--all", "--yes"]):
        ran = logitext("cache", *words, "--cache", secret, cwd=tmp_path)
        assert ran.status == 0, ran.err
        assert "hunter2" not in ran.err + ran.out
    with Cache(url) as cache:
        assert cache.count() == 0
    assert server.named(secret) == url.replace("logitext@", "logitext:***@")
