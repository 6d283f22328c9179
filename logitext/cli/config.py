"""Settings from files: `[tool.logitext]` of pyproject.toml, or logitext.toml, of this folder or the nearest above.

A key is an option's long name (`fail-on = ["violation"]`); a table named as a command holds keys for that command
alone. A flag goes before its environment variable, that before the file, the file before the default.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import click

from logitext.policy.findings import did_you_mean
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.read import read_text
from logitext.syntax.source import Source

_Target: TypeAlias = tuple[dict[str, str], dict[str, Any]]
"""A command's options by the keys of settings, and its part of click's `default_map`."""


def defaults(commands: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """What the settings file says, by command, as click's `default_map`; empty where there is none."""
    found = _find(Path.cwd())
    if found is None:
        return {}
    path, settings = found
    result: dict[str, dict[str, Any]] = {}
    targets: dict[str, list[_Target]] = {}
    for name, (module, _) in commands.items():
        result[name], targets[name] = _targets(importlib.import_module(module).command)
    everywhere = [target for several in targets.values() for target in several]
    for key, value in settings.items():
        if key in commands and isinstance(value, dict):
            for inner, inner_value in value.items():
                _require(inner, _known(targets[key]), path)
                for keys, given in targets[key]:
                    if inner in keys:
                        given[keys[inner]] = inner_value
            continue
        _require(key, _known(everywhere), path)
        for keys, given in everywhere:
            if key in keys:
                given.setdefault(keys[key], value)
    return result


def _targets(command: click.Command) -> tuple[dict[str, Any], list[_Target]]:
    """A `default_map` to fill for a command; and where in it the options of it, or of its subcommands, go."""
    if not isinstance(command, click.Group):
        given: dict[str, Any] = {}
        return given, [(_options(command), given)]
    parts: dict[str, dict[str, Any]] = {name: {} for name in command.commands}
    return parts, [(_options(one), parts[name]) for name, one in command.commands.items()]


def _known(targets: list[_Target]) -> set[str]:
    return {key for keys, _ in targets for key in keys}


def _find(folder: Path) -> tuple[Path, dict[str, Any]] | None:
    for here in (folder, *folder.parents):
        for name in ("logitext.toml", "pyproject.toml"):
            path = here / name
            if not path.is_file():
                continue
            table = _read(path)
            if name == "pyproject.toml":
                table = table.get("tool", {}).get("logitext")
            if isinstance(table, dict):
                return path, table
    return None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(path))
    except ValueError as error:
        raise InputError([Diagnostic("NLT607", f"the configuration cannot be read: {error}", _source(path))]) from None


def _options(command: click.Command) -> dict[str, str]:
    """The long names of a command's options, without the dashes, and click's names for them."""
    return {
        flag.removeprefix("--"): parameter.name or ""
        for parameter in command.params
        if isinstance(parameter, click.Option) and parameter.envvar  # what has none is no setting
        for flag in parameter.opts
        if flag.startswith("--")
    }


def _require(key: str, known: Any, path: Path) -> None:
    if key not in known:
        hint = did_you_mean(key, known) or f"the keys are {', '.join(sorted(known))}"
        raise InputError([Diagnostic("NLT607", f"there is no setting `{key}`", _source(path), hint=hint)])


def _source(path: Path) -> Source:
    return Source(str(path), "")
