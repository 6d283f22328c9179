"""`logitext label POLICY DATA…`: right verdicts for the documents whose labels would tell most."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from logitext.api.measures.label import picked
from logitext.check.until_sure import prose
from logitext.cli import exits, labelled_work, policies
from logitext.evaluate.labelling import LabelFile, read, wanted
from logitext.policy.sorts import BOOL, Enumeration
from logitext.report.console import printable

if TYPE_CHECKING:
    from logitext.evaluate.labelling import Picked
    from logitext.policy.sorts import Sort, Value


def command(
    arguments: tuple[str, ...],
    pick: int,
    max_error: float,
    clauses: bool,
    seed: int,
    output: str | None,
    quiet: bool,
    **given: Any,
) -> int:
    asking = sys.stdin.isatty() and sys.stderr.isatty()
    if asking and output is None:
        raise click.UsageError("name the file that the labels go to: `-o CASES.jsonl`")
    file = LabelFile(output) if output is not None else None
    names = given["verdicts"]
    work = partial(picked, number=pick, max_error=max_error, seed=seed)
    found = labelled_work.work_at(work, "deciding", arguments, given, quiet)
    if file is None or not asking:
        for one in found:
            click.echo(json.dumps(one.line({}), ensure_ascii=False))
        return exits.DONE
    policy = policies.load(arguments[0]).checked
    click.echo(printable(prose(policy)) + "\n", err=True)
    left = _ask(found, wanted(policy, names or tuple(policy.verdicts), clauses=clauses), file)
    click.echo(f"{len(file.done)} labelled in {output}, {left} left", err=True)
    return exits.UNDETERMINED if left else exits.DONE


def _ask(found: list[Picked], wanted: Mapping[str, tuple[Sort, str]], file: LabelFile) -> int:
    """Ask for the labels of what is not labelled yet. How many are left."""
    todo = [one for one in found if one.document.label not in file.done]
    click.echo("an empty answer leaves a label open; `skip` leaves the document for later, Ctrl-C ends", err=True)
    skipped = 0
    for number, one in enumerate(todo):
        click.echo(f"\n--- {printable(one.document.label)}  ({number + 1} of {len(todo)})", err=True)
        for name, text in one.document.texts.items():
            click.echo(f"{name}:\n{printable(text)}\n", err=True)
        try:
            right = _labels(wanted)
        except (click.Abort, KeyboardInterrupt, EOFError):
            return len(todo) - number + skipped
        if right:
            file.add(one.line(right))
        else:
            skipped += 1
    return skipped


def _labels(wanted: Mapping[str, tuple[Sort, str]]) -> dict[str, Value]:
    """What is right of a document; nothing where it is skipped."""
    found: dict[str, Value] = {}
    for name, (sort, words) in wanted.items():
        kinds = "yes, no" if sort == BOOL else ", ".join(sort.labels) if isinstance(sort, Enumeration) else str(sort)
        while True:
            written = click.prompt(f"{name}: {words}\n  {kinds}", default="", show_default=False, err=True)
            if written.strip() == "skip":
                return {}
            try:
                value = read(written, sort)
            except ValueError as error:
                click.echo(f"  {error}", err=True)
                continue
            if value is not None:
                found[name] = value
            break
    return found
