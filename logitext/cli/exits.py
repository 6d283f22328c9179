"""Exit statuses, the same in every command, and what a check's results make of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logitext.records.answered import QueryAnswer
    from logitext.records.result import Result

DONE = 0
VIOLATION = 1
WRONG = 2
UNDETERMINED = 3
FAILED = 4
INTERNAL = 70
INTERRUPTED = 130
BROKEN_PIPE = 141

BY_STATUS = {"sat": DONE, "proved": DONE, "covered": DONE, "unsat": VIOLATION, "refuted": VIOLATION}
"""What the status of a search or a cover exits with; 3 where it is none of these."""

CONDITIONS = ("violation", "undetermined", "conflict")
"""What `--fail-on` may name beside verdicts; all of them by default."""


def gravest(statuses: Collection[int]) -> int:
    """The gravest of several exit statuses: interrupted, an error of ours, a failed back end, wrong input, ….

    What was not checked goes before what was found, as it may hide more.
    """
    order = (INTERRUPTED, INTERNAL, FAILED, WRONG, VIOLATION, UNDETERMINED)
    return next((status for status in order if status in statuses), DONE)


def of_results(results: Iterable[Result], fail_on: Collection[str]) -> int:
    """The gravest status of the results. A verdict named in `fail_on` counts as a violation when it is true."""
    return gravest({status for result in results for status in of_result(result, fail_on)})


def of_query(answer: QueryAnswer) -> int:
    """The status of one answer to a query."""
    from logitext.records.result import Result  # noqa: PLC0415  # pydantic, which help does without

    outcome = answer.outcome
    if isinstance(outcome, Result):
        return of_results([outcome], CONDITIONS)
    if outcome.interrupted:
        return INTERRUPTED
    return FAILED if outcome.failed else BY_STATUS.get(outcome.status, UNDETERMINED)


def of_result(result: Result, fail_on: Collection[str]) -> Iterable[int]:
    """The statuses that a result asks for."""
    if result.interrupted:
        yield INTERRUPTED
    if result.error is not None:
        yield INTERNAL
        return
    if result.status == "conflict" and "conflict" in fail_on:
        yield UNDETERMINED
    for name, record in result.verdicts.items():
        if record.value is True and (name in fail_on or (record.kind == "violation" and "violation" in fail_on)):
            yield VIOLATION
        if record.value is None:
            if any(open_.reason == "failed" for open_ in record.open):
                yield FAILED
            elif result.status == "undetermined" and "undetermined" in fail_on:
                yield UNDETERMINED
