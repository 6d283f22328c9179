"""The graph as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from logitext.policy.dependencies import dependencies
from logitext.report.graph.records import GraphRecord
from tests.report.graph.graphs import example, render


@pytest.mark.parametrize("name", ["harassment", "airline-refund"])
def test_examples(name: str, golden: Callable[[str, str], None]) -> None:
    policy = example(name)
    graph = dependencies(policy, texts=True)
    text = render(graph, policy, "json")
    golden(f"graph/{name}.json", text)
    record = GraphRecord.model_validate_json(text)
    assert record.schema_version == "1"
    assert [one.id for one in record.nodes] == list(graph)
    assert [(edge.source, edge.target) for edge in record.edges] == list(graph.edges)


def test_the_schema_says_what_each_field_is() -> None:
    schema = GraphRecord.model_json_schema(mode="serialization")
    assert schema["title"] == "Graph"
    assert json.dumps(schema).count('"description"') >= 5
