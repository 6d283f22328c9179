"""`logitext calibrate POLICY CASES…`: how sure a verdict has to be, so that few of those that are given are wrong."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from logitext.api.measures.calibrate import calibrate, require_wish
from logitext.api.measures.evaluate import evaluate
from logitext.certainty.calibrated import read_calibration
from logitext.cli import exits, labelled_work
from logitext.cli import output as outputs
from logitext.evaluate.drift import drift
from logitext.report.evaluation import calibration
from logitext.report.evaluation import drift as drift_text


def command(
    arguments: tuple[str, ...],
    max_error: float,
    confidence: float,
    ask_until: float | None,
    group: str | None,
    checked: str | None,
    plan: bool,
    format: str,
    output: tuple[str, ...],
    quiet: bool,
    **given: Any,
) -> int:
    if plan:
        require_wish(max_error, confidence)
        if arguments:
            raise click.UsageError("--plan needs no policy and no cases")
        click.echo(calibration.planned(max_error, confidence))
        return exits.DONE
    if checked is not None:
        given |= {"confidence": ask_until}
        return _checked(checked, arguments, given, group, format, output, quiet=quiet)
    work = partial(calibrate, max_error=max_error, confidence=confidence, ask_until=ask_until, group=group)
    found = labelled_work.work_at(work, "calibrating", arguments, given, quiet)
    if output:
        outputs.write_records([found], calibration.render, format=format, output=output, quiet=quiet)
    if "-" not in output:
        outputs.write_records([found], calibration.render, format=format, output=(), quiet=quiet)
    return exits.UNDETERMINED if any(one.threshold is None for one in found.verdicts.values()) else exits.DONE


def _checked(
    file: str,
    arguments: tuple[str, ...],
    given: dict[str, Any],
    group: str | None,
    format: str,
    output: tuple[str, ...],
    *,
    quiet: bool,
) -> int:
    """Print what fresh cases say about a calibration."""
    one = read_calibration(file)
    work = partial(evaluate, calibration=file, group=group)
    found = drift(one, labelled_work.work_at(work, "checking", arguments, given, quiet))
    outputs.write_records([found], drift_text.render, format=format, output=output, quiet=quiet)
    return exits.UNDETERMINED if any(verdict.broken for verdict in found.verdicts.values()) else exits.DONE
