"""Runs the tests of a mutant in a fork of a process that has imported and collected everything.

First a fork runs all tests once and notes which statements of the modules each of them runs, and how long it takes.
Then a fork for each mutant runs the tests that pass by it: those first that have noticed others in the same function,
then the quickest.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import resource
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any, Literal, TextIO

import pytest

from tests.mutants.marks import listen, marked
from tests.mutants.mutate import Mutant, mutants
from tests.mutants.swap import swap

Outcome = Literal["noticed", "out of time", "survived", "no test", "not tried"]

_GIBIBYTE = 1 << 30
_MEMORY = 6 * _GIBIBYTE
"""Of address space, which Z3 takes without using it."""


@dataclass
class Mutants:
    """A plugin of pytest: it runs the mutants instead of the tests."""

    modules: Sequence[Path]
    out: TextIO
    sample: int | None = None
    """At most so many mutants, drawn by `seed`."""
    seed: int = 0
    seconds: float = 30
    """Tests of a mutant that together take longer than this are left out, the slowest first."""
    grace: int = 5
    """Seconds of processor that a mutant may take beside three times what its tests take."""
    counts: dict[str, Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))

    def pytest_configure(self) -> None:
        """No examples of earlier runs, and no search for a smaller one: that a test fails is enough."""
        from hypothesis import Phase, settings  # pytest wants to import it first

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", settings(phases=phases, database=None, derandomize=True, deadline=None))
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("tests cannot be collected")
        for path in self.modules:  # those, too, that tests import late: what is not there yet cannot be changed
            importlib.import_module(_dotted(path))
        tried = [mutant for path in self.modules for mutant in mutants(path)]
        if self.sample is not None and self.sample < len(tried):
            drawn = set(random.Random(self.seed).sample(range(len(tried)), self.sample))
            tried = [mutant for at, mutant in enumerate(tried) if at in drawn]
        originals = {
            path: compile(path.read_text("utf-8"), str(path), "exec", dont_inherit=True) for path in self.modules
        }
        runs = _Baseline.of(session, originals)
        self._say(f"{len(tried)} mutants, {len(session.items)} tests, {sum(runs.seconds):.0f} s")
        noticing: dict[tuple[Path, str], Counter[int]] = defaultdict(Counter)
        for mutant in tried:
            key = mutant.path, mutant.function
            tests = sorted(runs.passing(mutant), key=lambda at: (-noticing[key][at], runs.seconds[at]))
            tests = _within(self.seconds, tests, runs.seconds)
            seconds = sum(runs.seconds[at] for at in tests)
            outcome, by = _tried(session, mutant, originals[mutant.path], tests, int(3 * seconds + self.grace))
            if by is not None:
                noticing[key][by] += 1
            self.counts[str(mutant.path)][outcome] += 1
            if outcome in ("survived", "no test", "not tried"):
                self._say(f"{outcome} ({len(tests)} tests)  {mutant}")
        self._total()
        return True

    def _total(self) -> None:
        for path, counts in self.counts.items():
            kinds = ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
            self._say(f"{os.path.relpath(path)}: {counts.total()} mutants: {kinds}")

    def _say(self, line: str) -> None:
        print(line, file=self.out, flush=True)


def _dotted(path: Path) -> str:
    names = [] if path.stem == "__init__" else [path.stem]
    while (path.parent / "__init__.py").exists():
        path = path.parent
        names.insert(0, path.name)
    return ".".join(names)


def _within(seconds: float, tests: list[int], each: Sequence[float]) -> list[int]:
    kept, left = [], seconds
    for at in tests:
        if each[at] <= left:
            kept.append(at)
            left -= each[at]
    return kept


@dataclass(frozen=True)
class _Baseline:
    seconds: Sequence[float]
    """Of each test."""
    lines: Sequence[set[tuple[str, int]]]
    """Of each test: the files and lines of the statements that it runs."""

    @classmethod
    def of(cls, session: pytest.Session, originals: Mapping[Path, CodeType]) -> _Baseline:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            _apart(None)
            with os.fdopen(write, "w") as pipe:
                json.dump(_marked_run(session, originals), pipe)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as pipe:
            text = pipe.read()
        os.waitpid(child, 0)
        found = json.loads(text)
        if found["failed"]:
            raise session.Interrupted(f"this test fails without any mutant: {found['failed']}")
        return cls(found["seconds"], [set(map(tuple, one)) for one in found["lines"]])

    def passing(self, mutant: Mutant) -> list[int]:
        """The tests that run the statement of a mutant."""
        return [at for at, found in enumerate(self.lines) if (str(mutant.path), mutant.statement) in found]


def _marked_run(session: pytest.Session, originals: Mapping[Path, CodeType]) -> dict[str, Any]:
    for path, original in originals.items():
        swap(original, marked(path), str(path))
    found: list[set[tuple[str, int]]] = []
    listen(lambda path, line: found[-1].add((path, line)))
    seconds = []
    for at, following in enumerate([*session.items[1:], None]):
        found.append(set())
        began = time.process_time()
        _run(session, at, following)
        seconds.append(time.process_time() - began)
        if session.testsfailed:
            return {"failed": session.items[at].nodeid}
    return {"failed": None, "seconds": seconds, "lines": [sorted(one) for one in found]}


def _tried(
    session: pytest.Session, mutant: Mutant, original: CodeType, tests: Sequence[int], limit: int
) -> tuple[Outcome, int | None]:
    """What became of a mutant, and the test that noticed it."""
    if not tests:
        return "no test", None
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _apart(limit)
        if not swap(original, mutant.code(), str(mutant.path)):
            os._exit(_NOT_TRIED)
        for at, following in zip(tests, [*tests[1:], None], strict=True):
            os.write(write, at.to_bytes(4, "little"))
            _run(session, at, None if following is None else session.items[following])
            if session.testsfailed:
                os._exit(_NOTICED)
        os._exit(0)
    os.close(write)
    status = _waited(child, _PATIENCE * limit)
    with os.fdopen(read, "rb") as pipe:
        begun = pipe.read()
    last = int.from_bytes(begun[-4:], "little") if begun else None
    code = None if status is None or os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    outcomes: dict[int | None, Outcome] = {0: "survived", _NOT_TRIED: "not tried", None: "out of time"}
    outcome = outcomes.get(code, "noticed")
    return outcome, None if outcome == "survived" else last


_NOTICED, _NOT_TRIED = 1, 77
_PATIENCE = 6
"""A mutant may wait so many times as long as it may work: the machine may be busy, or it waits for ever."""


def _waited(child: int, seconds: float) -> int | None:
    """The status of a child; None where it had to be ended, as it waits for something that never comes."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _apart(seconds: int | None) -> None:
    """Make this fork a group of its own that writes nowhere, with limits on what a mutant may take."""
    os.setpgid(0, 0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    if seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        signal.alarm(_PATIENCE * seconds + 1)  # also where nobody is left to end it
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _run(session: pytest.Session, at: int, following: pytest.Item | None) -> None:
    session.config.hook.pytest_runtest_protocol(item=session.items[at], nextitem=following)
