"""Whole requests over loopback: what is asked is understood, and replies are those of the OpenAI API."""

from __future__ import annotations

import asyncio
import json
import math
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import httpx2
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import AsyncOpenAI
from openai.types import Decision
from openai.types.chat import ChatCompletion
from openai.types.responses import Response

from tests.model_server.asking import (
    ANSWERS,
    BODIES,
    INSTRUCTIONS,
    POST,
    QUESTIONS,
    RIGHT,
    TEXTS,
    TRUTH,
    answered,
    chat,
    content,
    decide,
    four_to_one,
    json_schema,
    pieces,
    post,
    probe,
    respond,
    schema,
    through_openai,
)
from tests.model_server.config import Config
from tests.model_server.content import answers, literal
from tests.model_server.faults import HARMLESS, PERMANENT, TRANSIENT, Faults
from tests.model_server.logprobs import tokenised
from tests.model_server.reading import ASKING, CHAT, DECISIONS, RESPONSES, AskedQuestion, read_chat
from tests.model_server.reply import as_json
from tests.model_server.run import Server, serving
from tests.model_server.simplest import simplest
from tests.model_server.truth import Truth, random_of


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serving(Config(truth=TRUTH)) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.reset()
    return running


# --- what is asked -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [True, False], ids=["schema", "prompted"])
@pytest.mark.parametrize("turned", [True, False], ids=["questions first", "texts first"])
@pytest.mark.parametrize("joined", [True, False], ids=["one string", "parts"])
def test_a_chat_request_is_understood(joined: bool, turned: bool, form: bool) -> None:
    asked = read_chat(chat(joined=joined, turned=turned, form=form))
    assert asked.texts == TEXTS
    assert asked.questions == QUESTIONS


def test_the_schema_says_what_is_asked_where_one_is_sent() -> None:
    body = chat(response_format={"type": "json_object", "schema": schema(QUESTIONS[2:4])})
    assert read_chat(body).questions == QUESTIONS[2:4]


def test_what_was_asked_is_recorded_on_every_path(server: Server) -> None:
    for path in ASKING:
        post(server, path)
    assert [record.path for record in server.requests] == list(ASKING)
    for record in server.requests:
        assert record.asked is not None
        assert record.asked.texts == TEXTS
        assert record.body == BODIES[record.path]()
        assert record.headers["authorization"] == "Bearer k"
        assert record.ended is not None
        assert record.ended >= record.started
    assert server.requests[2].asked is not None
    kinds = [question.kind for question in server.requests[2].asked.questions]
    assert kinds == ["bool", "bool", "bool", "label", "score"]


def test_a_request_that_cannot_be_read_is_raised_in_the_test() -> None:
    body = chat(form=False)
    body["messages"][1]["content"] = json.dumps({"questions": [{"id": "a", "clause": "b", "answer": "a colour"}]})

    def ask() -> None:
        with serving() as server:
            assert post(server, CHAT, body).status_code == 500

    with pytest.raises(KeyError, match="a colour"):
        ask()


# --- what is answered --------------------------------------------------------------------------------------------


def test_a_chat_completion(server: Server) -> None:
    ChatCompletion.model_validate(post(server).json(), strict=True)
    found = through_openai(server, lambda client: client.chat.completions.create(**chat()))
    assert isinstance(found, ChatCompletion)
    assert found.model == "test-model"
    assert found.choices[0].finish_reason == "stop"
    text = found.choices[0].message.content or ""
    assert answered(text) == ANSWERS
    assert [list(given) for given in json.loads(text).values()] == [["reason", "quote", "answer"]] * len(QUESTIONS)
    quotes = [given["quote"] for given in json.loads(text).values()]
    assert all(quote is None or any(quote in content for content in TEXTS.values()) for quote in quotes)
    assert any(quotes)


def test_a_response(server: Server) -> None:
    Response.model_validate(post(server, RESPONSES).json(), strict=True)
    found = through_openai(server, lambda client: client.responses.create(**respond()))
    assert isinstance(found, Response)
    assert found.status == "completed"
    assert answered(found.output_text) == ANSWERS
    assert [item.type for item in found.output] == ["message"]


def test_instructions_of_a_response_count_as_its_prompt(server: Server) -> None:
    post(server, RESPONSES, respond(instructions="Be brief."))
    assert server.requests[0].asked is not None
    assert server.requests[0].asked.prompt.startswith("Be brief.\n\n")


