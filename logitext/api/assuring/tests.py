"""The tests that stand in a policy and in files of cases."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from logitext.api import showing  # noqa: F401  # so that reports are shown as the command shows them
from logitext.api.arguments import input_error, names_of
from logitext.api.checking.requests import request_of
from logitext.policy.findings import did_you_mean
from logitext.records.tests import TestReport
from logitext.syntax.diagnostics import PolicyError
from logitext.testing.case_file import read_cases
from logitext.testing.report import More, report_on

if TYPE_CHECKING:
    from logitext.api.loaded import Loaded
    from logitext.api.options import Options


async def report(
    policy: Loaded,
    options: Options,
    titles: Sequence[str] | None,
    matching: Sequence[str],
    cases: Sequence[str | os.PathLike[str]],
    *,
    update: bool,
    coverage: bool,
    suggest: bool,
    mutate: bool,
) -> TestReport:
    """The outcomes of the tests that are named, and what else is asked for. PolicyError, InputError."""
    if policy.checked.wrong_tests:
        raise PolicyError(policy.checked.wrong_tests)
    files = read_cases(policy.checked, names_of("cases", cases), open_=update)
    tests = [*policy.checked.tests, *(test for file in files for test, _ in file.cases)]
    known = [test.title for test in tests]
    for title in names_of("titles", titles) if titles is not None else ():
        if title not in known:
            hint = did_you_mean(title, known) or f"it has {', '.join(f'`{one}`' for one in known) or 'none'}"
            raise input_error("NLT611", f"the policy has no test `{title}`", hint)
    wanted = [test for test in tests if titles is None or test.title in titles]
    if matching:
        words = [word.casefold() for word in names_of("matching", matching)]
        wanted = [test for test in wanted if any(word in test.title.casefold() for word in words)]
    request = request_of(policy.checked, options, testing=True)
    more = More(coverage or suggest, suggest, mutate, files if update else ())
    return await report_on(policy.program, policy.expansion, wanted, request, more, options.get("listener"))
