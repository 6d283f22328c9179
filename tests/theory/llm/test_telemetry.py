"""What OpenTelemetry hears of a call: names by its conventions, and nothing of what was asked unless that is wanted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from logitext.theory.llm import telemetry
from tests.model_server.config import Config
from tests.model_server.faults import Faults
from tests.model_server.truth import Truth
from tests.theory.llm.asked import TRUTHS, asking, put

YES = Truth(lambda _texts, _question: True)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(telemetry, "_tracer", lambda: provider.get_tracer("logitext"))
    yield exporter
    provider.shutdown()


def last(spans: InMemorySpanExporter) -> ReadableSpan:
    return spans.get_finished_spans()[-1]


def test_a_call_is_a_span(spans: InMemorySpanExporter) -> None:
    with asking(Config(truth=YES), api="chat") as (server, model):
        put(model, TRUTHS[:1])
    span = last(spans)
    attributes = dict(span.attributes or {})
    assert span.name == "chat test-model"
    assert span.kind is trace.SpanKind.CLIENT
    assert attributes["gen_ai.operation.name"] == "chat"
    assert attributes["gen_ai.provider.name"] == "openai"
    assert attributes["gen_ai.request.model"] == attributes["gen_ai.response.model"] == "test-model"
    assert attributes["gen_ai.request.temperature"] == 0.0
    assert attributes["server.address"] == "127.0.0.1"
    assert attributes["server.port"] == server.port
    assert attributes["gen_ai.usage.input_tokens"] > 100  # type: ignore[operator]
    assert "fool" not in str(attributes)
    assert "threat" not in str(attributes)


def test_every_attempt_is_one_and_a_failure_says_of_which_kind(spans: InMemorySpanExporter) -> None:
    faults = Faults.script(["status_500", "not_json"], probes=False)
    with asking(Config(truth=YES, faults=faults), api="chat") as (_, model):
        put(model, TRUTHS[:1])
    kinds = [dict(span.attributes or {}).get("error.type") for span in spans.get_finished_spans()]
    assert kinds == ["bad request", None, "server error", "no JSON", None]  # what is found out takes the first two
    assert spans.get_finished_spans()[2].status.status_code is trace.StatusCode.ERROR
    assert all(not span.events for span in spans.get_finished_spans())


def test_content_is_there_where_it_is_wanted(spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "true")
    with asking(Config(truth=YES), api="chat") as (_, model):
        put(model, TRUTHS[:1])
    attributes = dict(last(spans).attributes or {})
    assert "fool" in str(attributes["gen_ai.input.messages"])
    assert "threat" in str(attributes["gen_ai.output.messages"])


def test_without_opentelemetry_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "_tracer", lambda: None)
    with asking(Config(truth=YES), api="chat") as (_, model):
        assert put(model, TRUTHS[:1]).answers
