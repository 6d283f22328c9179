"""`logitext dump POLICY`: what a stage of Logitext makes of a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from logitext.cli import policies
from logitext.cli.forms import text_or_json
from logitext.cli.options import Registered, with_options
from logitext.cli.registered_help import CommandWithTable
from logitext.report.dump.stage import STAGES

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.syntax.source import Source


@click.command(
    "dump",
    cls=CommandWithTable,
    table=lambda: STAGES,
    short_help="Print how Logitext understands a policy.",
)
@click.argument("policy", metavar="POLICY")
@with_options(
    click.option("--stage", type=Registered(lambda: STAGES), default="policy",
                 show_default=True, help="The stage, see above."),
    text_or_json("The format of the output; smt2 is text.", settings=False),
)  # fmt: skip
@policies.delimiters
def command(policy: str, stage: str, format: str) -> None:
    """Print how Logitext understands POLICY, a file or `-`, at one stage.

    \b
      {table}

    \b
    Exit status: 0, or 2 if POLICY cannot be read or is wrong.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    if format == "json" and not STAGES.get(stage).has_data:
        raise click.UsageError(f"the stage `{stage}` is text: leave out `--format json`")
    from logitext.api.without_texts.stages import dump

    source = _source(policy)
    click.echo(dump(source, stage, as_json=format == "json", load=lambda: _load(policy, source)), nl=False)


def _source(name: str) -> Source:
    """The file, or standard input. PolicyError where it cannot be read."""
    import sys
    from pathlib import Path

    from logitext.cli.documents import STDIN
    from logitext.syntax.diagnostics import Diagnostic, PolicyError
    from logitext.syntax.read import MAX_BYTES, decode, read_text
    from logitext.syntax.source import Source

    shown = "<stdin>" if name == STDIN else name
    try:
        text = decode(sys.stdin.buffer.read(MAX_BYTES + 1)) if name == STDIN else read_text(Path(name))
    except ValueError as error:
        raise PolicyError([Diagnostic("NLT001", str(error), Source(shown, ""))]) from None
    return Source(shown, text, policies.given())


def _load(name: str, source: Source) -> CheckedPolicy:
    from logitext.cli.documents import STDIN
    from logitext.policy.load import check_policy, load_policy

    return check_policy(source) if name == STDIN else load_policy(name, delimiters=source.given)
