"""`logitext schema NAME`: the published schema of what `--format json` prints."""

from __future__ import annotations

import click


@click.command("schema", short_help="Print the JSON schema of an output format.")
@click.argument("name", type=click.Choice(["result"]))
def command(name: str) -> None:
    """Print the JSON schema of NAME: `result`, what `logitext check --format json` prints for a text."""
    import json

    from logitext.engine.result import Result

    schemas = {"result": Result}
    schema = schemas[name].model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    click.echo(json.dumps(schema, indent=2))
