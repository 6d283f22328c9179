"""A plug-in for pytest: policies are checked beside a project's other tests.

Each `.nltc` file that pytest comes by gives a test that it has no mistakes, as `logitext lint` finds them, and one for
each `test` that stands in it. It takes part only where it is asked to: `pytest -p logitext.pytest_plugin`, or
`pytest_plugins = ["logitext.pytest_plugin"]` in the `conftest.py` of the root.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.api import Policy
from logitext.records.tests import TestReport
from logitext.syntax.diagnostics import Diagnostic, LogitextError, Severity

SUFFIX = ".nltc"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the plug-in."""
    group = parser.getgroup("logitext", "policies")
    group.addoption(
        "--logitext-theory", metavar="SPEC", help="who answers in policies' tests that give texts; default: patterns"
    )
    group.addoption("--logitext-strict", action="store_true", help="warnings of a policy fail, too")
    group.addoption("--logitext-no-lint", action="store_true", help="run only the tests that stand in policies")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A policy, where the file is one."""
    return PolicyFile.from_parent(parent, path=file_path) if file_path.suffix == SUFFIX else None


class MistakesError(Exception):
    """Raised by the test of a policy that has mistakes."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n".join(map(str, diagnostics)))
        self.diagnostics = diagnostics


class ExpectationError(Exception):
    """Raised by a test of a policy that does not pass."""

    def __init__(self, report: TestReport) -> None:
        super().__init__(report.policy)
        self.report = report


class PolicyFile(pytest.File):
    """A policy with its tests."""

    @cached_property
    def policy(self) -> Policy:
        """The policy. PolicyError if it is wrong."""
        return logitext.load(self.path)

    def collect(self) -> Iterator[pytest.Item]:
        """The test of the policy, and the tests in it; of a policy that does not load only the first."""
        if not self.config.getoption("--logitext-no-lint"):
            yield LintItem.from_parent(self, name="lint")
        try:
            tests = self.policy.checked.tests
        except LogitextError:
            if self.config.getoption("--logitext-no-lint"):
                raise
            return  # said by the first
        for test in tests:
            if test.place.source.name == str(self.path):  # those of files that it uses are theirs
                line = test.place.source.position(test.place.span.start).line
                yield TestItem.from_parent(self, name=test.title, line=line)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """What is wrong with the policy."""
        return _shown(excinfo.value) or str(super().repr_failure(excinfo))


class _Item(pytest.Item):
    """A test of a policy."""

    parent: PolicyFile
    line = 1

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is wrong, as the command says it."""
        return _shown(excinfo.value) or super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        return self.path, self.line - 1, f"{self.path.name}: {self.name}"


class LintItem(_Item):
    """That a policy has no mistakes."""

    def runtest(self) -> None:
        """Raise what is wrong; warnings that do not count are shown with the report."""
        found = logitext.lint(self.path)
        wrong = [one for one in found if one.severity is Severity.ERROR or self.config.getoption("--logitext-strict")]
        if wrong:
            raise MistakesError(tuple(found))
        if found:
            self.add_report_section("call", "logitext lint", _rendered(found))


class TestItem(_Item):
    """A test that stands in a policy."""

    __test__ = False  # pytest is not to look for tests in it

    def __init__(self, *, line: int, **settings: Any) -> None:
        super().__init__(**settings)
        self.line = line

    def runtest(self) -> None:
        """Raise what is otherwise than the test expects."""
        report = self.parent.policy.test(titles=[self.name], theory=self.config.getoption("--logitext-theory"))
        if any(test.outcome != "passed" for test in report.tests):
            raise ExpectationError(report)


def _shown(error: BaseException) -> str | None:
    """An error of a policy as the command shows it; None for another one."""
    match error:
        case ExpectationError(report=report):
            from logitext.report.console import to_text  # noqa: PLC0415  # only a failure is shown
            from logitext.report.testing.text import render  # noqa: PLC0415  # only a failure is shown

            return to_text(render(report)).rstrip()
        case MistakesError(diagnostics=diagnostics) | LogitextError(diagnostics=diagnostics):
            return _rendered(diagnostics)
    return None


def _rendered(diagnostics: tuple[Diagnostic, ...]) -> str:
    from logitext.report.console import to_text  # noqa: PLC0415  # only a failure is shown
    from logitext.report.diagnostics import render  # noqa: PLC0415  # only a failure is shown

    return to_text(render(diagnostics)).rstrip()
