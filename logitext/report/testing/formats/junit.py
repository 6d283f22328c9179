"""Tests as JUnit XML."""

from __future__ import annotations

from logitext.report.junit import junit
from logitext.report.testing.formats import TESTS_FORMATS
from logitext.report.testing.view import TestsView


@TESTS_FORMATS.of_file
def render(view: TestsView) -> str:
    """A suite for each policy."""
    return junit(view.reports)
