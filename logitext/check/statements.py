"""How an answer and a definition are put in words, where they contradict each other."""

from __future__ import annotations

from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import TEXT, Value, show
from logitext.policy.supposed import ASSUMED


def of_answer(policy: CheckedPolicy, name: str, value: Value) -> str:
    """`threat is false`; a label stands bare, a text in quotes."""
    if name.startswith(ASSUMED):
        return name
    shown = value if isinstance(value, str) and policy.clauses[name].sort != TEXT else show(value)
    return f"{name} is {shown}"


def of_definition(policy: CheckedPolicy, name: str) -> str:
    """A definition or a verdict as it is written, in one line."""
    return policy.place(name).written
