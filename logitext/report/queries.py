"""Answers to queries, for a person: the query as it is written, and its outcome as its own command prints it."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Group, RenderableType
from rich.text import Text

from logitext.policy.goal import for_queries
from logitext.policy.model import CheckedPolicy
from logitext.records.answered import QueryAnswer
from logitext.records.cover import Cover
from logitext.records.search import Search
from logitext.report import search, text
from logitext.report.console import printable
from logitext.report.cover.text import text as cover_text


def renderer(policy: CheckedPolicy) -> Callable[[QueryAnswer], RenderableType]:
    """How the answers to a policy's queries are shown."""

    def render(answer: QueryAnswer) -> RenderableType:
        line = Text(printable(answer.query), "bold")
        line.append(f"  {printable(answer.path)}:{answer.span.line}", "dim")
        outcome = answer.outcome
        shown: RenderableType
        if isinstance(outcome, Search):
            shown = search.render(outcome)
        elif isinstance(outcome, Cover):
            shown = cover_text(outcome)
        else:
            shown = text.render(outcome, for_queries(policy, answer.span.line))
        return Group(line, shown, "")

    return render
