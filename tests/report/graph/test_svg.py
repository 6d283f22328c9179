"""The picture: well formed whatever the policy says, its text inside its boxes, its colours readable."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

import pytest
from hypothesis import given

from logitext.policy.dependencies import Graph, dependencies, in_file_order, node
from logitext.policy.load import check_policy
from logitext.report.console import printable
from logitext.report.drawing.picture import picture
from logitext.report.drawing.svg import svg as written
from logitext.report.drawing.text_size import width
from logitext.report.graph.diagram import diagram
from logitext.syntax.source import Source
from tests.report.graph.graphs import example, generated, hostile, render

SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"kind": 10, "name": 13, "words": 11, "formula": 10.5}
TINY = """# Tone

{{text post: "a post"}}
We remove what {{let insult = [[insults "somebody" & <others>]]}}, unless {{let joke: no | maybe | plainly = [[how
plainly it is a joke]]}}.

{{assume jokes: joke == plainly implies insult  # as we see it
  violation remove = insult unless joke >= maybe
  verdict funny = joke == plainly}}
"""


def svg(graph: Graph, title: str) -> str:
    return written(picture(diagram(graph, title)))


def extent(shape: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a rectangle or a polygon."""
    if shape.tag == f"{SVG}rect":
        left, top, wide, high = (float(shape.attrib[name]) for name in ("x", "y", "width", "height"))
        return left, top, left + wide, top + high
    assert shape.tag == f"{SVG}polygon"
    points = [tuple(map(float, point.split(","))) for point in shape.attrib["points"].split()]
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)


def boxes(root: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, list[ElementTree.Element]]]:
    """The shape and the lines of text of every node."""
    for group in root.iter(f"{SVG}g"):
        if group.find(f"{SVG}text") is not None:
            (shape,) = (part for part in group if part.tag in (f"{SVG}rect", f"{SVG}polygon"))
            yield shape, group.findall(f"{SVG}text")


def check(graph: Graph) -> None:
    root = ElementTree.fromstring(svg(graph, "a title"))
    assert len(list(boxes(root))) == len(graph)
    assert (
        len([path for path in root.iter(f"{SVG}path") if path.find(f"{SVG}title") is not None])
        == graph.number_of_edges()
    )
    for shape, lines in boxes(root):
        left, top, right, bottom = extent(shape)
        rows: dict[float, list[tuple[float, float]]] = {}
        for line in lines:
            style, *side = line.attrib["class"].split()
            text, x, y = line.text or "", float(line.attrib["x"]), float(line.attrib["y"])
            wide = width(text, SIZES[style], monospace=style in ("name", "formula"))
            start = x - wide if side else x
            assert left + 7 <= start <= start + wide <= right - 7, text
            assert top <= y - SIZES[style] * 0.8, text
            assert y + SIZES[style] * 0.25 <= bottom, text
            rows.setdefault(y, []).append((start, start + wide))
        for row in rows.values():
            row.sort()
            assert all(one[1] < other[0] for one, other in itertools.pairwise(row))


@given(hostile())
def test_hostile_words(graph: Graph) -> None:
    check(graph)
    root = ElementTree.fromstring(svg(graph, "\x00<&\"'"))
    titles = [title.text or "" for group in root.iter(f"{SVG}g") for title in group.findall(f"{SVG}title")]
    titled = [name for name in in_file_order(graph) if node(graph, name).label or node(graph, name).wording]
    for name, title in zip(titled, titles, strict=True):
        assert title.startswith(printable(node(graph, name).label))


def test_generated_policies() -> None:
    for seed in range(40):
        check(generated(seed))


@pytest.mark.parametrize("name", ["harassment", "airline-refund", "hearsay", "disruptive-behaviour"])
def test_examples(name: str) -> None:
    check(dependencies(example(name), texts=True))


def test_a_long_wording_is_cut_and_can_be_read_whole() -> None:
    wording = "word " * 200 + "end"
    policy = check_policy(Source("p.nltc", f"{{{{let long = [[{wording}]]}}}} {{{{verdict v = long}}}}"))
    drawn = svg(dependencies(policy), "")
    root = ElementTree.fromstring(drawn)
    shown = [text.text or "" for text in root.iter(f"{SVG}text") if text.attrib["class"] == "words"]
    assert len(shown) == 4
    assert shown[-1].endswith("…")
    assert f"<title>long: “{wording}”</title>" in drawn


def test_tiny(golden: Callable[[str, str], None]) -> None:
    policy = check_policy(Source("tiny.nltc", TINY))
    golden("graph/tiny.svg", render(dependencies(policy, texts=True), policy, "svg"))


# --- colours -----------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.1."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_colours_can_be_read_in_both_schemes() -> None:
    light, dark = re.split(r"@media \(prefers-color-scheme: dark\)", svg(dependencies(example("hearsay")), ""))
    kinds = ("clause", "definition", "verdict", "violation", "assumption", "text", "fact")
    for scheme in (light, dark):
        colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", scheme))
        for kind in kinds:
            assert contrast(colours["ink"], colours[kind]) >= 7
            assert contrast(colours["soft"], colours[kind]) >= 4.5
            assert contrast(colours[f"{kind}-edge"], colours["paper"]) >= 3
        assert contrast(colours["line"], colours["paper"]) >= 3
