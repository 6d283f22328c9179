"""Help texts of commands that list what is registered, with a summary of each."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from logitext.cli.sections import SectionedCommand

if TYPE_CHECKING:
    from logitext.registry import Registry

TABLE = "{table}"
"""Stands in a help text where the list is to be."""


class CommandWithTable(SectionedCommand):
    """A command whose help text lists what is in a registry, each with its `summary`, in place of `{table}`.

    The modules of the things are imported only for the help.
    """

    def __init__(self, *args: Any, table: Callable[[], Registry[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._table = table

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the text with the list."""
        bare = self.help
        self.help = inspect.cleandoc(bare or "").replace(TABLE, _lines(self._table().all()))
        super().format_help_text(ctx, formatter)
        self.help = bare


def _lines(things: Mapping[str, Any]) -> str:
    width = max(map(len, things))
    return "\n".join(f"  {name:<{width}}  {one.summary}" for name, one in things.items()).lstrip()
