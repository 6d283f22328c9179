"""The tokens of a policy: what it is read as."""

from __future__ import annotations

from typing import Any

from logitext.report.dump.plain import lines, place, quoted
from logitext.report.dump.stage import PolicyStages, Stage, register
from logitext.syntax.printing.lexemes import lexemes
from logitext.syntax.source import Source


@register
class TokensStage(Stage):
    """The tokens."""

    summary = "the tokens of the policy, one on each line, comments included"

    def text(self, stages: PolicyStages) -> str:
        return tokens_text(stages.document.source)

    def data(self, stages: PolicyStages) -> Any:
        return tokens_data(stages.document.source)


def tokens_text(source: Source) -> str:
    """A line for each token and comment of a source without syntax errors: its place, its kind, its text."""
    return lines(f"{place(source, one.span):<15} {one.kind:<12} {quoted(one.text)}" for one in lexemes(source))


def tokens_data(source: Source) -> Any:
    """The tokens as plain data."""
    return [{"kind": one.kind, "text": one.text, "span": place(source, one.span)} for one in lexemes(source)]
