"""One document into its result, within what a request may spend; whatever fails is a result that says so."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from typing import Any

from logitext.api import Options
from logitext.check import record
from logitext.check.events import Listener
from logitext.records.result import Result
from logitext.serve.bodies import CheckRequest, RequestDocument
from logitext.serve.purse import RequestPurse
from logitext.serve.shelf import Version
from logitext.syntax.diagnostics import LogitextError
from logitext.theory.protocol import Texts

log = logging.getLogger("logitext.serve")


@dataclass(frozen=True, slots=True)
class DecisionWork:
    """What is decided how: a version of a policy, which stays the same for a whole request."""

    name: str
    version: Version
    asked: CheckRequest
    options: Options


async def result_of(
    work: DecisionWork, document: RequestDocument, purse: RequestPurse, listener: Listener | None = None
) -> Result:
    """The result of a check, with the explanation that the request asks for.

    LogitextError where the document does not fit the policy; what fails otherwise is in the result's `error`.
    """
    policy = work.version.policy
    try:
        async with purse.share(work.options.get("max_cost")) as share:
            options: Options = {**work.options, "max_cost": share.limit, "listener": listener}
            result = await policy.acheck(
                document.texts, label=document.label, facts=document.facts, assume=document.assume, **options
            )
            share.spent = result.usage.cost
        return await _explained(work, result)
    except LogitextError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever fails is for a person, and is said in the log
        log.error("check failed", extra={"details": {"policy": work.name, **what_failed(error)}})  # noqa: TRY400  # its words may be those of a document
        return failed(work, document, error)


def failed(work: DecisionWork, document: RequestDocument, error: Exception) -> Result:
    """The result of a document that could not be checked: no verdict, and why."""
    policy = work.version.policy
    given = document.texts if isinstance(document.texts, dict) else {}
    verdicts = [one for one in work.options.get("verdicts") or policy.verdicts if one in policy.verdicts]
    result = record.of_error(policy.program, Texts(given, document.label), verdicts, error)
    if isinstance(error, LogitextError):
        return result
    return result.model_copy(update={"error": f"internal error: {type(error).__name__}"})  # more is in the log


def what_failed(error: BaseException) -> dict[str, Any]:
    """Where an error of ours was raised, and its kind; not its words, which may be those of a document."""
    frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-3:]]
    return {"error": type(error).__name__, "at": frames}


async def _explained(work: DecisionWork, result: Result) -> Result:
    asked = work.asked
    if not (asked.explain or asked.why_not or asked.what_if is not None) or result.error is not None:
        return result
    return await work.version.policy.aexplain(result, trace=asked.explain, why_not=asked.why_not, what_if=asked.what_if)
