"""`logitext eval POLICY CASES…`: how often verdicts are right, and which clauses made them wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from logitext.certainty.sureness import Sureness
from logitext.cli import labelled, policies
from logitext.cli.check_options import calibrated
from logitext.cli.forms import format_options
from logitext.cli.options import option, options_for, with_options
from logitext.cli.sections import SectionedCommand
from logitext.report.evaluation.formats import EVALUATION_FORMATS

if TYPE_CHECKING:
    from logitext.records.evaluation import Evaluation
    from logitext.syntax.diagnostics import Diagnostic


@click.command("eval", cls=SectionedCommand, short_help="Measure how often verdicts are right, on labelled cases.")
@click.argument("arguments", metavar="POLICY CASES...", nargs=-1, required=True)
@with_options(
    *labelled.options,
    *options_for(Sureness),
    calibrated,
    *format_options(
        EVALUATION_FORMATS, "the evaluation", "The format of the evaluation; `html` is a page with charts."
    ),
    option("--compare", is_flag=True,
           help="Compare two evaluations of the same cases: the arguments are two files that `-o FILE.json` wrote."),
    option("-q", "--quiet", is_flag=True, help="Print no evaluation and no progress."),
)  # fmt: skip
@policies.delimiters
def command(
    arguments: tuple[str, ...],
    calibration: str | None,
    compare: bool,
    format: str,
    output: tuple[str, ...],
    quiet: bool,
    **given: Any,
) -> int:
    """Decide CASES by POLICY, and compare the verdicts with the right ones.

    CASES are data as `logitext run` takes it. The right value of the verdict or clause NAME stands in the column
    `right.NAME`, or as NAME in an object `right`, or in the column that `--map right.NAME=COLUMN` says; an empty one is
    not known. A case needs a right verdict. Right answers of clauses say which clause made a verdict wrong.

    \b
    Examples:
      logitext eval policy.nltc cases.csv --id id --theory openai:MODEL
      logitext eval policy.nltc cases.jsonl --map right.remove=label -o evaluation.json -o evaluation.html
      logitext eval --compare one-model.json another-model.json

    \b
    Exit status: 0 if the cases were evaluated, whatever came of it; 2 if they do not fit the policy; 4 if a back end
    failed in some of them.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    from functools import partial

    from logitext.api.measures.evaluate import evaluate
    from logitext.cli import exits
    from logitext.cli import without_effect as none
    from logitext.cli.output import write_view
    from logitext.report.evaluation.view import EvaluationView

    if compare:
        return _compared(arguments, format, output, quiet)
    none.say(none.format_is_named(output, EVALUATION_FORMATS))
    work = partial(evaluate, calibration=calibration)
    found = labelled.work_at(work, "evaluating", arguments, given, quiet)
    write_view(EVALUATION_FORMATS, EvaluationView(found), format=format, output=output, quiet=quiet)
    return exits.FAILED if any(one.failed for one in found.verdicts.values()) else exits.DONE


def _compared(files: tuple[str, ...], format: str, output: tuple[str, ...], quiet: bool) -> int:
    """Print or write the comparison of two evaluations."""
    from logitext.cli import exits
    from logitext.cli import output as outputs
    from logitext.evaluate.compare import compare, read_evaluation
    from logitext.report.evaluation.comparison import render
    from logitext.report.recorded.formats import RECORD_FORMATS
    from logitext.syntax.diagnostics import InputError

    if len(files) != 2:
        raise click.UsageError(f"--compare takes two files that `-o FILE.json` wrote, not {len(files)}")
    if not {format, *filter(None, map(EVALUATION_FORMATS.named_by, output))} <= {*RECORD_FORMATS.names()}:
        raise click.UsageError("a comparison is no page: give it as text or JSON")
    found: list[Evaluation] = []
    wrong: list[Diagnostic] = []
    for name in files:
        try:
            found.append(read_evaluation(name))
        except InputError as error:
            wrong += error.diagnostics
    if wrong:
        raise InputError(wrong)
    compared = compare(found[0], found[1], (files[0], files[1]))
    outputs.write_records([compared], render, format=format, output=output, quiet=quiet)
    return exits.DONE
