"""Environment variables that look like settings of Logitext and are none: a misspelt one is said."""

from __future__ import annotations

import difflib
import importlib
import os
from collections.abc import Iterator, Mapping

import click

from logitext.syntax.diagnostics import Diagnostic, Severity

_PREFIX = "LOGITEXT_"
_OTHERS = frozenset(["LOGITEXT_NO_PLUGINS", "LOGITEXT_TRACEBACK"])
"""Variables that belong to no option."""


def warn_of_unknown(commands: Mapping[str, tuple[str, str]]) -> None:
    """Warn of each variable that is nearly one of an option of the commands, and none.

    Others that begin so may be those of another program.
    """
    known = _OTHERS.union(*(_variables(importlib.import_module(module).command) for module, _ in commands.values()))
    found = {
        name: near[0]
        for name in sorted(os.environ)
        if name.startswith(_PREFIX)
        and name not in known
        and (near := difflib.get_close_matches(name.removeprefix(_PREFIX), _without_prefix(known), 1, 0.75))
    }
    if found:
        from logitext.cli.warn import warn  # noqa: PLC0415  # rich, which only a warning needs

        warn(
            [
                Diagnostic(
                    "NLT609",
                    f"the environment variable `{name}` has no effect",
                    hint=f"did you mean `{_PREFIX}{near}`?",
                    severity=Severity.WARNING,
                )
                for name, near in found.items()
            ]
        )


def _without_prefix(names: frozenset[str]) -> list[str]:
    """The names as they are compared: what all of them begin with says nothing."""
    return sorted(name.removeprefix(_PREFIX) for name in names)


def _variables(command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        for inner in vars(command)["commands"].values():
            yield from _variables(inner)
    for parameter in command.params:
        if isinstance(parameter.envvar, str):
            yield parameter.envvar
