"""Ways to come to verdicts with the same theory: Logitext's, and those that it is compared with.

`holistic` puts a question for each verdict, with the policy's prose in it; `few-shot` shows it examples, `chain of
thought` has it think aloud first; `spelled out` has the logic too. `staged` has formulas written from the prose, and
goes by these. `every` asks every clause and combines the answers by logic. `short circuit` asks from left to right, as
far as the formula needs. `soft` takes what is most likely. `logitext` asks what can still change a verdict, the best
first.
"""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.suites.arms.clauses import every_arm, logitext_arm, short_circuit_arm, soft_arm
from benchmarks.suites.arms.outcome import Arm, Case, Outcome
from benchmarks.suites.arms.staged import staged_arm
from benchmarks.suites.arms.suited import fits
from benchmarks.suites.arms.whole_policy import chain_of_thought_arm, few_shot_arm, holistic_arm, spelled_out_arm

__all__ = ["ARMS", "NEED_A_MODEL", "WHOLE", "Arm", "Case", "Outcome", "fits"]

ARMS: Mapping[str, Arm] = {
    "holistic": holistic_arm,
    "few-shot": few_shot_arm,
    "chain of thought": chain_of_thought_arm,
    "spelled out": spelled_out_arm,
    "staged": staged_arm,
    "every": every_arm,
    "short circuit": short_circuit_arm,
    "soft": soft_arm,
    "logitext": logitext_arm,
}

WHOLE = ("holistic", "few-shot", "chain of thought", "spelled out")
"""Arms that ask for whole verdicts, which labels of clauses do not answer."""

NEED_A_MODEL = ("few-shot", "chain of thought", "staged")
"""Arms that need a language model: who learns from examples, or writes sentences or formulas."""
