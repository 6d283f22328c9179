"""The stages of a policy: what Logitext makes of it, printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from logitext.policy.model import CheckedPolicy
from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.source import Source

Stage: TypeAlias = Literal["tokens", "tree", "policy", "smt2"]
STAGES: tuple[Stage, ...] = ("tokens", "tree", "policy", "smt2")
"""What `dump` can print."""


def dump(source: Source, stage: Stage, *, as_json: bool, load: Callable[[], CheckedPolicy]) -> str:
    """How Logitext understands a policy at a stage. `load` gives the checked policy. PolicyError."""
    import json

    if stage in ("tokens", "tree"):
        from logitext.report.dump.tokens import tokens_data, tokens_text
        from logitext.report.dump.tree import tree_data, tree_text
        from logitext.syntax.parser import parse

        document, errors = parse(source)
        if errors:
            raise PolicyError(errors)
        if not as_json:
            return tokens_text(source) if stage == "tokens" else tree_text(document)
        data: object = tokens_data(source) if stage == "tokens" else tree_data(document)
    elif stage == "smt2":
        from logitext.logic.smtlib import smtlib

        return smtlib(load())
    else:
        from logitext.report.dump.policy import policy_data, policy_text

        if not as_json:
            return policy_text(load())
        data = policy_data(load())
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
