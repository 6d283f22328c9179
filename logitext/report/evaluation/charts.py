"""The charts of an evaluation's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from logitext.records.evaluation import ClauseScore, EstimatedShare, Evaluation, Reliability, Share
from logitext.report.console import printable
from logitext.report.drawing.plane import SCALE, Plane
from logitext.report.drawing.scene import Circle, PathShape, Rect, Scene, Shape, ShapeGroup, Text
from logitext.report.drawing.text_size import width, wrap
from logitext.report.evaluation import words

_BARS = 300.0
_MOST = 210.0
"""The widest that names beside bars may be."""
_SIDE = 240.0
_DOTS = 60
"""With more points than that the line alone is drawn."""


def shares(one: Evaluation) -> Scene:
    """The accuracy, precision and recall of each verdict, with their intervals."""
    y, parts = 28.0, list[Shape]()
    values = [words.value(value.value) for score in one.verdicts.values() for value in score.values]
    names = _room(["balanced accuracy", *(f"precision of {value}" for value in values)])
    left, wide = names + 12, _BARS
    for name, score in one.verdicts.items():
        parts.append(Text(0, y + 14, printable(name), "strong"))
        y += 22
        rows: list[tuple[str, Share | EstimatedShare, int]] = [("accuracy", score.accuracy, 1)]
        rows += [("balanced accuracy", score.balanced, 1)] if score.balanced is not None else []
        for value in score.values:
            rows += [(f"precision of {words.value(value.value)}", value.precision, 2)]
            rows += [(f"recall of {words.value(value.value)}", value.recall, 3)]
        for what, share, colour in rows:
            middle = share.value if isinstance(share, EstimatedShare) else share.share
            if middle is not None:
                parts.append(_bar(what, middle, share, names, y, colour))
                y += 20
        y += 10
    for tenth in range(0, 11, 2):
        x = left + wide * tenth / 10
        parts.insert(0, PathShape((x, 20), [((x, y - 8),)], "grid"))
        parts.append(Text(x, 12, f"{10 * tenth} %", "middle soft"))
    return Scene("accuracy, precision and recall", left + wide + 66, y, parts)


def _bar(what: str, middle: float, share: Share | EstimatedShare, names: float, y: float, colour: int) -> Shape:
    left, wide = names + 12, _BARS
    low, high = left + wide * share.low, left + wide * share.high
    bar: list[Shape] = [
        Text(names, y + 11, "".join(wrap(what, names, 1, 11)), "right"),
        Rect(left, y, wide * middle, 13, f"series series-{colour}"),
        PathShape((low, y + 6.5), [((high, y + 6.5),)], "whisker"),
        Text(left + wide + 8, y + 11, words.percent(middle)),
    ]
    return ShapeGroup(bar, f"{what}: {words.percent(middle)} ({words.interval(share)})")


def _room(names: Sequence[str]) -> float:
    """The room for names beside bars."""
    return min(_MOST, max(width(name, 11) for name in names) + 4)


def harm(clauses: Mapping[str, ClauseScore]) -> Scene | None:
    """How many wrong verdicts each clause had a part in, and how many it caused alone. None where none had any."""
    rows = [(name, one) for name, one in clauses.items() if one.caused or one.suspected]
    if not rows:
        return None
    most = max(max(one.caused, one.suspected) for _, one in rows)
    names = _room([printable(name) for name, _ in rows])
    left, wide = names + 12, _BARS
    y, parts = 6.0, list[Shape]()
    for name, one in sorted(rows, key=lambda row: (-row[1].caused, -row[1].suspected)):
        title = f"{name}: {words.count(one.caused, 'wrong verdict')}, {one.alone} alone, {one.suspected} suspected"
        bar: list[Shape] = [
            Text(names, y + 11, "".join(wrap(printable(name), names, 1, 11)), "right"),
            Rect(left, y, wide * one.alone / most, 13, "series series-1"),
            Rect(left + wide * one.alone / most, y, wide * (one.caused - one.alone) / most, 13, "series series-2"),
        ]
        if one.suspected:
            bar.append(Rect(left, y + 15, wide * one.suspected / most, 6, "series series-3"))
        number = str(one.caused) if one.caused else f"{one.suspected} suspected"
        bar.append(Text(left + wide * max(one.caused, one.suspected) / most + 8, y + 11, number))
        parts.append(ShapeGroup(bar, title))
        y += 26
    return Scene("wrong verdicts by clause", left + wide + 90, y, parts)


def reliabilities(one: Evaluation) -> list[tuple[str, str, Scene]]:
    """For each verdict and clause with probabilities: its name, what is to be said of them, how reliable they are."""
    return [(name, words.reliable(told), reliability(name, told)) for name, told in words.reliabilities(one)]


def reliability(name: str, told: Reliability) -> Scene:
    """How often it is so, against the probability; on the slanting line both are equal."""
    plane = Plane(46.0, _SIDE, _SIDE)
    marks = [f"{share:.2g}" for share in SCALE]
    parts: list[Shape] = [*plane.grid(), *plane.numbers([f"{100 * share:.0f} %" for share in SCALE], marks)]
    parts.append(PathShape(plane.place(0, 0), [(plane.place(1, 1),)], "whisker dash-2"))
    most = max(bin.holds.of for bin in told.bins)
    for bin in told.bins:
        assert bin.holds.share is not None
        x, y = plane.place(bin.mean, bin.holds.share)
        low, high = plane.place(bin.mean, bin.holds.low)[1], plane.place(bin.mean, bin.holds.high)[1]
        dot: list[Shape] = [
            PathShape((x, low), [((x, high),)], "whisker"),
            Circle(x, y, 3 + 4 * (bin.holds.of / most) ** 0.5, "series series-1"),
        ]
        title = f"{bin.holds.of} of them, mean {bin.mean:.2f}: {words.share(bin.holds)}"
        parts.append(ShapeGroup(dot, title))
    parts.append(plane.below("probability"))
    return Scene(f"probabilities of {name}", 46 + _SIDE + 16, _SIDE + 62, parts)


def coverages(one: Evaluation) -> list[tuple[str, Scene]]:
    """For each verdict: how many are wrong, the more are given."""
    found = []
    for name, score in one.verdicts.items():
        points = [(point.given / score.labelled, point.wrong / point.given, point) for point in score.coverage]
        if not points:
            continue
        most = max(0.05, *(wrong for _, wrong, _ in points))
        plane = Plane(52.0, _SIDE, _SIDE)
        up = [f"{100 * share * most:.0f} %" for share in SCALE]
        parts: list[Shape] = [*plane.grid(), *plane.numbers(up, [f"{100 * share:.0f} %" for share in SCALE])]
        first, *rest = [plane.place(share, wrong / most) for share, wrong, _ in points]
        parts.append(PathShape(first, [(place,) for place in rest], "series series-1"))
        for share, wrong, point in points if len(points) <= _DOTS else ():
            x, y = plane.place(share, wrong / most)
            title = f"from {point.threshold:.3f} on: {point.given} given, {point.wrong} wrong"
            parts.append(ShapeGroup([Circle(x, y, 3, "series series-1")], title))
        parts.append(plane.below("verdicts given"))
        found.append((name, Scene(f"wrong verdicts of {name}", 52 + _SIDE + 16, _SIDE + 62, parts)))
    return found


COLOURS: Sequence[tuple[int, str]] = ((1, "alone"), (2, "together with other clauses"), (3, "suspected"))
"""What the colours of `harm` mean."""


def mark(colour: int) -> Scene:
    """A colour, for a legend."""
    return Scene(f"colour {colour}", 14, 14, [Rect(1, 1, 12, 12, f"series series-{colour}")])
