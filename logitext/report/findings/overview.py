"""Tables of verdicts and influences, for a person."""

from __future__ import annotations

from collections.abc import Iterator

from logitext.records.overview import Influence, Overview, Pair
from logitext.report.console import printable

_BAR = 20

_SAID = {
    "equivalent": "{one} and {other} always come out the same",
    "opposite": "exactly one of {one} and {other} is true",
    "exclusive": "{one} and {other} are never true together",
    "implies": "if {one} is true, so is {other}",
    "implied": "if {other} is true, so is {one}",
    "exhaustive": "one of {one} and {other} is always true, or both are",
    "independent": "{one} and {other} may come out in any way",
}


def render(overview: Overview) -> str:
    """The tables of one policy, and what cannot be said."""
    return "".join(printable(line) + "\n" for line in _lines(overview))


def _lines(overview: Overview) -> Iterator[str]:
    yield overview.file
    for pair in overview.verdicts or ():
        yield f"  {sentence(pair)}"
    if overview.verdicts is not None and not overview.verdicts:
        yield "  there are no two verdicts that are true or false"
    shown: str | None = None
    for row in overview.influence or ():
        if row.verdict != shown:
            yield f"  what turns {row.verdict}"
            shown = row.verdict
        yield _row(row, overview)
    for what in overview.unchecked:
        yield f"  not checked: {what}"
    yield ""


def sentence(pair: Pair) -> str:
    """How two verdicts go together."""
    return _SAID[pair.relation].format(one=pair.one, other=pair.other)


def _row(row: Influence, overview: Overview) -> str:
    width = max(len(one.clause) for one in overview.influence or ())
    weighed = any(abs(one.share - one.weighted) > 1e-9 for one in overview.influence or ())
    by_priors = f"  {row.weighted:6.1%} by priors" if weighed else ""
    bar = "█" * max(1, round(row.share * _BAR))
    return f"    {row.clause.ljust(width)}  {row.share:6.1%}{by_priors}  {bar}"
