"""What changes between two versions of a policy, as one page that needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from logitext.records.difference import ChangedCase, PolicyDifference, VerdictChange
from logitext.report.diff.formats import DIFFERENCE_FORMATS
from logitext.report.diff.view import DifferenceView
from logitext.report.diff.words import COLOURS, SHOWN, has_priors, notes, of_document, outcome, relation, share
from logitext.report.pages.template import fill


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of all worlds: in words, as a part of a bar, and the colour of what happens in it."""

    words: str
    percent: float
    colour: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case, what comes of it, and its shares."""

    words: str
    condition: str
    outcome: str
    share: Bar | None
    weighted: Bar | None


@dataclass(frozen=True, slots=True)
class VerdictRows:
    """A verdict as the page shows it: the largest cases at first, the others and the documents when they are opened."""

    name: str
    relation: str
    share: Bar | None
    weighted: Bar | None
    first: tuple[CaseRow, ...]
    others: tuple[CaseRow, ...]
    complete: bool
    documents: tuple[tuple[str, str], ...]


@DIFFERENCE_FORMATS.of_file
def render(view: DifferenceView) -> str:
    """The page: the verdicts, the cases and documents of each that changes, then the clauses."""
    found = view.difference
    verdicts = [_verdict(name, change, view.every) for name, change in found.verdicts.items()]
    return fill(
        "difference.html",
        "Which decisions change",
        old=found.old,
        new=found.new,
        summary=_summary(found),
        verdicts=verdicts,
        by_priors=any(map(has_priors, found.verdicts.values())),
        notes=list(notes(found, reworded=False)),
        reworded=found.clauses.reworded,
    )


def _summary(found: PolicyDifference) -> str:
    changed = sum(one.relation != "equivalent" for one in found.verdicts.values())
    if not changed:
        return "No verdict changes."
    return f"{changed} of {len(found.verdicts)} verdicts {'changes' if changed == 1 else 'change'}."


def _verdict(name: str, change: VerdictChange, every: bool) -> VerdictRows:
    shown = len(change.cases) if every else SHOWN
    rows = [_case(name, one, change) for one in change.cases]
    return VerdictRows(
        name,
        relation(change),
        *_bars(change, change),
        tuple(rows[:shown]),
        tuple(rows[shown:]),
        change.complete,
        tuple([(one.document, of_document(name, one)) for one in change.documents]),
    )


def _case(name: str, case: ChangedCase, change: VerdictChange) -> CaseRow:
    return CaseRow(case.words, case.condition, outcome(name, case), *_bars(case, change))


def _bars(of: VerdictChange | ChangedCase, change: VerdictChange) -> tuple[Bar | None, Bar | None]:
    """The share of worlds and the one by priors; none where it is not known, or of what only one version has."""
    colour = COLOURS.get(change.relation)
    return _bar(of.share, colour), _bar(of.weighted, colour)


def _bar(part: float | None, colour: int | None) -> Bar | None:
    return None if part is None or colour is None else Bar(share(part), part * 100, colour)
