"""What goes over the wire: headers, proxies, addresses, and connections that stay open and are closed quietly."""

from __future__ import annotations

import asyncio
import base64
import gc
import os
import subprocess
import sys
import threading
import weakref
from contextvars import ContextVar
from functools import partial
from pathlib import Path

import openai
import pytest
from openai._models import FinalRequestOptions

import logitext
from logitext import theory
from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.endpoint import endpoint
from logitext.theory.llm.transport import MOST_BYTES, headers
from logitext.theory.llm.work import WorkThread, there
from logitext.theory.protocol import Failure, Value
from tests.model_server.config import Config
from tests.model_server.truth import Truth
from tests.theory.llm.asked import TRUTHS, asking, put
from tests.theory.llm.replying import ABLE, KEY, Request, Sent, answers, asking_for, chat, replying

YES = chat(answers())
ROOT = Path(__file__).parents[3]


def asked_once(url: str, **settings: object) -> object:
    model = theory.OpenAI("m", base_url=url, api="chat", answer="reasoned", retries=0, timeout=600, **settings)  # type: ignore[arg-type]
    model.session.found[model.known_as] = ABLE["chat"]
    try:
        return put(model, TRUTHS[:1]).answers["threat"]
    finally:
        asyncio.run(model.aclose())


# --- what is sent ------------------------------------------------------------------------------------------------


VARIABLES = ("API_KEY", "BASE_URL", "ORG_ID", "PROJECT_ID", "CUSTOM_HEADERS", "ADMIN_KEY")

