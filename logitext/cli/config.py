"""Settings from files: `[tool.logitext]` of pyproject.toml, or logitext.toml, of this folder or the nearest above.

A key is an option's long name (`fail-on = ["violation"]`); a table named as a command holds keys for that command
alone. A flag goes before its environment variable, that before the file, the file before the default.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import click

from logitext.policy.findings import did_you_mean
from logitext.syntax.diagnostics import Diagnostic, InputError, Severity
from logitext.syntax.read import read_text
from logitext.syntax.source import Source

_Target: TypeAlias = tuple[dict[str, click.Option], dict[str, Any]]
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
                _put(inner, inner_value, targets[key], path, ())
        else:
            _put(key, value, everywhere, path, list(commands))
    return result


def _put(key: str, value: Any, targets: list[_Target], path: Path, commands: Sequence[str]) -> None:
    """Give a setting to the commands that have it. InputError where none has, or it is of another kind.

    `commands` are names of tables that may stand in its place.
    """
    having = [(options[key], given) for options, given in targets if key in options]
    if not having:
        known = {known for options, _ in targets for known in options}
        raise _wrong(path, f"there is no setting `{key}`", _meant(key, value, sorted(known), commands))
    kinds = [_kind(option, value) for option, _ in having]
    if (expected := kinds[0]) is not None and None not in kinds:
        message = f"the setting `{key}` is {expected[0]}, not {_shown(value)}"
        raise _wrong(path, message, f"write `{key} = {expected[1]}`")
    for (option, given), unfit in zip(having, kinds, strict=True):
        if unfit is None and not (commands and option.name in given):  # a command's own table goes first
            given[option.name or ""] = value


def _meant(key: str, value: Any, known: Sequence[str], commands: Sequence[str]) -> str:
    """A hint about a key that is no setting."""
    if key in commands:
        return f"`{key}` is a command: write a table `[tool.logitext.{key}]` (`[{key}]` in logitext.toml)"
    names = [*commands, *known] if isinstance(value, dict) else known
    return did_you_mean(key, names) or f"the keys are {', '.join(known)}"


def _kind(option: click.Option, value: Any) -> tuple[str, str] | None:
    """What a setting is, and an example of it, where the value is something else; None where it fits."""
    if option.multiple:
        right = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return None if right else ("a list of texts", '["…"]')
    if option.is_flag or option.count:
        # Click reads the words of environment variables as well.
        right = isinstance(value, bool) or (bool(option.count) and isinstance(value, int))
        return None if right else ("true or false", "true")
    if isinstance(option.type, click.IntRange | click.FloatRange):
        right = isinstance(value, int | float) and not isinstance(value, bool)
        return None if right else ("a number", "1")
    return None if isinstance(value, str) else ("a text", '"…"')


def _shown(value: Any) -> str:
    """A value of the file, as it is written there."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case dict():
            return "a table"
        case list():
            return "a list" if value and all(isinstance(one, str) for one in value) else "a list of something else"
    return str(value)


def _targets(command: click.Command) -> tuple[dict[str, Any], list[_Target]]:
    """A `default_map` to fill for a command; and where in it the options of it, or of its subcommands, go."""
    if not isinstance(command, click.Group):
        given: dict[str, Any] = {}
        return given, [(_options(command), given)]
    parts: dict[str, dict[str, Any]] = {name: {} for name in command.commands}
    return parts, [(_options(one), parts[name]) for name, one in command.commands.items()]


def _find(folder: Path) -> tuple[Path, dict[str, Any]] | None:
    for here in (folder, *folder.parents):
        own, shared = here / "logitext.toml", here / "pyproject.toml"
        table = _table_of(shared) if shared.is_file() else None
        if own.is_file():
            if table:
                _warn(shared, "`[tool.logitext]` has no effect, as logitext.toml is beside it", "keep one of them")
            return own, _read(own)
        if table is not None:
            return shared, table
    return None


def _table_of(path: Path) -> dict[str, Any] | None:
    """The table `[tool.logitext]`; None where there is none. InputError where something else has its name."""
    tool = _read(path).get("tool", {})
    if not isinstance(tool, dict):
        return None  # no tool can have settings there
    table = tool.get("logitext")
    if table is not None and not isinstance(table, dict):
        raise _wrong(
            path, f"`tool.logitext` is {_shown(table)}, and no table", "write `[tool.logitext]`, and keys below"
        )
    return table


def _warn(path: Path, message: str, hint: str) -> None:
    from logitext.cli.warn import warn  # noqa: PLC0415  # rich, which only a warning needs

    warn([Diagnostic("NLT607", message, _source(path), hint=hint, severity=Severity.WARNING)])


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(path))
    except ValueError as error:
        raise InputError([Diagnostic("NLT607", f"the configuration cannot be read: {error}", _source(path))]) from None


def _options(command: click.Command) -> dict[str, click.Option]:
    """A command's options by their long names, without the dashes."""
    return {
        flag.removeprefix("--"): parameter
        for parameter in command.params
        if isinstance(parameter, click.Option) and parameter.envvar  # what has none is no setting
        for flag in parameter.opts
        if flag.startswith("--")
    }


def _wrong(path: Path, message: str, hint: str) -> InputError:
    return InputError([Diagnostic("NLT607", message, _source(path), hint=hint)])


def _source(path: Path) -> Source:
    return Source(str(path), "")
