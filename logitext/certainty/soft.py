"""The likeliest value of a verdict where no answers entail it: a guess, and marked as one.

There is none where no theory has said anything about a clause of the verdict, as it would be a guess about the policy
and not about the text; none where two values are as likely as each other; and none beside a contradiction.
"""

from __future__ import annotations

from collections.abc import Mapping

from logitext.certainty.evidence import ClauseEvidence
from logitext.logic.cone_of_influence import clauses_in
from logitext.policy.model import CheckedPolicy
from logitext.records.probability import VerdictChances
from logitext.records.result import Result

_SAME = 1e-9


def likeliest(
    policy: CheckedPolicy, result: Result, chances: Mapping[str, VerdictChances], said: Mapping[str, ClauseEvidence]
) -> dict[str, VerdictChances]:
    """The chances of each verdict, with its likeliest value where the result has none."""
    if result.status == "conflict":
        return dict(chances)
    heard = {name for name, one in said.items() if not one.known}
    found = {}
    for name, one in chances.items():
        value = result.verdicts[name].value
        # What was asked to be surer may speak against what the answers entail.
        open_ = value is None or (bool(one.further) and bool(one.values) and value != one.values[0].value)
        about = heard & clauses_in(policy.body(name), policy) if open_ else ()
        first, second = [*(value.probability for value in one.values), 0.0, 0.0][:2]
        clear = bool(one.values) and first - second > _SAME and one.values[0].value is not None
        found[name] = one.model_copy(update={"likeliest": one.values[0].value}) if about and clear else one
    return found
