"""`logitext dump POLICY`: what a stage of Logitext makes of a policy."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from logitext.api.without_texts.stages import dump
from logitext.cli import policies
from logitext.cli.documents import STDIN
from logitext.policy.load import check_policy, load_policy
from logitext.report.dump.stage import STAGES
from logitext.syntax.diagnostics import Diagnostic, PolicyError
from logitext.syntax.read import MAX_BYTES, decode, read_text
from logitext.syntax.source import Source

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy


def command(policy: str, stage: str, format: str) -> None:
    if format == "json" and not STAGES.get(stage).has_data:
        raise click.UsageError(f"the stage `{stage}` is text: leave out `--format json`")
    source = _source(policy)
    click.echo(dump(source, stage, as_json=format == "json", load=lambda: _load(policy, source)), nl=False)


def _source(name: str) -> Source:
    """The file, or standard input. PolicyError where it cannot be read."""
    shown = "<stdin>" if name == STDIN else name
    try:
        text = decode(sys.stdin.buffer.read(MAX_BYTES + 1)) if name == STDIN else read_text(Path(name))
    except ValueError as error:
        raise PolicyError([Diagnostic("NLT001", str(error), Source(shown, ""))]) from None
    return Source(shown, text, policies.given())


def _load(name: str, source: Source) -> CheckedPolicy:
    return check_policy(source) if name == STDIN else load_policy(name, delimiters=source.given)
