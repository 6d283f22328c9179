"""`logitext query POLICY`: the queries that stand in a policy, answered one after the other."""

from __future__ import annotations

from typing import Any

import click

from logitext.check.facts_file import read_facts
from logitext.cli import exits, policies, searching
from logitext.cli import output as outputs
from logitext.cli import without_effect as none
from logitext.cli.documents import documents
from logitext.cli.warn import warn
from logitext.report import queries
from logitext.report.recorded.formats import RECORD_FORMATS
from logitext.syntax.diagnostics import Diagnostic, InputError, Severity


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
    loaded = policies.load(policy)
    if not loaded.checked.queries:
        source = loaded.checked.source
        hint = source.delimiters.spell("write one, `{{forsome post: remove and not threat}}`, or use `logitext solve`")
        raise InputError([Diagnostic("NLT618", f"{policy} holds no query", source, hint=hint)])
    given = documents(texts, loaded.checked, reads)
    if len(given) > 1:
        raise click.UsageError("queries are answered for one document: give one text, or `name=file` for each")
    options = searching.search_options(rest)
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
    with searching.heard(options, loaded.clauses, verbose=verbose):
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
