"""`logitext diff OLD NEW`: which decisions change between two versions of a policy."""

from __future__ import annotations

import click

from logitext.cli import model_options
from logitext.cli import policies as reading
from logitext.cli.commands import work
from logitext.cli.commands.run import data_options
from logitext.cli.forms import format_options
from logitext.cli.options import facts_options, names_of, option, with_options
from logitext.cli.options import reading as read_as
from logitext.cli.sections import SectionedCommand
from logitext.report.diff.formats import DIFFERENCE_FORMATS

KINDS = {"wider": ("wider", "changed", "added"), "narrower": ("narrower", "changed", "removed")}
"""The relations that `--fail-on` means: what changes both ways is wider and narrower."""


def _conditions(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    for one in given:
        if one.rpartition(":")[2] not in (*KINDS, "any"):
            raise click.BadParameter(f"`{one}` is none of `wider`, `narrower`, `any`, or one of these after `VERDICT:`")
    return given


@click.command("diff", cls=SectionedCommand, short_help="Say which decisions change between two versions of a policy.")
@click.argument("policies", metavar="OLD NEW", nargs=-1, required=True)
@with_options(
    click.option("--git", "revision", metavar="REV",
                 help="Compare POLICY, the only argument, with what it is in this revision of its git repository."),
    *format_options(DIFFERENCE_FORMATS, "what changes",
                    "The format: `markdown` is for a comment on a pull request."),
    click.option("--all", "every", is_flag=True, help="List every case that changes, and not only the largest."),
    click.option("--fail-on", multiple=True, metavar="CHANGE", callback=_conditions,
                 help="Exit with 1 only if a verdict is `wider`, `narrower`, or changes in `any` way. With a verdict, "
                 "`remove:wider`, for that one. May be repeated."),
    click.option("--results", multiple=True, metavar="FILE",
                 help="Also say which documents change, by earlier results (of `check` or `run`) or a recording. May "
                 "be repeated."),
    click.option("--texts", multiple=True, metavar="DATA",
                 help="Also say which documents of DATA change: a table, a folder or a pattern. May be repeated."),
    option("--theory", metavar="SPEC",
           help="Whose answers about DATA count, as in `logitext check`. Default: the policies' patterns."),
    option("--answers", multiple=True, metavar="FILE",
           help="Answers from a YAML or JSON file, for DATA, before the theory. May be repeated."),
    click.option("--ask", is_flag=True,
                 help="Ask the theory for answers that are not at hand, instead of saying what they would cost."),
    *facts_options,
    *(one for one in data_options if "on_bad" not in names_of(one)),
    read_as,
    *model_options.server,
    *model_options.asking,
    *model_options.keeping_answers,
)  # fmt: skip
@reading.delimiters
@work
def command() -> None:
    """Say which decisions change from OLD to NEW, two versions of a policy.

    Clauses are matched by name, then by their words. A verdict is wider if it is true of more, and narrower if it is
    true of less; of a violation that is called stricter and looser. The cases that change are the smallest conditions
    under which a verdict comes out otherwise. With --git, the old version comes from a revision.

    No theory is asked. With --results or --texts, documents are compared by the answers that are at hand, and what is
    missing is priced.

    \b
    Exit status: 0 if no decision changes, 1 if one does, 2 if a policy or the command is wrong.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
