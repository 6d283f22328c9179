"""`logitext check POLICY TEXT…`: decide a policy on texts, and say why."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from logitext.check.facts_file import read_facts
from logitext.cli import check_options, exits, model_options, policies
from logitext.cli import output as outputs
from logitext.cli import without_effect as none
from logitext.cli.documents import documents
from logitext.cli.error_rates import error_rates
from logitext.cli.explaining import ExplanationParts
from logitext.cli.failure import tell_of_document
from logitext.cli.idle import Idle, unlearned
from logitext.cli.logs import log_calls
from logitext.cli.one_by_one import one_by_one
from logitext.cli.outcomes import Checking, DocumentOutcome
from logitext.cli.results import Results
from logitext.cli.settings import parse_settings, parted
from logitext.cli.warn import warn
from logitext.cli.without_effect import no_price
from logitext.policy.findings import did_you_mean
from logitext.policy.sorts import BOOL
from logitext.report import forecast
from logitext.report.recorded.formats import RECORD_FORMATS
from logitext.report.results.formats import RESULTS_FORMATS
from logitext.syntax.diagnostics import Diagnostic, InputError, Severity
from logitext.theory.chain import Chain
from logitext.theory.files.answers_file import load_answers
from logitext.theory.recording.recorder import Recorder
from logitext.theory.spec import default_theory, from_spec
from logitext.unicode.names import normal
from logitext.unicode.normal_form import nfc

if TYPE_CHECKING:
    from logitext.api import Options, Policy
    from logitext.check.facts_file import FactsFiles
    from logitext.check.options import Decide
    from logitext.cli.decision_page import DecisionPage
    from logitext.cli.documents import DocumentFiles
    from logitext.logic.backend_name import BackendName
    from logitext.policy.model import CheckedPolicy
    from logitext.records.result import Result
    from logitext.theory.protocol import Theory


def command(
    policy: str,
    texts: tuple[str, ...],
    reads: str,
    theory: str | None,
    answers: tuple[str, ...],
    settings: tuple[str, ...],
    fact_settings: tuple[str, ...],
    facts_files: tuple[str, ...],
    assume: tuple[str, ...],
    verdicts: tuple[str, ...],
    record: str | None,
    cache_debug: bool,
    redact: bool,
    backend: BackendName,
    dry_run: bool,
    explain: bool,
    why_not: bool,
    what_if: tuple[str, ...],
    probability: bool,
    decide: Decide,
    rates: tuple[str, ...],
    calibration: str | None,
    fail_on: tuple[str, ...],
    exit_zero: bool,
    format: str,
    output: tuple[str, ...],
    quiet: bool,
    html: str | None,
    verbose: int,
    **others: Any,
) -> int:
    if verbose > 1:
        log_calls()
    if not policy.endswith(".nltc") and len(texts) == 1 and texts[0].endswith(".nltc"):
        raise click.UsageError(f"the policy comes first: `logitext check {texts[0]} {policy}`")
    loaded = policies.load(policy, backend=backend)
    options = check_options.wanted(others)
    _check_fail_on(fail_on, loaded.checked)
    wanted = ExplanationParts.of(explain, why_not, what_if, loaded.checked)
    found = documents(texts, loaded.checked, reads)
    facts = read_facts(loaded.checked, fact_settings, facts_files)
    several = len(found) > 1
    _refuse_facts(settings, loaded)
    asked = _theory(theory, answers, settings, model_options.model_options({**others, "redact": redact}))
    warn([replace(wrong, severity=Severity.WARNING) for wrong in loaded.checked.wrong_tests])
    _say_what_has_no_effect(asked, output, options["priors"], record=record, dry_run=dry_run, exit_zero=exit_zero)
    idle = Idle(asked)
    labels = [one.label for one in found if one.label is not None]
    idle.know(labels)
    facts = replace(facts, taken=frozenset(map(nfc, labels)))
    warn([*idle.for_no_document(labels), *facts.idle(labels)])
    if not no_price(asked)[0]:
        warn(unlearned(loaded.checked, options["priors"], options["priors_file"]))
    options |= {"theory": asked, "verdicts": verdicts or None, "probability": probability}
    options |= {"error_rates": error_rates(rates), "calibration": calibration, "decide": decide}
    if dry_run:
        return _dry_run(loaded, found, facts, assume, options, format=format, output=output, quiet=quiet)
    # After the theories, so that a replay of the same file has read it.
    if record is not None:
        options["record"] = click.get_current_context().with_resource(Recorder(record, redact=redact))
    statuses: set[int] = set()
    to_go_on: list[str] = []
    no_text = False
    page = None if html is None else _page(loaded, html)
    with Results(loaded.checked, format=format, output=output, quiet=quiet, several=several) as results:

        def put(outcome: DocumentOutcome) -> None:
            nonlocal no_text
            results.put(outcome.result)
            no_text |= not texts and _lacks_a_text(outcome.result)
            if page is not None:
                page.put(outcome)
            if outcome.failure != exits.DONE:
                statuses.add(outcome.failure)
            if outcome.result.error is None:
                statuses.update(exits.of_result(outcome.result, fail_on or exits.CONDITIONS))
            if outcome.to_go_on is not None:
                to_go_on.append(outcome.to_go_on)

        checking = Checking(
            loaded,
            options,
            facts,
            assume,
            several,
            results.on_terminal,
            idle,
            verbose=verbose > 0,
            cache_debug=cache_debug,
        )
        check_all = one_by_one
        if several and not asked.interactive:
            from logitext.cli.side_by_side import side_by_side  # noqa: PLC0415  # only for several documents

            check_all = side_by_side
        done = check_all(checking, found, wanted, put)
    if page is not None:
        page.write()
    warn(idle.outdated(loaded.clauses))
    if no_text and not quiet:
        click.echo(_how_to_give(policy, loaded.checked), err=True)
    for line in to_go_on:
        click.echo(line, err=True)
    if done < len(found):
        click.echo(f"interrupted: {len(found) - done} of {len(found)} documents were not checked", err=True)
        return exits.INTERRUPTED
    status = exits.gravest(statuses)
    if exit_zero and status in (exits.VIOLATION, exits.UNDETERMINED):
        status = exits.DONE
    return status


def _lacks_a_text(result: Result) -> bool:
    return any(one.reason == "text not given" for verdict in result.verdicts.values() for one in verdict.open)


def _how_to_give(file: str, policy: CheckedPolicy) -> str:
    """What to write where somebody gave no text at all."""
    names = list(policy.texts)
    given = f"{names[0]}.txt" if len(names) == 1 else " ".join([f"{name}={name}.txt" for name in names])
    return f"no text is given: name its file behind the policy, as in `logitext check {file} {given}`"


def _page(policy: Policy, file: str) -> DecisionPage:
    """The page of the decisions. Only a command that writes one loads what makes it."""
    from logitext.cli.decision_page import DecisionPage  # noqa: PLC0415  # jinja2, which only `--html` needs

    return DecisionPage(policy, file)


def _say_what_has_no_effect(
    theory: Theory, output: Sequence[str], priors: str | None, *, record: str | None, dry_run: bool, exit_zero: bool
) -> None:
    beside = ("html", "explain", "why_not", "what_if", "record", "on_conflict", "deadline", "fail_on", "exit_zero")
    of_nobody, names, why = none.no_model(theory)
    about_model = [name for name in names if name != "redact" or record is None]  # it is about records too
    none.say(
        (dry_run, beside, "with --dry-run nothing is decided"),
        (exit_zero, ("fail_on",), "with --exit-zero the exit status is 0 all the same"),
        (priors is None, ("priors_file",), "--priors is not given"),
        (of_nobody, about_model, why),
        none.no_price(theory),
        none.format_is_named(output, RESULTS_FORMATS),
    )


def _dry_run(
    policy: Policy,
    documents: Sequence[DocumentFiles],
    facts: FactsFiles,
    assume: Sequence[str],
    options: Options,
    *,
    format: str,
    output: Sequence[str],
    quiet: bool,
) -> int:
    if format not in RECORD_FORMATS.names():
        listed = ", ".join(f"`{name}`" for name in RECORD_FORMATS.names())
        raise click.UsageError(f"the formats of a forecast are {listed}")
    forecasts, statuses = [], {exits.DONE}
    for document in documents:
        try:
            texts = document.read()
        except InputError as error:
            if len(documents) == 1:
                raise
            statuses.add(tell_of_document(error, document.label))
        else:
            known = facts.of(document.label)
            forecasts.append(policy.forecast(texts, label=document.label, facts=known, assume=assume, **options))
    outputs.write_records(forecasts, forecast.render, format=format, output=output, quiet=quiet)
    return exits.gravest(statuses)


def _check_fail_on(fail_on: tuple[str, ...], policy: CheckedPolicy) -> None:
    known = [*exits.CONDITIONS, *(name for name, verdict in policy.verdicts.items() if verdict.sort == BOOL)]
    wrong = [
        Diagnostic(
            "NLT606",
            f"--fail-on: `{what}` is no verdict that can be true, and none of {', '.join(exits.CONDITIONS)}",
            hint=did_you_mean(what, known),
        )
        for what in fail_on
        if what not in known
    ]
    if wrong:
        raise InputError(wrong)


def _refuse_facts(settings: Sequence[str], policy: Policy) -> None:
    """InputError for each fact that is set as if it were a clause."""
    names = [(setting, normal(parted(setting)[0].strip())) for setting in settings]
    wrong = [
        Diagnostic("NLT606", f"--set: `{name}` is a fact, and no theory is asked", hint=f"write `--fact {setting}`")
        for setting, name in names
        if name in policy.facts
    ]
    if wrong:
        raise InputError(wrong)


def _theory(spec: str | None, answers: tuple[str, ...], settings: tuple[str, ...], model: Mapping[str, Any]) -> Theory:
    """The chain that the options describe: settings, answers files, then the theory."""
    chain: list[Theory] = []
    if settings:
        chain.append(parse_settings(settings))
    chain.extend(load_answers(path) for path in answers)
    interactive = sys.stdin.isatty() and sys.stderr.isatty()
    chain.append(from_spec(spec, model) if spec is not None else default_theory(interactive, model))
    return Chain(*chain)
