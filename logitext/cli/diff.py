"""`logitext diff OLD NEW`: which decisions change between two versions of a policy."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from logitext.cli import policies as reading
from logitext.cli.options import option, with_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logitext.records.difference import Difference

_KINDS = {"wider": ("wider", "changed", "added"), "narrower": ("narrower", "changed", "removed")}
"""The relations that `--fail-on` means: what changes both ways is wider and narrower."""


def _conditions(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    for one in given:
        if one.rpartition(":")[2] not in (*_KINDS, "any"):
            raise click.BadParameter(f"`{one}` is none of `wider`, `narrower`, `any`, or one of these after `VERDICT:`")
    return given


@click.command("diff", short_help="Say which decisions change between two versions of a policy.")
@click.argument("policies", metavar="OLD NEW", nargs=-1, required=True)
@with_options(
    click.option("--git", "revision", metavar="REV",
                 help="Compare POLICY, the only argument, with what it is in this revision of its git repository."),
    option("--format", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True,
           help="The format: `markdown` is for a comment on a pull request."),
    click.option("--all", "every", is_flag=True, help="List every case that changes, and not only the largest."),
    click.option("--fail-on", multiple=True, metavar="CHANGE", callback=_conditions,
                 help="Exit with 1 only if a verdict is `wider`, `narrower`, or changes in `any` way. With a verdict, "
                 "`remove:wider`, for that one. May be repeated."),
)  # fmt: skip
@reading.delimiters
def command(policies: tuple[str, ...], revision: str | None, format: str, every: bool, fail_on: tuple[str, ...]) -> int:
    """Say which decisions change from OLD to NEW, two versions of a policy. No theory is asked.

    Clauses are matched by name, then by their words. A verdict is wider if it is true of more, and narrower if it is
    true of less; of a violation that is called stricter and looser. The cases that change are the smallest conditions
    under which a verdict comes out otherwise. With --git, the old version comes from a revision.

    \b
    Exit status: 0 if no decision changes, 1 if one does, 2 if a policy or the command is wrong.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    import json

    from logitext.cli import exits
    from logitext.cli.revision import of_revision
    from logitext.report.diff import markdown, text

    if len(policies) != (2 if revision is None else 1):
        wanted = "two policies, OLD and NEW" if revision is None else "one policy with --git"
        raise click.UsageError(f"give {wanted}")
    earlier: Any = nullcontext(policies[0]) if revision is None else of_revision(revision, policies[0])
    with earlier as old:
        before, after = reading.load(old), reading.load(policies[-1])
        _known(fail_on, {*before.verdicts, *after.verdicts})
        found = before.diff(after, every=every)
    if revision is not None:
        found = found.model_copy(update={"old": f"{revision}:{policies[0]}"})
    if format == "json":
        shown = json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    else:
        shown = (markdown if format == "markdown" else text).render(found, every=every)
    click.echo(shown, nl=False)
    return exits.VIOLATION if _fails(found, fail_on) else exits.DONE


def _known(fail_on: Sequence[str], verdicts: set[str]) -> None:
    for one in fail_on:
        name = one.rpartition(":")[0]
        if name and name not in verdicts:
            from logitext.policy.findings import did_you_mean
            from logitext.syntax.diagnostics import Diagnostic, InputError

            message = f"neither version declares a verdict `{name}`"
            raise InputError([Diagnostic("NLT604", message, hint=did_you_mean(name, sorted(verdicts)))])


def _fails(found: Difference, fail_on: Sequence[str]) -> bool:
    """Whether something changes that is not to."""
    for one in fail_on or ("any",):
        verdict, _, kind = one.rpartition(":")
        for name, change in found.verdicts.items():
            meant = verdict in ("", name) and change.relation in _KINDS.get(kind, (change.relation,))
            if meant and change.relation != "equivalent":
                return True
    return False
