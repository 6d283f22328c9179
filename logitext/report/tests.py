"""The outcome of a policy's tests, for a person."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from logitext.report.console import printable
from logitext.testing.run import TestReport

_STYLES = {"passed": "green", "failed": "bold red", "error": "bold yellow", "unanswered": "bold yellow"}


def render(report: TestReport) -> RenderableType:
    """A line for each test, what is otherwise of those that do not pass, and how many pass."""
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
    passed = sum(test.outcome == "passed" for test in report.tests)
    total = f"{passed} of {len(report.tests)} tests pass" if report.tests else "there are no tests"
    parts.append(Text(f"{printable(report.policy)}: {total}", "dim"))
    return Group(*parts)
