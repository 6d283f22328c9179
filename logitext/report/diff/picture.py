"""What changes between two versions of a policy, as a picture: a bar for each verdict, and for each case its part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from logitext.records.difference import ChangedCase, PolicyDifference, VerdictChange
from logitext.report.diff.words import COLOURS, SHOWN, notes, outcome, relation, share, shares
from logitext.report.drawing.scene import PathShape, Rect, Scene, Shape, ShapeGroup, Text
from logitext.report.drawing.text_size import wrap

_WIDTH = 680.0
_MARGIN = 10.0
_WORDS = 400.0
_LEFT = _MARGIN + _WORDS + 20
_BARS = _WIDTH - _LEFT - 60
_LINE = 14.0
_LINES = 6
_KEY = {
    "wider": "share of worlds of which it is true now, and was not",
    "narrower": "share of worlds of which it is true no longer",
    "changed": "share of worlds in which it comes out otherwise",
}


def picture(difference: PolicyDifference, *, every: bool) -> Scene:
    """The picture: what became of each verdict, its largest cases, or `every` one, and of the clauses."""
    y, room = 22.0, _WIDTH - 2 * _MARGIN
    parts: list[Shape] = [Text(_MARGIN, y, _fitted(f"{difference.old} → {difference.new}", room), "soft")]
    for name, change in difference.verdicts.items():
        drawn, y = _verdict(name, change, y + 14, every=every)
        parts += drawn
    for line in (part for words in notes(difference) for part in wrap(words, room, 3, 11)):
        y += _LINE + 2
        parts.append(Text(_MARGIN, y, line, "soft"))
    seen = {one.relation for one in difference.verdicts.values() if one.share}
    key = [(COLOURS[kind], words) for kind, words in _KEY.items() if kind in seen]
    y += 14
    for colour, words in key:
        y += 18
        parts += [Rect(_MARGIN, y - 9, 10, 10, f"series series-{colour}"), Text(_MARGIN + 18, y, words, "soft")]
    return Scene("which decisions change", _WIDTH, y + 14, parts)


def _verdict(name: str, change: VerdictChange, top: float, *, every: bool) -> tuple[list[Shape], float]:
    """A verdict with its cases, and where they end."""
    y = top + 18
    colour, title = COLOURS.get(change.relation), f"{name}: {relation(change)}"
    parts: list[Shape] = [
        PathShape((_MARGIN, top), [((_WIDTH - _MARGIN, top),)], "grid"),
        Text(_MARGIN, y, _fitted(", ".join(filter(None, [title, shares(change)])), _WORDS), "strong"),
    ]
    if change.share is not None and change.relation not in ("added", "removed"):
        parts.append(_bar(change.share, y - 10, colour, title, 12))
    shown = change.cases if every else change.cases[:SHOWN]
    for case in shown:
        drawn, y = _case(name, case, y + 12, colour)
        parts += drawn
    if len(shown) < len(change.cases) or not change.complete:
        y += _LINE + 4
        parts.append(Text(_MARGIN + 14, y, "there are other cases", "soft"))
    return parts, y + 8


def _case(name: str, case: ChangedCase, top: float, colour: int | None) -> tuple[Iterator[Shape], float]:
    """A case in words, with its effect and the bar of its share. A case of many words is given by names."""
    lines = wrap(f"if {case.words}", _WORDS - 14, _LINES, 11)
    if lines[-1].endswith("…"):
        lines = wrap(f"if {case.condition}", _WORDS - 14, _LINES, 11)
    bottom = top + _LINE * (len(lines) + 1)

    def drawn() -> Iterator[Shape]:
        for number, line in enumerate(lines, 1):
            yield Text(_MARGIN + 14, top + _LINE * number - 2, line)
        yield Text(_MARGIN + 14, bottom - 2, _fitted(outcome(name, case).replace("`", ""), _WORDS - 14), "soft")
        if case.share is not None:
            yield _bar(case.share, top + 2, colour, case.condition, 8)

    return drawn(), bottom


def _bar(part: float, top: float, colour: int | None, title: str, height: float) -> Shape:
    """A share of all worlds, in a frame that stands for all of them."""
    inside: Sequence[Shape] = ()
    if part and colour is not None:
        inside = [Rect(_LEFT, top, max(1.0, _BARS * part), height, f"series series-{colour}")]
    frame = Rect(_LEFT, top, _BARS, height, "empty")
    return ShapeGroup([frame, *inside, Text(_LEFT + _BARS + 8, top + height - 1, share(part) or "0 %")], title)


def _fitted(words: str, room: float) -> str:
    return "".join(wrap(words, room, 1, 11))
