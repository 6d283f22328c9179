"""Options of the subcommands of `logitext cache`: the file, and which entries are meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import click

from logitext.cli.forms import text_or_json
from logitext.cli.options import option, with_options

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def _seconds(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> float | None:
    """A length of time, `30d`, in seconds."""
    if value is None:
        return None
    found = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) *([smhdw])", value)
    if found is None:
        raise click.BadParameter(f"expected a number with s, m, h, d or w for its unit, as in `30d`, not `{value}`")
    return float(found[1]) * _SECONDS[found[2]]


cache_option = option("--cache", "file", metavar="FILE",
                      help="The cache: a file, or postgresql://USER@HOST/DATABASE. Default: the file in your folder "
                      "for caches.")  # fmt: skip
format_option = text_or_json()

# No environment variables here, nor settings: what is meant for a check must not choose what is deleted.
filters: Callable[[Any], Any] = with_options(
    click.option("--model", metavar="NAME", help="Only answers of this model."),
    click.option("--endpoint", metavar="URL", help="Only answers from this address."),
    click.option("--clause", metavar="NAME", help="Only answers to the clause of this name."),
    click.option("--older-than", callback=_seconds, metavar="SPAN",
                 help="Only answers older than this: 90s, 30m, 12h, 30d, 4w."),
    click.option("--newer-than", callback=_seconds, metavar="SPAN", help="Only answers newer than this."),
)  # fmt: skip
