"""An evaluation that is to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from logitext.report.evaluation.text import render
from logitext.report.recorded.view import RecordsView

if TYPE_CHECKING:
    from logitext.records.evaluation import Evaluation


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """An evaluation."""

    evaluation: Evaluation

    @property
    def records(self) -> RecordsView:
        """The evaluation as the only record."""
        return RecordsView([self.evaluation], render)
