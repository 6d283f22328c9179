"""LiteLLM's proxy, as its package has it, as a gateway in front of the model server of these tests.

Left out unless `LOGITEXT_LITELLM` names the Python of an environment with `litellm[proxy]`; CONTRIBUTING.md has the
commands. What comes through the gateway is what the server behind it says, on every route that the gateway has.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import logitext
from logitext import theory
from logitext.theory.llm.capabilities import Api
from logitext.theory.llm.doctor import examine
from logitext.theory.protocol import Failure, Question, Reply, Value
from tests.model_server.config import Config
from tests.model_server.profiles import LAYA, OPENAI, Profile
from tests.model_server.run import serving
from tests.model_server.truth import Truth
from tests.theory.llm.asked import DECIDABLE, TEXTS, TRUTHS, put

PYTHON = os.environ.get("LOGITEXT_LITELLM", "")  # read here, as the tests themselves see no such variables
KEY = "sk-0123456789abcdef0123456789abcdef"
PATIENT = 180.0

pytestmark = [
    pytest.mark.skipif(not PYTHON, reason="LOGITEXT_LITELLM names no Python with litellm[proxy]"),
    pytest.mark.slow,
]

BEHIND: dict[str, Profile] = {"chatty": OPENAI, "jev": LAYA}
NAMES = {"chatty": "openai/gpt-6-luna", "jev": "typesafe/jev-latest"}
CONFIG = """model_list:
{models}general_settings: {{master_key: {key}}}
"""
MODEL = "  - {{model_name: {name}, litellm_params: {{model: {model}, api_base: {url}, api_key: k}}}}\n"


@pytest.fixture(scope="module")
def behind() -> Iterator[dict[str, str]]:
    """The base URLs of the servers behind the gateway, by the names that the gateway gives their models."""
    models = tuple(name.partition("/")[2] for name in NAMES.values())
    truth = Truth(lambda _, question: len(question.id) % 2 == 0 if question.kind == "bool" else question.labels[1])
    one, other = (Config(profile, models=models, truth=truth) for profile in BEHIND.values())
    with serving(one) as first, serving(other) as second:
        yield dict(zip(BEHIND, (first.base_url, second.base_url), strict=True))


@pytest.fixture(scope="module")
def url(behind: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("litellm")
    models = "".join(MODEL.format(name=name, model=NAMES[name], url=at) for name, at in behind.items())
    (folder / "config.yaml").write_text(CONFIG.format(models=models, key=KEY), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    program = str(Path(PYTHON).parent / "litellm")
    command = [program, "--config", str(folder / "config.yaml"), "--host", "127.0.0.1"]
    env = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    with (folder / "log").open("wb") as log:
        gateway = subprocess.Popen(
            [*command, "--port", str(port)], cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=env
        )
    base = f"http://127.0.0.1:{port}/v1"
    try:
        _wait_for(base, gateway, folder / "log")
        yield base
    finally:
        gateway.terminate()
        gateway.wait()


def _wait_for(base: str, gateway: subprocess.Popen[bytes], log: Path) -> None:
    asked = urllib.request.Request(f"{base}/models", headers={"authorization": f"Bearer {KEY}"})
    deadline = time.monotonic() + PATIENT
    while True:
        try:
            with urllib.request.urlopen(asked, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            assert gateway.poll() is None, log.read_text("utf-8", "replace")[-2000:]
            assert time.monotonic() < deadline, "the gateway does not start"
            time.sleep(0.2)


def through(url: str, name: str, api: Api | None = None, **more: object) -> theory.OpenAI:
    return theory.OpenAI(name, base_url=url, api_key=KEY, api=api, timeout=PATIENT, **more)  # type: ignore[arg-type]


def close(*models: theory.OpenAI) -> None:
    for one in models:
        asyncio.run(one.aclose())


def said(reply: Reply, question: Question) -> object:
    """The value; the gateway hands on no log-probabilities of a model that it takes to have none."""
    answer = reply.answers[question.id]
    assert isinstance(answer, Value), answer
    return answer.value if answer.value is not None or answer.probability is None else answer.probability > 0.5


@pytest.mark.parametrize(
    ("name", "api"), [("chatty", "systemone"), ("chatty", "decisions"), ("chatty", "chat"), ("jev", "systemone")]
)
def test_what_comes_through_is_what_the_server_says(url: str, behind: dict[str, str], name: str, api: Api) -> None:
    asked = TRUTHS if api == "chat" else DECIDABLE
    gateway = through(url, name, api)
    route: Api = "decisions" if (name, api) == ("chatty", "systemone") else api  # what the server behind it speaks
    server = theory.OpenAI(NAMES[name].partition("/")[2], base_url=behind[name], api_key="k", api=route)
    found, direct = put(gateway, asked), put(server, asked)
    for question in asked:
        assert said(found, question) == said(direct, question)
    assert found.usage.input_tokens > 0
    assert found.usage.cost, "the gateway says what a call costs"
    close(gateway, server)


def test_the_routes_of_a_model_are_found(url: str) -> None:
    for name, expected in (("chatty", ("systemone", "chat")), ("jev", ("systemone",))):
        model = through(url, name)
        assert asyncio.run(model.find_out()).apis == expected
        assert asyncio.run(examine(model)).works
        close(model)


@pytest.mark.parametrize("name", BEHIND)
def test_a_check_ends_and_its_cost_is_that_of_its_calls(url: str, name: str) -> None:
    policy = logitext.loads("{{text post}} {{let a = [[insults]] let b = [[threatens]] verdict v = a and not b}}")
    result = policy.check("You fool!", theory=through(url, name))
    assert result.status == "decided"
    assert result.usage.cost
    assert result.usage.estimated == 0


def test_a_wrong_key_and_a_model_that_it_lacks_are_named(url: str) -> None:
    wrong = theory.OpenAI("chatty", base_url=url, api_key="sk-wrong-0123456789", timeout=PATIENT)
    other = through(url, "other")
    for model, words in ((wrong, "a key that it does not know"), (other, "other")):
        answer = put(model, TRUTHS[:1], TEXTS).answers[TRUTHS[0].id]
        assert isinstance(answer, Failure)
        assert words in answer.reason
        assert "sk-wrong-0123456789" not in answer.reason
        close(model)
