"""`logitext cover POLICY`: texts that cover the ways in which a policy can decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from logitext.cli import exits, policies, searching
from logitext.cli import without_effect as none
from logitext.cli.cases import load_cases
from logitext.cli.kept_texts import KeptTexts
from logitext.cli.output import write_view
from logitext.cli.warn import warn
from logitext.report.cover.formats import COVER_FORMATS
from logitext.report.cover.view import CoverView

if TYPE_CHECKING:
    from logitext.api import CoverOptions

_WRITING = ("tries", "wishes", "proposals", "alike", "max_questions", "max_calls", "max_cost", "deadline")


def command(
    policy: str,
    formula: str | None,
    criterion: str,
    verdicts: tuple[str, ...],
    limit: int,
    cases: str | None,
    keep: str | None,
    tries: int,
    wishes: int,
    alike: float,
    format: str,
    output: tuple[str, ...],
    quiet: bool,
    verbose: bool,
    **rest: Any,
) -> int:
    if formula is not None and verdicts:
        raise click.UsageError("cover a formula, or verdicts of the policy (`--verdict`)")
    if cases is not None and (rest["writer"] is not None or keep is not None):
        raise click.UsageError("with --cases nothing is written: leave --writer and --keep out")
    loaded = policies.load(policy)
    chosen = searching.search_options(rest)
    kept = None if keep is None else KeptTexts(keep, loaded.checked, chosen["theory"])
    more = {"limit": limit, "tries": tries, "wishes": wishes, "alike": alike}
    options = cast("CoverOptions", {**chosen, **more})
    if cases is not None:
        options["writer"] = None
        options["cases"], without_effect = load_cases(cases, loaded.checked)
        warn(without_effect)
    elif kept is not None:
        options["cases"] = kept.texts
        options["keep"] = kept.add
        warn(kept.passed_over)
    none.say(
        (cases is not None and criterion != "all", ("limit",), "with --cases nothing is written"),
        (cases is not None, (*_WRITING, "theory", *none.no_model(None)[1]), "with --cases nothing is written or read"),
        none.no_model(options["theory"], chosen["writer"]),
        none.format_is_named(output, COVER_FORMATS),
    )
    with searching.heard(options, loaded.clauses, verbose=verbose):
        found = loaded.cover(formula, by=criterion, verdicts=verdicts or None, **options)
    write_view(COVER_FORMATS, CoverView(found, loaded.checked), format=format, output=output, quiet=quiet)
    if found.interrupted:
        return exits.INTERRUPTED
    if found.failed:
        return exits.FAILED
    return exits.BY_STATUS.get(found.status, exits.UNDETERMINED)
