"""A key is nowhere but in the header of a request: not in a cache, a record, a log, a message or a span."""

from __future__ import annotations

import asyncio
import io
import logging
from pathlib import Path

import pytest

from logitext import theory
from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.endpoint import endpoint
from logitext.theory.protocol import Failure, Texts
from tests.model_server.config import Config
from tests.model_server.faults import ALL, Faults
from tests.model_server.truth import Truth
from tests.theory.llm.asked import POLICY, TEXTS, TRUTHS, asking, put

KEY = "sk-test-0123456789abcdef"
SECRET_URL = "http://user:pass-word-1@127.0.0.1:9/v1?token=query-secret-2"
CONFIG = Config(truth=Truth.hashed(unknown=0), api_key=KEY)


def test_the_key_reaches_the_server_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    stream = io.StringIO()
    logging.getLogger("logitext.llm").addHandler(handler := logging.StreamHandler(stream))
    try:
        with asking(CONFIG, api="chat", api_key=KEY, cache=tmp_path / "a.sqlite3") as (server, model):
            result = POLICY.check(TEXTS["post"], theory=model, record=tmp_path / "record.jsonl")
            assert {record.headers["authorization"] for record in server.requests} == {f"Bearer {KEY}"}
    finally:
        logging.getLogger("logitext.llm").removeHandler(handler)
    assert result.status == "decided"
    for file in tmp_path.iterdir():
        assert KEY.encode() not in file.read_bytes(), file
    said = (
        caplog.text + stream.getvalue() + "".join(capfd.readouterr()) + repr(model.__dict__) + result.model_dump_json()
    )
    assert KEY not in said


@pytest.mark.parametrize("fault", [fault for fault in ALL if fault.startswith("status_")])
def test_an_error_does_not_show_the_key(fault: str) -> None:
    config = Config(faults=Faults.script([fault] * 9, probes=False), api_key=KEY)  # type: ignore[list-item]
    with asking(config, api="chat", api_key=KEY, retries=0) as (_, model):
        answer = put(model, TRUTHS[:1]).answers["threat"]
    assert isinstance(answer, Failure)
    assert KEY not in repr((answer, answer.reason, getattr(answer.error, "raw", None), str(answer.error)))


def test_a_server_that_repeats_the_key_in_its_message_is_not_repeated() -> None:
    with asking(Config(api_key="another-key"), api="chat", api_key=KEY) as (_, model):
        answer = put(model, TRUTHS[:1]).answers["threat"]
    assert isinstance(answer, Failure)
    assert answer.reason.startswith("not authorised")
    assert KEY not in repr((answer, getattr(answer.error, "raw", None)))


def test_without_a_key_there_is_no_header() -> None:
    with asking(Config(), api="chat") as (server, model):
        put(model, TRUTHS[:1])
        assert all("authorization" not in record.headers for record in server.requests)


def test_secrets_of_the_base_url_are_shown_nowhere(tmp_path: Path) -> None:
    model = theory.OpenAI("m", base_url=SECRET_URL, retries=0, cache=tmp_path / "a.sqlite3")
    answer = put(model, TRUTHS[:1]).answers["threat"]
    assert isinstance(answer, Failure)
    shown = repr((answer, model.endpoint, model.endpoint.name, str(answer.error)))
    for secret in ("pass-word-1", "query-secret-2", "user:"):
        assert secret not in shown
    asyncio.run(model.aclose())


@pytest.mark.parametrize(
    "url", ["localhost:8000", "http://", "ftp://x/v1", "http://user:secret-9@/v1", "http://[::1/v1", ""]
)
def test_a_base_url_that_is_none_is_not_shown(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    with pytest.raises(InputError) as caught:
        endpoint(url or None)
    assert caught.value.diagnostics[0].code in ("NLT542", "NLT541")
    assert "secret-9" not in str(caught.value)


@pytest.mark.parametrize("key", ["sk-abc\ndef", "sk-ключ", "sk-\x00", "sk abc\tdef"])
def test_a_key_that_no_key_can_be_is_not_shown(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", key.replace("\x00", "\x01"))
    with pytest.raises(InputError, match="the key holds a character that no key can hold") as caught:
        endpoint("http://localhost/v1", key_variable="SOME_KEY")
    assert key not in str(caught.value.diagnostics)


def test_a_variable_that_is_named_and_empty_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "")
    with pytest.raises(InputError, match="the environment variable `SOME_KEY` holds no key"):
        endpoint("http://localhost/v1", key_variable="SOME_KEY")


# --- texts -------------------------------------------------------------------------------------------------------


def test_a_text_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with asking(CONFIG, api="chat", api_key=KEY) as (_, model):
        POLICY.check("an unmistakable text", theory=model)
    assert "unmistakable" not in caplog.text


def test_redacted_no_file_holds_the_text(tmp_path: Path) -> None:
    text = "an unmistakable text about unmistakable things"
    with asking(CONFIG, api="chat", api_key=KEY, cache=tmp_path / "a.sqlite3", redact=True) as (server, model):
        recorder = theory.Recorder(tmp_path / "record.jsonl", redact=True)
        with recorder:
            first = POLICY.check(text, theory=model, record=recorder)
        before = len(server.requests)
        again = POLICY.check(text, theory=model)
        assert len(server.requests) - before <= 1  # the answer that is a text itself is not kept
    assert {name: one.value for name, one in again.verdicts.items()} == {
        name: one.value for name, one in first.verdicts.items()
    }
    for file in tmp_path.iterdir():
        assert b"unmistakable" not in file.read_bytes(), file


def test_not_redacted_the_cache_holds_request_and_reply(tmp_path: Path) -> None:
    from logitext.theory.llm.cache.store import Cache

    with asking(CONFIG, api="chat", api_key=KEY, cache=tmp_path / "a.sqlite3") as (_, model):
        put(model, TRUTHS[:1], Texts({"post": "an unmistakable text"}))
    with Cache(tmp_path / "a.sqlite3") as kept:
        (entry,) = kept.entries(full=True)
    assert "unmistakable" in str(entry.request)
    assert entry.reply is not None
    assert "chat.completion" in entry.reply
