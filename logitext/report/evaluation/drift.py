"""What fresh cases say about a calibration, for a person."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from logitext.records.drift import Drift, VerdictDrift
from logitext.report.console import printable
from logitext.report.evaluation import words


def render(found: Drift) -> RenderableType:
    """For each verdict whether the promise holds, and why."""
    parts: list[RenderableType] = [Text(printable(found.policy.path), "bold")]
    for name, one in found.verdicts.items():
        said = "the promise is broken: calibrate anew" if one.broken else "nothing speaks against the promise"
        parts.append(Text(f"\n{name}", "bold").append(f"  {said}", "yellow" if one.broken else "default"))
        parts += [Padding(Text(line), (0, 0, 0, 2)) for line in _lines(found, one)]
    parts.append(Text(f"\n{words.count(found.cases, 'fresh case')}", "dim"))
    return Group(*parts)


def _lines(found: Drift, one: VerdictDrift) -> list[str]:
    if not one.given:
        return [f"of {words.count(one.labelled, 'case')} none is given, so they say nothing"]
    was = "" if one.error_before is None else f"; when it was made, {words.percent(one.error_before)}"
    allowed = f"{100 * found.max_error:g} %"
    return [
        f"{one.wrong} of {one.given} that are given are wrong ({words.percent(one.wrong / one.given)}{was})",
        f"so many or more come with a chance of {one.chance:.3f} if {allowed} of all are wrong",
        f"{words.percent(one.given / one.labelled)} are given; when it was made, {words.percent(one.coverage_before)}",
    ]
