"""Clients that want harm: what they send is refused in words, bounded, and never repeated where it should not be."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message

from logitext.serve.app import application
from logitext.serve.settings import RequestLimits
from logitext.theory.protocol import FALSE, Reply, Theory, Usage
from tests.serve.served import KEY, client, errors, service

JSON = {"Content-Type": "application/json"}


BODIES = [
    (b"{", 400, "NLT660", "it is not well-formed JSON"),
    (b'{"texts": "\xff"}', 400, "NLT660", "it is not UTF-8"),
    (b'{"texts": "x", "facts": {"days": NaN}}', 400, "NLT660", "NaN is no number of JSON"),
    (b'{"texts": "x", "facts": {"days": -Infinity}}', 400, "NLT660", "-Infinity is no number"),
    (b'{"texts": "x", "facts": {"days": 1e999}}', 422, "NLT628", "the fact `days`"),
    (b'{"texts": "x", "facts": {"days": ' + b"9" * 5000 + b"}}", 400, "NLT660", "the body of the request"),
    (b'{"texts": "x", "texts": "y"}', 400, "NLT660", "the key `texts` stands in it twice"),
    (b"[" * 100_000, 400, "NLT660", "it nests too deep"),
    (b'{"texts": ' + b"[" * 500 + b"]" * 500 + b"}", 422, "NLT660", "the field `texts` is a text"),
    (b"[]", 422, "NLT660", "the body should be"),
    (b"null", 422, "NLT660", "the body should be"),
    (b"", 422, "NLT660", "the request has no body"),
    (b'{"texts": 3}', 422, "NLT660", "the field `texts` is a text, or texts by their names"),
    (b'{"texts": {"message": 3}}', 422, "NLT660", "the field `texts` is a text"),
    (b'{"documents": [{"texts": 3}]}', 422, "NLT660", "the field `documents.0.texts` is a text"),
    (b'{"texts": "x", "textss": "y"}', 422, "NLT660", "a request has no field `textss`"),
    (b'{"texts": "x", "documents": []}', 422, "NLT660", "has `documents`"),
    (b'{"texts": "x", "verdicts": ["mut"]}', 422, "NLT604", "the policy declares no verdict `mut`"),
    (b'{"texts": "x", "facts": {"age": 3}}', 422, "NLT627", "the policy declares no fact `age`"),
    (b'{"texts": "x", "facts": {"days": "3"}}', 422, "NLT628", "expected a whole number"),
    (b'{"texts": "x", "facts": {"days": {"a": [1]}}}', 422, "NLT628", "expected a whole number"),
    (b'{"texts": {"massage": "x"}}', 422, "NLT602", "the policy declares no text `massage`"),
    (b'{"texts": "x", "assume": ["jok"]}', 422, "NLT201", "jok"),
    (b'{"texts": "x", "assume": ["' + b"(" * 20_000 + b'"]}', 422, "NLT101", "expected"),
    (b'{"texts": "x", "what_if": {"joke": 3}}', 422, "NLT504", "`joke`"),
    (b'{"texts": "x", "policy": "../chat"}', 404, "NLT661", "there is no policy `../chat`"),
    (b'{"texts": "x", "policy": "/etc/passwd"}', 404, "NLT661", "there is no policy `/etc/passwd`"),
    (b'{"texts": "x", "policy": "chat.nltc"}', 404, "NLT661", "there is no policy `chat.nltc`"),
]


@pytest.mark.parametrize(("body", "status", "code", "words"), BODIES, ids=map(str, range(len(BODIES))))
def test_wrong_bodies(body: bytes, status: int, code: str, words: str, tmp_path: Path) -> None:
    with client(service(tmp_path)) as asked:
        answer = asked.post("/v1/check", content=body, headers=JSON)
    assert answer.status_code == status, answer.text
    (first, *_) = errors(answer)
    assert first[0] == code
    assert words in first[1]
    assert len(answer.content) < 5000


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_page_elsewhere_can_send_is_refused(kind: str | None, tmp_path: Path) -> None:
    with client(service(tmp_path)) as asked:
        headers = {} if kind is None else {"Content-Type": kind}
        answer = asked.post("/v1/check", content=b'{"texts": "x"}', headers=headers)
        preflight = asked.options("/v1/check", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 415
    assert preflight.status_code == 405
    assert "access-control-allow-origin" not in preflight.headers


@pytest.mark.parametrize(
    "path", ["/v1/policies/..%2f..%2fetc%2fpasswd", "/v1/policies/%2e%2e", "/v1/policies/chat%00", "/../chat.nltc"]
)
def test_paths_that_climb(path: str, tmp_path: Path) -> None:
    with client(service(tmp_path)) as asked:
        answer = asked.get(path)
    assert answer.status_code == 404
    assert errors(answer)[0][0] in ("NLT660", "NLT661")


def test_every_answer_has_the_headers_of_safety(tmp_path: Path) -> None:
    with client(service(tmp_path, keys=(KEY,))) as asked:
        answers = [
            asked.get("/health"),
            asked.get("/v1/policies"),
            asked.get("/v1/policies", headers={"X-API-Key": KEY}),
            asked.get("/nowhere", headers={"X-API-Key": KEY}),
            asked.post("/v1/check", content=b"{", headers={**JSON, "X-API-Key": KEY}),
        ]
    assert [one.status_code for one in answers] == [200, 401, 200, 404, 400]
    for answer in answers:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"].startswith("application/json")
        assert "server" not in answer.headers


def test_html_in_a_text_comes_back_as_json_and_nothing_else(tmp_path: Path) -> None:
    with client(service(tmp_path)) as asked:
        answer = asked.post("/v1/check", json={"texts": "x", "policy": "<script>alert(1)</script>"})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


# --- keys and names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": f"Bearer {KEY}"}, 200),
        ({"Authorization": f"bearer  {KEY} "}, 200),
        ({"X-API-Key": KEY}, 200),
        ({"X-API-Key": KEY[:-1]}, 401),
        ({"X-API-Key": ""}, 401),
        ({"Authorization": "Bearer "}, 401),
        ({"Authorization": f"Basic {KEY}"}, 401),
        ({"Authorization": "Bearer wrong", "X-API-Key": KEY}, 401),
        ({"X-API-Key": "second-key-of-0123456789"}, 200),
        ({"X-API-Key": b"\xff\xfe"}, 401),
    ],
    ids=str,
)
def test_keys(headers: dict[str, Any], status: int, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with client(service(tmp_path, keys=(KEY, "second-key-of-0123456789"))) as asked:
        answers = [asked.get("/v1/policies", headers=headers), asked.get("/metrics", headers=headers)]
        assert [one.status_code for one in answers] == [status, status]
        assert asked.get("/health").status_code == asked.get("/ready").status_code == 200
        assert [asked.head(path).status_code for path in ("/health", "/ready", "/")] == [200, 200, 200]
    told = [str(vars(record)) for record in caplog.records] + [one.text for one in answers]
    assert all(KEY not in one for one in told)


def test_settings_do_not_show_keys(tmp_path: Path) -> None:
    assert KEY not in repr(service(tmp_path, keys=(KEY,)).settings)


@pytest.mark.parametrize(
    ("host", "status"),
    [("testserver", 200), ("testserver:8000", 200), ("evil.example", 403), ("testserver.evil", 403), ("", 403)],
)
def test_without_keys_only_names_of_this_machine_are_answered(host: str, status: int, tmp_path: Path) -> None:
    with client(service(tmp_path)) as asked:
        assert asked.get("/v1/policies", headers={"Host": host}).status_code == status


# --- limits ------------------------------------------------------------------------------------------------------


def ask(app: Any, messages: list[Message], *, length: str | None = None) -> tuple[int, Any]:
    """What the application answers to a body that comes in these pieces; after them nothing comes."""
    sent: list[Message] = []

    async def receive() -> Message:
        if messages:
            return messages.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"testserver"), (b"content-type", b"application/json")]
    headers += [] if length is None else [(b"content-length", length.encode())]
    scope = {"type": "http", "method": "POST", "path": "/v1/check", "headers": headers, "query_string": b""}
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], json.loads(sent[1]["body"])


def piece(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_that_says_it_is_too_large_is_not_read(tmp_path: Path) -> None:
    app = application(service(tmp_path, limits=RequestLimits(body=100)))
    status, body = ask(app, [], length="101")
    assert (status, body["errors"][0]["code"]) == (413, "NLT662")
    assert ask(app, [], length="9" * 5000)[0] == 413


def test_a_body_that_grows_too_large_is_not_kept(tmp_path: Path) -> None:
    app = application(service(tmp_path, limits=RequestLimits(body=100)))
    pieces = [piece(b" " * 60) for _ in range(10)]
    assert ask(app, pieces)[0] == 413
    assert len(pieces) == 8


def test_a_slow_client_is_not_waited_for(tmp_path: Path) -> None:
    app = application(service(tmp_path, limits=RequestLimits(body_seconds=0)))
    status, body = ask(app, [piece(b'{"texts"')], length="100")
    assert (status, body["errors"][0]["code"]) == (408, "NLT662")
    assert ask(app, [])[0] == 408


def test_a_client_that_goes_away(tmp_path: Path) -> None:
    app = application(service(tmp_path))
    assert ask(app, [piece(b"{"), {"type": "http.disconnect"}])[0] == 400


def test_too_many_documents(tmp_path: Path) -> None:
    with client(service(tmp_path, limits=RequestLimits(documents=2))) as asked:
        answer = asked.post("/v1/check", json={"documents": [{"texts": "x"}] * 3})
    assert (answer.status_code, errors(answer)[0][0]) == (413, "NLT662")


class _Waits(Theory):
    """Answers when it is told to, and says what it costs."""

    name = "waits"
    tells_cost = True

    def __init__(self, cost: float = 0.0) -> None:
        self.asked = 0
        self.three = asyncio.Event()
        self.going = asyncio.Event()
        self.cost = cost

    def prepare(self, questions: object) -> None:
        return None

    async def answer(self, questions: Any, texts: Any) -> Reply:
        self.asked += 1
        if self.asked == 3:
            self.three.set()
        await self.going.wait()
        return Reply({question.id: FALSE for question in questions}, Usage(cost=self.cost))


def checked(app: Any, body: dict[str, Any]) -> asyncio.Task[int]:
    """One request as a task, which gives the status of its answer."""

    async def request() -> int:
        sent: list[Message] = []
        pieces = [piece(json.dumps(body).encode(), more=False)]

        async def receive() -> Message:
            return pieces.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        headers = [(b"host", b"testserver"), (b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/v1/check", "headers": headers, "query_string": b""}
        await app(scope, receive, send)
        return int(sent[0]["status"])

    return asyncio.create_task(request())


def test_one_request_too_many_is_refused_and_the_others_are_answered(tmp_path: Path) -> None:
    async def work() -> None:
        theory = _Waits()
        app = application(service(tmp_path, theory=theory, limits=RequestLimits(at_once=3)))
        requests = [checked(app, {"texts": f"text {number}"}) for number in range(1000)]
        await theory.three.wait()
        refused = [await one for one in requests[3:]]
        assert set(refused) == {503}
        theory.going.set()
        assert [await one for one in requests[:3]] == [200, 200, 200]
        assert await checked(app, {"texts": "again"}) == 200

    asyncio.run(work())


def test_a_request_that_takes_too_long_ends_and_gives_its_place_back(tmp_path: Path) -> None:
    async def work() -> None:
        theory = _Waits()
        app = application(service(tmp_path, theory=theory, limits=RequestLimits(at_once=1, seconds=0)))
        assert await checked(app, {"texts": "x"}) == 504
        assert await checked(app, {"documents": [{"texts": "x"}]}) == 504

    asyncio.run(work())
