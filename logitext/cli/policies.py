"""How commands read policies: the option that all of these have, and what it means for a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

import logitext
from logitext.cli.options import option
from logitext.syntax.delimiters import DEFAULT, HINT, Delimiters, DelimitersError

if TYPE_CHECKING:
    from logitext.api import Policy
    from logitext.logic.backend_name import BackendName

_KEY = "logitext.delimiters"


def _keep(context: click.Context, _parameter: click.Parameter, written: str | None) -> None:
    """Keep the delimiters with the command. BadParameter where they cannot be some."""
    if written is None:
        return
    try:
        context.meta[_KEY] = Delimiters.of(written)
    except DelimitersError as error:
        raise click.BadParameter(f"{error}; {HINT}") from None


delimiters = option(
    "--delimiters", metavar="SIGNS", expose_value=False, callback=_keep,
    help="What stands around annotations, and maybe clauses, in policies that do not say so in their first line: "
    "`<% %>`, or `<% %> << >>`. Default: `{{ }} [[ ]]`.",
)  # fmt: skip
"""An option of every command that reads policies; `load` and `given` know what it says."""


def given() -> Delimiters:
    """The delimiters of policies that name none, as the command says."""
    found = click.get_current_context().meta.get(_KEY, DEFAULT)
    assert isinstance(found, Delimiters)
    return found


def load(policy: str, backend: BackendName = "auto") -> Policy:
    """The policy in a file, as `logitext.load` gives it, read as the command says."""
    return logitext.load(policy, backend=backend, delimiters=str(given()))
