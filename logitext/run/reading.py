"""The documents of a run that are still to be decided, read from its data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from logitext.policy.model import CheckedPolicy
from logitext.run.columns import Columns, DocumentRows, RunDocument
from logitext.run.data.sources import Data
from logitext.run.folder import Done
from logitext.syntax.diagnostics import Diagnostic, InputError


@dataclass
class DocumentReading:
    """What is read, and which documents of it are `done`; `read` counts the records so far.

    `only` names the documents that are wanted, though they are done. `on_bad`: whether a bad record ends the run
    (`stop`), or is a document with a problem.
    """

    columns: Columns
    policies: Sequence[CheckedPolicy]
    done: Done
    on_bad: str = "skip"
    only: frozenset[int] | None = None
    read: int = 0

    def documents(self, data: Data, is_over: Callable[[], bool] = bool) -> Iterator[RunDocument]:
        """Each document, as it is wanted, until `is_over`. InputError where the data has changed, or ends the run."""
        done, rows, only = self.done, DocumentRows(self.columns, self.policies), self.only
        before, mark = done.prefix, done.mark
        last = None if only is None else max(only, default=-1)
        for number, record in enumerate(data.records(self.columns.wanted)):
            self.read = number + 1
            if is_over():
                return
            if number + 1 == before and record.mark != mark:
                raise changed(f"its first {before} records are not those that were decided")
            if number in done and (only is None or number not in only):
                rows.skipped(number, record)
            else:
                document = rows.document(number, record)
                if document.problem is not None and self.on_bad == "stop":
                    raise InputError([document.problem])
                yield document
            if last is not None and number >= last:
                return


def changed(why: str) -> InputError:
    """That the data is not what it was when the run began."""
    hint = "give the same data to go on, or `--overwrite` to begin anew"
    return InputError([Diagnostic("NLT646", f"the data has changed since the run began: {why}", hint=hint)])
