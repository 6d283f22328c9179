"""`logitext cover POLICY`: texts that cover the ways in which a policy can decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from logitext.cli import model_options, policies, search_options
from logitext.cli.forms import format_options
from logitext.cli.options import Registered, option, options_for, with_options
from logitext.cli.registered_help import CommandWithTable
from logitext.cover.effort import CoverEffort
from logitext.policy.criteria import CRITERIA
from logitext.report.cover.formats import COVER_FORMATS
from logitext.search.effort import SearchLimits

if TYPE_CHECKING:
    from logitext.api import CoverOptions

_WRITING = ("tries", "wishes", "proposals", "alike", "max_questions", "max_calls", "max_cost", "deadline")


@click.command(
    "cover",
    cls=CommandWithTable,
    table=lambda: CRITERIA,
    short_help="Write texts that cover the ways in which a policy can decide.",
)
@click.argument("policy", metavar="POLICY")
@click.argument("formula", metavar="[FORMULA]", required=False)
@with_options(
    click.option("--by", "criterion", type=Registered(lambda: CRITERIA), default="each-clause", show_default=True,
                 help="The criterion, see above."),
    click.option("--verdict", "verdicts", multiple=True, metavar="NAME",
                 help="Cover only this verdict. May be repeated."),
    *options_for(CoverEffort, only=["limit"], settings=False),
    click.option("--cases", metavar="FILE",
                 help="Say what the labelled texts of FILE (JSON Lines, JSON or YAML) cover; write nothing."),
    click.option("--keep", metavar="FILE",
                 help="Append each text to FILE (JSON Lines) as soon as it is read, and begin with the texts in FILE."),
    *options_for(CoverEffort, but=["limit"], settings=False),
    *search_options.people,
    *options_for(SearchLimits, but=["max_texts"]),
    *model_options.server,
    *model_options.asking,
    *model_options.keeping_answers,
    *format_options(
        COVER_FORMATS, "the outcome", "The format of the outcome; `jsonl` has one text on each line.",
        settings=False,
    ),
    option("-q", "--quiet", is_flag=True, help="Print nothing; read the exit status."),
    option("-v", "--verbose", is_flag=True, help="Print each step on standard error."),
)  # fmt: skip
@policies.delimiters
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
    """Write texts that cover the verdicts of POLICY, or FORMULA, by a criterion.

    Logic works out which goals are feasible before anything is asked. Each text is then read clause by clause.

    \b
      {table}

    \b
    Exit status: 0 if every feasible goal is covered, 3 if one is not, 4 if the writer's back end failed.

    \b
    Examples:
      logitext cover policy.nltc --by mcdc --theory pattern:complete -o suite.jsonl -o suite.html
      logitext cover policy.nltc 'remove' --by implicants --model MODEL --keep texts.jsonl
      logitext cover policy.nltc --by mcdc --cases labelled.jsonl
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    from logitext.cli import exits
    from logitext.cli import without_effect as none
    from logitext.cli.cases import load_cases
    from logitext.cli.idle import warn
    from logitext.cli.kept_texts import KeptTexts
    from logitext.cli.output import write_view
    from logitext.report.cover.view import CoverView

    if formula is not None and verdicts:
        raise click.UsageError("cover a formula, or verdicts of the policy (`--verdict`)")
    if cases is not None and (rest["writer"] is not None or keep is not None):
        raise click.UsageError("with --cases nothing is written: leave --writer and --keep out")
    loaded = policies.load(policy)
    chosen = search_options.search_options(rest)
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
    with search_options.heard(options, loaded.clauses, verbose=verbose):
        found = loaded.cover(formula, by=criterion, verdicts=verdicts or None, **options)
    write_view(COVER_FORMATS, CoverView(found, loaded.checked), format=format, output=output, quiet=quiet)
    if found.interrupted:
        return exits.INTERRUPTED
    if found.failed:
        return exits.FAILED
    return exits.BY_STATUS.get(found.status, exits.UNDETERMINED)
