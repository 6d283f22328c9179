"""What verifying results came to: for a person, and as data."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from logitext.policy.model import CheckedPolicy
from logitext.records.frozen import Frozen
from logitext.report.console import printable
from logitext.verify.difference import Difference
from logitext.verify.parsed_result import ParsedResult

_MOST = 50
"""How many differences of a result are shown to a person; JSON has them all."""


class Verification(Frozen):
    """What verifying one result came to."""

    schema_version: str = "1"
    document: str | None = Field(description="what the document of the result is called")
    verified: bool
    verdicts: int
    answers: int
    differences: tuple[Difference, ...]


def record(claim: ParsedResult, differences: Sequence[Difference]) -> Verification:
    """The differences of a result, and what it is about."""
    return Verification(
        document=claim.result.document,
        verified=not differences,
        verdicts=len(claim.result.verdicts),
        answers=len(claim.result.answers),
        differences=tuple(differences),
    )


def render(records: Sequence[Verification], policy: CheckedPolicy) -> RenderableType:
    """A headline for each result and its differences; of several results also how many hold."""
    parts: list[RenderableType] = []
    for one in records:
        parts.append(_headline(one, policy))
        parts += [_difference(difference) for difference in one.differences[:_MOST]]
        if len(one.differences) > _MOST:
            parts.append(Text(f"  and {len(one.differences) - _MOST} more", "dim"))
    if len(records) > 1:
        parts.append(Text(f"{sum(one.verified for one in records)} of {len(records)} results verified", "bold"))
    return Group(*parts)


def _headline(one: Verification, policy: CheckedPolicy) -> Text:
    line = Text(printable(one.document or policy.source.name), "bold")
    if not one.verified:
        return line.append(f"  {_count(len(one.differences), 'difference')}", "bold red")
    line.append("  verified", "bold green")
    return line.append(f": {_count(one.verdicts, 'verdict')} from {_count(one.answers, 'answer')}", "dim")


def _difference(difference: Difference) -> Padding:
    text = Text(f"{printable(difference.where)}\n", "yellow").append(f"  {printable(difference.message)}", "default")
    if difference.hint:
        text.append("\n  help: ", "bold cyan").append(printable(difference.hint), "default")
    return Padding(text, (0, 0, 0, 2))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
