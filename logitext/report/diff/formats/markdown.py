"""What changes between two versions of a policy, as a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from logitext.records.difference import PolicyDifference, VerdictChange
from logitext.report.diff.formats import DIFFERENCE_FORMATS
from logitext.report.diff.view import DifferenceView
from logitext.report.diff.words import SHOWN, documents, of_document, outcome, relation, share, shares


@DIFFERENCE_FORMATS.of_file
def render(view: DifferenceView) -> str:
    """A table of the verdicts, the cases below it, then the clauses."""
    return "\n".join(_lines(view.difference, view.every)) + "\n"


def _lines(difference: PolicyDifference, every: bool) -> Iterator[str]:
    yield "### Which decisions change"
    yield ""
    yield f"`{difference.old}` → `{difference.new}`"
    yield ""
    yield "| verdict | change | share |"
    yield "| --- | --- | --- |"
    for name, change in difference.verdicts.items():
        yield f"| `{name}` | {relation(change)} | {shares(change)} |"
    for name, change in difference.verdicts.items():
        if change.cases or change.documents:
            yield ""
            yield from _cases(name, change, every)
    clauses = difference.clauses
    notes = [
        *([] if difference.documents is None else [documents(difference.documents)]),
        *([f"new clauses: {', '.join(f'`{one}`' for one in clauses.added)}"] if clauses.added else []),
        *([f"clauses that are gone: {', '.join(f'`{one}`' for one in clauses.removed)}"] if clauses.removed else []),
        *(f"`{old}` is now called `{new}`" for old, new in clauses.renamed.items()),
        *(
            f"`{one.clause}` is another question: it was “{_plain(one.old)}”, and is now “{_plain(one.new)}”"
            for one in clauses.reworded
        ),
        *(["the new version's assumptions forbid cases that the old version decides"] * difference.only_old),
        *(["the old version's assumptions forbid cases that the new version decides"] * difference.only_new),
    ]
    if notes:
        yield ""
        yield from (f"- {note}" for note in notes)


def _cases(name: str, change: VerdictChange, every: bool) -> Iterator[str]:
    shown = change.cases if every else change.cases[:SHOWN]
    for case in shown:
        yield f"- if {_plain(case.words)}: {outcome(name, case)}" + (f" ({share(case.share)})" if case.share else "")
    if len(shown) < len(change.cases) or not change.complete:
        yield "- there are other cases"
    told = change.documents if every else change.documents[:SHOWN]
    for one in told:
        yield f"- {_plain(one.document)}: {of_document(name, one)}"
    if len(told) < len(change.documents):
        yield f"- and {len(change.documents) - len(told)} other documents"


def _plain(text: str) -> str:
    """Text in which Markdown sees no signs of its own."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", text)
