"""`logitext diff OLD NEW`: which decisions change between two versions of a policy."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from logitext.cli import model_options
from logitext.cli import policies as reading
from logitext.cli.forms import format_option
from logitext.cli.options import facts_options, names_of, option, with_options
from logitext.cli.options import reading as read_as
from logitext.cli.run import data_options
from logitext.cli.sections import SectionedCommand
from logitext.report.diff.formats import DIFFERENCE_FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from logitext.api import Policy
    from logitext.check.facts_file import FactsFiles
    from logitext.records.difference import PolicyDifference

_KINDS = {"wider": ("wider", "changed", "added"), "narrower": ("narrower", "changed", "removed")}
"""The relations that `--fail-on` means: what changes both ways is wider and narrower."""


def _conditions(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    for one in given:
        if one.rpartition(":")[2] not in (*_KINDS, "any"):
            raise click.BadParameter(f"`{one}` is none of `wider`, `narrower`, `any`, or one of these after `VERDICT:`")
    return given


@click.command("diff", cls=SectionedCommand, short_help="Say which decisions change between two versions of a policy.")
@click.argument("policies", metavar="OLD NEW", nargs=-1, required=True)
@with_options(
    click.option("--git", "revision", metavar="REV",
                 help="Compare POLICY, the only argument, with what it is in this revision of its git repository."),
    format_option(DIFFERENCE_FORMATS, "The format: `markdown` is for a comment on a pull request."),
    click.option("--all", "every", is_flag=True, help="List every case that changes, and not only the largest."),
    click.option("--fail-on", multiple=True, metavar="CHANGE", callback=_conditions,
                 help="Exit with 1 only if a verdict is `wider`, `narrower`, or changes in `any` way. With a verdict, "
                 "`remove:wider`, for that one. May be repeated."),
    click.option("--results", multiple=True, metavar="FILE",
                 help="Also say which documents change, by earlier results (of `check` or `run`) or a recording. May "
                 "be repeated."),
    click.option("--texts", multiple=True, metavar="DATA",
                 help="Also say which documents of DATA change: a table, a folder or a pattern. May be repeated."),
    option("--theory", metavar="SPEC",
           help="Whose answers about DATA count, as in `logitext check`. Default: the policies' patterns."),
    option("--answers", multiple=True, metavar="FILE",
           help="Answers from a YAML or JSON file, for DATA, before the theory. May be repeated."),
    click.option("--ask", is_flag=True,
                 help="Ask the theory for answers that are not at hand, instead of saying what they would cost."),
    *facts_options,
    *(one for one in data_options if "on_bad" not in names_of(one)),
    read_as,
    *model_options.server,
    *model_options.asking,
    *model_options.keeping_answers,
)  # fmt: skip
@reading.delimiters
def command(
    policies: tuple[str, ...],
    revision: str | None,
    format: str,
    every: bool,
    fail_on: tuple[str, ...],
    results: tuple[str, ...],
    texts: tuple[str, ...],
    **given: Any,
) -> int:
    """Say which decisions change from OLD to NEW, two versions of a policy.

    Clauses are matched by name, then by their words. A verdict is wider if it is true of more, and narrower if it is
    true of less; of a violation that is called stricter and looser. The cases that change are the smallest conditions
    under which a verdict comes out otherwise. With --git, the old version comes from a revision.

    No theory is asked. With --results or --texts, documents are compared by the answers that are at hand, and what is
    missing is priced.

    \b
    Exit status: 0 if no decision changes, 1 if one does, 2 if a policy or the command is wrong.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    from logitext.cli import exits
    from logitext.cli.revision import of_revision
    from logitext.report.diff.view import DifferenceView

    if len(policies) != (2 if revision is None else 1):
        wanted = "two policies, OLD and NEW" if revision is None else "one policy with --git"
        raise click.UsageError(f"give {wanted}")
    earlier: Any = nullcontext(policies[0]) if revision is None else of_revision(revision, policies[0])
    with earlier as old:
        before, after = reading.load(old), reading.load(policies[-1])
        _known(fail_on, {*before.verdicts, *after.verdicts})
        found = _compared(before, after, every, results, texts, given)
    if revision is not None:
        found = found.model_copy(update={"old": f"{revision}:{policies[0]}"})
    click.echo(DIFFERENCE_FORMATS.get(format)(DifferenceView(found, every)), nl=False)
    return exits.VIOLATION if _fails(found, fail_on) else exits.DONE


