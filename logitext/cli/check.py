"""`logitext check POLICY TEXT…`: decide a policy on texts, and say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from logitext.cli.options import option, output_options, with_options

if TYPE_CHECKING:
    from logitext.engine.check import Listener
    from logitext.engine.result import Result
    from logitext.policy.model import CheckedPolicy
    from logitext.theory.protocol import Theory


@click.command("check", short_help="Decide a policy on texts, and say why.")
@click.argument("policy", metavar="POLICY")
@click.argument("texts", metavar="[TEXT]...", nargs=-1)
@with_options(
    option("--theory", metavar="SPEC",
           help="Who answers: theories separated by commas, the first that knows (`pattern`, `answers:FILE`, `ask`, "
           "`ask:FILE`). Default: pattern, then ask where there is a terminal."),
    option("--answers", multiple=True, metavar="FILE",
           help="Answers from a YAML or JSON file, before any theory. May be repeated."),
    option("--set", "settings", multiple=True, metavar="CLAUSE=VALUE",
           help="An answer, before any other. May be repeated."),
    option("--verdict", "verdicts", multiple=True, metavar="NAME",
           help="Decide this verdict only. May be repeated."),
    option("--fail-on", multiple=True, metavar="WHAT",
           help="What makes the exit status 1 or 3: `violation`, `undetermined`, `conflict`, or a verdict's name "
           "(1 when it is true). Default: the first three. May be repeated."),
    option("--exit-zero", is_flag=True, help="Exit with 0 instead of 1 or 3."),
    *output_options,
    option("-v", "--verbose", count=True, help="Say on standard error what is asked, of whom, and what came back."),
)  # fmt: skip
def command(
    policy: str,
    texts: tuple[str, ...],
    theory: str | None,
    answers: tuple[str, ...],
    settings: tuple[str, ...],
    verdicts: tuple[str, ...],
    fail_on: tuple[str, ...],
    exit_zero: bool,
    format: str,
    output: tuple[str, ...],
    quiet: bool,
    verbose: int,
) -> int:
    r"""Decide the verdicts of POLICY on each TEXT, asking only what can still change one.

    TEXT is a file, `-` for standard input, or `name=file` where the policy declares several texts (all of them then
    make one document). Every verdict comes with a minimal set of answers that entails it; one that the answers do not
    entail is `undetermined`, with the clauses that could still decide it.

    \b
    Examples:
      logitext check policy.nltc post.txt
      logitext check policy.nltc posts/*.txt --answers answers.yaml --format jsonl
      logitext check policy.nltc message=mail.txt booking=booking.txt --set cancelled_by=airline
    """
    import logitext
    from logitext.cli import exits
    from logitext.cli import output as outputs
    from logitext.cli.documents import documents
    from logitext.cli.progress import narrator
    from logitext.cli.resume import Given, together

    loaded = logitext.load(policy)
    _check_fail_on(fail_on, loaded.checked)
    found = documents(texts, loaded.checked)
    asked = _theory(theory, answers, settings)
    results, to_go_on = [], []
    for document in found:
        given = Given()
        listeners: list[Listener] = [given, narrator(document.label)] if verbose else [given]
        result = loaded.check(
            document.texts,
            theory=asked,
            verdicts=verdicts or None,
            label=document.label,
            listener=together(listeners),
        )
        results.append(result)
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
