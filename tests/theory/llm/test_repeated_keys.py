"""A server that repeats the key, wherever and however, is repeated nowhere."""

from __future__ import annotations

import json
import logging
import string
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from logitext import theory
from logitext.syntax.diagnostics import TheoryError
from logitext.theory.llm.doctor import as_data, examine, list_models
from logitext.theory.llm.scrub import Scrub, secrets_of
from logitext.theory.protocol import Failure, Texts
from tests.theory.llm.asked import POLICY, TRUTHS, put, run
from tests.theory.llm.replying import KEY, Sent, answers, asking_for, chat, choice, message, replying, responses
from tests.theory.llm.test_telemetry import spans  # noqa: F401  # a fixture

HEX = "".join(f"\\u{ord(character):04X}" for character in KEY)


def said(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


CHAT: dict[str, Sent | bytes] = {
    "a refusal": chat(None, refusal=f"not with Bearer {KEY}"),
    "a refusal in parts": chat([{"type": "refusal", "refusal": KEY}]),
    "a reason": chat(answers(None, reason=KEY)),
    "a reason in escapes": chat(answers(None, reason="KEY").replace("KEY", HEX)),
    "a quotation": chat(answers(True, KEY)),
    "a value": chat(answers(KEY)),
    "an id": chat(answers(name=KEY)),
    "text": chat(f"I was given {KEY}."),
    "text in parts": chat([{"type": "text", "text": KEY[:9]}, {"type": "text", "text": KEY[9:]}]),
    "a kind of part": chat([{"type": KEY}]),
    "a tool": chat(None, tool_calls=[{"function": {"name": KEY}}]),
    "a name that comes twice": b'{"a": {"%s": 1, "%s": 2}}' % (KEY.encode(), KEY.encode()),
    "an error": said({"error": KEY}),
    "an error's code": said({"error": {"message": "x", "code": KEY}}),
    "an error's parameter": said({"error": {"message": KEY, "param": KEY, "code": 400}}),
    "the reply's id": said({"id": KEY, "model": KEY, "choices": [choice(answers())]}),
    "in escapes": said({"error": "KEY"}).replace(b"KEY", HEX.encode()),
    "with its slash escaped": said({"error": KEY}).replace(b"/", b"\\/"),
    "a reason to end": chat(answers(), KEY),
    "no JSON": KEY.encode(),
    "no UTF-8": b"\xff" + KEY.encode(),
    "a status": (500, {}, KEY.encode()),
    "a status with JSON": (400, {}, said({"error": {"message": KEY, "code": KEY, "type": KEY}})),
    "a page": (404, {}, f"<html>{KEY}".encode()),
    "headers": (429, {"retry-after": KEY, "x-request-id": KEY}, b"{}"),
    "an encoding": (200, {"content-encoding": KEY}, chat(answers())),
    "a place": (302, {"location": f"http://127.0.0.1/{KEY}"}, b""),
    "a header that is broken": (200, {"x": f"a\x00{KEY}"}, chat(answers())),
}
RESPONSES = {
    "a status": responses([], status=KEY),
    "a reason to stop": responses([], status="incomplete", incomplete_details={"reason": KEY}),
    "an error": responses([], status="failed", error={"code": KEY, "message": KEY}),
    "a refusal": responses([{"type": "message", "content": [{"type": "refusal", "refusal": KEY}]}]),
    "a tool": responses([{"type": "function_call", "name": KEY}]),
    "text in parts": responses([message(KEY[:5]), message(KEY[5:])]),
}
DECISIONS = {
    "a name": said({"answers": [{"name": KEY}]}),
    "a type": said({"answers": [{"name": "threat", "type": KEY}]}),
    "a probability": said({"answers": [{"name": "threat", "type": "predicate", "probability": KEY}]}),
}
CASES = [
    pytest.param(api, body, id=f"{api}-{name}")
    for api, bodies in (("chat", CHAT), ("responses", RESPONSES), ("decisions", DECISIONS))
    for name, body in bodies.items()
]


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    caplog.set_level(logging.DEBUG)
    return lambda: repr([record.__dict__ for record in caplog.records])


@pytest.mark.parametrize(("api", "body"), CASES)
@pytest.mark.parametrize("content", ["true", "false"])
def test_what_a_server_repeats_is_nowhere(
    api: Any,
    body: bytes | Sent,
    content: str,
    tmp_path: Path,
    logged: Callable[[], str],
    spans: InMemorySpanExporter,  # noqa: F811  # the fixture that is imported
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", content)
    events: list[object] = []
    with asking_for(body, api=api, api_key=KEY, retries=1, cache=tmp_path / "a.sqlite3") as (_, model):
        result = POLICY.check(
            Texts({"post": "hello"}),
            theory=model,
            verdicts=["remove"],
            record=tmp_path / "r.jsonl",
            listener=events.append,
        )
        answer = put(model, TRUTHS[:1]).answers["threat"]
    ended = [(span.name, dict(span.attributes or {}), span.status.description) for span in spans.get_finished_spans()]
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    error = answer.error if isinstance(answer, Failure) else None
    told = repr((result.to_dict(), answer, error, getattr(error, "raw", ""), events, ended)) + logged()
    assert ended
    for form in (KEY, KEY.replace("/", "\\/"), HEX):
        assert form not in told
        assert form.encode() not in kept
        assert json.dumps(form)[1:-1] not in told


def test_a_key_in_the_list_of_models_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", KEY)
    with replying(lambda request: (200, {}, said({"data": [{"id": request.authorization}, {"id": "b"}]}))) as server:
        url = f"http://127.0.0.1:{server.port}/v1"
        offer = run(lambda: list_models(url, "SOME_KEY", 5))
        assert offer.models == ("Bearer …", "b")
    with replying(lambda request: (500, {}, request.authorization.encode())) as server:
        url = f"http://127.0.0.1:{server.port}/v1"
        with pytest.raises(TheoryError) as caught:
            run(lambda: list_models(url, "SOME_KEY", 5))
    assert KEY not in repr(caught.value.diagnostics)


def test_doctor_shows_no_key() -> None:
    with asking_for(
        lambda request: (200, {}, said({"data": [{"id": request.authorization}], "error": request.authorization})),
        api_key=KEY,
    ) as (
        _,
        model,
    ):
        found = run(lambda: examine(model))
    assert not found.works
    assert KEY not in json.dumps(as_data(found))


def test_what_the_base_url_holds_is_not_repeated() -> None:
    url = "http://me:pass%2Fword-1@127.0.0.1:1/v1?token=query-secret-2&api-version=2026-01-01"
    scrub = Scrub(secrets_of(url, None))
    for secret in ("pass%2Fword-1", "pass/word-1", "query-secret-2", "bWU6cGFzcy93b3JkLTE="):
        assert secret not in scrub(f"I got {secret} of you")
    assert scrub("as of 2026-01-01") == "as of 2026-01-01"


@pytest.mark.parametrize("key", ["none", "EMPTY", "ollama", "test"])
def test_a_word_in_the_place_of_a_key_is_a_word_like_any_other(key: str) -> None:
    with asking_for(chat(answers(True, key)), api_key=key) as (_, model):
        answer = put(model, TRUTHS[:1], Texts({"post": f"it is {key}"})).answers["threat"]
    assert isinstance(answer, theory.Value)
    assert answer.quote == key


def _wrapped(key: str, depth: int, data: st.DataObject) -> str:
    """JSON of the key, some of its characters as escapes, in as many strings of JSON as the depth says."""
    spelt = "".join(data.draw(st.sampled_from([one, f"\\u{ord(one):04x}"]), label=one) if one not in '\\"' else
                    f"\\{one}" for one in key)  # fmt: skip
    text = '{"a": "' + spelt + '"}'
    for _ in range(depth):
        text = json.dumps({"a": text})
    return text


TOKENS = st.text(st.sampled_from(string.ascii_letters + string.digits + "-._~+/="), min_size=8, max_size=12)
"""What a bearer token is made of: RFC 6750, section 2.1."""
PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=12)


@given(key=TOKENS, depth=st.integers(0, 3), data=st.data())
def test_escapes_hide_no_key_and_what_is_around_it_stays_json(key: str, depth: int, data: st.DataObject) -> None:
    found: Any = Scrub([key])(_wrapped(key, depth, data))
    for _ in range(depth + 1):
        assert key not in found
        found = json.loads(found)["a"]
    assert found == "…"


@pytest.mark.parametrize("key", ["30000000", "0000000000", "u0030u0030", "00300030", "//////////"])
def test_an_escape_that_ends_as_the_key_begins_is_masked_whole(key: str) -> None:
    for spelt in product(*([one, f"\\u{ord(one):04x}"] for one in key)):
        assert json.loads(Scrub([key])(f'{{"a": "{"".join(spelt)}"}}')) == {"a": "…"}


@given(key=PRINTABLE, depth=st.integers(0, 3), data=st.data())
def test_escapes_hide_no_key_that_holds_marks_of_json(key: str, depth: int, data: st.DataObject) -> None:
    """Of what is around such a key a mask may make no JSON, which is no answer."""
    found: Any = Scrub([key])(_wrapped(key, depth, data))
    while isinstance(found, str):
        assert key not in found
        try:
            found = json.loads(found)
        except ValueError:
            break
        found = found.get("a") if isinstance(found, dict) else None
