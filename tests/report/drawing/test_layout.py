"""Boxes keep apart, lines go from box to box and through none, and layers have few crossings."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from random import Random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.policy.dependencies import Graph, dependencies, in_file_order, node
from logitext.policy.load import check_policy
from logitext.report.drawing.diagram import Direction
from logitext.report.drawing.layers import layers
from logitext.report.drawing.layout import Box, Curve, DrawingLayout, layout
from logitext.report.drawing.picture import picture
from logitext.report.drawing.scene import PathShape, Point, Text
from logitext.report.graph.diagram import diagram
from logitext.syntax.source import Source
from tests.report.graph.graphs import example, generated, random_graph

APART = 8.0


def drawn(graph: Graph, direction: Direction = "LR") -> DrawingLayout:
    return layout(graph, {name: (216.0, 30.0 + len(node(graph, name).wording) % 80) for name in graph}, direction)


def check(graph: Graph, direction: Direction) -> None:
    """What must hold of every drawing."""
    found = drawn(graph, direction)
    assert set(found.boxes) == set(graph)
    assert set(found.lines) == set(graph.edges)
    for (one, a), (other, b) in itertools.combinations(found.boxes.items(), 2):
        assert apart(a, b) >= APART, f"{one} and {other} are too near"
    for box in found.boxes.values():
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= found.width
        assert box.y + box.height <= found.height
    ahead = 0 if direction == "LR" else 1
    for (source, target), curves in found.lines.items():
        a, b = found.boxes[source], found.boxes[target]
        assert on_side(curves[0].start, a, ahead, far=True)
        assert on_side(curves[-1].end, b, ahead, far=False)
        assert all(one.end == other.start for one, other in itertools.pairwise(curves))
        points = [point for curve in curves for point in along(curve)]
        assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in points)
        assert [point[ahead] for point in points] == sorted(point[ahead] for point in points)
    boxes = list(found.boxes.values())
    if len(boxes) < 80:  # every line with every box takes long
        points = [point for curves in found.lines.values() for curve in curves for point in along(curve)]
        assert not any(inside(point, box) for point in points for box in boxes)


def apart(a: Box, b: Box) -> float:
    """How far two boxes are from each other, along the axis where they are further; negative if they overlap."""
    across = max(a.x, b.x) - min(a.x + a.width, b.x + b.width)
    return max(across, max(a.y, b.y) - min(a.y + a.height, b.y + b.height))


def on_side(point: Point, box: Box, ahead: int, *, far: bool) -> bool:
    start, size = ((box.x, box.y), (box.width, box.height))
    side = start[ahead] + size[ahead] * far
    other = 1 - ahead
    return abs(point[ahead] - side) < 0.01 and start[other] < point[other] < start[other] + size[other]


def in_order(graph: Graph) -> Graph:
    """The graph with its nodes as they are drawn."""
    ordered: Graph = nx.DiGraph()
    ordered.add_nodes_from((name, graph.nodes[name]) for name in in_file_order(graph))
    ordered.add_edges_from(graph.edges)
    return ordered


def shapes(parts: object) -> Iterator[object]:
    for part in parts if isinstance(parts, list | tuple) else ():
        yield part
        yield from shapes(getattr(part, "parts", ()))


def along(curve: Curve, steps: int = 12) -> list[Point]:
    points = []
    for step in range(steps + 1):
        t = step / steps
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        corners = (curve.start, curve.first, curve.second, curve.end)
        x, y = (sum(weight * corner[axis] for weight, corner in zip(weights, corners, strict=True)) for axis in (0, 1))
        points.append((round(x, 6), round(y, 6)))
    return points


def inside(point: Point, box: Box) -> bool:
    """Within a box, not on its sides."""
    x, y = point
    return box.x + 0.01 < x < box.x + box.width - 0.01 and box.y + 0.01 < y < box.y + box.height - 0.01


@given(st.integers(0, 2**32), st.integers(0, 30), st.integers(0, 70), st.sampled_from(["LR", "TB"]))
def test_random_graphs(seed: int, nodes: int, edges: int, direction: Direction) -> None:
    check(random_graph(Random(seed), nodes, edges), direction)


@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_generated_policies(direction: Direction) -> None:
    for seed in range(40):
        check(generated(seed), direction)


@pytest.mark.parametrize("direction", ["LR", "TB"])
@pytest.mark.parametrize("name", ["harassment", "airline-refund", "hearsay", "disruptive-behaviour"])
def test_examples(name: str, direction: Direction) -> None:
    check(dependencies(example(name), texts=True), direction)


@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_a_large_graph(direction: Direction) -> None:
    check(random_graph(Random(7), 260, 520), direction)


def test_the_same_graph_gives_the_same_drawing() -> None:
    assert drawn(random_graph(Random(3), 60, 120)) == drawn(random_graph(Random(3), 60, 120))


# --- layers ------------------------------------------------------------------------------------------------------


def crossings(graph: Graph) -> int:
    """The crossings of the drawing's layers, counted pair by pair."""
    found = layers(graph)
    position = found.positions()
    count = 0
    for row in found.rows:
        lines = [(position[item], position[other]) for item in row for other in found.after[item]]
        count += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in itertools.combinations(lines, 2))
    assert count == found.crossings()
    return count


