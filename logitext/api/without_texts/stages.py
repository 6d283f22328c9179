"""The stages of a policy: what Logitext makes of it, printed."""

from __future__ import annotations

from collections.abc import Callable

from logitext.api.arguments import chosen
from logitext.policy.model import CheckedPolicy
from logitext.report.dump.stage import STAGES, PolicyStages
from logitext.report.json_text import json_text
from logitext.syntax.diagnostics import ArgumentError, Diagnostic
from logitext.syntax.source import Source


def dump(source: Source, stage: str, *, as_json: bool, load: Callable[[], CheckedPolicy]) -> str:
    """How Logitext understands a policy at a stage. `load` gives the checked policy. PolicyError, ArgumentError."""
    shown, stages = chosen(STAGES, stage), PolicyStages(source, load)
    if not as_json:
        return shown.text(stages)
    if not shown.has_data:
        raise ArgumentError([Diagnostic("NLT623", f"the stage `{stage}` is text, and no JSON", hint="print the text")])
    return json_text(shown.data(stages))
