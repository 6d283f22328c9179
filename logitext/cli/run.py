"""`logitext run POLICY… DATA… -o FILE`: decide many documents, losing nothing and paying for nothing twice."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import click

from logitext.cli import check_options, model_options, policies
from logitext.cli.forms import text_or_json
from logitext.cli.options import backend, names_of, option, options_for, reading, taken, with_options
from logitext.cli.sections import SectionedCommand, headed
from logitext.run.files import Files

if TYPE_CHECKING:
    from logitext.api import Policy
    from logitext.check.facts_file import FactsFiles
    from logitext.records.run import RunSummary
    from logitext.theory.protocol import Theory

data_options = headed(
    "Input",
    option("--map", "maps", multiple=True, metavar="NAME=COLUMN",
           help="The column of a text or a fact, or one that answers a clause. `user.age` is within `user`, a record "
           "may lack `COLUMN?`, and `NAME=` is not given. May be repeated. Default: texts and facts are in the columns "
           "of their names."),
    option("--id", "id_", metavar="COLUMN",
           help="The column that names each document. Default: the file and the line."),
    *options_for(Files, only=["format", "on_bad"]),
)  # fmt: skip

outputs = headed(
    "Output",
    *options_for(Files, only=["output", "rows"]),
    option("--columns", "select", metavar="NAMES",
           help="The columns of the rows, separated by commas. Default: all."),
    *options_for(Files, only=["review", "html"]),
    option("--unordered", is_flag=True,
           help="Write documents as they are decided, not in the order of the data."),
    *options_for(Files, only=["overwrite"]),
)  # fmt: skip

limits = headed("Limits", *options_for(Files, only=["max_cost", "max_tokens", "stop_after"]))

places = headed("Where it runs", *options_for(Files, only=["workers", "cluster", "batch_api", "batch_size"]))

_ASKING = tuple(one for one in check_options.asking if "record" not in names_of(one))
"""Who answers. A run keeps answers itself, as long as they are needed."""


@click.command("run", cls=SectionedCommand, short_help="Decide many documents, from a table or a folder into a table.")
@click.argument("arguments", metavar="POLICY... DATA...", nargs=-1, required=True)
@with_options(
    *data_options,
    *headed("Input", reading),
    *outputs,
    *headed(
        "Output",
        text_or_json("The format of the summary: text on standard error, or JSON on standard output."),
        option("-q", "--quiet", is_flag=True, help="Print no progress and no summary."),
    ),
    *_ASKING,
    *check_options.certainty,
    *limits,
    *places,
    *model_options.server,
    *model_options.asking,
    *model_options.keeping_answers,
    backend,
)  # fmt: skip
@policies.delimiters
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
    decide: Literal["hard", "soft"],
    rates: tuple[str, ...],
    calibration: str | None,
    backend: Any,
    format: str,
    quiet: bool,
    **others: Any,
) -> int:
    """Decide each record of DATA by each POLICY, and write what comes of it to files.

    A POLICY is the first argument, and each further one that ends in .nltc. DATA is a table (.jsonl, .csv, .tsv,
    .parquet, .arrow), a folder or a pattern of tables or of text files, a URL, or `-` for JSON Lines on standard input.

    A run that was ended goes on when the same command is given again: what was decided stays, and no answer that was
    given is asked for again.

    \b
    Examples:
      logitext run policy.nltc messages.jsonl --id id --rows decisions.jsonl
      logitext run policy.nltc messages.csv --map post=body -o decisions.jsonl --review review.yaml
      logitext run a.nltc b.nltc messages.parquet --theory pattern,openai:MODEL --rows decisions.parquet
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    from logitext.api.running.files import run_files
    from logitext.api.running.interrupting import interrupting
    from logitext.cli.error_rates import error_rates
    from logitext.cli.run_output import RunProgress, tell_end
    from logitext.run.asking import RunStop
    from logitext.sync import run

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
    from logitext.cli import exits

    by_ending = {"interrupted": exits.INTERRUPTED, "limit": exits.UNDETERMINED, "failures": exits.FAILED}
    by_ending |= {"disk": exits.WRONG, "worker": exits.FAILED}
    if summary.ending != "done":
        return by_ending[summary.ending]
    if summary.failed:
        return exits.FAILED
    return exits.WRONG if summary.bad else exits.DONE


def _policies(arguments: Sequence[str], backend: Any) -> tuple[list[Policy], list[str]]:
    """The policies and the data that the arguments name."""
    from logitext.run.data.sources import looks_like_data

    if looks_like_data(arguments[0]):
        raise click.UsageError(f"the first argument is the policy, and `{arguments[0]}` is data")
    count = 1
    while count < len(arguments) and arguments[count].endswith(".nltc") and not looks_like_data(arguments[count]):
        count += 1
    if count == len(arguments):
        raise click.UsageError("name the data: a table, a folder, or `-` for standard input")
    return [policies.load(name, backend=backend) for name in arguments[:count]], list(arguments[count:])


def _say_what_has_no_effect(asked: Theory, priors: str | None, batch_api: str | None, cluster: str | None) -> None:
    from logitext.cli import without_effect as none
    from logitext.theory.chain import members_of

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
    from logitext.check.facts_file import read_facts

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
    from logitext.cli.settings import parse_settings
    from logitext.theory.chain import Chain
    from logitext.theory.files.answers_file import load_answers
    from logitext.theory.spec import default_theory, from_spec

    chain: list[Theory] = []
    if settings:
        chain.append(parse_settings(settings))
    chain.extend(load_answers(path) for path in answers)
    chain.append(from_spec(spec, model) if spec is not None else default_theory(False, model))
    return Chain(*chain)
