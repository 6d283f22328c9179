"""The benchmark of starts: each command is measured, and what it prints is what was measured."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import click
import pytest
from click.testing import CliRunner

from benchmarks.start import __main__ as start
from benchmarks.start import measure
from benchmarks.start.commands import COMMANDS, LIBRARY
from logitext.cli.main import cli


def test_commands_that_are_measured_are_commands() -> None:
    named = {words[0] for words in COMMANDS.values() if not words[0].startswith("-")}
    assert named <= set(cli.list_commands(click.Context(cli)))


def test_modules_are_counted() -> None:
    modules = measure.imported(("-c", "import logitext.version, sqlite3"))
    assert {"logitext", "logitext.version", "sqlite3"} <= set(modules)
    assert "z3" not in modules


def test_a_start_that_fails_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="ends with status 2"):
        measure.imported(("-m", "logitext", "lnt"))


def _imports(_words: Sequence[str]) -> list[str]:
    return ["re", "logitext", "logitext.cli", "rich"]


def _seconds(_words: Sequence[str], _repeats: int) -> float:
    return 0.3


def _start(name: str, _words: Sequence[str], _repeats: int, nothing: float) -> measure.Start:
    return measure.Start(name, 9, 4, ("rich",), 0.25, 0.25 / nothing)


def test_a_start_is_compared_with_a_python_that_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "imported", _imports)
    monkeypatch.setattr(measure, "seconds", _seconds)
    assert measure.start("lint", ("lint",), 1, 0.5) == measure.Start("lint", 4, 2, ("rich",), 0.3, 0.6)


def test_the_table_has_a_line_for_each_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "seconds", _seconds)
    monkeypatch.setattr(start, "start", _start)
    said = CliRunner().invoke(start.main, ["lint", "fmt"]).output
    assert [line.split("│")[1].strip() for line in said.splitlines() if line.startswith("│")] == ["lint", "fmt"]
    assert " 0.8 " in said
    assert "there is no start `lnt`" in CliRunner().invoke(start.main, ["lnt"]).output


@pytest.mark.slow
def test_what_each_start_loads(golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """What a start loads is looked at, not how long it takes: read the difference before you accept more."""
    for name in [name for name in os.environ if name.startswith("LOGITEXT_")]:
        monkeypatch.delenv(name)  # where one is set, the options of all commands are read
    starts: dict[str, tuple[str, ...]] = {name: ("-c", source) for name, source in LIBRARY.items()}
    starts |= {name: ("-m", "logitext", *words) for name, words in COMMANDS.items()}
    said = []
    for name, words in starts.items():
        modules = measure.imported(words)
        heavy = " ".join(one for one in measure.HEAVY if one in modules) or "none"
        said += [name, f"  libraries: {heavy}", f"  layers: {' '.join(measure.layers(modules)) or 'none'}"]
    golden("starts.txt", "\n".join(said) + "\n")
