"""Decisions in a PostgreSQL server: what is kept there is found as in a file, and no password is shown."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from logitext.audit.entry import policy_of
from logitext.audit.store import DecisionStore
from logitext.audit.verifying import verify
from logitext.syntax.diagnostics import InputError
from tests.audit.test_store import ENTRY, POLICY, SOURCES
from tests.cli.run import logitext as command
from tests.theory.llm.cache import postgres
from tests.theory.llm.cache.test_server import GONE, needs_packages


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with postgres.serving() as url:
        yield url


@pytest.fixture
def url(served: str) -> str:
    return postgres.emptied(served)


def test_a_server_that_is_not_there_and_no_password(tmp_path: Path) -> None:
    needs_packages()
    ran = command("audit", GONE, cwd=tmp_path)
    assert ran.status == 2
    assert "NLT667" in ran.err
    assert "hunter2" not in ran.err + ran.out


@pytest.mark.slow
def test_what_is_put_in_is_found(url: str) -> None:
    beside = replace(ENTRY, id="id-2", action="allow", of="id-1", differs=True)
    with DecisionStore(url) as store:
        store.put([ENTRY], SOURCES)
        store.put([beside], SOURCES)
    with DecisionStore(url, writing=False) as store:
        assert store.get("id-1") == ENTRY
        assert store.beside("id-1") == beside
        assert [one.id for one in store.newest(5)] == ["id-2", "id-1"]
        assert [one.id for one in store.newest(1)] == ["id-2"]
        assert [one.id for one in store.newest(5, action="block", policy="chat")] == ["id-1"]
        assert policy_of(store.sources(POLICY.sha256)).sha256 == POLICY.sha256
        assert asyncio.run(verify(store, ENTRY))[2] == []
        with pytest.raises(InputError, match="there is no decision `id-9`"):
            store.get("id-9")


@pytest.mark.slow
def test_all_or_none(url: str) -> None:
    with DecisionStore(url) as store:
        store.put([ENTRY], SOURCES)
        with pytest.raises(InputError) as caught:
            store.put([replace(ENTRY, id="id-3"), ENTRY], SOURCES)
        assert caught.value.diagnostics[0].code == "NLT667"
        assert [one.id for one in store.newest(5)] == ["id-1"]


@pytest.mark.slow
def test_several_services_at_once(url: str) -> None:
    def put(number: int) -> None:
        with DecisionStore(url) as store:  # the first ones make the tables, too
            store.put([replace(ENTRY, id=f"{number}-{one}") for one in range(20)], SOURCES)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, range(8)))
    with DecisionStore(url) as store:
        assert len({one.id for one in store.newest(1000)}) == 160


@pytest.mark.slow
def test_a_row_that_nobody_wrote_is_refused(url: str) -> None:
    import sqlalchemy

    with DecisionStore(url) as store:
        store.put([ENTRY], SOURCES)
    engine = sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE logitext.decisions SET result = '{'"))
    engine.dispose()
    with DecisionStore(url) as store, pytest.raises(InputError) as caught:
        store.get("id-1")
    assert caught.value.diagnostics[0].code == "NLT668"


@pytest.mark.slow
def test_the_command_and_a_cache_beside(url: str, tmp_path: Path) -> None:
    with DecisionStore(url) as store:
        store.put([ENTRY], SOURCES)
    assert "NLT5" not in command("cache", "info", "--cache", url, cwd=tmp_path).err
    ran = command("audit", url, "--verify", "--format", "json", cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out)["verified"] is True
