"""`logitext annotate PROSE`: a first policy from plain prose, or where its logic may be."""

from __future__ import annotations

import click

from logitext.cli import model_options
from logitext.cli.commands import work
from logitext.cli.forms import text_or_json
from logitext.cli.number import WholeNumberParameter
from logitext.cli.options import option, with_options
from logitext.cli.sections import SectionedCommand


@click.command("annotate", cls=SectionedCommand, short_help="Draft a policy from plain prose.")
@click.argument("prose", metavar="PROSE")
@with_options(
    click.option("--outline", is_flag=True,
                 help="Ask nobody; list where the prose may hold logic: items, exceptions, counts, duties."),
    option("--drafter", metavar="SPEC",
           help="Who drafts: `openai:MODEL`, or `mock:FILE`, a script. Default: the model that --model names."),
    option("--repairs", type=WholeNumberParameter(min=0), metavar="N", default=3, show_default=True,
           help="Show the drafter up to N times what is wrong with its draft."),
    click.option("--drafts", type=WholeNumberParameter(1, 20), metavar="N", default=1, show_default=True,
                 help="Ask for N drafts. Where they do not mean the same, a case tells them apart, and you say what is "
                 "right in it."),
    *model_options.server,
    option("--prices", metavar="FILE", help="The prices of models, in money per million tokens (TOML or JSON)."),
    click.option("-o", "--output", metavar="FILE",
                 help="Write the policy to FILE, which must not exist yet, or the outline."),
    text_or_json("The format of the outline."),
)  # fmt: skip
@work
def command() -> None:
    """Draft a policy from PROSE, a file with a plain policy (`-`: standard input). A model proposes what to mark.

    The prose stays as it is: annotations are put between its words. What does not load is shown to the model again, and
    what never loads is not written. A draft is a draft: read each mark, and write tests.

    \b
    Exit status: 0 if there is a policy, 2 if none of the drafts makes one or PROSE cannot be read, 3 if drafts differ
    and there is no terminal to ask at, 4 if the model failed.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
