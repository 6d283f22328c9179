"""The logic of a policy, for solvers."""

from __future__ import annotations

from logitext.logic.smtlib import smtlib
from logitext.report.dump.stage import PolicyStages, Stage, register


@register
class SMTStage(Stage):
    """The logic in SMT-LIB."""

    summary = "the logic as SMT-LIB 2.7, for any solver; it asks which values each verdict can have"
    has_data = False

    def text(self, stages: PolicyStages) -> str:
        return smtlib(stages.policy)
