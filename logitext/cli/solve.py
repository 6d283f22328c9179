"""`logitext solve POLICY FORMULA`: a text of which a formula holds, or what stands in its way."""

from __future__ import annotations

from typing import Any

from logitext.check.facts_file import read_facts
from logitext.cli import exits, policies, searching
from logitext.cli import output as outputs
from logitext.cli import without_effect as none
from logitext.cli.documents import documents
from logitext.report import search
from logitext.report.recorded.formats import RECORD_FORMATS


def command(
    policy: str,
    formula: str,
    given: tuple[str, ...],
    universal: bool,
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
    texts = documents(given, loaded.checked, reads)[0].read() if given else {}
    options = searching.search_options(rest)
    options["given"] = texts
    options["facts"] = read_facts(loaded.checked, fact_settings, facts_files).of(None)
    none.say(
        none.no_model(options["theory"], options["writer"]),
        none.format_is_named(output, RECORD_FORMATS),
    )
    with searching.heard(options, loaded.clauses, verbose=verbose):
        found = loaded.refute(formula, **options) if universal else loaded.solve(formula, **options)
    outputs.write_records([found], search.render, format=format, output=output, quiet=quiet)
    if found.interrupted:
        return exits.INTERRUPTED
    if found.failed:
        return exits.FAILED
    return exits.BY_STATUS.get(found.status, exits.UNDETERMINED)
