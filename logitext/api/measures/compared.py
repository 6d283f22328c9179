"""Two evaluations of the same cases."""

from __future__ import annotations

from logitext.api import showing  # noqa: F401  # so that it is shown as the command shows it
from logitext.evaluate.compare import compare as of_evaluations
from logitext.records.comparison import EvaluationComparison
from logitext.records.evaluation import Evaluation


def compare(first: Evaluation, second: Evaluation) -> EvaluationComparison:
    """Hold two evaluations of the same cases against each other: two models, prompts or versions of a policy.

    Raises LogitextError if they share no case or verdict, or their labels differ.
    """
    return of_evaluations(first, second)
