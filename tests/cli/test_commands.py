"""What is declared on the command line, and what does its work, fit."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click
import pytest

from logitext.cli.commands import worker
from logitext.cli.main import cli


def commands() -> Iterator[tuple[str, click.Command]]:
    """All commands that do work, those of groups too, but not those of the benchmarks."""
    context = click.Context(cli)
    for name in cli.list_commands(context):
        found = cli.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from ((f"{name} {inner}", one) for inner, one in vars(found)["commands"].items())
        else:
            yield name, found


ALL = dict(commands())


def declared(command: click.Command) -> Callable[..., Any]:
    function = command.callback
    while function is not None and hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    assert function is not None
    return function


@pytest.mark.parametrize("name", ALL)
def test_the_work_takes_what_is_declared(name: str) -> None:
    takes = inspect.signature(worker(declared(ALL[name]))).parameters.values()
    named = {one.name for one in takes if one.kind is not one.VAR_KEYWORD}
    given = {one.name for one in ALL[name].params if one.expose_value}
    assert named <= given
    if not any(one.kind is one.VAR_KEYWORD for one in takes):
        assert given == named


WITHOUT = """
import sys
for package in ("fastapi", "starlette", "uvicorn", "prometheus_client", "pygls", "lsprotocol", "mcp"):
    sys.modules[package] = None
from logitext.cli.main import main
main()
"""


@pytest.mark.parametrize(
    ("arguments", "what", "package"),
    [
        (["lsp"], "a language server", "pygls"),
        (["mcp", "p.nltc"], "a server for assistants", "mcp"),
        (["serve", "p.nltc"], "a service", "fastapi"),
    ],
)
def test_a_command_without_its_extra_says_what_to_install(arguments: list[str], what: str, package: str) -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT, *arguments], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{what} needs the package `{package}`, which is not installed" in done.stderr
    assert f"install the extra `{arguments[0]}`: `pip install 'logitext[{arguments[0]}]'`" in done.stderr
