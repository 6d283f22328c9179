"""`logitext learn POLICY CASES…`: a theory that needs no model, from labelled texts."""

from __future__ import annotations

import json
from typing import Any

import click

from logitext.cli import exits, policies
from logitext.cli.run import maps_of
from logitext.cli.working import working
from logitext.learning.learn import learn
from logitext.report import learned as report
from logitext.run.data.sources import data_of
from logitext.theory.learned.file import save


def command(
    arguments: tuple[str, ...],
    maps: tuple[str, ...],
    id_: str | None,
    data_format: Any,
    reads: Any,
    group: str | None,
    embedding: str | None,
    seed: int,
    format: str,
    output: str,
    quiet: bool,
) -> int:
    if len(arguments) < 2:
        raise click.UsageError("name the policy, and then the cases: a table with right answers")
    policy, *cases = arguments
    loaded = policies.load(policy)
    data = data_of(cases, data_format, None if reads == "auto" else reads)
    with working("learning", shown=not quiet) as say:
        found, why_not = learn(loaded.checked, data, maps_of(maps), id_, group, seed, say, embedding)
    save(found, output)
    if not quiet:
        told = report.data(found, why_not)
        click.echo(
            json.dumps(told, indent=2) if format == "json" else report.words(found, why_not), nl=format == "json"
        )
    return exits.DONE
