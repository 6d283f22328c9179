"""The outcome of tests as JUnit XML, which continuous integration shows beside the tests of a program.

The form is what GitLab, Jenkins and GitHub's reporters read: https://github.com/testmoapp/junitxml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from logitext.engine.testing import TestRecord, TestReport

_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped (section 2.2)."""


def junit(reports: Sequence[TestReport]) -> str:
    """A document with a suite for each policy."""
    tests = [test for report in reports for test in report.tests]
    root = ElementTree.Element("testsuites", {"name": "logitext test", **_counts(tests)})
    for report in reports:
        suite = ElementTree.SubElement(root, "testsuite", {"name": _plain(report.policy), **_counts(report.tests)})
        for test in report.tests:
            _case(suite, test)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _counts(tests: Sequence[TestRecord]) -> dict[str, str]:
    failures = sum(test.outcome == "failed" for test in tests)
    errors = sum(test.outcome in ("error", "unanswered") for test in tests)
    return {"tests": str(len(tests)), "failures": str(failures), "errors": str(errors)}


def _case(suite: ElementTree.Element, test: TestRecord) -> None:
    where = {"classname": _plain(" / ".join(test.heading) or test.file), "file": _plain(test.file)}
    case = ElementTree.SubElement(suite, "testcase", {"name": _plain(test.title), **where, "line": str(test.span.line)})
    if test.error is not None:
        ElementTree.SubElement(case, "error", {"type": test.outcome, "message": _plain(test.error)})
        return
    wrong = [f"expected {one.expected}, found {one.found}" for one in test.expectations if not one.holds]
    if wrong:
        failure = ElementTree.SubElement(case, "failure", {"type": test.outcome, "message": _plain(wrong[0])})
        failure.text = _plain("\n".join(wrong))


def _plain(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
