"""docs/options.md lists the options that are settings too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from logitext.cli.main import cli

PAGE = Path(__file__).parents[2] / "docs" / "options.md"
HEAD = "| --- | --- | --- | --- |\n"


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name, command


def row(option: click.Option, having: list[str]) -> str:
    flag = next(one for one in option.opts if one.startswith("--"))
    value = "" if option.is_flag or option.count else " " + (option.metavar or "|".join(option.type.choices))  # type: ignore[attr-defined]  # a choice
    default = "" if option.is_flag or not option.show_default else f"`{option.default}`"
    words = (option.help or "").split(" Default: ")
    cells = (f"`{flag}{value}`", default, ", ".join(f"`{one}`" for one in having), " Default: ".join(words))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def table() -> str:
    having: dict[str, list[str]] = {}
    options: dict[str, click.Option] = {}
    for name, command in commands(cli):
        for option in command.params:
            if isinstance(option, click.Option) and option.envvar:
                line = row(option, [])
                options.setdefault(line, option)
                having.setdefault(line, []).append(name)
    return "".join(sorted(row(options[line], names) for line, names in having.items()))


def test_the_page_lists_the_options(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text("utf-8")
    start = text.index(HEAD) + len(HEAD)
    if request.config.getoption("--write-goldens"):
        PAGE.write_text(text[:start] + table(), "utf-8")
        text = PAGE.read_text("utf-8")
    assert text[start:] == table()
