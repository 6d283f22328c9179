"""`logitext schema NAME`: the published schema of what `--format json` prints."""

from __future__ import annotations

import json

import click

from logitext.cli.schemas import SCHEMAS


def command(name: str | None, listed: bool) -> None:
    if listed == (name is not None):
        raise click.UsageError("name a schema, or list them with `--list`")
    if name is None:
        wide = max(map(len, SCHEMAS.names()))
        for known, schema in SCHEMAS.all().items():
            click.echo(f"{known:{wide}}  logitext {schema.command}")
        return
    printed = SCHEMAS.get(name).record.model_json_schema(mode="serialization")
    printed["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    click.echo(json.dumps(printed, indent=2))
