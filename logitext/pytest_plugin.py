"""A plug-in for pytest: policies are checked beside a project's other tests.

Each `.nltc` file that pytest comes by gives a test that it has no mistakes, as `logitext lint` finds them, and one for
each `test` that stands in it. A file of cases that is named as the policy beside it, such as `chat.cases.yaml` for
`chat.nltc`, gives a test for each case. It takes part only where it is asked to: `pytest -p logitext.pytest_plugin`, or
`pytest_plugins = ["logitext.pytest_plugin"]` in the `conftest.py` of the root.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.api import Policy
from logitext.records.tests import TestReport
from logitext.syntax.diagnostics import Diagnostic, LogitextError, Severity
from logitext.testing.case_file import CaseFile, policy_of, read_cases

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
    """A policy or the cases of one, where the file is that."""
    if file_path.suffix == SUFFIX:
        return PolicyFile.from_parent(parent, path=file_path)
    return None if policy_of(file_path) is None else CasesFile.from_parent(parent, path=file_path)


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

    def outcome(self, item: TestItem) -> TestReport:
        """The report on a test that stands in the policy."""
        return self.policy.test(titles=[item.name], theory=self.config.getoption("--logitext-theory"))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """What is wrong with the policy."""
        return _shown(excinfo.value) or str(super().repr_failure(excinfo))


class CasesFile(PolicyFile):
    """A file of cases for the policy beside it."""

    @cached_property
    def policy(self) -> Policy:
        """The policy that the cases are about. PolicyError if it is wrong."""
        found = policy_of(self.path)
        assert found is not None
        return logitext.load(found)

    @cached_property
    def cases(self) -> CaseFile:
        """The cases. InputError with all that is wrong with them."""
        (found,) = read_cases(self.policy.checked, [self.path])
        return found

    def collect(self) -> Iterator[pytest.Item]:
        """The test that each case is. LogitextError if the policy or the file is wrong."""
        for test, _ in self.cases.cases:
            line = self.cases.source.position(test.place.span.start).line
            yield TestItem.from_parent(self, name=test.title, line=line, asks=bool(test.texts or test.lists))

    def outcome(self, item: TestItem) -> TestReport:
        """The report on a case. Those that ask nobody are decided together, as the file is read for each report."""
        if item.asks:
            return self._report([item.name])
        return self._decided.model_copy(
            update={"tests": tuple([one for one in self._decided.tests if one.title == item.name])}
        )

    @cached_property
    def _decided(self) -> TestReport:
        chosen = [one for one in self.session.items if isinstance(one, TestItem) and one.parent is self]
        return self._report([one.name for one in chosen if not one.asks])

    def _report(self, titles: Sequence[str]) -> TestReport:
        theory = self.config.getoption("--logitext-theory")
        return self.policy.test(titles=titles, theory=theory, cases=[self.path])


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
    """A test that stands in a policy, or a case of a file; `asks` where it gives texts, so that a theory is asked."""

    __test__ = False  # pytest is not to look for tests in it

    def __init__(self, *, line: int, asks: bool = True, **settings: Any) -> None:
        super().__init__(**settings)
        self.line = line
        self.asks = asks

    def runtest(self) -> None:
        """Raise what is otherwise than the test expects."""
        report = self.parent.outcome(self)
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
