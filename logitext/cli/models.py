"""`logitext models`: what an endpoint offers."""

from __future__ import annotations

import json
from typing import Any

import click

from logitext.report.console import printable
from logitext.sync import run
from logitext.theory.llm.doctor import list_models


def command(format: str, **model: Any) -> int:
    found = run(list_models(model["base_url"], model["api_key_env"], model["timeout"]))
    if format == "json":
        click.echo(json.dumps({"endpoint": found.endpoint, "models": list(found.models)}, indent=2, ensure_ascii=False))
    else:
        for name in found.models:
            click.echo(printable(name))
    return 0
