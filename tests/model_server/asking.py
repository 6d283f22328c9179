"""Requests in the form of Logitext's client, and ways to send them, for the tests of the server itself."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import httpx2
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

from tests.model_server.reading import CHAT, DECISIONS, RESPONSES, AskedQuestion, Body
from tests.model_server.run import Server
from tests.model_server.truth import Truth, Value

Result = TypeVar("Result")

INSTRUCTIONS = "Answer as JSON. An example of a line:\n" + json.dumps({"questions": [{"id": "no", "clause": "no"}]})
POST = "I will find you — in Zürich\nor in “Lisbon” \N{PILE OF POO}. It is true."
TEXTS = {"post": POST, "rules": "be nice"}
QUESTIONS = (
    AskedQuestion("threat", "threatens somebody", "bool"),
    AskedQuestion("joke", "is a joke", "bool"),
    AskedQuestion("victims", "how many are threatened", "int"),
    AskedQuestion("price", "the price", "real"),
    AskedQuestion("city", "the city", "text"),
    AskedQuestion("harm", "how bad", "label", ("none", "mild", "ruinous")),
    AskedQuestion("paid", "is paid for", "bool"),
)
RIGHT: dict[str, Value] = {
    "threat": True,
    "joke": False,
    "victims": 3,
    "price": "2.50",
    "city": "Lisbon",
    "harm": "mild",
    "paid": None,
}
TRUTH = Truth.table({(POST, name): value for name, value in RIGHT.items()})
ANSWERS = {**RIGHT, "price": 2.5}

_TYPES = {"bool": "boolean", "int": "integer", "real": "number", "text": "string"}
_WORDS = {"bool": "true or false", "int": "a whole number", "real": "a number", "text": "a text"}


# --- bodies ------------------------------------------------------------------------------------------------------


def schema(questions: Sequence[AskedQuestion] = QUESTIONS) -> Body:
    def closed(properties: Body) -> Body:
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def answer(question: AskedQuestion) -> Body:
        if question.labels:
            return {"type": ["string", "null"], "enum": [*question.labels, None]}
        return {"type": [_TYPES[question.kind], "null"]}

    text, maybe = {"type": "string"}, {"type": ["string", "null"]}
    return closed({q.id: closed({"reason": text, "quote": maybe, "answer": answer(q)}) for q in questions})


def json_schema(of: Body) -> Body:
    return {"type": "json_schema", "json_schema": {"name": "answers", "strict": True, "schema": of}}


def pieces(questions: Sequence[AskedQuestion] = QUESTIONS, texts: Mapping[str, str] = TEXTS) -> list[str]:
    told = [{"name": name, "about": "something", "content": content} for name, content in texts.items()]
    asked = [
        {"id": q.id, "clause": q.clause, "answer": list(q.labels) or _WORDS.get(q.kind, "a text")} for q in questions
    ]
    return [json.dumps({"texts": told}), json.dumps({"questions": asked}, ensure_ascii=False)]


def chat(*, joined: bool = False, turned: bool = False, form: bool = True, **more: object) -> Body:
    """All questions; `turned` puts them before the texts, `form` sends the schema."""
    parts = pieces()[::-1] if turned else pieces()
    content: object = "\n\n".join(parts) if joined else [{"type": "text", "text": part} for part in parts]
    body = {"model": "test-model", "messages": _messages(content)}
    return body | ({"response_format": json_schema(schema())} if form else {}) | more


def respond(**more: object) -> Body:
    content = [{"type": "input_text", "text": part} for part in pieces()]
    form = {"type": "json_schema", "name": "answers", "strict": True, "schema": schema()}
    return {"model": "test-model", "input": _messages(content), "text": {"format": form}} | more


def decide(**more: object) -> Body:
    message = {"role": "user", "type": "message", "content": [{"type": "input_text", "text": pieces()[0]}]}
    levels = [{"label": "low"}, {"label": "middle"}, {"label": "high"}]
    questions: list[Body] = [
        {"type": "predicate", "name": "threat", "instructions": "threatens somebody"},
        {"type": "predicate", "name": "joke", "instructions": "is a joke"},
        {"type": "predicate", "name": "paid", "instructions": "is paid for"},
        {
            "type": "choice",
            "name": "harm",
            "instructions": "how bad",
            "choices": [{"value": value} for value in ("none", "mild", "ruinous")],
        },
        {"type": "score", "name": "city", "instructions": "how high", "levels": levels},
    ]
    developer = {"role": "developer", "content": INSTRUCTIONS}
    return {"model": "test-model", "input": [developer, message], "questions": questions} | more


def probe(**more: object) -> Body:
    return {"model": "test-model", "messages": [{"role": "user", "content": "Count, as JSON."}]} | more


BODIES: dict[str, Callable[..., Body]] = {CHAT: chat, RESPONSES: respond, DECISIONS: decide}


def _messages(content: object) -> list[Body]:
    return [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": content}]


# --- sending -----------------------------------------------------------------------------------------------------


def post(
    server: Server, path: str = CHAT, body: Body | bytes | None = None, *, key: str = "k", timeout: float = 60
) -> httpx2.Response:
    """A request, sent bare: what comes back is what was on the wire."""
    raw = body if isinstance(body, bytes) else json.dumps(body or BODIES[path]()).encode()
    with httpx2.Client(trust_env=False, timeout=timeout, verify=False) as client:
        url = server.base_url.removesuffix("/v1") + path
        return client.post(url, content=raw, headers={"Authorization": f"Bearer {key}"})


def through_openai(server: Server, use: Callable[[AsyncOpenAI], Awaitable[Result]], *, timeout: float = 60) -> Result:
    """What comes of using OpenAI's own client, without retries."""

    async def main() -> Result:
        http = DefaultAsyncHttpxClient(trust_env=False, verify=False)
        async with AsyncOpenAI(
            base_url=server.base_url, api_key="k", max_retries=0, timeout=timeout, http_client=http
        ) as client:
            return await use(client)

    return asyncio.run(main())


# --- reading replies ---------------------------------------------------------------------------------------------


def content(reply: httpx2.Response) -> Any:
    """The text in the first choice of a chat completion."""
    return reply.json()["choices"][0]["message"]["content"]


def answered(text: str) -> dict[str, Any]:
    """The answers in a model's JSON, control characters or not."""
    return {name: given["answer"] for name, given in json.loads(text, strict=False).items()}


def four_to_one(text: str) -> int:
    return math.ceil(len(text.encode("utf-8", "surrogatepass")) / 4)
