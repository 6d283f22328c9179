"""What is declared on the command line, and what does its work, fit."""

from __future__ import annotations

import inspect
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
