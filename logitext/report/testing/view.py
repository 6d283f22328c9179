"""The outcome of tests that is to be shown, with all that a format may need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from logitext.report.recorded.view import RecordsView
from logitext.report.testing.text import render

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.records.tests import TestReport


@dataclass(frozen=True, slots=True)
class TestsView:
    """Reports of tests, each with its policy."""

    __test__ = False

    reports: Sequence[TestReport]
    policies: Sequence[CheckedPolicy]

    @property
    def records(self) -> RecordsView:
        """The reports as records."""
        return RecordsView(self.reports, render)
