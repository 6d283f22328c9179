"""`logitext query POLICY`: the queries that stand in a policy, answered one after the other."""

from __future__ import annotations

from typing import Any

import click

from logitext.cli import model_options, policies, search_options
from logitext.cli.forms import output_options
from logitext.cli.number import WholeNumberParameter
from logitext.cli.options import facts_options, option, reading, with_options
from logitext.cli.sections import SectionedCommand
from logitext.report.recorded.formats import RECORD_FORMATS


@click.command("query", cls=SectionedCommand, short_help="Answer the queries in a policy.")
@click.argument("policy", metavar="POLICY")
@click.argument("texts", metavar="[TEXT]...", nargs=-1)
@with_options(
    click.option("--limit", type=WholeNumberParameter(min=1), default=200, show_default=True, metavar="N",
                 help="For `cover`: read at most N texts."),
    *facts_options,
    reading,
    *search_options.people,
    *search_options.effort,
    *search_options.limits,
    *model_options.server,
    *model_options.asking,
    *model_options.keeping_answers,
    *output_options,
    option("-v", "--verbose", is_flag=True, help="Print each step of a search on standard error."),
)  # fmt: skip
@policies.delimiters
def command(
    policy: str,
    texts: tuple[str, ...],
    limit: int,
    fact_settings: tuple[str, ...],
    facts_files: tuple[str, ...],
    reads: str,
    format: str,
    output: tuple[str, ...],
    quiet: bool,
    verbose: bool,
    **rest: Any,
) -> int:
    """Answer every `check`, `forsome`, `forall` and `cover` in POLICY, in the order of the file.

    TEXT is a file, or `name=file` if the policy declares several texts. `check` decides its formula on the texts that
    you give. `forsome` and `forall` search for the texts that they name, and take the others from you.

    \b
    Exit status: the first of 130, 4, 1, 3, 0 that a query has. 1: a `forsome` is unsat, or a `forall` is refuted.
    3: a query is open, unrealised or not covered.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    from logitext.check.facts_file import read_facts
    from logitext.cli import exits
    from logitext.cli import output as outputs
    from logitext.cli import without_effect as none
    from logitext.cli.documents import documents
    from logitext.cli.idle import warn
    from logitext.report import queries
    from logitext.syntax.diagnostics import Diagnostic, InputError, Severity

    loaded = policies.load(policy)
    if not loaded.checked.queries:
        source = loaded.checked.source
        hint = source.delimiters.spell("write one, `{{forsome post: remove and not threat}}`, or use `logitext solve`")
        raise InputError([Diagnostic("NLT618", f"{policy} holds no query", source, hint=hint)])
    given = documents(texts, loaded.checked, reads)
    if len(given) > 1:
        raise click.UsageError("queries are answered for one document: give one text, or `name=file` for each")
    options = search_options.search_options(rest)
    options["facts"] = read_facts(loaded.checked, fact_settings, facts_files).of(given[0].label)
    answers = []
    queries_of = loaded.checked.queries
    written = all(
        one.kind == "cover" or set(one.texts) == set(loaded.texts) for one in queries_of if one.kind != "check"
    )
    if texts and written and all(one.kind != "check" for one in queries_of):
        message = "the texts have no effect: each query looks for all texts that the policy declares"
        warn([Diagnostic("NLT609", message, hint="leave them out", severity=Severity.WARNING)])
    none.say(
        (all(one.kind != "cover" for one in queries_of), ("limit",), "no query is a `cover`"),
        (all(one.kind == "check" for one in queries_of), ("writer", "nogoods", *_LOOKING), "each query is a `check`"),
        none.no_model(options["theory"], options["writer"]),
        none.format_is_named(output, RECORD_FORMATS),
    )
    with search_options.heard(options, loaded.clauses, verbose=verbose):
        for answer in loaded.answer(given[0].read(), limit=limit, **options):
            answers.append(answer)
            if answer.outcome.interrupted:
                break
    outputs.write_records(answers, queries.renderer(loaded.checked), format=format, output=output, quiet=quiet)
    found = {exits.of_query(answer) for answer in answers}
    order = (exits.INTERRUPTED, exits.FAILED, exits.VIOLATION, exits.UNDETERMINED)
    return next((status for status in order if status in found), exits.DONE)


_LOOKING = ("rounds", "proposals", "cubes", "max_texts")
"""Options of a search, and of nothing else."""
