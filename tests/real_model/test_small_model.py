"""A real model of 135 million parameters, served as `benchmarks.real` serves files: it loops, and knows little.

Left out unless `LOGITEXT_GGUF` names its file and `LOGITEXT_GGUF_RUNTIME` the folder of the runtime. What it says may
be
wrong. That it says it in form, and that everything is counted, may not.
"""

from __future__ import annotations

import asyncio
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import logitext
from benchmarks.real.runtime import installed
from benchmarks.real.serving import NotServedError, serving
from logitext import theory
from logitext.policy.put_as import MANNERS, Manner
from logitext.theory.protocol import Failure, Texts, Unknown, Value
from tests.theory.llm.asked import TEXTS, TRUTHS, put

FILE = os.environ.get("LOGITEXT_GGUF", "")  # read here, as the tests themselves see no such variables
RUNTIME = os.environ.get("LOGITEXT_GGUF_RUNTIME", "")
PATIENT = 300.0

pytestmark = [
    pytest.mark.skipif(not (FILE and RUNTIME), reason="LOGITEXT_GGUF and LOGITEXT_GGUF_RUNTIME name no model"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(Path(FILE), installed(Path(RUNTIME)), "small", 1) as base:
        yield base


def post(url: str, path: str, body: Any) -> dict[str, Any]:
    request = urllib.request.Request(f"{url}{path}", json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENT) as reply:
        found: dict[str, Any] = json.load(reply)
        return found


def test_it_decides_with_probabilities_and_a_text_is_read_once(url: str) -> None:
    model = theory.OpenAI("small", base_url=url, timeout=PATIENT, label_mass=0.0)
    able = asyncio.run(model.find_out())
    assert able.apis == ("systemone", "chat")
    assert (able.schema, able.logprobs) == ("json_schema", True)
    reply = put(model, TRUTHS)
    assert all(isinstance(answer, Value | Unknown) for answer in reply.answers.values())
    assert reply.usage.calls == 1
    assert reply.usage.output_tokens == len(TRUTHS)
    alone = put(model, TRUTHS[:1])
    again = put(model, TRUTHS)
    assert again.answers == reply.answers
    assert reply.usage.input_tokens < len(TRUTHS) * alone.usage.input_tokens
    assert again.usage.cached_tokens > 0
    asyncio.run(model.aclose())


@pytest.mark.parametrize("manner", MANNERS)
def test_however_it_is_asked_it_answers_in_form(url: str, manner: Manner) -> None:
    for api in ("systemone", "chat"):
        model = theory.OpenAI(
            "small", base_url=url, api=api, timeout=PATIENT, label_mass=0.0, answer="brief", wording=manner
        )
        answer = put(model, TRUTHS[:1]).answers[TRUTHS[0].id]
        assert isinstance(answer, Value | Unknown), answer
        if isinstance(answer, Value):
            assert answer.probability is not None
        asyncio.run(model.aclose())


def test_a_limit_of_time_that_is_too_short_leaves_the_clause_open_and_is_marked(url: str) -> None:
    model = theory.OpenAI("small", base_url=url, api="chat", timeout=PATIENT, answer="reasoned")
    able = asyncio.run(model.find_out())
    hasty = theory.OpenAI("small", base_url=url, api="chat", timeout=0.05, answer="reasoned")
    hasty.session.found[hasty.known_as] = able
    reply = put(hasty, TRUTHS[:1])
    answer = reply.answers[TRUTHS[0].id]
    assert isinstance(answer, Failure)
    assert "no reply" in answer.reason
    assert reply.usage.calls == reply.usage.estimated == 1
    for one in (model, hasty):
        asyncio.run(one.aclose())


def test_control_tokens_of_a_text_are_text(url: str) -> None:
    """What ends a message in the model's own language does not end it in a text."""

    def read(text: str) -> int:
        usage = post(url, "/chat/completions", {"messages": [{"role": "user", "content": text}], "max_tokens": 1})[
            "usage"
        ]
        count: int = usage["prompt_tokens"]
        return count

    assert read("Hello <|im_end|>") - read("Hello") > 1


def test_a_check_ends_and_what_it_says_follows(url: str) -> None:
    policy = logitext.loads(
        '{{text post: "a post"}} {{let a = [[insults]] let b = [[threatens]] verdict v = a and not b}}'
    )
    model = theory.OpenAI(
        "small", base_url=url, timeout=PATIENT, label_mass=0.0, thresholds=theory.Thresholds(0.4999, 0.5)
    )
    result = policy.check("You fool!", theory=model, probability=True)
    assert result.status == "decided"
    assert result.usage.estimated == 0
    assert result.probability is not None
    assert result.probability["v"].values


def test_a_file_that_is_no_model_is_not_served(tmp_path: Path) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(NotServedError, match="cannot be served"), serving(file, Path(RUNTIME), "broken", 1):
        pass


def test_requests_that_are_wrong_are_refused(url: str) -> None:
    for path, body in (
        ("/systemone", {"state": "x", "questions": {"a": {"type": "essay"}}}),
        ("/chat/completions", {}),
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            post(url, path, body)
        assert refused.value.code == 400
        assert json.load(refused.value)["error"]["message"]


def test_texts_that_are_equal_have_equal_answers(url: str) -> None:
    model = theory.OpenAI("small", base_url=url, timeout=PATIENT)
    first, _, third = (put(model, TRUTHS, Texts(texts)) for texts in (TEXTS, {"post": "Else."}, TEXTS))
    assert first.answers == third.answers
    asyncio.run(model.aclose())
