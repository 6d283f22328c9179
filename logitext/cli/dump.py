"""`logitext dump POLICY`: what a stage of Logitext makes of a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from logitext.cli import policies
from logitext.cli.options import with_options

if TYPE_CHECKING:
    from logitext.api.without_texts.stages import Stage
    from logitext.policy.model import CheckedPolicy
    from logitext.syntax.source import Source


@click.command("dump", short_help="Print how Logitext understands a policy.")
@click.argument("policy", metavar="POLICY")
@with_options(
    click.option("--stage", type=click.Choice(["tokens", "tree", "policy", "smt2"]), default="policy",
                 show_default=True, help="The stage, see above."),
    click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True,
                 help="The format of the output; smt2 is text."),
)  # fmt: skip
@policies.delimiters
def command(policy: str, stage: Stage, format: str) -> None:
    """Print how Logitext understands POLICY, a file or `-`, at one stage.

    \b
      tokens  the tokens of the policy, one on each line, comments included
      tree    the syntax tree: what you wrote, and nothing inferred
      policy  the checked policy: names resolved, shorthand spelt out
      smt2    the logic as SMT-LIB 2.7, for any solver; it asks which values each verdict can have

    \b
    Exit status: 0, or 2 if POLICY cannot be read or is wrong.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    if stage == "smt2" and format == "json":
        raise click.UsageError("SMT-LIB is text: leave out `--format json`")
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