def test_a_decision() -> None:
    truth = Truth.table({(POST, name): value for name, value in {**RIGHT, "city": "high"}.items()})
    with serving(Config(truth=truth, confidence=0.75)) as server:
        found = through_openai(server, lambda client: client.decisions.create(**decide()))
        raw = post(server, DECISIONS).json()
    Decision.model_validate(raw, strict=True)
    assert isinstance(found, Decision)
    threat, joke, paid, harm, city = found.answers
    assert [answer.name for answer in found.answers] == ["threat", "joke", "paid", "harm", "city"]
    assert threat.type == joke.type == paid.type == "predicate"
    assert (threat.probability, joke.probability, paid.probability) == (0.75, 0.25, 0.5)
    assert harm.type == "choice"
    assert (harm.choice, harm.confidence) == ("mild", 0.75)
    assert [one.probability for one in harm.probabilities] == [0.125, 0.75, 0.125]
    assert city.type == "score"
    assert city.score == pytest.approx(2 * 0.75 + 0.125)
    assert set(raw) == {"answers", "model", "usage"}


def test_models_are_listed(server: Server) -> None:
    listed = through_openai(server, lambda client: client.models.list().__aiter__().__anext__())
    assert listed.id == "test-model"


@pytest.mark.parametrize(
    ("described", "value"),
    [
        ({"const": 7}, 7),
        ({"enum": ["b", "a"]}, "b"),
        ({"type": ["boolean", "null"]}, True),
        ({"type": "integer"}, 0),
        ({"type": "number", "minimum": 2}, 2),
        ({"type": "string"}, ""),
        ({"type": "null"}, None),
        ({"anyOf": [{"type": "array", "minItems": 2, "items": {"type": "null"}}]}, [None, None]),
        ({"type": "object", "properties": {"a": {"const": 1}, "b": {}}, "required": ["a"]}, {"a": 1}),
    ],
    ids=str,
)
def test_a_probe_with_a_schema_gets_the_simplest_value(described: dict[str, object], value: object) -> None:
    assert simplest(described) == value


def test_a_probe_gets_what_its_schema_allows(server: Server) -> None:
    asked = {
        "type": "object",
        "properties": {"colour": {"const": "green"}},
        "required": ["colour"],
        "additionalProperties": False,
    }
    assert content(post(server, CHAT, probe(response_format=json_schema(asked)))) == '{"colour": "green"}'


def test_a_probe_without_a_schema_gets_numbers_up_to_its_limit(server: Server) -> None:
    whole, short = post(server, CHAT, probe()), post(server, CHAT, probe(max_completion_tokens=3))
    assert content(whole).startswith("1 2 3 ")
    assert whole.json()["choices"][0]["finish_reason"] == "stop"
    assert content(short) == "1 2 3 4 5 6 "
    assert short.json()["choices"][0]["finish_reason"] == "length"
    assert short.json()["usage"]["completion_tokens"] == 3


