"""The cache among threads, forks and processes, some of which are killed."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.cache.store import Cache
from tests.theory.llm.cache.entries import entry

ROOT = Path(__file__).parents[4]
WRITER = """
import sys
from logitext.theory.llm.cache.store import Cache
from tests.theory.llm.cache.entries import entry

path, name, count, batch = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
with Cache(path) as cache:
    for n in range(count):
        cache.put_many([entry(f"{name} {n} {m}", full=True) for m in range(batch)])
        print(n, flush=True)
"""


def writer(path: Path, name: str, count: int, batch: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", WRITER, str(path), name, str(count), str(batch)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite3"  # which all of them try to make
    writers = [writer(path, f"process {n}", 200, 1) for n in range(4)]
    for one in writers:
        out, _ = one.communicate(timeout=600)
        assert one.returncode == 0
        assert out.split() == [str(n) for n in range(200)]
    with Cache(path) as cache:
        wanted = [entry(f"process {n} {m} 0").key for n in range(4) for m in range(200)]
        assert len(cache.get_many(wanted)) == 800
        info = cache.info()
        assert (info.entries, info.broken, info.with_texts) == (800, 0, 800)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_what_was_committed_outlives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite3"
    for attempt, lines in enumerate((1, 17, 60)):
        with writer(path, f"attempt {attempt}", 10**9, 5) as one:
            assert one.stdout is not None
            for _ in range(lines):
                one.stdout.readline()
            one.kill()
            said = lines + len(one.stdout.readlines())
        with Cache(path) as cache:
            keys = [entry(f"attempt {attempt} {n} {m}").key for n in range(said - 1) for m in range(5)]
            assert len(cache.get_many(keys)) == len(keys)
            info = cache.info()
            assert (info.broken, info.entries % 5, info.with_texts) == (0, 0, info.entries)
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_what_a_killed_process_leaves_beside_a_deleted_file_is_not_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite3"
    with writer(path, "killed", 10**9, 5) as one:
        assert one.stdout is not None
        one.stdout.readline()
        one.kill()
    assert (tmp_path / "answers.sqlite3-wal").stat().st_size
    path.unlink()
    with Cache(path) as cache:
        assert cache.info().entries == 0
        cache.put_many([entry("new", full=True)])
    with Cache(path) as cache:
        assert (cache.info().entries, cache.info().broken) == (1, 0)


def test_a_file_that_is_deleted_in_mid_use_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite3"
    with Cache(path) as cache:
        cache.put_many([entry("before")])
        path.unlink()
        with contextlib.suppress(InputError):  # it may say so, or go on without a file
            cache.put_many([entry("after")])
        with Cache(path) as other:
            other.put_many([entry("new")])
            assert other.info().entries == 1
    with Cache(path) as cache:
        assert (cache.info().entries, cache.info().broken) == (1, 0)


def test_threads_share_a_cache(tmp_path: Path) -> None:
    with Cache(tmp_path / "answers.sqlite3") as cache:

        def work(thread: int) -> int:
            found = 0
            for n in range(50):
                cache.put_many([entry(f"{thread} {n}", full=True), entry(f"shared {n}")])
                found += len(cache.get_many([entry(f"{other} {n}").key for other in range(8)]))
                cache.nearest(entry(f"{n}").components)
            return found

        with ThreadPoolExecutor(8) as pool:
            assert all(found >= 50 for found in pool.map(work, range(8)))
        assert cache.info().entries == 8 * 50 + 50


def test_several_caches_of_a_process_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite3"
    barrier = threading.Barrier(6)

    def work(thread: int) -> None:
        barrier.wait()
        for n in range(20):
            with Cache(path) as cache:
                cache.put_many([entry(f"{thread} {n}")])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    with Cache(path) as cache:
        assert cache.info().entries == 120


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_has_its_own_connection(tmp_path: Path) -> None:
    with Cache(tmp_path / "answers.sqlite3") as cache, Cache(tmp_path / "another.sqlite3"):
        cache.put_many([entry("parent")])

        def work(name: str) -> None:
            assert cache.get_many([entry("parent").key])
            for n in range(50):
                cache.put_many([entry(f"{name} {n}")])

        children = [forked(lambda name=name: work(name)) for name in ("a", "b")]  # type: ignore[misc]  # no inference for defaults
        work("p")
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
        assert cache.info().entries == 151


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_while_threads_write(tmp_path: Path) -> None:
    """In a process of its own, as a fork beside threads is warned of in later versions of Python."""
    script = """
import os, sys, threading
from logitext.theory.llm.cache.store import Cache
from tests.theory.llm.cache.entries import entry

with Cache(sys.argv[1]) as cache:
    done = threading.Event()
    def write(name):
        n = 0
        while not done.is_set():
            cache.put_many([entry(f"{name} {n}")])
            n += 1
    threads = [threading.Thread(target=write, args=[name]) for name in "ab"]
    for thread in threads: thread.start()
    children = []
    for child in range(10):
        pid = os.fork()
        if not pid:
            cache.put_many([entry(f"child {child}")])
            os._exit(0)
        children.append(pid)
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 10
    done.set()
    for thread in threads: thread.join()
    assert len(cache.get_many([entry(f"child {child}").key for child in range(10)])) == 10
    assert cache.info().broken == 0
print("done")
"""
    words = [sys.executable, "-W", "ignore", "-c", script, str(tmp_path / "answers.sqlite3")]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert (ran.stdout, ran.stderr) == ("done\n", "")


def forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)
