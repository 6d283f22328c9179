"""Each fault does on the wire what its name says, and a seed says which request it happens to."""

from __future__ import annotations

import asyncio
import json
import math
import socket
import time
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from typing import Any, get_args

import httpx2
import openai
import pytest
from openai import AsyncOpenAI

from tests.model_server import app
from tests.model_server.asking import (
    ANSWERS,
    BODIES,
    QUESTIONS,
    TEXTS,
    TRUTH,
    answered,
    chat,
    content,
    decide,
    post,
    probe,
    respond,
    through_openai,
)
from tests.model_server.config import Config
from tests.model_server.faults import ALL, HARMLESS, MALFORMED, PERMANENT, TRANSIENT, Fault, Faults, Wait, applies
from tests.model_server.reading import ASKING, CHAT, DECISIONS, MODELS, RESPONSES, Body
from tests.model_server.run import serving


def reply_to(fault: Fault, path: str = CHAT, body: Body | None = None, **more: Any) -> httpx2.Response:
    """The reply to the first request, which goes wrong."""
    with serving(Config(truth=TRUTH, faults=Faults.script([fault], **more))) as server:
        return post(server, path, body)


def raised_by(*faults: Fault, path: str = CHAT) -> list[Exception]:
    """What OpenAI's client raises for each; and one more request, which nothing happens to, is answered."""
    asking: dict[str, Callable[[AsyncOpenAI], Awaitable[object]]] = {
        CHAT: lambda client: client.chat.completions.create(**chat()),
        RESPONSES: lambda client: client.responses.create(**respond()),
        DECISIONS: lambda client: client.decisions.create(**decide()),
    }

    async def every(client: AsyncOpenAI) -> list[Exception]:
        raised = []
        for fault in faults:
            (found,) = await asyncio.gather(asking[path](client), return_exceptions=True)
            assert isinstance(found, Exception), f"{fault} raised nothing"
            raised.append(found)
        await asking[path](client)
        return raised

    with serving(Config(faults=Faults.script(faults))) as server:
        raised = through_openai(server, every)
        assert [record.fault for record in server.requests] == [*faults, None]
    return raised


# --- statuses and connections ------------------------------------------------------------------------------------

STATUSES = [fault for fault in ALL if fault.startswith("status_")]


@pytest.mark.parametrize("path", ASKING)
def test_statuses_are_errors_of_the_client(path: str) -> None:
    for fault, error in zip(STATUSES, raised_by(*STATUSES, path=path), strict=True):
        assert isinstance(error, openai.APIStatusError)
        assert error.status_code == int(fault[7:10])


def test_error_objects_say_what_it_was() -> None:
    for fault in ("status_400", "status_401", "status_403", "status_404", "status_429", "status_429_quota"):
        told = reply_to(fault).json()["error"]
        assert set(told) == {"message", "type", "param", "code"}
    assert told["code"] == "insufficient_quota"


def test_proxies_speak_html() -> None:
    assert reply_to("status_502").text.startswith("<!DOCTYPE html>")
    assert reply_to("html").status_code == 200
    assert reply_to("html").headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("fault", ["status_429", "status_503"])
@pytest.mark.parametrize("wait", get_args(Wait))
def test_a_server_may_say_when_to_come_again(wait: Wait, fault: Fault) -> None:
    before = time.time()
    headers = reply_to(fault, wait=wait, wait_seconds=2).headers
    match wait:
        case "none":
            assert "retry-after" not in headers
        case "seconds":
            assert headers["retry-after"] == "2"
        case "milliseconds":
            assert (headers["retry-after-ms"], headers["retry-after"]) == ("2000", "2")
        case "date":
            named = parsedate_to_datetime(headers["retry-after"]).timestamp()
            assert before + 1 <= named <= time.time() + 2


@pytest.mark.parametrize("path", ASKING)
def test_broken_connections_are_connection_errors(path: str) -> None:
    for error in raised_by("reset", "closed", "half_stream", "half_chunked", path=path):
        assert isinstance(error, openai.APIConnectionError)


