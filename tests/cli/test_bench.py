"""`logitext bench`: the benchmarks under Logitext's own command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from logitext.cli.commands import bench
from logitext.cli.main import cli


def test_it_is_the_command_of_the_benchmarks(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "logitext", "bench", "run", "community/scams", "--data", str(tmp_path)]
    options = [
        "--theory",
        "simulated",
        "--error",
        "0",
        "--arm",
        "logitext",
        "--limit",
        "3",
        "-o",
        str(tmp_path / "run"),
    ]
    ran = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "| community/scams | remove | logitext | 3 of 3 | 100.0 % |" in ran.stdout


def test_another_folder_of_that_name_is_not_taken_for_it(tmp_path: Path) -> None:
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "__init__.py").touch()
    command = [sys.executable, "-m", "logitext", "bench", "list"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "community/scams" in ran.stdout


def test_its_commands_are_found_without_a_list_of_them_here() -> None:
    context = click.Context(bench.command)
    assert {"list", "run", "report"} <= set(bench.command.list_commands(context))
    assert bench.command.get_command(context, "no such") is None


def test_what_is_said_where_they_are_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> None:
        raise ModuleNotFoundError("No module named 'benchmarks'", name="benchmarks")

    monkeypatch.setattr("importlib.import_module", gone)
    with pytest.raises(click.UsageError, match="the benchmarks are not installed"):
        bench.command.list_commands(click.Context(bench.command))


def test_another_missing_module_is_no_such_case(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> None:
        raise ModuleNotFoundError("No module named 'z3'", name="z3")

    monkeypatch.setattr("importlib.import_module", gone)
    with pytest.raises(ModuleNotFoundError, match="z3"):
        bench.command.list_commands(click.Context(cli))