def _compared(
    old: Policy, new: Policy, every: bool, results: Sequence[str], texts: Sequence[str], given: dict[str, Any]
) -> PolicyDifference:
    """The difference, with real documents where some are named."""
    from logitext.cli import without_effect as none

    settings, files = given.pop("fact_settings"), given.pop("facts_files")
    if texts:
        return _with_texts(old, new, old.diff(new, every=every), results, texts, settings, files, given)
    none.say(
        (True, ("theory", "answers", "ask", "maps", "id_", "data_format", "reads"), "--texts is not given"),
        (not results, ("fact_settings", "facts_files"), "neither --results nor --texts is given"),
        none.no_model(None),
    )
    facts: Mapping[str, Any] = _facts(old, new, settings, files)[1].general if results else {}
    return old.diff(new, every=every, results=results, facts=facts)


def _with_texts(
    old: Policy,
    new: Policy,
    found: PolicyDifference,
    results: Sequence[str],
    texts: Sequence[str],
    settings: Sequence[str],
    files: Sequence[str],
    given: dict[str, Any],
) -> PolicyDifference:
    from logitext.api.measures.changed import by_texts
    from logitext.cli import without_effect as none
    from logitext.cli.run import maps_of, theory_of
    from logitext.sync import run

    told = {name: given.pop(name) for name in ("theory", "answers", "ask", "maps", "id_", "data_format", "reads")}
    model = model_options.model_options(given)
    asked = theory_of(told["theory"] or "pattern", told["answers"], (), model)
    none.say(none.no_model(asked), none.no_price(asked))
    return run(
        by_texts(
            old,
            new,
            found,
            texts,
            {"theory": asked},
            results=results,
            columns=maps_of(told["maps"]),
            id=told["id_"],
            facts=_facts(old, new, settings, files),
            format=told["data_format"],
            reads=None if told["reads"] == "auto" else told["reads"],
            ask=told["ask"],
        )
    )


def _facts(old: Policy, new: Policy, settings: Sequence[str], files: Sequence[str]) -> list[FactsFiles]:
    """The facts for each version: those of the new one, and for the old one those of them that it has as well."""
    from dataclasses import replace

    from logitext.check.facts_file import read_facts

    given = read_facts(new.checked, settings, files)
    known = {*old.facts, *old.checked.lists}
    earlier = replace(
        given,
        general={name: value for name, value in given.general.items() if name in known},
        documents={
            label: {name: value for name, value in facts.items() if name in known}
            for label, facts in given.documents.items()
        },
    )
    return [earlier, given]


def _known(fail_on: Sequence[str], verdicts: set[str]) -> None:
    for one in fail_on:
        name = one.rpartition(":")[0]
        if name and name not in verdicts:
            from logitext.policy.findings import did_you_mean
            from logitext.syntax.diagnostics import Diagnostic, InputError

            message = f"neither version declares a verdict `{name}`"
            raise InputError([Diagnostic("NLT604", message, hint=did_you_mean(name, sorted(verdicts)))])


def _fails(found: PolicyDifference, fail_on: Sequence[str]) -> bool:
    """Whether something changes that is not to."""
    for one in fail_on or ("any",):
        verdict, _, kind = one.rpartition(":")
        for name, change in found.verdicts.items():
            meant = verdict in ("", name) and change.relation in _KINDS.get(kind, (change.relation,))
            if meant and change.relation != "equivalent":
                return True
    return False
