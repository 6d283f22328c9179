"""`logitext doctor`: what works with a model, and what does not."""

from __future__ import annotations

import json
from typing import Any

import click

from logitext.cli import exits, model_options
from logitext.cli.doctor_output import watching
from logitext.report.console import printable
from logitext.sync import run
from logitext.theory.llm.cache.store import Cache
from logitext.theory.llm.doctor import as_data, examine
from logitext.theory.llm.theory import OpenAI
from logitext.theory.spec import from_spec


def command(format: str, cache: str | None, wordings: bool, **model: Any) -> int:
    theory = _model_of({**model, "no_cache": True})
    with Cache(model_options.cache_path(cache)) as kept:
        if format == "text":
            click.echo(f"{printable(theory.model or '')} at {theory.endpoint.name}")
        with watching(wanted=format == "text") as watcher:
            found = run(examine(theory, kept, watcher, wordings=wordings))
    if format == "json":
        click.echo(json.dumps(as_data(found), indent=2, ensure_ascii=False))
    return exits.DONE if found.works else exits.FAILED


def _model_of(given: dict[str, Any]) -> OpenAI:
    """The model that the options name. InputError where they name none, or make no sense."""
    theory = from_spec("openai", model_options.model_options(given))
    assert isinstance(theory, OpenAI)
    return theory
