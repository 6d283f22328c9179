"""What changes between two versions of a policy, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from logitext.records.difference import PolicyDifference, VerdictChange
from logitext.report.console import printable
from logitext.report.diff.formats import DIFFERENCE_FORMATS
from logitext.report.diff.view import DifferenceView
from logitext.report.diff.words import SHOWN, notes, of_document, outcome, relation, share, shares


@DIFFERENCE_FORMATS.of_file
def render(view: DifferenceView) -> str:
    """The verdicts with their smallest cases, then the clauses."""
    return "\n".join(map(printable, _lines(view.difference, view.every))) + "\n"


def _lines(difference: PolicyDifference, every: bool) -> Iterator[str]:
    yield f"{difference.old} → {difference.new}"
    for name, change in difference.verdicts.items():
        yield from _verdict(name, change, every)
    for note in notes(difference):
        yield f"  {note}"


def _verdict(name: str, change: VerdictChange, every: bool) -> Iterator[str]:
    yield "  ".join(filter(None, [f"  {name}", relation(change), shares(change)]))
    shown = change.cases if every else change.cases[:SHOWN]
    for case in shown:
        yield f"    if {case.words}: {outcome(name, case)}"
        yield "      " + "  ".join(filter(None, [case.condition, share(case.share)]))
    left = len(change.cases) - len(shown)
    if left:
        yield f"    and {left}{'' if change.complete else ' or more'} other cases (--all lists them)"
    elif not change.complete:
        yield "    there may be other cases"
    told = change.documents if every else change.documents[:SHOWN]
    for one in told:
        yield f"    {one.document}: {of_document(name, one)}"
    if len(told) < len(change.documents):
        yield f"    and {len(change.documents) - len(told)} other documents (--all lists them)"
