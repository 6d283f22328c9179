"""`logitext doctor`: what works with a model, and what does not."""

from __future__ import annotations

import click

from logitext.cli import model_options
from logitext.cli.commands import work
from logitext.cli.forms import text_or_json
from logitext.cli.options import option, with_options
from logitext.cli.sections import SectionedCommand


@click.command("doctor", cls=SectionedCommand, short_help="Find out what works with a model.")
@with_options(
    *model_options.server,
    option("--wordings", is_flag=True,
           help="Measure in which manner the model is asked best, and ask it so from now on."),
    option("--cache", metavar="FILE",
           help="The file that remembers what the server can do. Default: a file in your folder for caches."),
    option("--prices", metavar="FILE", help="The prices of models, in money per million tokens (TOML or JSON)."),
    text_or_json(),
)  # fmt: skip
@work
def command() -> None:
    """Find out what a server can do with a model, how well it tells yes from no, and how quick it is.

    The command makes a dozen small calls or two, and sends nothing of yours. It puts twelve control questions whose
    answers are known, and names the options that fit. It prints each line as soon as it is known, and remembers what
    the server can do. It does not repeat a call that gets no reply within --timeout.

    With --wordings it puts 24 control questions in each manner: as a statement, a question, a negation, a choice and a
    scale. The best one is remembered, and used where neither the policy nor --wording says how a clause is put.

    \b
    Examples:
      logitext doctor --model NAME --base-url http://localhost:8000/v1

    \b
    Exit status: 0 if the model answers, 2 if the command is wrong, 4 if the model does not answer.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
