"""`logitext bench`: the benchmarks, a package that stands beside this one in a checkout and inside it in a wheel."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import click

_INSIDE = Path(__file__).parents[2] / "bench"
"""Where a wheel has them; not there in a checkout."""

_BESIDE = Path(__file__).parents[3]
"""Where a checkout has them."""


class _Elsewhere(click.Group):
    """A group whose commands are imported when they are used: they load all of Logitext."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return _group().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _group().get_command(ctx, cmd_name)


def _group() -> click.Group:
    folder = str(_INSIDE if _INSIDE.is_dir() else _BESIDE)
    if sys.path[0] != folder:
        sys.path.insert(0, folder)  # in front, as others have folders of that name too
    try:
        module: Any = importlib.import_module("benchmarks.__main__")
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("benchmarks"):
            raise
        message = "the benchmarks are not installed: they come with Logitext's checkout and its wheel"
        raise click.UsageError(message) from None
    group: click.Group = module.main
    return group


@click.group("bench", cls=_Elsewhere, short_help="Compare Logitext with other ways to decide, on public data sets.")
def command() -> None:
    """Measure Logitext, and what it is compared with, on public sets. The same as `python -m benchmarks`.

    \b
    Exit status:
      0    done
      1    data was not there, or calls failed
      2    the command is wrong
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
