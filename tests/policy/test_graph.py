"""The order of definitions, beside networkx's own order of the same graph."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext import loads
from logitext.policy.load import check_policy
from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.source import Source


@given(
    st.integers(1, 8).flatmap(lambda n: st.lists(st.sets(st.integers(0, n - 1), max_size=3), min_size=n, max_size=n))
)
def test_definitions_follow_what_they_mention_and_stay_in_file_order_otherwise(uses: list[set[int]]) -> None:
    lines = [
        f"{{{{let d{i} = {' and '.join(f'd{j}' for j in sorted(mentioned)) or 'a'}}}}}"
        for i, mentioned in enumerate(uses)
    ]
    text = "{{text post}} {{let a = [[is rude]]}}\n" + "\n".join(lines) + "\n{{verdict v = d0}}"
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(uses)))
    graph.add_edges_from((j, i) for i, mentioned in enumerate(uses) for j in mentioned)
    circles = [
        component
        for component in nx.strongly_connected_components(graph)
        if len(component) > 1 or any(graph.has_edge(i, i) for i in component)
    ]
    try:
        order = check_policy(Source("p", text)).order
    except PolicyError as error:
        reported = [found for found in error.diagnostics if found.code == "NLT203"]
        assert [found.message.split("`")[1] for found in reported] == [
            f"d{min(circle)}" for circle in sorted(circles, key=min)
        ]
        return
    assert circles == []
    assert [name for name in order if name != "v"] == [
        f"d{i}" for i in nx.lexicographical_topological_sort(graph, key=lambda i: i)
    ]


def test_what_a_circle_leads_to_is_no_part_of_it() -> None:
    text = "{{let a = b}} {{let b = a}} {{let c = a}} {{let d = c and d}} {{verdict v = d}}"
    with pytest.raises(PolicyError) as caught:
        loads(text)
    assert [found.message.split(":")[1] for found in caught.value.diagnostics] == [" `a` → `b` → `a`", " `d` → `d`"]
