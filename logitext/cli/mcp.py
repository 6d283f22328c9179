"""`logitext mcp POLICY…`: a server of the Model Context Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logitext.cli import exits, model_options, policies
from logitext.cli.logs import log_calls
from logitext.cli.unattended import unattended
from logitext.mcp.server import made
from logitext.mcp.tools import Tools
from logitext.policy.named import named

if TYPE_CHECKING:
    from logitext.api import Options

_OPTIONS = ("max_questions", "max_calls", "max_tokens", "max_cost", "deadline")


def command(
    files: tuple[str, ...],
    theory: str | None,
    answers: tuple[str, ...],
    settings: tuple[str, ...],
    backend: str,
    verbose: int,
    **others: Any,
) -> int:
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