def test_a_server_that_hangs_runs_into_the_timeout() -> None:
    async def ask(client: AsyncOpenAI) -> None:
        await client.chat.completions.create(**chat())

    with serving(Config(faults=Faults.script(["hang"]))) as server, pytest.raises(openai.APITimeoutError):
        through_openai(server, ask, timeout=0.3)


def on_the_wire(fault: Fault) -> bytes:
    """Every byte that comes back until the connection ends."""
    with serving(Config(truth=TRUTH, faults=Faults.script([fault]))) as server:
        raw = json.dumps(chat()).encode()
        head = f"POST {CHAT} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(raw)}\r\n\r\n".encode()
        with socket.create_connection(("127.0.0.1", server.port), timeout=600) as connection:
            connection.sendall(head + raw)
            found = b""
            while part := connection.recv(65536):
                found += part
        assert server.totals.completion_tokens == 0
        return found


def test_a_reset_is_one_and_no_byte_comes() -> None:
    with pytest.raises(ConnectionResetError):
        on_the_wire("reset")


def test_a_closed_connection_ends_without_a_byte() -> None:
    assert on_the_wire("closed") == b""


def test_half_a_reply_is_less_than_its_length() -> None:
    head, _, body = on_the_wire("half_stream").partition(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length"))
    assert len(body) == length // 2


def test_half_a_reply_in_chunks_has_no_last_chunk() -> None:
    head, _, body = on_the_wire("half_chunked").partition(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in head.lower()
    assert body
    assert not body.endswith(b"0\r\n\r\n")


def test_a_slow_reply_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(app, "asyncio", SimpleNamespace(sleep=sleep, Lock=asyncio.Lock))
    assert answered(content(reply_to("slow", slow_seconds=3600))) == ANSWERS
    assert slept == [3600]


@pytest.mark.parametrize("path", [*ASKING, MODELS])
def test_a_list_of_models_goes_wrong_only_where_asked(path: str) -> None:
    with serving(Config(faults=Faults(rate=1, kinds=("status_500",), paths=(MODELS,)))) as server:
        if path == MODELS:
            with pytest.raises(openai.InternalServerError):
                through_openai(server, lambda client: client.models.list().__aiter__().__anext__())
        else:
            assert post(server, path).status_code == 200


# --- replies that are no use -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ASKING)
def test_bodies_may_be_empty_or_not_of_text(path: str) -> None:
    assert reply_to("empty_body", path).content == b""
    with pytest.raises(UnicodeDecodeError):
        reply_to("wrong_encoding", path).content.decode()


def choice_of(fault: Fault) -> dict[str, Any]:
    choices: list[dict[str, Any]] = reply_to(fault).json()["choices"]
    return choices[0]


def output_of(fault: Fault) -> dict[str, Any]:
    reply: dict[str, Any] = reply_to(fault, RESPONSES).json()
    return reply


def test_refusals() -> None:
    choice = choice_of("refusal")
    assert choice["message"]["content"] is None
    assert choice["message"]["refusal"]
    assert output_of("refusal")["output"][0]["content"][0]["type"] == "refusal"
    kinds = [answer["type"] for answer in reply_to("refusal", DECISIONS).json()["answers"]]
    assert kinds == ["refusal", "predicate", "refusal", "choice", "refusal"]


def test_filtered_content() -> None:
    assert choice_of("content_filter")["finish_reason"] == "content_filter"
    found = output_of("content_filter")
    assert (found["status"], found["incomplete_details"]) == ("incomplete", {"reason": "content_filter"})


def test_truncated_answers() -> None:
    choice = choice_of("truncated")
    assert choice["finish_reason"] == "length"
    with pytest.raises(json.JSONDecodeError):
        json.loads(choice["message"]["content"])
    assert output_of("truncated")["incomplete_details"] == {"reason": "max_output_tokens"}
    with pytest.raises(json.JSONDecodeError):
        reply_to("truncated", DECISIONS).json()


def test_content_of_another_form() -> None:
    assert "threat" not in json.loads(choice_of("wrong_schema")["message"]["content"])
    prose = choice_of("not_json")["message"]["content"]
    assert answered(prose[prose.index("{") : prose.rindex("}\n\nLet") + 1]) == ANSWERS
    fenced = choice_of("fenced")["message"]["content"]
    assert answered(fenced.removeprefix("```json\n").removesuffix("\n```")) == ANSWERS
    assert choice_of("null_content")["message"]["content"] is None
    assert output_of("null_content")["output"][0]["content"] == []
    assert reply_to("no_choices").json()["choices"] == []


def test_wrong_ids() -> None:
    assert set(answered(content(reply_to("wrong_ids")))) - set(ANSWERS) == {"threat_too"}
    assert set(ANSWERS) - set(answered(content(reply_to("missing_ids")))) == {"paid"}


def test_repeated_ids_contradict_each_other() -> None:
    pairs = json.loads(content(reply_to("repeated_ids")), object_pairs_hook=list)
    answers = [dict(given)["answer"] for name, given in pairs if name == "threat"]
    assert answers == [True, False]


def test_extra_choices_contradict_each_other() -> None:
    first, second = reply_to("extra_choices").json()["choices"]
    assert answered(first["message"]["content"]) == ANSWERS
    contrary = answered(second["message"]["content"])
    assert all(contrary[name] != value for name, value in ANSWERS.items())


@pytest.mark.parametrize("question", QUESTIONS[1:-1], ids=lambda question: question.kind)
def test_an_answer_of_the_wrong_sort(question: Any) -> None:
    wrong = {"bool": "maybe", "int": 3.5, "real": "many", "text": 42, "label": "none of these labels"}
    line = json.dumps({"questions": [{"id": "q", "answer": list(question.labels) or _WORDS[question.kind]}]})
    body = probe(messages=[{"role": "user", "content": line}])
    assert answered(content(reply_to("wrong_sort", CHAT, body))) == {"q": wrong[question.kind]}


_WORDS = {"bool": "true or false", "int": "a whole number", "real": "a number", "text": "a text"}


@pytest.mark.parametrize("path", ASKING)
def test_depth_and_size(path: str) -> None:
    deep, huge = reply_to("deep_json", path), reply_to("huge_reply", path)
    text = deep.text if path == DECISIONS else json.dumps(deep.json())
    assert "[" * 100_000 in text
    with pytest.raises(RecursionError):
        json.loads(text[text.index("[" * 100_000) :])
    assert len(huge.content) > 4_000_000


def decided(fault: Fault, **more: object) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = reply_to(fault, DECISIONS, decide(**more)).json()["answers"]
    return answers


def test_decisions_of_another_number_or_order() -> None:
    assert {len(decided("wrong_count", prompt_cache_key=str(n))) for n in range(10)} == {4, 6}
    names = [answer["name"] for answer in decided("wrong_order_names")]
    assert names == ["joke", "paid", "harm", "city", "threat"]
    assert decided("wrong_sort")[0]["type"] == "choice"


def test_probabilities_may_be_none() -> None:
    with serving(Config(truth=TRUTH, faults=Faults.script(["bad_probability"] * 40))) as server:
        replies = [post(server, DECISIONS, decide(prompt_cache_key=str(n))).json() for n in range(40)]
    found = [reply["answers"][0]["probability"] for reply in replies]
    assert {1.7, "likely", -0.2, None} <= set(found)
    assert any(isinstance(one, float) and math.isnan(one) for one in found)


# --- replies that are right all the same -------------------------------------------------------------------------


@pytest.mark.parametrize("path", [CHAT, RESPONSES])
@pytest.mark.parametrize("fault", HARMLESS)
def test_harmless_faults_leave_the_answers_right(fault: Fault, path: str) -> None:
    if not applies(fault, path):
        return
    reply = reply_to(fault, path)
    text = content(reply) if path == CHAT else reply.json()["output"][0]["content"][0]["text"]
    assert answered(text) == ANSWERS


def test_harmless_faults_are_there() -> None:
    control = content(reply_to("raw_control"))
    assert "\x01\n\t\x1f" in control
    with pytest.raises(json.JSONDecodeError):
        json.loads(control)
    assert "\\ud800" in content(reply_to("surrogate"))
    quotes = [given["quote"] for given in json.loads(content(reply_to("wrong_quote"))).values()]
    assert all(quote not in text for quote in quotes for text in TEXTS.values())
    assert reply_to("null_logprobs", CHAT, chat(logprobs=True)).json()["choices"][0]["logprobs"] is None


@pytest.mark.parametrize("path", ASKING)
def test_usage_may_be_missing_or_wrong(path: str) -> None:
    with serving(Config(faults=Faults.script(["no_usage", "wrong_usage"]))) as server:
        assert post(server, path).json()["usage"] is None
        first, second, *_rest = [n for n in post(server, path).json()["usage"].values() if not isinstance(n, dict)]
        assert server.totals.prompt_tokens == server.totals.completion_tokens == 0
    assert first < 0
    assert isinstance(second, str)


# --- which request it happens to ---------------------------------------------------------------------------------


def test_every_fault_is_in_one_group_and_can_happen() -> None:
    assert sorted(ALL) == sorted({*TRANSIENT, *PERMANENT, *MALFORMED, *HARMLESS})
    assert [fault for fault in ALL if not any(applies(fault, path) for path in ASKING)] == []


@pytest.mark.parametrize("path", ASKING)
def test_every_fault_that_applies_is_sent_without_failing(path: str) -> None:
    with serving(Config(faults=Faults.script([fault for fault in ALL if applies(fault, path)]))) as server:
        for fault in [fault for fault in ALL if applies(fault, path)]:
            if fault not in ("hang", "reset", "closed", "half_stream", "half_chunked"):
                post(server, path, BODIES[path](top_logprobs=2, logprobs=True) if path == CHAT else None)
            else:
                with pytest.raises(httpx2.HTTPError):
                    post(server, path, timeout=0.2)


def drawn(seed: int, order: list[int], rate: float = 0.5) -> dict[tuple[int, int], Fault | None]:
    """The fault of each request by the number in it and how often it came before."""
    faults = Faults(rate=rate, kinds=(*PERMANENT, *HARMLESS), seed=seed, slow_seconds=0)

    async def ask(client: AsyncOpenAI) -> None:
        one = (client.responses.create(**respond(user=str(n))) for n in order)
        await asyncio.gather(*one, return_exceptions=True)

    with serving(Config(faults=faults)) as server:
        through_openai(server, ask)
        records = server.requests
    return {(int((record.body or {})["user"]), record.times): record.fault for record in records}


def test_a_seed_says_what_happens_in_whatever_order() -> None:
    order = [*range(20), *range(20)]
    found = drawn(1, order)
    assert found == drawn(1, order[::-1])
    assert found != drawn(2, order)
    assert len(set(found.values())) > 4
    assert 10 < sum(fault is None for fault in found.values()) < 30
    assert [found[n, 0] for n in range(20)] != [found[n, 1] for n in range(20)]


def test_a_script_ends_and_nothing_happens_any_more() -> None:
    with serving(Config(faults=Faults.script([None, "status_500", "html"]))) as server:
        found = [post(server, path).status_code for path in (CHAT, RESPONSES, DECISIONS, CHAT)]
        assert found == [200, 500, 200, 200]
        assert [record.fault for record in server.requests] == [None, "status_500", "html", None]


def test_a_script_counts_the_requests_of_its_paths() -> None:
    with serving(Config(faults=Faults.script(["status_500"], paths=(DECISIONS,)))) as server:
        assert [post(server, path).status_code for path in ASKING] == [200, 200, 500]


def test_probes_may_be_spared() -> None:
    with serving(Config(faults=Faults(rate=1, kinds=("status_500",), probes=False))) as server:
        assert post(server, CHAT, probe()).status_code == 200
        assert post(server, CHAT).status_code == 500


def test_a_script_that_cannot_be_is_raised_in_the_test() -> None:
    def ask() -> None:
        with serving(Config(faults=Faults.script(["no_choices"]))) as server:
            assert post(server, DECISIONS).status_code == 500

    with pytest.raises(ValueError, match="no_choices where /v1/decisions"):
        ask()
