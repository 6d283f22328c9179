"""The outcome of tests, or of checks, as JUnit XML, which continuous integration shows beside a program's tests.

The form is what GitLab, Jenkins and GitHub's reporters read: https://github.com/testmoapp/junitxml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from logitext.records.result import Result
from logitext.records.tests import TestRecord, TestReport

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
    return _document(root)


def junit_of_results(policy: str, results: Sequence[Result]) -> str:
    """A document with a suite for the policy, and a case for each document that was checked.

    A case fails for violations, and for verdicts that are undetermined or for which the answers conflict; it is an
    error where the check itself failed.
    """
    wrong = {id(result): _wrong(result) for result in results}
    errors = sum(result.error is not None for result in results)
    failures = sum(bool(wrong[id(result)]) for result in results if result.error is None)
    counts = {"tests": str(len(results)), "failures": str(failures), "errors": str(errors)}
    root = ElementTree.Element("testsuites", {"name": "logitext check", **counts})
    suite = ElementTree.SubElement(root, "testsuite", {"name": _plain(policy), **counts})
    for result in results:
        name = _plain(result.document or policy)
        case = ElementTree.SubElement(suite, "testcase", {"name": name, "classname": _plain(policy)})
        if result.error is not None:
            ElementTree.SubElement(case, "error", {"type": "error", "message": _plain(result.error)})
        elif found := wrong[id(result)]:
            failure = ElementTree.SubElement(case, "failure", {"type": found[0][0], "message": _plain(found[0][1])})
            failure.text = _plain("\n".join(words for _, words in found))
    return _document(root)


def _wrong(result: Result) -> list[tuple[str, str]]:
    """What of a result is a failure, the gravest first: its kind, and words for it."""
    violated = [name for name, one in result.verdicts.items() if one.kind == "violation" and one.value is True]
    found = [("violation", f"violation: {name}") for name in violated]
    if result.status == "conflict":
        return [("conflict", f"conflict: {', '.join(item.statement for item in result.conflict)}")]
    for name, record in result.verdicts.items():
        if record.value is None:
            open_ = ", ".join(f"{one.clause} ({one.reason})" for one in record.open)
            found.append(("undetermined", f"{name} is undetermined" + (f", and open are {open_}" if open_ else "")))
    return found


def _document(root: ElementTree.Element) -> str:
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
