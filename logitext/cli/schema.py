"""`logitext schema NAME`: the published schema of what `--format json` prints."""

from __future__ import annotations

import click

from logitext.cli.schemas import SCHEMAS
from logitext.cli.sections import SectionedCommand


@click.command("schema", cls=SectionedCommand, short_help="Print the JSON schema of an output format.")
@click.option("--list", "listed", is_flag=True, help="List the names, each with its command.")
@click.argument("name", required=False, type=click.Choice(SCHEMAS.names()))
def command(name: str | None, listed: bool) -> None:
    """Print the JSON schema of NAME: the shape of what a command prints with `--format json`.

    `logitext schema result` is that of `logitext check`; `logitext schema --list` has them all.
    """
    if listed == (name is not None):
        raise click.UsageError("name a schema, or list them with `--list`")
    if name is None:
        wide = max(map(len, SCHEMAS.names()))
        for known, schema in SCHEMAS.all().items():
            click.echo(f"{known:{wide}}  logitext {schema.command}")
        return
    import json

    printed = SCHEMAS.get(name).record.model_json_schema(mode="serialization")
    printed["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    click.echo(json.dumps(printed, indent=2))
