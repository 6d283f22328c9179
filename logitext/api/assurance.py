"""Explanations of results, their verification, and the tests that stand in a policy."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from logitext.api.arguments import input_error, names_of, result_of
from logitext.api.loaded import Loaded
from logitext.api.options import Options, request_of
from logitext.policy.findings import did_you_mean
from logitext.syntax.diagnostics import PolicyError

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
        from logitext.sync import run

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
        from logitext.explain.explain import explain

        policy, _ = self._supposing(result_of(self.checked, result).assumed)
        program = policy.expansion.program(result.units)
        explanation = await explain(program, result, trace=trace, why_not=why_not, what_if=what_if, settle=trace)
        return result.model_copy(update={"explanation": explanation})

    def verify(self, result: Result | Mapping[str, Any]) -> tuple[Difference, ...]:
        """List how a result, or its JSON, differs from what Z3 derives from its answers; empty if it is right."""
        from logitext.sync import run

        return run(self.averify(result))

    async def averify(self, result: Result | Mapping[str, Any]) -> tuple[Difference, ...]:
        """List how a result differs from what Z3 derives, as `verify` does, in async code."""
        from logitext.api import showing  # noqa: F401  # as above
        from logitext.verify.verify import verify

        return await verify(self.checked, result)

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
        from logitext.sync import run

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
        from logitext.testing.case_file import read_cases
        from logitext.testing.report import More, report_on

        if self.checked.wrong_tests:
            raise PolicyError(self.checked.wrong_tests)
        files = read_cases(self.checked, names_of("cases", cases), open_=update)
        tests = [*self.checked.tests, *(test for file in files for test, _ in file.cases)]
        known = [test.title for test in tests]
        for title in names_of("titles", titles) if titles is not None else ():
            if title not in known:
                hint = did_you_mean(title, known) or f"it has {', '.join(f'`{one}`' for one in known) or 'none'}"
                raise input_error("NLT611", f"the policy has no test `{title}`", hint)
        wanted = [test for test in tests if titles is None or test.title in titles]
        if matching:
            words = [word.casefold() for word in names_of("matching", matching)]
            wanted = [test for test in wanted if any(word in test.title.casefold() for word in words)]
        request = request_of(self.checked, options, testing=True)
        more = More(coverage or suggest, suggest, mutate, files if update else ())
        return await report_on(self.program, self.expansion, wanted, request, more, options.get("listener"))
