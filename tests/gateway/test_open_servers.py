"""Open servers of System One, as their packages have them: they answer the same questions, each within its limits.

Left out unless variables name the Pythons of environments with them; CONTRIBUTING.md has the commands. None needs
weights: Jev-Style has an engine for tests, MicroLLM reads words, and Laya is given a model of random weights. What they
answer may be nonsense. That each answer is read, and that a limit costs no more than it must, may not.
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
from logitext.policy.put_as import MANNERS, Manner
from logitext.policy.sorts import Enumeration
from logitext.theory.llm.doctor import examine, list_models
from logitext.theory.protocol import Failure, Question, Reply, Texts, Unknown, Value

PYTHONS = {name: os.environ.get(f"LOGITEXT_{name}", "") for name in ("JEV_STYLE", "MICROLLM", "LAYA")}
MODELS = {"JEV_STYLE": "jev-style-fake", "MICROLLM": "jev-latest", "LAYA": "english"}
PATIENT = 300.0
TEXTS = Texts({"post": "You fool, I will find you."})

pytestmark = [
    pytest.mark.skipif(not any(PYTHONS.values()), reason="no variable names a Python with an open server"),
    pytest.mark.slow,
]


def _command(name: str, port: int, folder: Path) -> tuple[list[str], dict[str, str]]:
    """How a server is started at a port, with what in its environment."""
    python = PYTHONS[name]
    match name:
        case "JEV_STYLE":
            return [str(Path(python).parent / "jev-style"), "serve", "--fake", "--port", str(port)], {}
        case "MICROLLM":
            return [python, "-m", "uvicorn", "--factory", "microllm.server:create_app", "--port", str(port)], {}
        case _:
            subprocess.run([python, str(Path(__file__).with_name("tiny_laya.py")), str(folder)], check=True)
            served = {"LAYA_MODELS": "english", "LAYA_DEFAULT_MODEL": "english", "LAYA_DEVICE": "cpu"}
            more = f'{{"english": "{folder}", "multilingual": "{folder}"}}'
            at = {"LAYA_HOST": "127.0.0.1", "LAYA_PORT": str(port), "LAYA_EXTRA_MODELS": more}
            return [str(Path(python).parent / "laya-serve")], served | at


@pytest.fixture(scope="module", params=PYTHONS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The name and the base URL of a server."""
    name: str = request.param
    if not PYTHONS[name]:
        pytest.skip(f"LOGITEXT_{name} names no Python")
    folder = tmp_path_factory.mktemp(name.lower())
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command, more = _command(name, port, folder)
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env={**os.environ, **more}
        )
    try:
        _wait_for(port, started, folder / "log")
        yield name, f"http://127.0.0.1:{port}/v1"
    finally:
        started.terminate()
        started.wait()


def _wait_for(port: int, started: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers anything at all: not each of them has a list of models."""
    deadline = time.monotonic() + PATIENT
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models", timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, OSError):
            assert started.poll() is None, log.read_text("utf-8", "replace")[-2000:]
            assert time.monotonic() < deadline
            time.sleep(0.5)


def model_of(server: tuple[str, str], wording: Manner | None = None) -> theory.OpenAI:
    return theory.OpenAI(MODELS[server[0]], base_url=server[1], timeout=PATIENT, wording=wording)


def put(model: theory.OpenAI, *asked: Question) -> Reply:
    async def ask() -> Reply:
        try:
            return await model.answer(asked, TEXTS)
        finally:
            await model.aclose()

    return asyncio.run(ask())


def boolean(count: int) -> list[Question]:
    return [
        Question(f"q{number}", f"q{number}", f"is rude in way {number}", texts=("post",)) for number in range(count)
    ]


def choice(labels: int, ordered: bool = False) -> Question:
    sort = Enumeration.of(*(f"tone {number}" for number in range(labels)))
    return Question("tone", "tone", "the tone", sort, texts=("post",), ordered=ordered)


def heard(reply: Reply, question: Question) -> bool:
    return isinstance(reply.answers[question.id], Value | Unknown)


def test_every_kind_of_question_is_answered_in_one_call(server: tuple[str, str]) -> None:
    model = model_of(server)
    asyncio.run(model.find_out())
    assert model.session.found[model.known_as].apis == ("systemone",)
    asked = [*boolean(3), choice(3), Question("how", "how", "how severe", choice(4).sort, ordered=True)]
    reply = put(model, *asked)
    assert all(heard(reply, question) for question in asked), reply.answers
    assert reply.usage.calls == 1
    assert reply.usage.input_tokens > 0


@pytest.mark.parametrize("manner", MANNERS)
def test_however_a_clause_is_put_it_is_answered(server: tuple[str, str], manner: Manner) -> None:
    asked = boolean(2)
    reply = put(model_of(server, manner), *asked)
    assert all(heard(reply, question) for question in asked), reply.answers


def test_many_clauses_are_asked_in_as_many_calls_as_it_takes(server: tuple[str, str]) -> None:
    asked = boolean(130)
    reply = put(model_of(server), *asked)
    assert all(heard(reply, question) for question in asked), reply.answers


@pytest.mark.parametrize("labels", [90, 200, 254])
def test_a_choice_that_is_too_large_costs_no_other_clause(server: tuple[str, str], labels: int) -> None:
    model = model_of(server)
    asked = [*boolean(2), choice(labels)]
    reply = put(model, *asked)
    assert all(heard(reply, question) for question in asked[:2]), reply.answers
    most = {"JEV_STYLE": 200, "MICROLLM": 254, "LAYA": 90}[server[0]]
    assert heard(reply, asked[2]) is (labels <= most)
    if server[0] == "LAYA" and labels > most:
        assert model.session.found[model.known_as].most_options == 100


def test_a_policy_is_checked(server: tuple[str, str]) -> None:
    policy = logitext.loads("""
        {{text post}} {{let threat = [[threatens a person]] yes "I will find you" let insult = [[insults a person]]
        let severity: minor | serious | deadly = [[how severe it is]] let tone: calm | shrill = [[the tone]]
        verdict remove = threat and severity >= serious verdict noisy = tone == shrill or insult}}""")
    result = policy.check("You fool, I will find you.", theory=model_of(server), probability=True)
    open_ = [one for record in result.verdicts.values() for one in record.open]
    assert not [one for one in open_ if one.reason == "failed"]
    assert result.probability is not None
    assert all(found.values for found in result.probability.values())


def test_doctor_examines_it(server: tuple[str, str]) -> None:
    found = asyncio.run(examine(model_of(server)))
    by_name = {one.what: one for one in found.findings}
    assert found.works
    assert by_name["endpoints"].found == "systemone"
    assert "control questions" in by_name


def test_its_models_are_listed(server: tuple[str, str]) -> None:
    if server[0] == "LAYA":
        pytest.skip("it has no list of models")
    assert MODELS[server[0]] in asyncio.run(list_models(server[1], None, PATIENT)).models


def test_a_text_that_is_too_long_is_a_failure_and_said(server: tuple[str, str]) -> None:
    if server[0] == "MICROLLM":
        pytest.skip("it cuts a text, and does not say so")

    async def ask() -> Reply:
        model = model_of(server)
        try:
            return await model.answer(boolean(3), Texts({"post": "so " * 400_000}))
        finally:
            await model.aclose()

    reply = asyncio.run(ask())
    assert all(isinstance(answer, Failure) for answer in reply.answers.values()), reply.answers
    assert reply.usage.calls <= 6
