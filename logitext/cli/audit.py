"""`logitext audit FILE [ID]`: the decisions that a service has kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from logitext.audit.entry import policy_of, shown_time
from logitext.audit.store import DecisionStore
from logitext.audit.verifying import verify
from logitext.cli import exits
from logitext.report import text, verification
from logitext.report.console import printable, to_text
from logitext.report.json_text import json_line, json_text
from logitext.sync import run
from logitext.verify.parsed_result import parsed_result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from logitext.audit.entry import AuditEntry


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
    return "".join(map(json_line, dicts)) if format == "jsonl" else json_text(dicts[0] if len(dicts) == 1 else dicts)


def _show(store: DecisionStore, entry: AuditEntry) -> None:
    """A decision as `logitext check` prints it, with the words of its policy where that can be read."""
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
    return shown_time(entry.made)


def _source(source: dict[str, str]) -> str:
    text = str(source.get("text"))
    return f"# {printable(str(source.get('name')))}\n{text}" + ("" if text.endswith("\n") else "\n")
