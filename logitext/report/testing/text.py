"""The outcome of a policy's tests, for a person."""

from __future__ import annotations

import re

from rich.console import Group, RenderableType
from rich.text import Text

from logitext.records.tests import Coverage, Mutation, TestReport
from logitext.report.console import printable

_KINDS = {"value": "values of clauses", "outcome": "outcomes of verdicts", "decisive": "values that decide a verdict"}
_WIDTH = 96
"""The longest line of a statement."""
_STYLES = {"passed": "green", "failed": "bold red", "error": "bold yellow", "unanswered": "bold yellow"}


def render(report: TestReport) -> RenderableType:
    """A line for each test, what is otherwise of those that do not pass, and how many pass; then what tests miss."""
    parts: list[RenderableType] = []
    for test in report.tests:
        line = Text(f"{test.outcome:<6}  ", _STYLES[test.outcome])
        line.append(printable(test.title), "bold").append(f"  {printable(test.file)}:{test.span.line}", "dim")
        parts.append(line)
        if test.error is not None:
            parts.append(Text(f"        {printable(test.error)}"))
        parts += [
            Text(f"        expected {printable(one.expected)}, found {printable(one.found)}")
            for one in test.expectations
            if not one.holds
        ]
    for one in report.updated:
        value = f"{printable(one.name)}: {printable(one.value)}"
        parts.append(
            Text("updated ", "cyan")
            .append(f"{printable(one.title)}  {value}")
            .append(f"  {printable(one.file)}", "dim")
        )
    passed = sum(test.outcome == "passed" for test in report.tests)
    total = f"{passed} of {len(report.tests)} tests pass" if report.tests else "there are no tests"
    parts.append(Text(f"{printable(report.policy)}: {total}", "dim"))
    if report.coverage is not None:
        parts += _coverage(report.coverage)
    if report.mutation is not None:
        parts += _mutation(report.mutation)
    return Group(*parts)


def _coverage(coverage: Coverage) -> list[RenderableType]:
    """How many goals of each kind tests exercise, those that none does, and tests that would."""
    parts: list[RenderableType] = [Text(), Text("coverage", "bold")]
    for kind, words in _KINDS.items():
        own = [goal for goal in coverage.goals if goal.kind == kind]
        if own:
            met = sum(bool(goal.tests) for goal in own)
            parts.append(Text(f"  {met:>4} of {len(own)} {words}", "green" if met == len(own) else "yellow"))
    if coverage.open:
        parts.append(Text("no test exercises", "bold"))
    parts += [_at(goal.file, goal.span.line, goal.name) for goal in coverage.open]
    parts += [Text(f"  note: {printable(note)}", "dim") for note in coverage.notes]
    if coverage.suggested:
        parts.append(Text("tests that would; check what they expect, and paste them into the policy", "bold"))
        parts += [Text(line) for one in coverage.suggested for line in _lines(one)]
    return parts


def _mutation(mutation: Mutation) -> list[RenderableType]:
    """How many deliberate changes tests notice, and those that none does."""
    same = sum(one.equivalent is True for one in mutation.mutants)
    noticed = sum(one.killed_by is not None for one in mutation.mutants)
    words = f"  {noticed} of {len(mutation.mutants) - same} deliberate changes are noticed"
    if same:
        words += f"; {same} more {'changes' if same == 1 else 'change'} no verdict"
    parts: list[RenderableType] = [Text(), Text("mutation", "bold")]
    parts.append(Text(words, "yellow" if mutation.survivors else "green"))
    if mutation.survivors:
        parts.append(Text("no test notices", "bold"))
    for one in mutation.survivors:
        perhaps = "" if one.equivalent is False else " (perhaps no verdict changes)"
        parts.append(_at(one.file, one.span.line, one.change + perhaps))
    parts += [Text(f"  note: {printable(note)}", "dim") for note in mutation.notes]
    return parts


def _lines(statement: str) -> list[str]:
    """A statement in lines that fit a page. None ends within quotation marks, where it would change what is meant."""
    lines = [" "]
    for word in re.findall(r'(?:not )?(?:"(?:[^"\\]|\\.)*"\S*|\S+)', printable(statement)):
        if len(lines[-1]) + len(word) > _WIDTH and lines[-1].strip():
            lines.append("     ")
        lines[-1] += f" {word}"
    return lines


def _at(file: str, line: int, words: str) -> Text:
    place = f"{printable(file)}:{line}"
    return Text("  ").append(f"{place}  ", "dim").append(printable(words))
