"""DOT: what a reader of the language gets out of it is what went in."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given

from logitext.policy.dependencies import Graph, dependencies, node
from logitext.report.console import printable
from logitext.report.drawing.formats.dot import dot, identifier, label
from logitext.report.graph.diagram import diagram
from tests.report.graph.graphs import example, hostile, render

_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|(->|[{}\[\]=,;])|([A-Za-z0-9_]+))', re.DOTALL)


def tokens(text: str) -> Iterator[str]:
    """The tokens of the part of DOT that we write; ValueError at anything else."""
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            raise ValueError(text[place : place + 40])
        yield found[1] or found[2] or found[3]
        place = found.end()


def read(text: str) -> tuple[dict[str, dict[str, str]], set[tuple[str, str]]]:
    """The nodes with their attributes, and the edges."""
    nodes: dict[str, dict[str, str]] = {}
    edges: set[tuple[str, str]] = set()
    listed = list(tokens(text))
    assert listed[:3] == ["digraph", "policy", "{"]
    place, depth = 3, 1
    while depth:
        token = listed[place]
        place += 1
        if token in "{}":
            depth += 1 if token == "{" else -1
            continue
        target = None
        if listed[place] == "->":
            target = listed[place + 1]
            place += 2
        attributes = {}
        if listed[place] == "[":
            place += 1
            while listed[place] != "]":
                assert listed[place + 1] == "="
                attributes[listed[place]] = listed[place + 2]
                place += 3 + (listed[place + 3] == ",")
            place += 1
        assert listed[place] == ";"
        place += 1
        if target is not None:
            edges.add((token, target))
        elif token.startswith('"'):
            nodes[token] = attributes
    assert place == len(listed)
    return nodes, edges


def shown(quoted: str) -> str:
    """What Graphviz shows of a label."""
    return html.unescape(re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], quoted[1:-1]))


@given(hostile())
def test_hostile_words(graph: Graph) -> None:
    nodes, edges = read(dot(diagram(graph, 'a "title" \\')))
    assert set(nodes) == {identifier(name) for name in graph}
    assert edges == {(identifier(source), identifier(target)) for source, target in graph.edges}
    for name in graph:
        here = node(graph, name)
        lines = shown(nodes[identifier(name)]["label"]).split("\n")
        assert lines[0] == printable(here.label) or not here.label
        assert all(line.isprintable() for line in lines)
        assert shown(nodes[identifier(name)]["tooltip"]).startswith(printable(here.label))


def test_what_has_a_meaning_in_labels() -> None:
    assert label('a "b" \\N &lt;\n') == 'a \\"b\\" \\\\N &amp;lt; '


@pytest.mark.parametrize("name", ["harassment", "airline-refund"])
def test_examples(name: str, golden: Callable[[str, str], None]) -> None:
    policy = example(name)
    graph = dependencies(policy)
    text = render(graph, policy, "dot")
    assert read(text)[1] == {(f'"{source}"', f'"{target}"') for source, target in graph.edges}
    golden(f"graph/{name}.dot", text)
