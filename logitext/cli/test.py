"""`logitext test`: the tests that stand in a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from logitext.cli import model_options
from logitext.cli import policies as reading
from logitext.cli.forms import RESULTS, by_suffix, format_options
from logitext.cli.options import option, with_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logitext.api import Policy
    from logitext.records.tests import TestReport
    from logitext.syntax.diagnostics import Diagnostic


_FORMATS = (*RESULTS, "lcov")


@click.command("test", short_help="Run the tests in a policy.")
@click.argument("policies", metavar="POLICY...", nargs=-1, required=True)
@with_options(
    option("--theory", metavar="SPEC",
           help="Who answers in tests that give a text, as in `logitext check`. Default: the policy's patterns."),
    option("--test", "titles", multiple=True, metavar="NAME", help="Run only this test. May be repeated."),
    option("--coverage", is_flag=True,
           help="Also say what of the policy the tests exercise: values of clauses, outcomes of verdicts, and values "
           "that alone decide a verdict."),
    option("--suggest", is_flag=True, help="With the coverage print the tests that are missing, ready to paste."),
    option("--mutate", is_flag=True,
           help="Also change the policy deliberately, one change at a time, and list changes that no test notices."),
    option("--fail-under", type=click.IntRange(0, 100), metavar="PERCENT",
           help="Exit with status 1 if the coverage, or the share of changes that are noticed, is below this."),
    *model_options.server,
    *model_options.keeping_answers,
    *format_options(_FORMATS, "the outcome", "The format of the outcome."),
    option("-q", "--quiet", is_flag=True, help="Print nothing; read the exit status."),
)  # fmt: skip
@reading.delimiters
def command(
    policies: tuple[str, ...],
    theory: str | None,
    titles: tuple[str, ...],
    coverage: bool,
    suggest: bool,
    mutate: bool,
    fail_under: int | None,
    format: str,
    output: tuple[str, ...],
    quiet: bool,
    **model: Any,
) -> int:
    """Run the tests of each POLICY, such as `test "name": given threat, not quoted expect remove`.

    A test that gives answers is decided by logic alone. A test that gives a text asks a theory. A policy that is wrong
    does not keep the others from being tested.

    \b
    Exit status: 0 if all tests pass, 1 if one fails or --fail-under is not reached, 2 if a policy is wrong or none has
    tests, 4 if a theory's back end failed.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    from logitext.cli import exits
    from logitext.cli import output as outputs
    from logitext.cli import without_effect as none
    from logitext.cli.idle import Idle, warn
    from logitext.cli.working import working
    from logitext.report import tests as report
    from logitext.report.junit import junit
    from logitext.report.lcov import lcov
    from logitext.syntax.diagnostics import Diagnostic, InputError, PolicyError
    from logitext.theory.pattern import Pattern
    from logitext.theory.spec import from_spec

    options = model_options.model_options(model)
    loaded, wrong = _loaded(policies)
    if not wrong and not suggest and not any(policy.checked.tests for policy in loaded):
        hint = 'write one: `{{test "a threat": given threat expect remove}}`'
        sources = [policy.checked.source for policy in loaded]
        raise InputError(
            Diagnostic("NLT619", f"{source.name} holds no test", source, hint=source.delimiters.spell(hint))
            for source in sources
        )
    asked = None if theory is None else from_spec(theory, options)
    idle = Idle(asked if asked is not None else Pattern())
    asking = [test.title for one in loaded for test in one.checked.tests if test.texts or test.lists]
    warn(idle.for_no_document(asking))
    none.say(
        (not asking and not wrong, ("theory", *none.no_model(None)[1]), "no test gives a text, so nobody is asked"),
        none.no_model(asked),
        none.format_is_named(output, by_suffix(_FORMATS)),
        (not (coverage or suggest or mutate), ("fail_under",), "neither --coverage nor --mutate is asked for"),
    )
    many = sum(len(policy.checked.tests) for policy in loaded)
    lines = "lcov" in (format, *(_suffix(one) for one in output))
    reports = []
    with working("testing", shown=many > 1 and not (asked is not None and asked.interactive)) as say:
        for policy in loaded:
            say(f"testing {policy.checked.source.name}: {len(policy.checked.tests)} of {many} tests")
            reports.append(
                policy.test(
                    theory=asked,
                    titles=titles or None,
                    coverage=coverage or lines,
                    suggest=suggest,
                    mutate=mutate,
                    listener=idle.hears(None),
                )
            )
    warn(idle.outdated({clause for one in loaded for clause in one.clauses}))
    others = {"junit": junit, ".xml": junit, "lcov": lcov, ".lcov": lcov, ".info": lcov}
    if reports or not wrong:
        outputs.write_records(reports, report.render, format=format, output=output, quiet=quiet, others=others)
    if wrong:
        raise PolicyError(wrong)
    if any(test.outcome == "unanswered" for one in reports for test in one.tests):
        return exits.FAILED
    short = fail_under is not None and any(_percent(one) < fail_under for one in reports)
    return exits.VIOLATION if short or any(one.failed for one in reports) else exits.DONE


def _suffix(name: str) -> str:
    """`lcov` for a file that is written as such."""
    return "lcov" if name.lower().endswith((".lcov", ".info")) else ""


def _percent(report: TestReport) -> float:
    """The lower of the coverage and the share of changes that are noticed, in percent; 100 where there is nothing."""
    shares = [100.0]
    if report.coverage is not None and report.coverage.goals:
        shares.append(100 * (1 - len(report.coverage.open) / len(report.coverage.goals)))
    if report.mutation is not None and (able := sum(not one.equivalent for one in report.mutation.mutants)):
        shares.append(100 * (1 - len(report.mutation.survivors) / able))
    return min(shares)


def _loaded(names: Sequence[str]) -> tuple[list[Policy], list[Diagnostic]]:
    """The policies that can be tested, and all that is wrong with the others."""
    from logitext.syntax.diagnostics import PolicyError

    sound: list[Policy] = []
    wrong: list[Diagnostic] = []
    for name in names:
        try:
            policy = reading.load(name)
        except PolicyError as error:
            wrong += error.diagnostics
            continue
        wrong += policy.checked.wrong_tests
        sound += [] if policy.checked.wrong_tests else [policy]
    return sound, wrong
