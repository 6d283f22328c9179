"""Explanations and verifications of results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from logitext.api import showing  # noqa: F401  # so that explanations are shown as the command shows them
from logitext.api.arguments import input_error, kind_of, wrong_kind
from logitext.explain.explain import explain
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.records.result import Result
from logitext.verify.verify import verify

if TYPE_CHECKING:
    from logitext.api.loaded import Loaded

__all__ = ["explained", "verify"]


async def explained(
    policy: Loaded, given: Result, *, trace: bool, why_not: bool, what_if: Mapping[str, Value | None] | None
) -> Result:
    """A result of the policy with its explanation. InputError."""
    result = _result_of(policy.checked, given)
    assuming, _ = policy._supposing(result.assumed)
    program = assuming.expansion.program(result.units)
    explanation = await explain(program, result, trace=trace, why_not=why_not, what_if=what_if, settle=trace)
    return result.model_copy(update={"explanation": explanation})


def _result_of(policy: CheckedPolicy, given: Result) -> Result:
    """A result of the policy. InputError where it is none, or one of another policy."""
    if not isinstance(given, Result):
        hint = (
            "read it with `logitext.Result.model_validate(data)`"
            if isinstance(given, Mapping)
            else "give what `check` gave"
        )
        raise wrong_kind(f"a result must be a `logitext.Result`, not {kind_of(given)}", hint)
    if given.policy.sha256 != policy.sha256:
        raise input_error(
            "NLT624",
            f"the result is of another policy than {policy.source.name}, or of another version of it",
            f"explain it with the policy that made it, as it was then: `{given.policy.path[:200]}`",
        )
    return given
