"""`logitext run POLICY… DATA… -o FILE`: decide many documents, losing nothing and paying for nothing twice."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from logitext.api.running.files import run_files
from logitext.api.running.interrupting import interrupting
from logitext.check.facts_file import read_facts
from logitext.cli import check_options, exits, model_options, policies
from logitext.cli import without_effect as none
from logitext.cli.error_rates import error_rates
from logitext.cli.options import taken
from logitext.cli.run_output import RunProgress, tell_end
from logitext.cli.settings import parse_settings
from logitext.run.asking import RunStop
from logitext.run.data.sources import looks_like_data
from logitext.run.files import Files
from logitext.sync import run
from logitext.theory.chain import Chain, members_of
from logitext.theory.files.answers_file import load_answers
from logitext.theory.spec import default_theory, from_spec

if TYPE_CHECKING:
    from logitext.api import Policy
    from logitext.check.facts_file import FactsFiles
    from logitext.check.options import Decide
    from logitext.records.run import RunSummary
    from logitext.theory.protocol import Theory


def command(
    arguments: tuple[str, ...],
    maps: tuple[str, ...],
    id_: str | None,
    reads: str,
    select: str | None,
    unordered: bool,
    theory: str | None,
    answers: tuple[str, ...],
    settings: tuple[str, ...],
    fact_settings: tuple[str, ...],
    facts_files: tuple[str, ...],
    assume: tuple[str, ...],
    verdicts: tuple[str, ...],
    redact: bool,
    probability: bool,
    decide: Decide,
    rates: tuple[str, ...],
    calibration: str | None,
    backend: Any,
    format: str,
    quiet: bool,
    **others: Any,
) -> int:
    loaded, data = _policies(arguments, backend)
    files = Files(**taken(others, Files), ordered=not unordered)
    if files.output is None and files.rows is None:
        raise click.UsageError("name a file for what is decided: `-o FILE` for full records, `--rows FILE` for rows")
    printed = "-" in (files.output, files.rows)
    if printed and format == "json":
        raise click.UsageError("--format json prints the summary on standard output, and so are documents: name a file")
    if select is not None and files.rows is None:
        raise click.UsageError("--columns says which columns the rows have: name their file with `--rows FILE`")
    options = check_options.wanted(others)
    asked = theory_of(theory, answers, settings, model_options.model_options({**others, "redact": redact}))
    _say_what_has_no_effect(asked, options["priors"], files.batch_api, files.cluster)
    stop = RunStop()
    options |= {"theory": asked, "verdicts": verdicts or None, "probability": probability}
    options |= {"error_rates": error_rates(rates), "calibration": calibration, "decide": decide}
    shown = not quiet and not (printed and sys.stdout.isatty())
    with RunProgress(shown=shown) as progress, interrupting(stop, progress.say):
        summary = run(
            run_files(
                loaded,
                data,
                options,
                files,
                columns=maps_of(maps),
                id=id_,
                assume=assume or None,
                facts=facts_of(loaded, fact_settings, facts_files),
                select=None if select is None else [name.strip() for name in select.split(",")],
                reads=None if reads == "auto" else reads,  # type: ignore[arg-type]  # click knows the choices
                say=progress.say if shown else None,
                tell=progress.tell,
                tell_bad=progress.tell_bad,
                stop=stop,
            )
        )
    if format == "json":
        click.echo(summary.model_dump_json(indent=2))
    elif not quiet:
        tell_end(summary, again="-" not in data, kept=not printed)
    return _status(summary)


def _status(summary: RunSummary) -> int:
    by_ending = {"interrupted": exits.INTERRUPTED, "limit": exits.UNDETERMINED, "failures": exits.FAILED}
    by_ending |= {"disk": exits.WRONG, "worker": exits.FAILED}
    if summary.ending != "done":
        return by_ending[summary.ending]
    if summary.failed:
        return exits.FAILED
    return exits.WRONG if summary.bad else exits.DONE


def _policies(arguments: Sequence[str], backend: Any) -> tuple[list[Policy], list[str]]:
    """The policies and the data that the arguments name."""
    if looks_like_data(arguments[0]):
        raise click.UsageError(f"the first argument is the policy, and `{arguments[0]}` is data")
    count = 1
    while count < len(arguments) and arguments[count].endswith(".nltc") and not looks_like_data(arguments[count]):
        count += 1
    if count == len(arguments):
        raise click.UsageError("name the data: a table, a folder, or `-` for standard input")
    return [policies.load(name, backend=backend) for name in arguments[:count]], list(arguments[count:])


def _say_what_has_no_effect(asked: Theory, priors: str | None, batch_api: str | None, cluster: str | None) -> None:
    priced = any(not one.price.free for one in members_of(asked))
    none.say(
        (priced and cluster is None, ("workers",), "somebody is asked at a price, and one process makes all calls"),
        (priors is None, ("priors_file",), "--priors is not given"),
        (batch_api is None, ("batch_size",), "--batch-api is not given"),
        (batch_api is not None, ("concurrency", "rpm", "tpm"), "calls go to the server in batches"),
        none.no_model(asked),
        none.no_price(asked),
    )


def facts_of(loaded: Sequence[Policy], settings: Sequence[str], files: Sequence[str]) -> list[FactsFiles]:
    """The facts that are known of documents, for each policy."""
    return [read_facts(policy.checked, settings, files) for policy in loaded] if settings or files else []


def maps_of(maps: Sequence[str]) -> dict[str, str | None]:
    """The columns that `--map` names."""
    found: dict[str, str | None] = {}
    for one in maps:
        name, equals, column = one.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--map: expected `NAME=COLUMN`, not `{one}`")
        if name in found:
            raise click.UsageError(f"--map: `{name}` is mapped twice")
        found[name] = column or None
    return found


def theory_of(
    spec: str | None, answers: tuple[str, ...], settings: tuple[str, ...], model: Mapping[str, Any]
) -> Theory:
    """The chain that the options describe: settings, answers files, then the theory."""
    chain: list[Theory] = []
    if settings:
        chain.append(parse_settings(settings))
    chain.extend(load_answers(path) for path in answers)
    chain.append(from_spec(spec, model) if spec is not None else default_theory(False, model))
    return Chain(*chain)
