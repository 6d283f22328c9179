"""`logitext learn POLICY CASES…`: a theory that needs no model, from labelled texts."""

from __future__ import annotations

import click

from logitext.cli import policies
from logitext.cli.commands import work
from logitext.cli.commands.run import data_options
from logitext.cli.forms import text_or_json
from logitext.cli.options import named, names_of, option, reading, with_options
from logitext.cli.sections import SectionedCommand


@click.command("learn", cls=SectionedCommand, short_help="Learn a theory that needs no model, from labelled cases.")
@click.argument("arguments", metavar="POLICY CASES...", nargs=-1)
@with_options(
    *(one for one in data_options if "on_bad" not in names_of(one)),
    reading,
    option("--group", metavar="COLUMN",
           help="The column that names what texts have in common, such as a template or an author. Texts of a group "
           "are held out together; near-duplicates always are."),
    option("--embedding", metavar="FOLDER",
           help="Learn from what a model of sentences makes of the texts, not from words: a folder with model.onnx and "
           "tokenizer.json, or a model of sentence-transformers."),
    option("--seed", type=int, metavar="N", default=0, show_default=True, help="Chooses which groups are held out."),
    text_or_json("The format of what is printed."),
    option("-o", "--output", metavar="FILE", required=True, callback=named(".json"),
           help="Write what was learned to FILE (.json), for `--theory learned:FILE`."),
    option("-q", "--quiet", is_flag=True, help="Print nothing but errors."),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Learn the clauses of POLICY from CASES with right answers: a classifier for each clause.

    Clauses that hold or do not are learned, and those with labels or whole numbers. The right answer to a clause stands
    in the column `right.CLAUSE`; an empty one is not known. No language model is asked. What is printed was measured on
    groups of texts that were not learned from.

    \b
    Examples:
      logitext learn policy.nltc cases.csv --group template -o learned.json
      logitext check policy.nltc post.txt --theory learned:learned.json,openai:MODEL

    \b
    Exit status: 0 if something was learned, 2 if the cases do not fit the policy, or are too few.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