@given(st.integers(0, 2**32), st.integers(0, 20), st.integers(0, 40))
def test_crossings_are_counted_right(seed: int, nodes: int, edges: int) -> None:
    crossings(random_graph(Random(seed), nodes, edges))


@given(st.integers(0, 2**32), st.integers(0, 30), st.integers(0, 60))
def test_nodes_keep_their_order(seed: int, nodes: int, edges: int) -> None:
    graph = random_graph(Random(seed), nodes, edges)
    found, place = layers(graph), {name: number for number, name in enumerate(graph)}
    for row in found.rows:
        listed = [place[name] for item in row if (name := found.names[item]) is not None]
        assert listed == sorted(listed)


@given(st.integers(0, 2**32), st.integers(1, 60))
def test_a_tree_in_reading_order_has_no_crossings(seed: int, nodes: int) -> None:
    rng = Random(seed)
    tree: Graph = nx.DiGraph()
    tree.add_nodes_from(str(number) for number in range(nodes))
    tree.add_edges_from((str(rng.randrange(number)), str(number)) for number in range(1, nodes))
    order = list(nx.dfs_preorder_nodes(tree, "0"))
    graph: Graph = nx.DiGraph()
    graph.add_nodes_from(order)
    graph.add_edges_from(tree.edges)
    assert crossings(graph) == 0


def test_lines_may_leave_side_by_side() -> None:
    graph: Graph = nx.DiGraph()
    graph.add_nodes_from(["a", "b", "c", "d"])
    graph.add_edges_from([("a", "b"), ("a", "c"), ("b", "d"), ("a", "d")])
    exits = {("a", "b"): -30.0, ("a", "c"): 0.0, ("a", "d"): 30.0, ("b", "d"): 0.0}
    found = layout(graph, dict.fromkeys("abcd", (100.0, 40.0)), "TB", exits)
    middle = found.boxes["a"].x + 50
    assert {edge: found.lines[edge][0].start[0] - middle for edge in exits if edge[0] == "a"} == {
        ("a", "b"): -30.0, ("a", "c"): 0.0, ("a", "d"): 30.0,
    }  # fmt: skip
    assert found.boxes["b"].x < found.boxes["c"].x


def test_an_exception_ends_before_its_box() -> None:
    """The bar at its end is seen, and the key says what it means; without exceptions there is no key."""
    source = "{{text t}}{{let a = [[a]] let b = [[b]] verdict v = %s}}"
    scenes = {
        formula: picture(diagram(dependencies(check_policy(Source("p.nltc", source % formula))), ""))
        for formula in ("a unless b", "a and b")
    }
    lines = {
        formula: [path for path in shapes(scene.parts) if isinstance(path, PathShape)]
        for formula, scene in scenes.items()
    }
    key = [
        shape.text for shape in shapes(scenes["a unless b"].parts) if isinstance(shape, Text) and "soft" in shape.css
    ]
    assert key == ["counts for it, or is used by it", "exception: counts against it, as after “unless”"]
    assert [path.end for path in lines["a unless b"]] == ["head", "bar", "head", "bar"]
    assert [path.end for path in lines["a and b"]] == ["head", "head"]
    _, _, plain, against = lines["a unless b"]
    assert plain.steps[-1][-1][0] - against.steps[-1][-1][0] == 5


@pytest.mark.parametrize(("name", "most"), [("harassment", 14), ("airline-refund", 12), ("hearsay", 1)])
def test_examples_have_few_crossings(name: str, most: int) -> None:
    assert crossings(in_order(dependencies(example(name)))) <= most


@pytest.mark.parametrize(("clauses", "rows"), [(24, [24, 1, 1, 1]), (25, [1, 1, 25, 1])], ids=["few", "many"])
def test_many_clauses_stand_before_their_users(clauses: int, rows: list[int]) -> None:
    """Few stand side by side in the first layer, so that they read as a list."""
    graph: Graph = nx.DiGraph()
    graph.add_nodes_from(f"clause{number}" for number in range(clauses))
    graph.add_edges_from([("clause0", "a"), ("a", "b"), ("b", "verdict")])
    graph.add_edges_from((f"clause{number}", "verdict") for number in range(1, clauses))
    found = layers(graph)
    assert [sum(found.names[item] is not None for item in row) for row in found.rows] == rows
