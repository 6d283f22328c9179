"""Explanations of results, their verification, and the tests that stand in a policy."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from logitext.api import assuring
from logitext.api.loaded import Loaded
from logitext.api.options import Options
from logitext.sync import run

if TYPE_CHECKING:
    from logitext.policy.sorts import Value
    from logitext.records.result import Result
    from logitext.records.tests import TestReport
    from logitext.verify.difference import Difference


class Assurance(Loaded):
    """What backs the results of a policy."""

    def explain(
        self,
        result: Result,
        *,
        trace: bool = True,
        why_not: bool = False,
        what_if: Mapping[str, Value | None] | None = None,
    ) -> Result:
        """Return the result with an `explanation`: how each verdict came about, and what would change it.

        `trace`: every definition in the policy's order, and what would settle each undetermined verdict. `why_not`: the
        smallest changes of answers that would turn each verdict. `what_if`: the verdicts with these answers instead
        (None: with no answer). No theory is asked.
        """
        return run(self.aexplain(result, trace=trace, why_not=why_not, what_if=what_if))

    async def aexplain(
        self,
        result: Result,
        *,
        trace: bool = True,
        why_not: bool = False,
        what_if: Mapping[str, Value | None] | None = None,
    ) -> Result:
        """Return the result with an `explanation`, as `explain` does, in async code."""
        claims = assuring.claims
        return await claims.explained(self, result, trace=trace, why_not=why_not, what_if=what_if)

    def verify(self, result: Result | Mapping[str, Any]) -> tuple[Difference, ...]:
        """List how a result, or its JSON, differs from what Z3 derives from its answers; empty if it is right."""
        return run(self.averify(result))

    async def averify(self, result: Result | Mapping[str, Any]) -> tuple[Difference, ...]:
        """List how a result differs from what Z3 derives, as `verify` does, in async code."""
        return await assuring.claims.verify(self.checked, result)

    def test(
        self,
        *,
        titles: Sequence[str] | None = None,
        matching: Sequence[str] = (),
        cases: Sequence[str | os.PathLike[str]] = (),
        update: bool = False,
        coverage: bool = False,
        suggest: bool = False,
        mutate: bool = False,
        **options: Unpack[Options],
    ) -> TestReport:
        """Run the tests in the policy and in files of `cases`; only those with `titles`, or with names that match.

        Logic alone decides a test that gives answers. A test that gives a text asks `theory`. With `update` the files
        of cases get what is decided now in place of what they expect. With `coverage` the report says what of the
        policy the tests exercise, with `suggest` also which tests are missing, and with `mutate` which deliberate
        changes of the policy they notice. A name matches that has one of the words in it, whatever its case. InputError
        with all that is wrong with the cases.
        """
        return run(
            self.atest(
                titles=titles,
                matching=matching,
                cases=cases,
                update=update,
                coverage=coverage,
                suggest=suggest,
                mutate=mutate,
                **options,
            )
        )

    async def atest(
        self,
        *,
        titles: Sequence[str] | None = None,
        matching: Sequence[str] = (),
        cases: Sequence[str | os.PathLike[str]] = (),
        update: bool = False,
        coverage: bool = False,
        suggest: bool = False,
        mutate: bool = False,
        **options: Unpack[Options],
    ) -> TestReport:
        """Run the tests in the policy, as `test` does, in async code."""
        more = {"update": update, "coverage": coverage, "suggest": suggest, "mutate": mutate}
        return await assuring.tests.report(self, options, titles, matching, cases, **more)
