"""`logitext test`: the tests that stand in a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from logitext.cli import exits, model_options
from logitext.cli import policies as reading
from logitext.cli import without_effect as none
from logitext.cli.idle import Idle
from logitext.cli.output import write_view
from logitext.cli.warn import warn
from logitext.cli.watching import watch as watching
from logitext.cli.working import working
from logitext.report.testing.formats import TESTS_FORMATS, needs_coverage
from logitext.report.testing.view import TestsView
from logitext.syntax.diagnostics import Diagnostic, InputError, LogitextError, PolicyError
from logitext.testing.case_file import SUFFIXES, beside, read_cases
from logitext.theory.spec import from_spec, offline_theory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from logitext.api import Policy
    from logitext.records.tests import TestReport


def command(arguments: tuple[str, ...], cases: tuple[str, ...], watch: bool, **given: Any) -> int:
    named = _named(arguments, cases)
    if not watch:
        return _once(named, **given)
    files = [file for policy, its_cases in named for file in (policy, *its_cases)]
    return watching(files, lambda: _once(named, **given), _used)


def _once(
    named: Sequence[tuple[str, Sequence[str]]],
    *,
    theory: str | None,
    titles: tuple[str, ...],
    matching: tuple[str, ...],
    update: bool,
    coverage: bool,
    suggest: bool,
    mutate: bool,
    fail_under: int | None,
    format: str,
    output: tuple[str, ...],
    quiet: bool,
    **model: Any,
) -> int:
    """Test the policies with their files of cases; the exit status."""
    options = model_options.model_options(model)
    loaded, wrong = _loaded(named)
    files = [(policy, read_cases(policy.checked, cases, open_=update)) for policy, cases in loaded]
    tests = {
        id(policy): [*policy.checked.tests, *(test for file in read for test, _ in file.cases)]
        for policy, read in files
    }
    if not wrong and not suggest and not any(tests.values()):
        hint = 'write one: `{{test "a threat": given threat expect remove}}`'
        sources = [policy.checked.source for policy, _ in loaded]
        raise InputError(
            Diagnostic("NLT619", f"{source.name} holds no test", source, hint=source.delimiters.spell(hint))
            for source in sources
        )
    asked = None if theory is None else from_spec(theory, options)
    idle = Idle(asked if asked is not None else offline_theory())
    asking = [test.title for one in tests.values() for test in one if test.texts or test.lists]
    warn(idle.for_no_document(asking))
    none.say(
        (not asking and not wrong, ("theory", *none.no_model(None)[1]), "no test gives a text, so nobody is asked"),
        none.no_model(asked),
        none.format_is_named(output, TESTS_FORMATS),
        (not (coverage or suggest or mutate), ("fail_under",), "neither --coverage nor --mutate is asked for"),
        (not any(cases for _, cases in loaded), ("update",), "there are no files of cases"),
    )
    many = sum(map(len, tests.values()))
    covering = any(needs_coverage(name) for name in (format, *filter(None, map(TESTS_FORMATS.named_by, output))))
    reports = []
    with working("testing", shown=many > 1 and not (asked is not None and asked.interactive)) as say:
        for policy, cases in loaded:
            say(f"testing {policy.checked.source.name}: {len(tests[id(policy)])} of {many} tests")
            reports.append(
                policy.test(
                    theory=asked,
                    titles=titles or None,
                    matching=matching,
                    cases=cases,
                    update=update,
                    coverage=coverage or covering,
                    suggest=suggest,
                    mutate=mutate,
                    listener=idle.hears(None),
                )
            )
    if matching and not wrong and not any(one.tests for one in reports):
        words = " or ".join(f"`{word}`" for word in matching)
        raise InputError([Diagnostic("NLT611", f"there is no test with {words} in its name")])
    warn(idle.outdated({clause for policy, _ in loaded for clause in policy.clauses}))
    if reports or not wrong:
        view = TestsView(reports, [policy.checked for policy, _ in loaded])
        write_view(TESTS_FORMATS, view, format=format, output=output, quiet=quiet)
    if wrong:
        raise PolicyError(wrong)
    if any(test.outcome == "unanswered" for one in reports for test in one.tests):
        return exits.FAILED
    short = fail_under is not None and any(_percent(one) < fail_under for one in reports)
    return exits.VIOLATION if short or any(one.failed for one in reports) else exits.DONE


def _named(arguments: Sequence[str], cases: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The policies with the files of cases that stand behind each, or else those that belong to it by their names.

    UsageError where one stands behind no policy.
    """
    named: list[tuple[str, list[str]]] = []
    for argument in arguments:
        if not argument.lower().endswith(SUFFIXES):
            named.append((argument, []))
        elif not named:
            raise click.UsageError(f"`{argument}` holds cases; name the policy that they are about before it")
        else:
            named[-1][1].append(argument)
    if cases and len(named) > 1:
        raise click.UsageError("with several policies, name each file of cases after its policy, without --cases")
    named[-1][1].extend(cases)
    return [(policy, files or beside(policy)) for policy, files in named]


def _used(file: str) -> Sequence[Path]:
    """The files that a policy uses, if it loads."""
    try:
        return () if file.lower().endswith(SUFFIXES) else reading.load(file).files
    except LogitextError:
        return ()


def _percent(report: TestReport) -> float:
    """The lower of the coverage and the share of changes that are noticed, in percent; 100 where there is nothing."""
    shares = [100.0]
    if report.coverage is not None and report.coverage.goals:
        shares.append(100 * (1 - len(report.coverage.open) / len(report.coverage.goals)))
    if report.mutation is not None and (able := sum(not one.equivalent for one in report.mutation.mutants)):
        shares.append(100 * (1 - len(report.mutation.survivors) / able))
    return min(shares)


def _loaded(
    named: Sequence[tuple[str, Sequence[str]]],
) -> tuple[list[tuple[Policy, Sequence[str]]], list[Diagnostic]]:
    """The policies that can be tested, with their files of cases, and all that is wrong with the others."""
    sound: list[tuple[Policy, Sequence[str]]] = []
    wrong: list[Diagnostic] = []
    for name, cases in named:
        try:
            policy = reading.load(name)
        except PolicyError as error:
            wrong += error.diagnostics
            continue
        wrong += policy.checked.wrong_tests
        sound += [] if policy.checked.wrong_tests else [(policy, cases)]
    return sound, wrong
