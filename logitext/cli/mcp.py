"""`logitext mcp POLICY…`: a server of the Model Context Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from logitext.cli import check_options, model_options, policies
from logitext.cli.options import backend, names_of, option, with_options
from logitext.cli.sections import SectionedCommand
from logitext.cli.unattended import unattended

if TYPE_CHECKING:
    from logitext.api import Options

_ASKING = tuple(one for one in check_options.asking if names_of(one)[0] in ("theory", "answers", "settings"))
_LIMITS = tuple(one for one in check_options.limits if names_of(one)[0] != "dry_run")
_OPTIONS = ("max_questions", "max_calls", "max_tokens", "max_cost", "deadline")


@click.command(
    "mcp", cls=SectionedCommand, short_help="Let an assistant ask about policies, over the Model Context Protocol."
)
@click.argument("files", metavar="POLICY...", nargs=-1, required=True)
@with_options(
    *_ASKING,
    *model_options.server,
    *model_options.sampling,
    *model_options.keeping_answers,
    *_LIMITS,
    backend,
    option("-v", "--verbose", count=True, help="Log each call of a model on standard error."),
)  # fmt: skip
@policies.delimiters
def command(
    files: tuple[str, ...],
    theory: str | None,
    answers: tuple[str, ...],
    settings: tuple[str, ...],
    backend: str,
    verbose: int,
    **others: Any,
) -> int:
    """Serve each POLICY, a file or `NAME=FILE`, to an assistant that speaks the Model Context Protocol.

    The assistant starts it, and speaks to it over standard input and output. It may list the policies, decide texts,
    look for mistakes in a policy that it writes, and read about error codes. It reads and writes no other file.
    """
    import importlib.util

    from logitext.cli import exits
    from logitext.cli.logs import log_calls
    from logitext.policy.named import named
    from logitext.syntax.diagnostics import Diagnostic, InputError

    if importlib.util.find_spec("mcp") is None:
        message = "a server for assistants needs the package `mcp`, which is not installed"
        hint = "install the extra `mcp`: `pip install 'logitext[mcp]'`"
        raise InputError([Diagnostic("NLT648", message, hint=hint)])
    from logitext.mcp.server import made
    from logitext.mcp.tools import Tools

    if verbose:
        log_calls()
    limits = {name: others.pop(name) for name in _OPTIONS}
    asked = unattended(theory, answers, settings, model_options.model_options(others))
    options: Options = {"theory": asked, **limits}  # type: ignore[typeddict-item]  # click knows their kinds
    found = named(files)
    for file in found.values():
        policies.load(file, backend=backend).prepare(**options)  # type: ignore[arg-type]  # click knows them
    made(Tools(found, options, backend, str(policies.given()))).run("stdio")
    return exits.DONE
