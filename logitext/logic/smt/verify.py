"""The two questions that a claim about answers comes down to, each in one call of the solver. Worker thread only.

They share nothing with the search that made the claim: no model is read, no core is taken. None is that the solver
gave up.
"""

from __future__ import annotations

from collections.abc import Collection

import z3

from logitext.logic.backend import Answers
from logitext.logic.smt.compiled import Compiled
from logitext.policy.sorts import Value


def entails(compiled: Compiled, answers: Answers, verdict: str, value: Value) -> bool | None:
    """Whether the answers and all assumptions leave the verdict no other value than this one."""
    with compiled.asserted(answers) as asserted, compiled.otherwise(verdict, value, asserted.codes) as different:
        return _unsatisfiable(
            compiled.check([*compiled.guards.values(), *asserted.literals.values(), *different]),
        )


def contradicts(compiled: Compiled, answers: Answers, assumptions: Collection[str]) -> bool | None:
    """Whether the answers and these assumptions (by id) cannot all hold."""
    with compiled.asserted(answers) as asserted:
        guards = [guard for name, guard in compiled.guards.items() if name in assumptions]
        return _unsatisfiable(compiled.check([*guards, *asserted.literals.values()]))


def _unsatisfiable(outcome: z3.CheckSatResult) -> bool | None:
    return None if outcome == z3.unknown else bool(outcome == z3.unsat)
