"""`--html FILE`: what was decided, as one page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from logitext.cli.output import cannot_write, write_file
from logitext.report.decision.page import page
from logitext.report.decision.view import View, view
from logitext.syntax.diagnostics import LogitextError
from logitext.theory.protocol import Texts

if TYPE_CHECKING:
    from logitext.api import Policy
    from logitext.cli.outcomes import DocumentOutcome


class DecisionPage:
    """Gathers the decisions of a command, and writes their page at its end, whole or not at all."""

    def __init__(self, policy: Policy, file: str) -> None:
        """InputError where the page has no place."""
        self._policy = policy
        self._file = Path(file)
        if not self._file.parent.is_dir():
            raise cannot_write(self._file, "there is no such folder")
        self._views: list[View] = []

    def put(self, outcome: DocumentOutcome) -> None:
        """Add a decision; it is explained for the page, whatever else is printed."""
        result = outcome.result
        if result.error is None:
            try:
                result = self._policy.explain(result, trace=True, why_not=True)
            except LogitextError:  # what cannot be explained is shown without
                result = outcome.result
        self._views.append(view(self._policy.checked, result, self._texts(outcome), number=len(self._views) + 1))

    def write(self) -> None:
        """Write the page. InputError where it cannot be."""
        title = self._views[0].title if len(self._views) == 1 else self._policy.checked.source.name
        write_file(self._file, page(self._views, title))

    def _texts(self, outcome: DocumentOutcome) -> Mapping[str, str]:
        """The texts of a document, those of its lists among them."""
        given = outcome.texts
        if not isinstance(given, Texts) or outcome.result.error is not None:
            return given
        return self._policy.expansion.fit(given).texts
