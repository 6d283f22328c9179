"""The forms of an answer: what is asked for, what comes back, and under which key it is kept."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.forms import FIELDS, FORMS, Form, room
from logitext.theory.llm.prompt import load_prompt
from logitext.theory.llm.read import Judged, read_content
from logitext.theory.llm.schema import schema_of
from logitext.theory.protocol import Question, Reply, Value
from tests.model_server import profiles
from tests.model_server.config import Config
from tests.model_server.ledger import Record
from tests.model_server.run import Server
from tests.model_server.truth import Truth
from tests.theory.llm.asked import QUESTIONS, TEXTS, TRUTHS, asking, put

OTHERS = tuple(question for question in QUESTIONS if question not in TRUTHS)
CERTAIN = Truth.hashed(unknown=0, wording=False)


def server(name: str) -> Config:
    return Config(profile=profiles.PROFILES[name], truth=CERTAIN)


def last(server: Server) -> Record:
    return server.requests[-1]


def fields(server: Server) -> tuple[str, ...]:
    asked = last(server).asked
    assert asked is not None
    return asked.fields


def schema(record: Record) -> dict[str, Any]:
    assert record.body is not None
    form = record.body["response_format"]
    found: dict[str, Any] = form.get("schema") or form["json_schema"]["schema"]
    return found


@pytest.mark.parametrize("name", ["vllm", "llama-cpp", "plain", "ollama"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_asked_for_and_read(form: Form, name: str) -> None:
    with asking(server(name), answer=form) as (served, model):
        found = put(model, QUESTIONS)
        assert fields(served) == FIELDS[form]
    with asking(server(name), answer="reasoned") as (_, model):
        expected = put(model, QUESTIONS)
    assert truths(found) == truths(expected)
    quotes = [answer.quote for answer in found.answers.values() if isinstance(answer, Value)]
    assert any(quotes) is (form != "brief")


def truths(reply: Reply) -> dict[str, Any]:
    """What stands for each answer: a value, or whether it is likely."""
    values = {name: answer for name, answer in reply.answers.items() if isinstance(answer, Value)}
    assert len(values) == len(reply.answers), reply
    return {name: one.value if one.value is not None else (one.probability or 0) > 0.5 for name, one in values.items()}


@pytest.mark.parametrize(
    ("name", "questions", "form"),
    [("vllm", TRUTHS, "brief"), ("vllm", OTHERS, "reasoned"), ("ollama", TRUTHS, "reasoned")],
    ids=["log-probabilities", "not of such an answer", "no log-probabilities"],
)
def test_answers_are_brief_where_each_has_a_probability(name: str, questions: tuple[Question, ...], form: Form) -> None:
    with asking(server(name)) as (served, model):
        reply = put(model, questions)
        assert fields(served) == FIELDS[form]
    if form == "brief":
        assert all(isinstance(one, Value) and one.probability is not None for one in reply.answers.values())


def test_clauses_of_both_kinds_go_into_calls_of_their_own() -> None:
    with asking(server("vllm")) as (served, model):
        put(model, QUESTIONS)
        forms = [record.asked.fields for record in served.requests if record.asked and record.asked.questions]
    assert sorted(forms) == [FIELDS["brief"], FIELDS["reasoned"]]


def test_a_brief_answer_takes_few_tokens() -> None:
    used = {}
    for form in FORMS:
        with asking(server("vllm"), answer=form) as (served, model):
            put(model, TRUTHS[:1])
            record = last(served)
            assert record.body is not None
            used[form] = record.body["max_tokens"]
    assert used["brief"] <= 40 < used["evidence"] < used["reasoned"] <= 300


def test_a_model_that_may_think_gets_room_for_it() -> None:
    with asking(server("ollama"), answer="brief") as (served, model):
        put(model, TRUTHS[:1])
        body = last(served).body
        assert body is not None
        assert body["max_tokens"] > 512


@pytest.mark.parametrize("form", FORMS)
def test_every_text_of_a_shape_is_bounded(form: Form) -> None:
    with asking(server("llama-cpp"), answer=form) as (served, model):
        put(model, QUESTIONS)
        unbounded = [part for part in parts(schema(last(served))) if "string" in types(part) and not bound(part)]
    assert unbounded == []


def parts(shape: Any) -> list[dict[str, Any]]:
    if isinstance(shape, list):
        return [part for one in shape for part in parts(one)]
    return [shape, *(part for one in shape.values() for part in parts(one))] if isinstance(shape, dict) else []


def types(part: dict[str, Any]) -> Any:
    return part.get("type", ())


def bound(part: dict[str, Any]) -> bool:
    return "maxLength" in part or "enum" in part


def test_a_server_that_takes_no_limit_in_a_shape_gets_none() -> None:
    with asking(server("openai"), api="chat", answer="reasoned") as (served, model):
        put(model, QUESTIONS)
        assert "maxLength" not in json.dumps(last(served).body)
        assert model.remembered() is not None


def test_the_form_is_part_of_the_key(tmp_path: Path) -> None:
    cache = tmp_path / "answers.sqlite3"
    with asking(server("vllm"), cache=cache) as (served, model):
        put(model, TRUTHS[:1])
        model.settings = type(model.settings)(answer="evidence")
        model._asked_of.clear()
        before = len(served.requests)
        put(model, TRUTHS[:1])
        assert len(served.requests) == before + 1


def test_a_brief_answer_is_no_object_and_others_are() -> None:
    asked = [Question("rude", "rude", "is rude")]
    assert read_content('{"rude": null}', asked, "brief", lenient=False) == {"rude": Judged(None, "", None)}
    for form, content in (("brief", {"answer": True}), ("evidence", True), ("evidence", {"answer": True})):
        found = read_content(json.dumps({"rude": content}), asked, form, lenient=False)["rude"]  # type: ignore[arg-type]
        assert not isinstance(found, Judged)
    assert schema_of(asked, "brief")["properties"]["rude"] == {"type": ["boolean", "null"]}


def test_room_grows_with_ids_and_labels() -> None:
    short, long = Question("a", "a", "is so"), Question("a" * 90, "a", "is so")
    assert room("brief", [long]) == room("brief", [short]) + 89


def test_a_prompt_of_ones_own_without_words_for_a_form_is_reasoned(tmp_path: Path) -> None:
    (tmp_path / "instructions.md").write_text("Answer with `reason`: r, `quote`: q, `answer`: a.")
    (tmp_path / "decisions.md").write_text("Decide.")
    assert load_prompt(tmp_path).forms == ("reasoned",)
    with asking(server("vllm"), prompt=tmp_path) as (served, model):
        put(model, TRUTHS[:1])
        assert fields(served) == FIELDS["reasoned"]
    with pytest.raises(InputError, match="no words for `brief`"), asking(prompt=tmp_path, answer="brief"):
        pass


def test_a_form_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="answer must be one of brief, evidence, reasoned"), asking(answer="long"):
        pass


def test_a_reply_that_is_cut_off_gets_room_for_a_thought() -> None:
    thinking = Config(profile=profiles.VLLM, truth=CERTAIN, faults=profiles_cut())
    with asking(thinking, api="chat") as (served, model):
        put(model, TRUTHS[:1])
        most = [record.body["max_tokens"] for record in served.requests[-2:] if record.body]
    assert most[0] < 64
    assert most[1] >= 512


def profiles_cut() -> Any:
    from tests.model_server.faults import Faults

    return Faults.script(["truncated"], probes=False)


def test_the_texts_of_all_forms_begin_alike() -> None:
    beginnings = set()
    for form in FORMS:
        with asking(server("vllm"), answer=form) as (served, model):
            asyncio.run(model.answer(TRUTHS[:1], TEXTS))
            body = last(served).body
            assert body is not None
            beginnings.add(json.dumps([body["messages"][0], body["messages"][1]["content"][0]]))
    assert len(beginnings) == 1
