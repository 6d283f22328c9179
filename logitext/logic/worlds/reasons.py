"""Why no allowed world meets an aim, in the policy's words."""

from __future__ import annotations

from collections.abc import Mapping

from logitext.logic.worlds.space import Aim, Space
from logitext.policy.sorts import Value, show
from logitext.policy.term import DefinitionRef

NEVER = "it is so whatever the text is"


async def why_not(space: Space, aim: Aim) -> tuple[str, ...]:
    """The assumptions that forbid it; where none does, that the formula has one value in all worlds.

    Precondition: no allowed world meets it.
    """
    program, policy = space.program, space.policy
    values: Mapping[str, Value] = {one.clause: value for one in aim.wanted if (value := one.sample()) is not None}
    decision = await program.decide(values, ())
    if decision.conflict:
        _, assumptions = await program.core(values)
    elif aim.outcome is not None:
        name = aim.outcome[0]
        decision = await program.decide(values, (name,))
        if name not in decision.values:
            return ("it cannot be, as the clauses stand to each other",)
        term = DefinitionRef(name, policy.body(name).sort)
        _, assumptions = await program.grounds(values, term, decision.values[name])
        if not assumptions:
            value = decision.values[name]
            return (f"it is {value if isinstance(value, str) else show(value)} whatever the text is",)
    else:
        return ("it cannot be, as the clauses stand to each other",)
    return tuple([one.place.written for one in policy.assumptions if one.id in assumptions])
