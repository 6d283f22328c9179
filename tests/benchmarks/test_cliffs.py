"""The registry of cliffs, and the command that prints them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.engine import cliffs
from benchmarks.engine.__main__ import main
from benchmarks.engine.cliffs import measure, registry

HELPERS = {"__init__", "measure", "registry"}


def test_every_module_is_a_cliff_of_the_registry() -> None:
    modules = {path.stem for path in Path(*cliffs.__path__).glob("*.py")}
    assert sorted(modules - HELPERS) == list(registry.CLIFFS)


@pytest.mark.parametrize("name", registry.CLIFFS)
def test_a_cliff_has_rows(name: str) -> None:
    assert callable(registry.module(name).rows)


def test_work_is_done_once_and_shared_between_the_things_that_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    clock = iter([0.0, 2.0, 10.0, 18.0, 20.0, 24.0])
    monkeypatch.setattr(f"{measure.__name__}.process_time", lambda: next(clock))
    monkeypatch.setattr(measure, "STEPS", 1)
    row = measure.measured("walks", "four walks", lambda: done.append(1), each=4)
    assert done == [1]
    assert row == measure.Row("walks", 2.0, 2.0 / 3.0, "four walks")


def test_the_command_prints_the_rows_of_the_cliffs_that_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        registry.module("reasons"), "rows", lambda: iter([measure.Row("reasons, few", 0.5, 12.25, "three of them")])
    )
    said = CliRunner().invoke(main, ["--cliffs", "reasons"])
    assert said.output.splitlines()[1].split() == ["reasons,", "few", "0.5", "12.25", "three", "of", "them"]


def test_a_cliff_that_is_not_there_is_said() -> None:
    said = CliRunner().invoke(main, ["--cliffs", "reason"])
    assert said.exit_code == 2
    assert "there is no cliff reason" in said.output
    assert "`reasons`" in said.output
