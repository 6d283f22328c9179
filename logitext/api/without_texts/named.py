"""The verdicts that a plan or a picture is about."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.policy.findings import did_you_mean
from logitext.policy.model import CheckedPolicy
from logitext.syntax.diagnostics import Diagnostic, InputError


def verdicts_among(names: Sequence[str] | None, policy: CheckedPolicy) -> tuple[str, ...]:
    """The verdicts that are named, in file order; all if none is. InputError with every name that is none of them."""
    known = list(policy.verdicts)
    declared = f"it declares {', '.join(f'`{name}`' for name in known)}" if known else "it declares none"
    wrong = [name for name in dict.fromkeys(names or ()) if name not in known]
    if wrong:
        hints = {name: did_you_mean(name, known) or declared for name in wrong}
        raise InputError(
            [Diagnostic("NLT604", f"the policy declares no verdict `{name}`", hint=hints[name]) for name in wrong]
        )
    return tuple([name for name in known if not names or name in names])
