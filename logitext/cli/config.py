"""Settings from files: `[tool.logitext]` of pyproject.toml, or logitext.toml, of this folder or the nearest above.

A key is an option's long name (`fail-on = ["violation"]`); a table named as a command holds keys for that command
alone. A flag goes before its environment variable, that before the file, the file before the default.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from logitext.policy.findings import did_you_mean
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.read import read_text
from logitext.syntax.source import Source


def defaults(commands: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """What the settings file says, by command, as click's `default_map`; empty where there is none."""
    found = _find(Path.cwd())
    if found is None:
        return {}
    path, settings = found
    options = {name: _options(importlib.import_module(module).command) for name, (module, _) in commands.items()}
    known = {key for keys in options.values() for key in keys}
    result: dict[str, dict[str, Any]] = {name: {} for name in commands}
    for key, value in settings.items():
        if key in commands and isinstance(value, dict):
            for inner, inner_value in value.items():
                _require(inner, options[key], path)
                result[key][options[key][inner]] = inner_value
            continue
        _require(key, known, path)
        for name, keys in options.items():
            if key in keys:
                result[name].setdefault(keys[key], value)
    return result


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
        if isinstance(parameter, click.Option)
        for flag in parameter.opts
        if flag.startswith("--")
    }


def _require(key: str, known: Any, path: Path) -> None:
    if key not in known:
        hint = did_you_mean(key, known) or f"the keys are {', '.join(sorted(known))}"
        raise InputError([Diagnostic("NLT607", f"there is no setting `{key}`", _source(path), hint=hint)])


def _source(path: Path) -> Source:
    return Source(str(path), "")
