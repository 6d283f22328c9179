"""`logitext run POLICY… DATA… -o FILE`: decide many documents, losing nothing and paying for nothing twice."""

from __future__ import annotations

import click

from logitext.cli import check_options, model_options, policies
from logitext.cli.commands import work
from logitext.cli.forms import text_or_json
from logitext.cli.options import backend, names_of, option, options_for, reading, with_options
from logitext.cli.sections import SectionedCommand, headed
from logitext.run.files import Files

data_options = headed(
    "Input",
    option("--map", "maps", multiple=True, metavar="NAME=COLUMN",
           help="The column of a text or a fact, or one that answers a clause. `user.age` is within `user`, a record "
           "may lack `COLUMN?`, and `NAME=` is not given. May be repeated. Default: texts and facts are in the columns "
           "of their names."),
    option("--id", "id_", metavar="COLUMN",
           help="The column that names each document. Default: the file and the line."),
    *options_for(Files, only=["format", "on_bad"]),
)  # fmt: skip

outputs = headed(
    "Output",
    *options_for(Files, only=["output", "rows"]),
    option("--columns", "select", metavar="NAMES",
           help="The columns of the rows, separated by commas. Default: all."),
    *options_for(Files, only=["review", "html"]),
    option("--unordered", is_flag=True,
           help="Write documents as they are decided, not in the order of the data."),
    *options_for(Files, only=["overwrite"]),
)  # fmt: skip

limits = headed("Limits", *options_for(Files, only=["max_cost", "max_tokens", "stop_after"]))

places = headed("Where it runs", *options_for(Files, only=["workers", "cluster", "batch_api", "batch_size"]))

_ASKING = tuple(one for one in check_options.asking if "record" not in names_of(one))
"""The theories of a run. The run keeps their answers itself, as long as they are needed."""


@click.command("run", cls=SectionedCommand, short_help="Decide many documents, from a table or a folder into a table.")
@click.argument("arguments", metavar="POLICY... DATA...", nargs=-1, required=True)
@with_options(
    *data_options,
    *headed("Input", reading),
    *outputs,
    *headed(
        "Output",
        text_or_json("The format of the summary: text on standard error, or JSON on standard output."),
        option("-q", "--quiet", is_flag=True, help="Print no progress and no summary."),
    ),
    *_ASKING,
    *check_options.certainty,
    *limits,
    *places,
    *model_options.server,
    *model_options.asking,
    model_options.evidence,
    *model_options.keeping_answers,
    backend,
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Decide each record of DATA by each POLICY, and write what comes of it to files.

    A POLICY is the first argument, and each further one that ends in .nltc. DATA is a table (.jsonl, .csv, .tsv,
    .parquet, .arrow), a folder or a pattern of tables or of text files, a URL, or `-` for JSON Lines on standard input.

    A run that was ended goes on when the same command is given again: what was decided stays, and no answer that was
    given is asked for again.

    \b
    Examples:
      logitext run policy.nltc messages.jsonl --id id --rows decisions.jsonl
      logitext run policy.nltc messages.csv --map post=body -o decisions.jsonl --review review.yaml
      logitext run a.nltc b.nltc messages.parquet --theory pattern,openai:MODEL --rows decisions.parquet
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