CUSTOM = [
    "X-Team: a b\nno colon\nUser-Agent: mine/1\n accept : text/plain \r\nX-Team: c",
    "Authorization: Bearer other",
    "authorization: Basic bWU6cGFzcw==\nAPI-Key: 0123456789",
]


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"ORG_ID": "org-1", "PROJECT_ID": "proj-2"},
        {"API_KEY": "sk-of-the-environment"},
        {"BASE_URL": "https://models.example/v1"},
        *({"CUSTOM_HEADERS": custom} for custom in CUSTOM),
    ],
    ids=str,
)
def test_address_and_headers_are_those_of_the_package(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(f"OPENAI_{name}", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(f"OPENAI_{name}", value)
    key = None if "API_KEY" in variables else KEY
    package = openai.AsyncOpenAI(api_key=key)
    request = package._build_request(FinalRequestOptions(method="post", url="/chat/completions", json_data={}))
    told = {name.lower(): value for name, value in request.headers.items()}
    found = endpoint(None, key)
    sent = {name.lower(): value for name, value in headers(found).items()}
    ours = {"accept-encoding": "identity"}
    if "User-Agent" not in variables.get("CUSTOM_HEADERS", ""):
        ours["user-agent"] = f"Logitext/{logitext.__version__}"
    theirs = {name: value for name, value in told.items() if not name.startswith("x-stainless")}
    for name in ("host", "connection", "content-length"):  # which `aiohttp` adds
        del theirs[name]
    assert sent == theirs | ours
    assert found.url.rstrip("/") == str(package.base_url).rstrip("/")


def test_without_a_key_there_is_no_header_of_one() -> None:
    assert "Authorization" not in headers(endpoint("http://localhost/v1"))


@pytest.mark.parametrize("custom", ["X-Ä: 1", ": 1", "X-Key: \x01secret-word", "X-Key: s\u00e9cret-word", "X Y: 1"])
def test_what_can_be_no_header_is_said_and_not_shown(custom: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", custom)
    with pytest.raises(InputError, match=r"NLT541.*holds what can be no header") as error:
        endpoint("http://localhost/v1")
    assert "secret" not in str(error.value)


def test_headers_of_the_environment_are_sent_and_their_secrets_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer gateway-word-1\nX-Api-Key: second-word-2")
    seen: list[Request] = []

    def reply(request: Request) -> Sent:
        seen.append(request)
        return 400, {}, b'{"error": {"message": "neither gateway-word-1 nor second-word-2 is known"}}'

    with replying(reply) as server:
        found = asked_once(f"http://127.0.0.1:{server.port}/v1", api_key=KEY)
    assert seen[0].authorization == "Bearer gateway-word-1"
    assert found == Failure("bad request: status 400: neither … nor … is known")


def test_a_call_does_not_import_the_package() -> None:
    """It takes two seconds of the processor."""
    code = """
import asyncio, sys
from logitext.theory import OpenAI, Question, Texts
model = OpenAI("m", base_url="http://127.0.0.1:9/v1", api_key="none", retries=0)
reply = asyncio.run(model.answer([Question("a", "a", "is rude")], Texts({"post": "x"})))
assert reply.answers["a"].reason.startswith("connection: "), reply
assert "aiohttp" in sys.modules and "openai" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


# --- to the thread and back --------------------------------------------------------------------------------------


def test_errands_of_several_loops_come_back_to_them() -> None:
    """With the context of whoever sent them, what they raise included; a loop that has ended is no harm."""
    name: ContextVar[str] = ContextVar("name")

    async def errand(number: int) -> tuple[str, str]:
        if number == 3:
            raise KeyError(number)
        await asyncio.sleep(0)
        return name.get(), threading.current_thread().name

    async def several(own: str) -> list[object]:
        name.set(own)
        return await asyncio.gather(*(there(partial(errand, number)) for number in range(5)), return_exceptions=True)

    for own in ("first", "second"):
        *before, failure, last = asyncio.run(several(own))
        assert [*before, last] == [(own, "logitext-calls")] * 4
        assert repr(failure) == "KeyError(3)"


def test_an_errand_that_nobody_waits_for_is_cancelled() -> None:
    begun, ended = threading.Event(), threading.Event()

    async def errand() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def given_up() -> None:
        waiting = asyncio.create_task(there(errand))
        while not begun.is_set():
            await there(partial(asyncio.sleep, 0))
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(given_up())
    assert ended.wait(10)


def test_an_address_may_have_a_query_and_somebodys_name() -> None:
    seen: list[Request] = []

    def reply(request: Request) -> Sent:
        seen.append(request)
        return 200, {}, YES

    with replying(reply) as server:
        url = f"http://me:pass%21word@127.0.0.1:{server.port}/v1/?api-version=2026-01-01"
        assert asked_once(url) == Value(True)
    assert seen[0].path == "/v1/chat/completions?api-version=2026-01-01"
    assert seen[0].authorization == "Basic " + base64.b64encode(b"me:pass!word").decode()


def test_no_password_of_a_netrc_file_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("default login me password secret-netrc\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    seen: list[Request] = []

    def reply(request: Request) -> Sent:
        seen.append(request)
        return 200, {}, YES

    with replying(reply) as server:
        asked_once(f"http://127.0.0.1:{server.port}/v1")
    assert [request.authorization for request in seen] == [""]


@pytest.mark.parametrize("variable", ["http_proxy", "all_proxy"])
def test_a_proxy_of_the_environment_is_used(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Request] = []

    def reply(request: Request) -> Sent:
        seen.append(request)
        return 200, {}, YES

    for name in ("http_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with replying(reply) as proxy:
        monkeypatch.setenv(variable, f"http://me:proxy-word@127.0.0.1:{proxy.port}")
        assert asked_once("http://models.invalid/v1") == Value(True)
        assert [request.path for request in seen] == ["http://models.invalid/v1/chat/completions"]
        monkeypatch.setenv("no_proxy", "models.invalid")
        found = asked_once("http://models.invalid/v1")
        assert isinstance(found, Failure)
        assert found.reason.startswith("connection: cannot connect: ")
        assert len(seen) == 1


def test_a_proxy_of_another_kind_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("http_proxy", "socks5://me:secret-word@127.0.0.1:9")
    found = asked_once("http://models.invalid/v1")
    assert found == Failure("connection: a proxy of the kind `socks5` cannot be used; name one of HTTP")


# --- what comes back ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ((302, {"location": "/v1/elsewhere"}, b""), "bad request: status 302"),
        ((200, {"content-encoding": "gzip"}, YES), "too large: the reply is packed, which was not asked for"),
        ((200, {}, b" " * (MOST_BYTES + 1)), f"too large: the reply is longer than {MOST_BYTES} bytes"),
        ((200, {"x": "a" * 100_000}, YES), "connection: the server does not speak HTTP: "),
        ((204, {}, b""), "empty reply: the server sent nothing"),
    ],
    ids=["moved", "packed", "long", "long header", "nothing"],
)
def test_what_is_no_reply_is_named(sent: Sent, reason: str) -> None:
    with asking_for(sent, retries=0) as (_, model):
        found = put(model, TRUTHS[:1]).answers["threat"]
    assert isinstance(found, Failure)
    assert found.reason.startswith(reason)


def test_a_reply_as_long_as_may_be_is_read() -> None:
    with asking_for(YES + b" " * (MOST_BYTES - len(YES)), retries=0) as (_, model):
        assert put(model, TRUTHS[:1]).answers["threat"] == Value(True)


# --- connections -------------------------------------------------------------------------------------------------


def test_a_connection_stays_open_from_loop_to_loop_and_thread_to_thread() -> None:
    ports: set[int] = set()
    with asking(Config(truth=Truth(lambda *_: True)), api="chat", concurrency=1) as (_, model):
        for _ in range(3):
            put(model, TRUTHS[:1])  # each in an event loop of its own
        thread = threading.Thread(target=lambda: put(model, TRUTHS[:1]))
        thread.start()
        thread.join()
        connector = model.session.client._transport._session.connector
        assert connector is not None
        ports.update(len(connections) for connections in connector._conns.values())
    assert ports == {1}


def test_a_call_that_is_cancelled_leaves_no_connection_behind() -> None:
    with asking(Config(truth=Truth(lambda *_: True), latency=30), api="chat") as (server, model):
        model.session.found[model.known_as] = ABLE["chat"]

        async def begin_and_cancel() -> None:
            task = asyncio.ensure_future(put_async(model))
            while not server.in_flight:  # noqa: ASYNC110  # the server is in another thread, and has no event
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(begin_and_cancel())
        while model.session.limiter.in_flight:
            pass
        connector = model.session.client._transport._session.connector
        assert connector is not None
        assert not connector._acquired


async def put_async(model: theory.OpenAI) -> object:
    from tests.theory.llm.asked import TEXTS

    return await model.answer(TRUTHS[:1], TEXTS)


def test_a_theory_that_nobody_closes_ends_without_a_word() -> None:
    with replying(lambda _: (200, {}, YES)) as server:
        script = f"""
import asyncio, gc
from logitext import theory
from tests.theory.llm.replying import ABLE
from tests.theory.llm.asked import TRUTHS, put
for _ in range(2):
    model = theory.OpenAI("m", base_url="http://127.0.0.1:{server.port}/v1", api="chat", answer="reasoned")
    model.session.found[model.known_as] = ABLE["chat"]
    print(put(model, TRUTHS[:1]).answers["threat"])
    model = None
    gc.collect()
"""
        done = subprocess.run([sys.executable, "-W", "error", "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout == f"{Value(True)}\n" * 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_child_has_connections_of_its_own_and_leaves_the_parents_alone() -> None:
    with replying(lambda _: (200, {}, YES)) as server:
        script = f"""
import gc, os, sys, warnings
warnings.simplefilter("error")
from logitext import theory
from tests.theory.llm.replying import ABLE
from tests.theory.llm.asked import TRUTHS, put
model = theory.OpenAI(
    "m", base_url="http://127.0.0.1:{server.port}/v1", api="chat", answer="reasoned", timeout=600, retries=0
)
def ask():
    model.session.found[model.known_as] = ABLE["chat"]
    return put(model, TRUTHS[:1]).answers["threat"]
print(ask(), flush=True)
session = model.session  # which the child would close with its own at its end, if it could not tell them apart
child = os.fork()
if not child:
    print(ask(), flush=True)
    model = None
    gc.collect()
    sys.exit(0)
os.waitpid(child, 0)
print(ask(), flush=True)
"""
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == f"{Value(True)}\n" * 3
    assert done.stderr == ""


def test_nothing_is_left_to_warn_of() -> None:
    with asking_for(YES) as (_, model):
        put(model, TRUTHS[:1])
    del model
    gc.collect()  # a warning would be an error of this test


def test_what_a_child_has_of_its_parents_connections_is_never_ended() -> None:
    class Thing:
        pass

    work, thing = WorkThread(), Thing()
    work.belongs(thing)
    left: list[weakref.ref[object]] = [weakref.ref(work), weakref.ref(thing)]
    work.never_ends()
    del work, thing
    gc.collect()
    assert all(one() is not None for one in left)
