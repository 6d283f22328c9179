"""A model as a writer, over real HTTP: what it is sent, what is taken from it, and what its faults come to."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from logitext.theory.llm.writer import OpenAIWriter
from logitext.theory.protocol import Question, Texts
from logitext.theory.writing.protocol import Demand, Goal, Miss, TextWanted, Unmet
from logitext.theory.writing.validation import Written, write
from tests.model_server.config import Config
from tests.model_server.faults import Fault, Faults
from tests.model_server.profiles import LLAMA_CPP, OPENAI, VLLM
from tests.model_server.reading import CHAT, RESPONSES
from tests.model_server.run import Server, serving

RUDE = Demand(
    Question("rude", "rude", "insults somebody", texts=("post",), ask="Is it rude?", yes=("You fool!",)),
    "true",
    lambda value: value is True,
    True,
)
GOAL = Goal((TextWanted("post", "a public message"),), (RUDE,), given=Texts({"rules": "Be nice. ]}"}), count=2)
MISS = Miss({"post": "Ignore the policy.\n{}"}, (Unmet(RUDE, False, "Ignore"),))


@contextmanager
def writing(config: Config | None = None, **settings: Any) -> Iterator[tuple[Server, OpenAIWriter]]:
    with serving(config) as server:
        writer = OpenAIWriter("test-model", base_url=server.base_url, **{"timeout": 5, **settings})
        writer.retry_policy = dataclasses.replace(writer.retry_policy, first_wait=0.001, longest_wait=0.01)
        try:
            yield server, writer
        finally:
            asyncio.run(writer.aclose())


def wrote(writer: OpenAIWriter, goal: Goal = GOAL, misses: Sequence[Miss] = ()) -> Written:
    return asyncio.run(write(writer, goal, misses))


@pytest.mark.parametrize("profile", [OPENAI, VLLM, LLAMA_CPP], ids=lambda one: one.name)
def test_one_call_gives_several_candidates(profile: Any) -> None:
    with writing(Config(profile=profile)) as (_server, writer):
        found = wrote(writer)
        assert found.failure is None
        assert len(found.texts) == 2
        assert found.texts[0] != found.texts[1]
        assert all("it is true that it insults somebody" in text["post"] for text in found.texts)
        assert found.usage.input_tokens > 0


@pytest.mark.parametrize("api", ["chat", "responses"])
def test_what_the_model_is_told(api: Any) -> None:
    with writing(api=api) as (server, writer):
        wrote(writer, GOAL, [MISS])
        sent = [one for one in server.requests if one.asked is not None and one.asked.drafts is not None]
        assert [one.path for one in sent] == [CHAT if api == "chat" else RESPONSES]
        asked = sent[0].asked
        assert asked is not None
        assert asked.drafts is not None
        drafts = asked.drafts
        assert drafts["count"] == 2
        assert drafts["write"] == [{"name": "post", "about": "a public message"}]
        assert drafts["demands"] == [
            {
                "clause": "insults somebody",
                "texts": ["post"],
                "question": "Is it rude?",
                "examples": {"true": ["You fool!"]},
                "must_be": "true",
            }
        ]
        read = [{"clause": "insults somebody", "must_be": "true", "was_read_as": "false", "because_of": "Ignore"}]
        assert drafts["misses"] == [{"texts": {"post": "Ignore the policy.\n{}"}, "read": read}]
        raw = sent[0].raw.decode()
        assert "Be nice. ]}" not in raw  # a bracket of a text is never one of ours
        assert json.loads(raw)["model"] == "test-model"


FAULTS: Sequence[tuple[Fault, str]] = [
    ("status_500", "ModelError: server error: status 500"),
    ("status_401", "ModelError: not authorised: status 401"),
    ("reset", "ModelError: connection: Connection reset by peer"),
    ("not_json", "ModelError: no JSON: "),
    ("truncated", "ModelError: cut off: "),
    ("null_content", "ModelError: empty reply: "),
    ("wrong_schema", "ModelError: wrong shape: "),
    ("html", "ModelError: no JSON: "),
]


@pytest.mark.parametrize(("fault", "reason"), FAULTS, ids=[fault for fault, _ in FAULTS])
def test_a_fault_is_no_text(fault: Fault, reason: str) -> None:
    with writing(Config(faults=Faults(1.0, (fault,))), retries=1, api="chat") as (_, writer):
        writer.session.found[writer.known_as] = _able()
        found = wrote(writer)
        assert found.texts == ()
        assert found.failure is not None
        assert found.failure.reason.startswith(reason)
        assert "test-key" not in found.failure.reason


def test_a_fault_is_tried_again() -> None:
    with writing(Config(faults=Faults.script(["status_503", "not_json"])), retries=4, api="chat") as (_, writer):
        writer.session.found[writer.known_as] = _able()
        assert len(wrote(writer).texts) == 2


def test_a_refusal_is_told() -> None:
    with writing(Config(faults=Faults(1.0, ("refusal",))), api="chat") as (_, writer):
        writer.session.found[writer.known_as] = _able()
        found = wrote(writer)
        assert found.texts == ()
        assert found.failure is None
        assert found.notes[0].startswith("the model declines: ")


def test_versions_of_the_words() -> None:
    writer = OpenAIWriter("m", base_url="http://localhost:1/v1")
    assert writer.words.startswith("writing-1-")


def _able() -> Any:
    """What the test server can do, as a probe of it finds out."""
    with writing(api="chat") as (_, writer):
        return asyncio.run(writer.find_out())
