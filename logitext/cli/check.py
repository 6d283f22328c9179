"""`logitext check POLICY TEXT…`: decide a policy on texts, and say why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import click

from logitext.cli import check_options
from logitext.cli.options import option, output_options, with_options

if TYPE_CHECKING:
    from logitext.api import Policy
    from logitext.cli.documents import Document
    from logitext.engine.conflicts import OnConflict
    from logitext.engine.events import Listener
    from logitext.engine.result import Result
    from logitext.logic.program import Engine
    from logitext.policy.model import CheckedPolicy
    from logitext.theory.protocol import Theory


@click.command("check", short_help="Decide a policy on texts, and say why.")
@click.argument("policy", metavar="POLICY")
@click.argument("texts", metavar="[TEXT]...", nargs=-1)
@with_options(
    *check_options.asking,
    *check_options.limits,
    *check_options.explaining,
    *check_options.ending,
    *output_options,
    option("-v", "--verbose", count=True, help="Say on standard error what is asked, of whom, and what came back."),
)
def command(
    policy: str,
    texts: tuple[str, ...],
    theory: str | None,
    answers: tuple[str, ...],
    settings: tuple[str, ...],
    verdicts: tuple[str, ...],
    record: str | None,
    on_conflict: OnConflict,
    max_questions: int | None,
    max_calls: int | None,
    max_cost: float | None,
    deadline: float | None,
    engine: Engine,
    explain: bool,
    why_not: bool,
    what_if: tuple[str, ...],
    fail_on: tuple[str, ...],
    exit_zero: bool,
    format: str,
    output: tuple[str, ...],
    quiet: bool,
    verbose: int,
) -> int:
    """Decide the verdicts of POLICY on each TEXT, asking only what can still change one.

    TEXT is a file, `-` for standard input, or `name=file` where the policy declares several texts (all of them then
    make one document). Every verdict comes with a minimal set of answers that entails it; one that the answers do not
    entail is `undetermined`, with the clauses that could still decide it.

    \b
    Examples:
      logitext check policy.nltc post.txt
      logitext check policy.nltc posts/*.txt --answers answers.yaml --format jsonl
      logitext check policy.nltc message=mail.txt booking=booking.txt --set cancelled_by=airline
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    import logitext
    from logitext.cli import exits
    from logitext.cli import output as outputs
    from logitext.cli.documents import documents
    from logitext.cli.explaining import Wanted
    from logitext.cli.progress import narrator
    from logitext.cli.resume import Given
    from logitext.engine.events import together
    from logitext.theory.recording.recorder import Recorder

    loaded = logitext.load(policy, engine=engine)
    _check_fail_on(fail_on, loaded.checked)
    wanted = Wanted.of(explain, why_not, what_if, loaded.checked)
    found = documents(texts, loaded.checked)
    asked = _theory(theory, answers, settings)
    # After the theories, so that a replay of the same file has read it.
    recorder = None if record is None else click.get_current_context().with_resource(Recorder(record))
    results, to_go_on = [], []
    for document in found:
        given = Given()
        listeners: list[Listener] = [given, narrator(document.label)] if verbose else [given]
        checked = partial(
            loaded.check,
            document.texts,
            theory=asked,
            verdicts=verdicts or None,
            label=document.label,
            on_conflict=on_conflict,
            max_questions=max_questions,
            max_calls=max_calls,
            max_cost=max_cost,
            deadline=deadline,
            record=recorder,
            listener=together(listeners),
        )
        result = checked() if len(found) == 1 else _or_failed(checked, loaded, document, verdicts)
        results.append(wanted.add_to(result, loaded))
        if result.interrupted:
            click.echo(err=True)  # the terminal stands behind `^C`, or in the middle of a question
        if _left(result) and given.options():
            where = f" for {document.label}" if len(found) > 1 else ""
            to_go_on.append(f"to go on from here{where}, add: {given.options()}")
        if result.interrupted:
            break
    outputs.write(results, loaded.checked, format=format, output=output, quiet=quiet)
    for line in to_go_on:
        click.echo(line, err=True)
    status = exits.of_results(results, fail_on or exits.CONDITIONS)
    if exit_zero and status in (exits.VIOLATION, exits.UNDETERMINED):
        status = exits.DONE
    return status


def _or_failed(check: Callable[[], Result], policy: Policy, document: Document, verdicts: tuple[str, ...]) -> Result:
    """The result of one of several documents. What fails in it alone is its result, so that the others are not lost."""
    from logitext.cli.failure import tell
    from logitext.engine.record import of_error
    from logitext.syntax.diagnostics import LogitextError
    from logitext.theory.protocol import Texts

    try:
        return check()
    except (LogitextError, OSError):  # wrong for all of them, or nobody reads what we print
        raise
    except Exception as error:  # noqa: BLE001  # whatever it is, it must not cost the other documents' results
        tell(error, document.label)
        return of_error(policy.program, Texts(document.texts, document.label), verdicts or policy.verdicts, error)


def _left(result: Result) -> bool:
    """Whether a person ended the check before it was done."""
    return any(open_.reason == "stopped" for record in result.verdicts.values() for open_ in record.open)


def _check_fail_on(fail_on: tuple[str, ...], policy: CheckedPolicy) -> None:
    from logitext.cli import exits
    from logitext.policy.findings import did_you_mean
    from logitext.policy.sorts import BOOL
    from logitext.syntax.diagnostics import Diagnostic, InputError

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


def _theory(spec: str | None, answers: tuple[str, ...], settings: tuple[str, ...]) -> Theory:
    """The chain that the options describe: settings, answers files, then the theory."""
    import sys

    from logitext.cli.settings import parse_settings
    from logitext.theory.chain import Chain
    from logitext.theory.files.answers_file import load_answers
    from logitext.theory.spec import default_theory, from_spec

    chain: list[Theory] = []
    if settings:
        chain.append(parse_settings(settings))
    chain.extend(load_answers(path) for path in answers)
    interactive = sys.stdin.isatty() and sys.stderr.isatty()
    chain.append(from_spec(spec) if spec is not None else default_theory(interactive))
    return Chain(*chain)
