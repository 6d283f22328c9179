"""`logitext audit FILE [ID]`: the decisions that a service has kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from logitext.cli.number import WholeNumberParameter
from logitext.cli.options import option, with_options
from logitext.cli.sections import SectionedCommand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from logitext.audit.entry import AuditEntry
    from logitext.audit.store import DecisionStore

_MOST = 1_000_000


@click.command("audit", cls=SectionedCommand, short_help="Find decisions of a service, and verify them.")
@click.argument("file", metavar="FILE")
@click.argument("id_", metavar="[ID]", required=False)
@with_options(
    option("--last", type=WholeNumberParameter(1, _MOST), default=20, show_default=True, metavar="N",
           help="The most decisions, the newest first."),
    click.option("--policy", metavar="NAME", help="Only decisions by this policy."),
    click.option("--action", type=click.Choice(["allow", "block", "review"]), help="Only decisions with this action."),
    click.option("--verify", "verifying", is_flag=True,
                 help="Derive each decision again from its answers and the policy's text of its time."),
    click.option("--policy-text", is_flag=True, help="Print the policy's text as it was, instead of the decision."),
    option("--format", type=click.Choice(["text", "json", "jsonl"]), default="text", show_default=True,
           help="The format of what is printed."),
)  # fmt: skip
def command(
    file: str,
    id_: str | None,
    last: int,
    policy: str | None,
    action: str | None,
    verifying: bool,
    policy_text: bool,
    format: str,
) -> int:
    """List the decisions that `logitext serve --audit FILE` has kept, or show the one with this ID.

    FILE is a file, or the URL of a PostgreSQL server.

    \b
    Examples:
      logitext audit decisions.sqlite3
      logitext audit decisions.sqlite3 cc548bed-5e09-4b7e-bb36-2cd41dd0a99e
      logitext audit decisions.sqlite3 --last 1000 --verify

    \b
    Exit status: 0 if done, 1 if a decision is not what its answers entail, 2 if FILE cannot be read or has no such ID.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    from logitext.audit.store import DecisionStore
    from logitext.cli import exits

    if policy_text and id_ is None:
        raise click.UsageError("--policy-text is of one decision: name its ID")
    with DecisionStore(file, writing=False) as store:
        found = [store.get(id_)] if id_ is not None else list(store.newest(last, policy=policy, action=action))
        if verifying:
            return exits.DONE if _verify(store, found, format) else exits.VIOLATION
        if policy_text:
            click.echo("".join(_source(one) for one in store.sources(found[0].sha256)), nl=False)
        elif format != "text":
            dicts = [_plain(one) for one in found]
            click.echo(_as_json(dicts, format), nl=False)
        elif id_ is not None:
            _show(store, found[0])
        else:
            for one in found:
                click.echo(_line(one))
    return exits.DONE


def _verify(store: DecisionStore, found: Sequence[AuditEntry], format: str) -> bool:
    """Verify decisions, and say what came of it. Whether all are right."""
    from logitext.audit.verifying import verify
    from logitext.report import verification
    from logitext.report.console import printable, to_text
    from logitext.sync import run

    right, dicts = True, []
    for one in found:
        claim, policy, differences = run(verify(store, one))
        record = verification.record(claim, differences)
        right = right and record.verified
        if format == "text":
            click.echo(f"{printable(one.id)}  ", nl=False)
            click.echo(to_text(verification.render([record], policy)), nl=False)
        else:
            dicts.append({"id": one.id, **record.model_dump(mode="json")})
    if format != "text":
        click.echo(_as_json(dicts, format), nl=False)
    return right


def _as_json(dicts: Sequence[Mapping[str, Any]], format: str) -> str:
    """The only one or a list; one a line as `jsonl`."""
    from logitext.report.json_text import json_line, json_text

    return "".join(map(json_line, dicts)) if format == "jsonl" else json_text(dicts[0] if len(dicts) == 1 else dicts)


def _show(store: DecisionStore, entry: AuditEntry) -> None:
    """A decision as `logitext check` prints it, with the words of its policy where that can be read."""
    from logitext.audit.entry import policy_of
    from logitext.report import text
    from logitext.report.console import printable, to_text
    from logitext.verify.parsed_result import parsed_result

    click.echo(_line(entry))
    result = parsed_result(entry.result).result
    try:
        click.echo(to_text(text.render(result, policy_of(store.sources(entry.sha256)))), nl=False)
    except ValueError:  # of a version of the language that is not read any more
        click.echo(to_text(text.render_alone(result)), nl=False)
    beside = store.beside(entry.id)
    if beside is not None:
        said = "comes to something else" if beside.differs else "comes to the same"
        click.echo(printable(f"another version {said}: {beside.id}  {beside.action}"))


def _line(entry: AuditEntry) -> str:
    from logitext.report.console import printable

    beside = "" if entry.of is None else f"  beside {entry.of}"
    line = f"{_time(entry)}  {entry.id}  {entry.action:<6}  {entry.status:<12}  {entry.policy}{beside}"
    return printable(line)


def _plain(entry: AuditEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "made": _time(entry),
        "policy": entry.policy,
        "sha256": entry.sha256,
        "action": entry.action,
        "status": entry.status,
        "beside": entry.of,
        "differs": entry.differs,
        "result": dict(entry.result),
    }


def _time(entry: AuditEntry) -> str:
    from logitext.audit.entry import shown_time

    return shown_time(entry.made)


def _source(source: dict[str, str]) -> str:
    from logitext.report.console import printable

    text = str(source.get("text"))
    return f"# {printable(str(source.get('name')))}\n{text}" + ("" if text.endswith("\n") else "\n")
