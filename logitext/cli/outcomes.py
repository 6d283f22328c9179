"""What comes of the documents of a command line, and who hears of their checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from logitext.api import Options, Policy
from logitext.check import record
from logitext.check.events import Listener
from logitext.check.facts_file import FactsFiles
from logitext.cli import exits
from logitext.cli.failure import tell_of_document
from logitext.cli.idle import Idle
from logitext.cli.progress import cache_narrator, narrator
from logitext.records.result import Result
from logitext.syntax.diagnostics import LogitextError
from logitext.theory.protocol import Texts

if TYPE_CHECKING:
    from logitext.cli.explaining import ExplanationParts


@dataclass(frozen=True)
class Checking:
    """How documents are checked, and what is said of it on the way.

    `several` is whether there is more than one; `seen`, whether each result is shown on the terminal as it is known.
    """

    policy: Policy
    options: Options
    facts: FactsFiles
    assume: Sequence[str]
    several: bool
    seen: bool
    idle: Idle
    verbose: bool = False
    cache_debug: bool = False

    def listeners(self, label: str | None, texts: Mapping[str, str]) -> list[Listener]:
        """The listeners of the check of a document."""
        listeners: list[Listener] = [self.idle.hears(label)]
        if self.cache_debug:
            listeners.append(cache_narrator(label, Texts(texts, label)))
        if self.verbose:
            listeners.append(narrator(label))
        return listeners

    def failed(self, label: str | None, texts: Mapping[str, str], error: Exception) -> DocumentOutcome:
        """The outcome of a document that could not be checked; prints why."""
        if isinstance(error, OSError):  # nobody reads what we print
            raise error
        verdicts = self.options.get("verdicts") or self.policy.verdicts
        result = record.of_error(self.policy.program, Texts(texts, label), verdicts, error)
        return DocumentOutcome(result, tell_of_document(error, label), texts=texts)

    def explained(self, outcome: DocumentOutcome, wanted: ExplanationParts) -> DocumentOutcome:
        """The result with the explanation that was asked for; prints why where this document can have none."""
        try:
            return replace(outcome, result=wanted.add_to(outcome.result, self.policy))
        except LogitextError as error:
            if not self.several:
                raise
            return replace(outcome, failure=tell_of_document(error, outcome.result.document))


@dataclass(frozen=True)
class DocumentOutcome:
    """What came of a document. `failure` is what the command exits with for it, beside what its verdicts ask for.

    `to_go_on` says how to take the check up again, where a person left it; `texts` are those of the document.
    """

    result: Result
    failure: int = exits.DONE
    to_go_on: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
