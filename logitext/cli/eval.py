"""`logitext eval POLICY CASES…`: how often verdicts are right, and which clauses made them wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from logitext.api.measures.evaluate import evaluate
from logitext.cli import exits, labelled_work
from logitext.cli import output as outputs
from logitext.cli import without_effect as none
from logitext.cli.output import write_view
from logitext.evaluate.compare import compare, read_evaluation
from logitext.report.evaluation.comparison import render
from logitext.report.evaluation.formats import EVALUATION_FORMATS
from logitext.report.evaluation.view import EvaluationView
from logitext.report.recorded.formats import RECORD_FORMATS
from logitext.syntax.diagnostics import InputError

if TYPE_CHECKING:
    from logitext.records.evaluation import Evaluation
    from logitext.syntax.diagnostics import Diagnostic


def command(
    arguments: tuple[str, ...],
    calibration: str | None,
    reworded: bool,
    compare: bool,
    format: str,
    output: tuple[str, ...],
    quiet: bool,
    **given: Any,
) -> int:
    if compare:
        return _compared(arguments, format, output, quiet)
    none.say(none.format_is_named(output, EVALUATION_FORMATS))
    work = partial(evaluate, calibration=calibration, reworded=reworded)
    found = labelled_work.work_at(work, "evaluating", arguments, given, quiet)
    write_view(EVALUATION_FORMATS, EvaluationView(found), format=format, output=output, quiet=quiet)
    return exits.FAILED if any(one.failed for one in found.verdicts.values()) else exits.DONE


def _compared(files: tuple[str, ...], format: str, output: tuple[str, ...], quiet: bool) -> int:
    """Print or write the comparison of two evaluations."""
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
