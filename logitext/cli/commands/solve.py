"""`logitext solve POLICY FORMULA`: a text of which a formula holds, or what stands in its way."""

from __future__ import annotations

import click

from logitext.cli import model_options, policies, search_options
from logitext.cli.commands import work
from logitext.cli.forms import output_options
from logitext.cli.options import facts_options, option, reading, with_options
from logitext.cli.sections import SectionedCommand


@click.command("solve", cls=SectionedCommand, short_help="Find a text with a given property, or say why there is none.")
@click.argument("policy", metavar="POLICY")
@click.argument("formula", metavar="FORMULA")
@with_options(
    click.option("--given", multiple=True, metavar="NAME=FILE",
                 help="A text that you have; the search is for the other texts. May be repeated."),
    click.option("--for-all", "universal", is_flag=True,
                 help="Ask whether FORMULA holds for every text: look for a counterexample."),
    *facts_options,
    reading,
    *search_options.people,
    *search_options.effort,
    *search_options.limits,
    *model_options.server,
    *model_options.asking,
    *model_options.keeping_answers,
    *output_options,
    option("-v", "--verbose", is_flag=True, help="Print each step on standard error."),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Find a text for which FORMULA holds, and verify each of its clauses; or say why there is none.

    \b
    sat           here is such a text
    unsat         the logic alone forbids it; the core says why, and nobody is asked
    unrealised    the logic allows it, but no such text was found
    undetermined  a clause of a text could not be judged, or nothing could be written

    With --for-all the outcome is `proved`, `refuted`, or `no counterexample found`.

    \b
    Exit status: 0 sat or proved, 1 unsat or refuted, 3 anything else, 4 if the writer's back end failed.

    \b
    Examples:
      logitext solve policy.nltc 'remove and not threat' --theory pattern:complete
      logitext solve policy.nltc 'remove' --model MODEL --base-url http://localhost:8000/v1
      logitext solve policy.nltc 'good' --given question=question.txt --writer ask --theory ask
      logitext solve policy.nltc 'deadly implies remove' --for-all
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