def test_a_limit_cuts_answers(server: Server) -> None:
    choice = post(server, CHAT, chat(max_completion_tokens=20)).json()["choices"][0]
    assert choice["finish_reason"] == "length"
    with pytest.raises(json.JSONDecodeError):
        json.loads(choice["message"]["content"])
    found = post(server, RESPONSES, respond(max_output_tokens=20)).json()
    assert (found["status"], found["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})


def test_as_many_choices_as_are_asked(server: Server) -> None:
    assert len(post(server, CHAT, chat(n=3)).json()["choices"]) == 3


def test_the_hashed_truth_is_the_same_for_the_same_question() -> None:
    truth, again = Truth.hashed(3), Truth.hashed(3)
    many = [AskedQuestion(f"q{n}", "clause", "bool") for n in range(300)]
    values = [truth.of(TEXTS, question) for question in many]
    assert values == [again.of(TEXTS, question) for question in many]
    assert {value: 100 < values.count(value) < 170 for value in (True, False)} == {True: True, False: True}
    assert 10 < values.count(None) < 60
    assert values != [Truth.hashed(4).of(TEXTS, question) for question in many]
    assert values != [truth.of({"post": "another"}, question) for question in many]
    assert values != [truth.of(TEXTS, AskedQuestion(q.id, "reworded", "bool")) for q in many]
    unworded = Truth.hashed(3, wording=False)
    assert unworded.of(TEXTS, many[0]) == unworded.of(TEXTS, AskedQuestion("q0", "reworded", "bool"))


# --- log-probabilities -------------------------------------------------------------------------------------------


def test_logprobs_are_of_the_tokens_of_the_content(server: Server) -> None:
    completion = post(server, CHAT, chat(logprobs=True, top_logprobs=5)).json()
    ChatCompletion.model_validate(completion, strict=True)
    choice = completion["choices"][0]
    assert "".join(one["token"] for one in choice["logprobs"]["content"]) == choice["message"]["content"]
    for one in choice["logprobs"]["content"]:
        assert bytes(one["bytes"]).decode() == one["token"]
        assert len(one["top_logprobs"]) <= 5
        ranked = [other["logprob"] for other in one["top_logprobs"]]
        assert ranked == sorted(ranked, reverse=True)
    assert post(server, CHAT, chat()).json()["choices"][0]["logprobs"] is None


def test_an_answer_is_as_sure_as_the_configuration_says() -> None:
    """In every manner of cutting tokens; the words in reasons are no answers."""
    sure = {"threat": 0.8, "joke": 0.7, "paid": 0.95}
    asked = read_chat(chat())
    text = content_of_right_answers()
    manners = set()
    for seed in range(60):
        found = [
            token
            for token in tokenised(text, asked, lambda _texts, q: sure.get(q.id, 0.5), random_of(seed))
            if token.chances[0][1] not in (0.6, 0.999)
        ]
        for token, name in ((found[0], "threat"), (found[1], "joke"), (found[-1], "paid")):
            chosen = token.text.strip(": ")
            mass = sum(chance for other, chance in token.chances if other.strip(": ") == chosen)
            assert mass == pytest.approx(sure[name])
            assert sum(chance for _other, chance in token.chances) == pytest.approx(1)
            assert chosen in ("true", "tr", "false", "fa", "null", "nu")
            manners.add(token.text)
    assert {"true", " true", ": true", "tr"} <= manners


ANY_TEXT = st.text(st.characters(), min_size=1)  # half pairs and control characters, too


@given(ANY_TEXT, st.lists(st.sampled_from(QUESTIONS), unique=True, min_size=1), st.integers(0, 9))
def test_any_text_can_be_asked_about(text: str, questions: list[AskedQuestion], seed: int) -> None:
    body = probe(messages=[{"role": "user", "content": "\n\n".join(pieces(questions, {"post": text}))}])
    asked = read_chat(json.loads(json.dumps(body)))
    assert asked.texts == {"post": text}
    truth = Truth.hashed(seed)
    written = answers(asked, truth, None)
    found = json.loads(json.loads(as_json(200, written).body))
    values = {question.id: truth.of(asked.texts, question) for question in questions}
    assert {name: one["answer"] for name, one in found.items()} == {
        question.id: json.loads(literal(question, values[question.id])) for question in questions
    }
    assert all(one["quote"] is None or one["quote"] in text for one in found.values())
    assert "".join(token.text for token in tokenised(written, asked, 0.9, random_of(seed))) == written


def content_of_right_answers() -> str:
    given = [{"reason": 'true or "answer": true', "quote": None, "answer": ANSWERS[q.id]} for q in QUESTIONS]
    return json.dumps(dict(zip([q.id for q in QUESTIONS], given, strict=True)))


def test_responses_have_logprobs_where_they_are_included(server: Server) -> None:
    body = respond(include=["message.output_text.logprobs"], top_logprobs=2)
    found = post(server, RESPONSES, body).json()["output"][0]["content"][0]
    assert "".join(one["token"] for one in found["logprobs"]) == found["text"]


# --- usage -------------------------------------------------------------------------------------------------------


def test_usage_is_a_token_for_four_bytes_and_the_totals_are_its_sum(server: Server) -> None:
    completion, answer, decided = (post(server, path).json() for path in ASKING)
    prompt = four_to_one("\n\n".join([INSTRUCTIONS, *pieces()]))
    written = four_to_one(completion["choices"][0]["message"]["content"])
    assert completion["usage"]["prompt_tokens"] == answer["usage"]["input_tokens"] == prompt
    assert completion["usage"]["completion_tokens"] == answer["usage"]["output_tokens"] == written
    assert completion["usage"]["total_tokens"] == prompt + written
    totals = server.totals
    assert totals.requests == 3
    assert totals.prompt_tokens == 2 * prompt + decided["usage"]["input_tokens"]
    assert totals.completion_tokens == 2 * written + decided["usage"]["output_tokens"]


def test_the_totals_are_what_a_client_can_add_up_whatever_goes_wrong() -> None:
    kinds = tuple(fault for fault in (*TRANSIENT, *HARMLESS, *PERMANENT) if fault not in ("hang", "slow"))

    async def ask(client: AsyncOpenAI) -> list[Response | BaseException]:
        asking = (client.responses.create(**respond(user=str(n))) for n in range(60))
        return await asyncio.gather(*asking, return_exceptions=True)

    with serving(Config(faults=Faults(rate=0.6, kinds=kinds, seed=5))) as server:
        found = through_openai(server, ask)
        totals, faults = server.totals, [record.fault for record in server.requests]
    told = [one.usage for one in found if isinstance(one, Response) and one.usage is not None]
    counted = [usage for usage in told if isinstance(usage.output_tokens, int)]
    assert 0 < len(counted) < 60
    assert totals.prompt_tokens == sum(usage.input_tokens for usage in counted)
    assert totals.completion_tokens == sum(usage.output_tokens for usage in counted)
    assert {"no_usage", "wrong_usage", "half_stream"} < set(faults)


def test_a_long_beginning_that_came_before_is_cached(server: Server) -> None:
    def cached(*contents: str) -> int:
        body = probe(messages=[{"role": "user", "content": "\n\n".join(contents)}])
        return int(post(server, CHAT, body).json()["usage"]["prompt_tokens_details"]["cached_tokens"])

    beginning = "x" * 5000
    assert cached(beginning, "a") == 0
    assert cached(beginning, "b") == 1152
    assert cached("short") == cached("short") == 0
    server.reset()
    assert cached(beginning, "a") == 0


# --- the server itself -------------------------------------------------------------------------------------------


def test_requests_come_at_the_same_time() -> None:
    async def ask(client: AsyncOpenAI) -> None:
        await asyncio.gather(*(client.responses.create(**respond(user=str(n))) for n in range(20)))

    with serving(Config(latency=0.5)) as server:
        through_openai(server, ask)
        assert server.most_in_flight == 20
        assert server.in_flight == 0


def test_above_the_limit_requests_answer_429() -> None:
    async def ask(client: AsyncOpenAI) -> list[object]:
        asking = (client.responses.create(**respond(user=str(n))) for n in range(5))
        return await asyncio.gather(*asking, return_exceptions=True)

    with serving(Config(latency=0.5, most_at_once=2, faults=Faults(wait_seconds=3))) as server:
        found = through_openai(server, ask)
    limited = [one for one in found if isinstance(one, openai.RateLimitError)]
    assert len(limited) == 3
    assert limited[0].response.headers["retry-after"] == "3"
    assert sum(record.crowded for record in server.requests) == 3


@pytest.mark.parametrize("key", ["right", "wrong"])
def test_only_the_right_key_opens(key: str) -> None:
    with serving(Config(api_key="right")) as server:
        reply = post(server, CHAT, key=key)
    assert reply.status_code == (200 if key == "right" else 401)
    if key == "wrong":
        assert reply.json()["error"]["code"] == "invalid_api_key"
        assert server.requests[0].fault is None


def test_reset_forgets(server: Server) -> None:
    post(server)
    server.reset()
    assert server.requests == ()
    assert (server.totals.requests, server.totals.prompt_tokens, server.most_in_flight) == (0, 0, 0)


def test_many_servers_start_and_stop_at_once() -> None:
    threads = threading.active_count()
    for _ in range(50):
        with serving() as server:
            address = ("127.0.0.1", server.port)
    assert threading.active_count() == threads
    with pytest.raises(ConnectionRefusedError), socket.create_connection(address):
        pass


def test_a_server_stops_while_its_clients_wait() -> None:
    failed: list[Exception] = []

    def ask(server: Server) -> None:
        try:
            post(server)
        except httpx2.HTTPError as error:
            failed.append(error)

    with serving(Config(latency=60)) as server:
        waiting = [threading.Thread(target=ask, args=(server,)) for _ in range(3)]
        for thread in waiting:
            thread.start()
        while server.in_flight < 3:
            time.sleep(0.01)
    for thread in waiting:
        thread.join()
    assert len(failed) == 3
    assert not any(isinstance(error, httpx2.TimeoutException) for error in failed)


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    with serving(Config(faults=Faults.script(["closed"]))) as server:
        with pytest.raises(httpx2.RemoteProtocolError):
            post(server)
        post(server)
        post(server, "/v1/nothing", b"{")
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(b"no HTTP\r\n\r\n")
            connection.recv(1000)
    assert [record for record in caplog.records if record.name.startswith(("uvicorn", "tests"))] == []


def test_as_a_command_it_serves_another_process() -> None:
    words = [sys.executable, "-m", "tests.model_server", "--latency", "0.01", "--model", "one", "--confidence", "0.6"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        try:
            assert process.stdout is not None
            base_url = process.stdout.readline().strip()
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"{base_url}/models") as reply:
                assert json.load(reply)["data"][0]["id"] == "one"
            with opener.open(base_url.removesuffix("/v1") + "/totals") as reply:
                assert json.load(reply)["requests"] == 1
        finally:
            process.terminate()


def test_logarithms_are_natural(server: Server) -> None:
    found = post(server, CHAT, chat(logprobs=True, top_logprobs=3)).json()["choices"][0]["logprobs"]["content"]
    masses = [sum(math.exp(other["logprob"]) for other in one["top_logprobs"]) for one in found]
    assert max(masses) <= 1 + 1e-9
    assert min(masses) > 0.9
