"""Explains results that somebody sends: verified first, as nothing in them is taken on trust."""

from __future__ import annotations

from logitext.api import Policy
from logitext.records.result import Result
from logitext.serve.bodies import ExplainRequest
from logitext.serve.refusal import RequestRefusedError, of_error
from logitext.syntax.diagnostics import Diagnostic, LogitextError
from logitext.verify.parsed_result import parsed_result
from logitext.verify.verify import verify_claims

NOT_SO = "NLT665"


async def explain(policy: Policy, asked: ExplainRequest) -> Result:
    """The result with its explanation. RequestRefusedError where it is not of this policy, or not entailed.

    The policy must be the version that made the result.
    """
    try:
        claim = parsed_result(asked.result)
        (differences,) = await verify_claims(policy.checked, [claim])
        if differences:
            raise RequestRefusedError(
                422, [Diagnostic(NOT_SO, f"{one.where}: {one.message}", hint=_HINT) for one in differences]
            )
        return await policy.aexplain(claim.result, trace=asked.trace, why_not=asked.why_not, what_if=asked.what_if)
    except LogitextError as error:
        raise of_error(error) from None


_HINT = "send a result as it was given; its policy must be the one that is served now"
