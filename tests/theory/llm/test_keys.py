"""What an answer is kept under: everything that can change it, and nothing else."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from logitext import theory
from logitext.theory.llm.cache.store import Cache
from logitext.theory.llm.capabilities import APIS, Api, Capabilities
from logitext.theory.llm.kept import SharedContext
from logitext.theory.llm.settings import ModelSettings
from logitext.theory.protocol import Failure, Question, Texts, Unknown, Value
from logitext.theory.recording.key import digest
from tests.model_server.config import Config
from tests.model_server.faults import Faults
from tests.model_server.truth import Truth
from tests.theory.llm.asked import QUESTIONS, TEXTS, TRUTHS, asking, put

CERTAIN = Config(truth=Truth.hashed(unknown=0), models=("test-model", "another-model"))
ABLE = Capabilities(("chat",), "json_schema", True, True, True)


def asked(server: Any) -> int:
    return len(server.requests)


def test_a_second_time_nobody_is_asked(tmp_path: Path) -> None:
    with asking(CERTAIN, api="chat", cache=tmp_path / "a.sqlite3") as (server, model):
        first = put(model, QUESTIONS)
        before = asked(server)
        again = put(model, QUESTIONS)
        assert asked(server) == before
    assert first.answers == again.answers
    assert again.usage.cached == len(QUESTIONS)


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("texts", [TEXTS, Texts({}), Texts({"z": "ü\ud800", "a": '"', "post": ""})], ids=len)
def test_keys_are_the_digests_of_the_components(api: Api, texts: Texts) -> None:
    asked = SharedContext("http://e/v1", "m", "1-ab", api, ABLE, ModelSettings())
    for batch in (QUESTIONS, QUESTIONS[:1], QUESTIONS[::-1], [dataclasses.replace(QUESTIONS[0], texts=("texts",))]):
        wanted = {digest(parts): id_ for id_, parts in asked.components(batch, texts).items()}
        for _ in range(2):
            keys = asked.keys(asked.template(batch, texts), texts)
            assert {key: question.id for key, question in keys.items()} == wanted
        for other in (Texts({**texts, "post": "other"}), Texts({**texts, "more": "text"})):
            assert asked.keys(asked.template(batch, other), other).keys() == {
                digest(parts) for parts in asked.components(batch, other).values()
            }


OTHERWISE: dict[str, dict[str, Any]] = {
    "the model": {"model": "another-model"},
    "the temperature": {"temperature": 0.5},
    "the samples": {"samples": 3},
    "the seed": {"seed": 7},
    "the effort": {"effort": "low"},
    "the order": {"prompt_order": "clauses"},
}


@pytest.mark.parametrize("settings", OTHERWISE.values(), ids=OTHERWISE.keys())
def test_what_can_change_an_answer_is_another_entry(tmp_path: Path, settings: Mapping[str, Any]) -> None:
    file = tmp_path / "a.sqlite3"
    with asking(CERTAIN, api="chat", cache=file) as (server, model):
        model.session.found[model.known_as] = ABLE
        put(model, TRUTHS[:1])
        with Cache(file) as kept:
            assert kept.info().entries == 1
        other = theory.OpenAI(
            **{"model": "test-model", "base_url": server.base_url, "api": "chat", "cache": file, **settings}
        )
        other.session.found[other.known_as] = ABLE
        before = asked(server)
        put(other, TRUTHS[:1])
        assert asked(server) > before
        asyncio.run(other.aclose())


@pytest.mark.parametrize(
    "change",
    [
        {"wording": "other words"},
        {"ask": "Is it so?"},
        {"yes": ("another example",)},
        {"no": ()},
        {"note": "look again"},
        {"descriptions": (("post", "a private message"),)},
        {"phrases": ()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_clause_is_another_entry(tmp_path: Path, change: dict[str, Any]) -> None:
    with asking(CERTAIN, api="chat", cache=tmp_path / "a.sqlite3") as (server, model):
        put(model, TRUTHS[:1])
        before = asked(server)
        put(model, [dataclasses.replace(TRUTHS[0], **change)])
        assert asked(server) == before + 1


@pytest.mark.parametrize("change", [{"sentence": "other prose"}, {"prior": None}, {"cost": None}, {"place": None}])
def test_what_the_model_does_not_see_is_the_same_entry(tmp_path: Path, change: dict[str, Any]) -> None:
    with asking(CERTAIN, api="chat", cache=tmp_path / "a.sqlite3") as (server, model):
        put(model, TRUTHS[:1])
        before = asked(server)
        put(model, [dataclasses.replace(TRUTHS[0], **change)], Texts(dict(TEXTS), "another name"))
        assert asked(server) == before


def test_another_text_is_another_entry(tmp_path: Path) -> None:
    with asking(CERTAIN, api="chat", cache=tmp_path / "a.sqlite3") as (server, model):
        put(model, TRUTHS[:1])
        before = asked(server)
        put(model, TRUTHS[:1], Texts({"post": TEXTS["post"] + " "}))
        assert asked(server) == before + 1


def test_the_clauses_of_the_same_call_are_part_of_it(tmp_path: Path) -> None:
    with asking(CERTAIN, api="chat", cache=tmp_path / "a.sqlite3") as (server, model):
        put(model, TRUTHS[:2])
        before = asked(server)
        put(model, TRUTHS[:1])
        assert asked(server) == before + 1
        put(model, TRUTHS[:1])
        put(model, TRUTHS[:2])
        assert asked(server) == before + 1


def test_a_decision_is_made_by_itself(tmp_path: Path) -> None:
    with asking(CERTAIN, api="decisions", cache=tmp_path / "a.sqlite3") as (server, model):
        put(model, TRUTHS[:2])
        before = asked(server)
        put(model, TRUTHS[:1])
        assert asked(server) == before


def test_what_a_batch_lacks_is_put_once_and_then_known(tmp_path: Path) -> None:
    config = dataclasses.replace(
        CERTAIN, faults=Faults.script(["wrong_sort", "wrong_sort", "wrong_sort"], probes=False)
    )
    with asking(config, api="chat", cache=tmp_path / "a.sqlite3", retries=1) as (server, model):
        first = put(model)  # the first clause is spoilt, alone too
        assert isinstance(first.answers["threat"], Failure)
        before = asked(server)
        second = put(model)  # only that one is asked again, alone
        assert isinstance(second.answers["threat"], Value)
        assert asked(server) == before + 1
        third = put(model)
        assert asked(server) == before + 1
    assert third.answers == second.answers


def test_refusals_and_failures_are_never_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite3"
    for fault in ("refusal", "content_filter", "status_400", "not_json"):
        config = dataclasses.replace(CERTAIN, faults=Faults.script([fault] * 9, probes=False))
        with asking(config, api="chat", cache=file, retries=1) as (_, model):
            put(model)
    with Cache(file) as kept:
        assert kept.info().entries == 0


def test_that_it_cannot_be_told_is_kept(tmp_path: Path) -> None:
    config = Config(truth=Truth(lambda *_: None))
    with asking(config, api="chat", cache=tmp_path / "a.sqlite3") as (server, model):
        first = put(model)
        before = asked(server)
        assert put(model).answers == first.answers
        assert asked(server) == before


def test_cache_only_makes_no_call_and_says_what_differs(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite3"
    with asking(CERTAIN, api="chat", cache=file) as (server, model):
        put(model, TRUTHS[:1])
        before = asked(server)
        only = theory.OpenAI("test-model", base_url=server.base_url, api="chat", cache=file, cache_only=True)
        assert put(only, TRUTHS[:1]).answers == put(model, TRUTHS[:1]).answers
        answer = put(only, TRUTHS[:1], Texts({"post": "something else"})).answers["threat"]
        assert isinstance(answer, Unknown)
        assert answer.reason.startswith("not in the cache: the nearest entry, ")
        assert answer.reason.endswith(", differs in texts.post")
        assert asked(server) == before
        asyncio.run(only.aclose())


def test_cache_only_without_anything_cached() -> None:
    with pytest.raises(ValueError, match="cache_only needs a cache"):
        theory.OpenAI("m", base_url="http://localhost/v1", cache_only=True)


def test_what_differs_is_told_of_each_question(tmp_path: Path) -> None:
    with asking(CERTAIN, api="chat", cache=tmp_path / "a.sqlite3") as (_, model):
        put(model, TRUTHS[:1])
        changed = dataclasses.replace(TRUTHS[0], wording="other words")
        assert model.why_not_cached(TRUTHS[:1], TEXTS) == {}
        assert model.why_not_cached([changed], TEXTS)["threat"].endswith("differs in clause.wording")


def test_a_cache_that_cannot_be_written_costs_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from logitext.syntax.diagnostics import Diagnostic, InputError

    def full(*_: object) -> None:
        raise InputError([Diagnostic("NLT533", "the disk is full")])

    with asking(CERTAIN, api="chat", cache=tmp_path / "a.sqlite3") as (_, model):
        monkeypatch.setattr(Cache, "put_many", full)
        reply = put(model)
        assert all(isinstance(answer, Value) for answer in reply.answers.values())
        assert any("answers are not kept: " in note for note in reply.notes)
        assert not any("not kept" in note for note in put(model).notes)  # said once


def question_about(texts: tuple[str, ...]) -> Question:
    return Question("q", "q", "is so", texts=texts)


def test_only_the_texts_that_a_question_is_about_count_and_are_sent(tmp_path: Path) -> None:
    with asking(CERTAIN, api="chat", cache=tmp_path / "a.sqlite3") as (server, model):
        put(model, [question_about(("post",))], Texts({"post": "hello", "reply": "SECRET ONE"}))
        before = asked(server)
        put(model, [question_about(("post",))], Texts({"post": "hello", "reply": "SECRET TWO"}))
        assert asked(server) == before
        assert all("SECRET" not in str(record.body) for record in server.requests)
