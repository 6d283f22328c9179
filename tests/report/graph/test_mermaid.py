"""Mermaid: labels hold nothing that means something to it, and read as what went in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given

from logitext.policy.dependencies import Graph, dependencies, in_file_order, node
from logitext.report.console import printable
from logitext.report.drawing.formats.mermaid import label, mermaid
from logitext.report.graph.diagram import diagram
from tests.report.graph.graphs import example, hostile, render

NODE = re.compile(r'  (n\d+)[(\[{/]+"([^"]*)"[)\]}/]+:::([a-z]+)')
EDGE = re.compile(r"  (n\d+) (?:-->|--x|-\.->) (n\d+)")
STYLE = re.compile(r"  classDef [a-z]+ [a-z0-9#:, -]+")
SPECIAL = re.compile(r'["<>&`\\\[\](){}|$%*~:=+@^/]|#(?!\d+;)|(?<!\d);|[^\w]_|_[^\w]')


def shown(text: str) -> str:
    """What a reader sees of a label."""
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text).replace("\u200b", "")


@given(hostile())
def test_hostile_words(graph: Graph) -> None:
    first, *lines = mermaid(diagram(graph, "")).splitlines()
    assert first == "flowchart LR"
    nodes = [found for line in lines if (found := NODE.fullmatch(line))]
    edges = [found.groups() for line in lines if (found := EDGE.fullmatch(line))]
    styles = [line for line in lines if STYLE.fullmatch(line)]
    assert len(nodes) + len(edges) + len(styles) == len(lines)
    numbers = {name: f"n{number}" for number, name in enumerate(in_file_order(graph))}
    assert [found[1] for found in nodes] == list(numbers.values())
    assert edges == [(numbers[source], numbers[target]) for source, target in graph.edges]
    for name, found in zip(in_file_order(graph), nodes, strict=True):
        here = node(graph, name)
        assert found[3] == here.kind
        parts = found[2].split("<br/>")
        assert not any(SPECIAL.search(part) for part in parts)
        assert shown(parts[0]) == printable(here.label) or not here.label


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("same_day", "same_day"),
        ("_a_ 1. b", "#95;a#95; 1#46; b"),
        ("0.5 - 1", "0.5 #45; 1"),
        ("- b", "#45; b"),
        ("$$x$$", "#36;#8203;#36;x#36;#8203;#36;"),
        ('say "no" #35;', "say #34;no#34; #35;35#59;"),
    ],
)
def test_labels(text: str, wanted: str) -> None:
    assert label(text) == wanted


@pytest.mark.parametrize("name", ["harassment", "airline-refund"])
def test_examples(name: str, golden: Callable[[str, str], None]) -> None:
    policy = example(name)
    golden(f"graph/{name}.mmd", render(dependencies(policy), policy, "mermaid"))


def test_direction() -> None:
    policy = example("hearsay")
    assert render(dependencies(policy), policy, "mermaid", "TB").startswith("flowchart TB\n")
