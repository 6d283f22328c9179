"""`logitext label POLICY DATA…`: right verdicts for the documents whose labels would tell most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from logitext.cli import labelled, policies
from logitext.cli.number import NumberParameter, WholeNumberParameter
from logitext.cli.options import option, with_options
from logitext.cli.sections import SectionedCommand

if TYPE_CHECKING:
    from logitext.evaluate.labelling import LabelFile, Picked
    from logitext.policy.sorts import Sort, Value


@click.command("label", cls=SectionedCommand, short_help="Label the documents whose labels would tell most.")
@click.argument("arguments", metavar="POLICY DATA...", nargs=-1, required=True)
@with_options(
    *labelled.options,
    option("--pick", type=WholeNumberParameter(min=1), metavar="N", default=200, show_default=True,
           help="Pick at most N documents."),
    option("--max-error", type=NumberParameter(min=0, max=1), metavar="X", default=0.05, show_default=True,
           help="The share of wrong verdicts that a calibration is to allow."),
    option("--clauses", is_flag=True, help="Ask for the right answers to clauses, too."),
    option("--seed", type=WholeNumberParameter(), metavar="N", default=0, show_default=True,
           help="Draw by this number."),
    option("-o", "--output", metavar="CASES",
           help="Add the labels to CASES (.jsonl). What is there is not asked again."),
    option("-q", "--quiet", is_flag=True, help="Print no progress."),
)  # fmt: skip
@policies.delimiters
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
    """Show the documents of DATA whose labels would tell most, ask for their right verdicts, and write CASES.

    DATA is as for `logitext run`. All of it is decided once, by --theory. Most picks are drawn by chance among the
    documents that a calibration may let pass, the others among the rest. CASES is for `logitext calibrate` and
    `logitext eval`. A label is saved as soon as it is given: after Ctrl-C the same command goes on. Where there is no
    terminal, the picks are printed, one JSON object a line, and nobody is asked.

    \b
    Examples:
      logitext label policy.nltc posts.jsonl --id id --theory openai:MODEL -o cases.jsonl
      logitext label policy.nltc posts.jsonl --id id --theory openai:MODEL --pick 50 > picks.jsonl

    \b
    Exit status: 0 if all picks are labelled or printed, 3 if some are left, 2 if the data do not fit the policy.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    import json
    import sys
    from functools import partial

    from logitext.api.measures.label import picked
    from logitext.check.until_sure import prose
    from logitext.cli import exits
    from logitext.evaluate.labelling import LabelFile, wanted
    from logitext.report.console import printable

    asking = sys.stdin.isatty() and sys.stderr.isatty()
    if asking and output is None:
        raise click.UsageError("name the file that the labels go to: `-o CASES.jsonl`")
    file = LabelFile(output) if output is not None else None
    names = given["verdicts"]
    work = partial(picked, number=pick, max_error=max_error, seed=seed)
    found = labelled.work_at(work, "deciding", arguments, given, quiet)
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
    from logitext.report.console import printable

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
    from logitext.evaluate.labelling import read
    from logitext.policy.sorts import BOOL, Enumeration

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
