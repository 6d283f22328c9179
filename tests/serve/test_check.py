"""What a service decides, and that it says it as the command line does."""

from __future__ import annotations

from pathlib import Path

import pytest

import logitext
from logitext.audit.store import DecisionStore
from logitext.theory import Answers, Pattern
from logitext.theory.protocol import Reply, Theory
from tests.serve.served import CHAT, KEY, client, errors, service


def test_several_documents_in_their_order_and_one_that_does_not_fit(tmp_path: Path) -> None:
    documents = [
        {"texts": "You idiot", "facts": {"days": 1}, "label": "a"},
        {"texts": {"message": "Hello"}, "facts": {"days": 1}, "label": "b"},
        {"texts": "Hello", "facts": {"age": 1}, "label": "c"},
        {"texts": "Hello", "label": "d"},
    ]
    with client(service(tmp_path)) as asked:
        answer = asked.post("/v1/check", json={"policy": "chat", "documents": documents})
    decisions = answer.json()["decisions"]
    assert answer.status_code == 200
    assert [one["result"]["document"] for one in decisions] == ["a", "b", "c", "d"]
    assert [one["action"] for one in decisions] == ["block", "allow", "review", "allow"]
    assert len({one["id"] for one in decisions}) == 4
    assert "the policy declares no fact `age`" in decisions[2]["result"]["error"]


def test_fields_that_are_null_are_not_given(tmp_path: Path) -> None:
    empty = dict.fromkeys(["policy", "texts", "label", "facts", "assume", "answers", "verdicts", "what_if"])
    with client(service(tmp_path)) as asked:
        several = asked.post("/v1/check", json={**empty, "documents": [{**dict.fromkeys(["label"]), "texts": "Hello"}]})
        one = asked.post("/v1/check", json={**empty, "texts": "Hello", "documents": None})
    assert several.json()["decisions"][0]["action"] == one.json()["action"] == "allow"


def test_every_status_is_documented(tmp_path: Path) -> None:
    with client(service(tmp_path, keys=(KEY,))) as asked:
        paths = asked.get("/openapi.json", headers={"X-API-Key": KEY}).json()["paths"]
        assert asked.post("/v1/policies", headers={"X-API-Key": KEY}).status_code == 405
    statuses = {"400", "401", "403", "404", "408", "413", "415", "422", "500", "502", "503", "504"}
    for path, method in (("/v1/check", "post"), ("/v1/check/events", "post"), ("/v1/explain", "post")):
        assert statuses <= set(paths[path][method]["responses"])
    assert {"401", "404"} <= set(paths["/v1/decisions/{id}"]["get"]["responses"])


def test_assumptions_and_verdicts_and_explanations(tmp_path: Path) -> None:
    with client(service(tmp_path, theory=Pattern())) as asked:
        body = {"texts": "You idiot", "assume": ["not joke"], "verdicts": ["mute"], "explain": True, "why_not": True}
        given = asked.post("/v1/check", json={**body, "what_if": {"insults": False}}).json()["result"]
    assert list(given["verdicts"]) == ["mute"]
    assert given["assumed"] == ["not joke"]
    assert given["verdicts"]["mute"]["value"] is True
    explanation = given["explanation"]
    assert explanation["trace"]
    assert explanation["why_not"]
    assert explanation["what_if"]["verdicts"][0]["after"] is False


def test_a_result_is_explained_only_if_it_is_right(tmp_path: Path) -> None:
    with client(service(tmp_path)) as asked:
        result = asked.post("/v1/check", json={"texts": "You idiot", "facts": {"days": 3}}).json()["result"]
        explained = asked.post("/v1/explain", json={"result": result, "what_if": {"days": 30}})
        result["verdicts"]["watch"]["value"] = False
        wrong = asked.post("/v1/explain", json={"result": result})
        none = asked.post("/v1/explain", json={"result": {"verdicts": 3}})
    assert explained.status_code == 200
    assert explained.json()["explanation"]["what_if"]["verdicts"][1]["after"] is False
    assert wrong.status_code == 422
    assert errors(wrong)[0][0] == "NLT665"
    assert (none.status_code, errors(none)[0][0]) == (422, "NLT621")


def test_the_policies_are_described(tmp_path: Path) -> None:
    with client(service(tmp_path, review=("watch",))) as asked:
        (found,) = asked.get("/v1/policies").json()["policies"]
        assert asked.get("/v1/policies/chat").json() == found
    assert found["sha256"] == logitext.loads(CHAT).sha256
    assert found["texts"] == [{"name": "message", "description": "a chat message", "sort": None}]
    assert [one["name"] for one in found["facts"]] == ["days"]
    assert [one["name"] for one in found["clauses"]] == ["insults", "joke"]
    assert found["verdicts"] == {"mute": "violation", "watch": "verdict"}
    assert {(one["verdict"], one["action"]) for one in found["conditions"]} == {("mute", "block"), ("watch", "review")}


class _Broken(Theory):
    """Not what a theory may do: an exception of the backend, where a document's words stand in it."""

    name = "broken"

    def prepare(self, questions: object) -> None:
        return None

    async def answer(self, questions: object, texts: object) -> Reply:
        raise RuntimeError("the document says SECRET")


def test_a_failed_back_end_is_for_review(tmp_path: Path) -> None:
    with client(service(tmp_path, theory=_Broken())) as asked:
        answer = asked.post("/v1/check", json={"texts": "Hello"})
    assert (answer.status_code, answer.json()["action"]) == (200, "review")
    assert answer.json()["result"]["verdicts"]["mute"]["open"][0]["reason"] == "failed"


def test_an_error_of_ours_is_for_review_and_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = service(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the document says SECRET")

    monkeypatch.setattr(made.shelf.find("chat").policy, "acheck", fail)
    with client(made) as asked:
        answer = asked.post("/v1/check", json={"texts": "SECRET"})
        many = asked.post("/v1/check", json={"documents": [{"texts": "SECRET"}]})
    assert (answer.status_code, answer.json()["action"]) == (500, "review")
    assert (many.status_code, many.json()["decisions"][0]["action"]) == (200, "review")
    assert "SECRET" not in answer.text + many.text + caplog.text
    assert all("SECRET" not in str(vars(record)) for record in caplog.records)


def test_answers_that_contradict_assumptions_are_for_review(tmp_path: Path) -> None:
    policy = "{{text t  let a = [[a]]  let b = [[b]]  assume not (a and b)  violation v = a or b}}"
    with client(service(tmp_path, {"p": policy}, theory=Answers({"a": True, "b": True}))) as asked:
        given = asked.post("/v1/check", json={"texts": "x"}).json()
    assert (given["result"]["status"], given["action"]) == ("conflict", "review")


def test_openapi_has_the_schemas_of_the_command_line(tmp_path: Path) -> None:
    with client(service(tmp_path)) as asked:
        document = asked.get("/openapi.json").json()
    assert set(document["paths"]) == {
        "/v1/check", "/v1/explain", "/v1/policies", "/v1/policies/{name}", "/health", "/ready", "/metrics",
        "/v1/check/events", "/v1/decisions/{id}", "/v1/decisions/{id}/verification", "/v1/differences",
    }  # fmt: skip
    schema = logitext.Result.model_json_schema(mode="serialization")
    ours = document["components"]["schemas"]["Result"]
    assert list(ours["properties"]) == list(schema["properties"])
    assert "CheckRequest" in document["components"]["schemas"]


def test_counters(tmp_path: Path) -> None:
    with client(service(tmp_path)) as asked:
        asked.post("/v1/check", json={"texts": "You idiot", "facts": {"days": 3}})
        asked.get("/nowhere/at/all")
        text = asked.get("/metrics").text
    assert 'logitext_decisions_total{action="block",policy="chat",status="decided"} 1.0' in text
    assert 'logitext_requests_total{path="/v1/check",status="200"} 1.0' in text
    assert 'logitext_requests_total{path="other",status="404"} 1.0' in text
    assert "nowhere" not in text
    assert 'logitext_check_seconds_count{policy="chat"} 1.0' in text


def test_a_log_names_the_decision_and_nothing_of_the_document(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "logitext.serve")
    with client(service(tmp_path)) as asked:
        body = {"texts": "You idiot, SECRET", "label": "SECRET", "facts": {"days": 3}}
        decision = asked.post("/v1/check", json=body).json()
    (record,) = [one for one in caplog.records if one.getMessage() == "decided"]
    details = record.details  # type: ignore[attr-defined]  # what it was logged with
    assert details["decision"] == decision["id"]
    assert (details["action"], details["violations"]) == ("block", ["mute"])
    assert all("SECRET" not in str(vars(one)) for one in caplog.records)


def test_lists(tmp_path: Path) -> None:
    policy = Path(__file__).parents[2] / "examples" / "conversation" / "policy.nltc"
    messages = [
        {"author": "ann", "sent": "2026-03-02", "body": "Please stop."},
        {"author": "bob", "sent": "2026-03-02", "body": "Quiet, or else!"},
    ]
    facts = {"accused": "bob", "opened": "2020-01-01", "messages": messages}
    store = DecisionStore(tmp_path / "decisions.sqlite3")
    with client(service(tmp_path, {"talk": policy.read_text("utf-8")}, store=store)) as asked:
        (told,) = asked.get("/v1/policies").json()["policies"]
        given = asked.post("/v1/check", json={"facts": facts}).json()
        html = asked.post("/page/decision", json={"facts": facts}).text
        wrong = asked.post("/v1/check", json={"facts": {"messages": [{"author": 3}]}})
        assert asked.get(f"/v1/decisions/{given['id']}/verification").json()["verified"] is True
    (one,) = told["lists"]
    assert (one["name"], one["fields"]) == ("messages", {"author": "Text", "sent": "Date", "body": "text"})
    assert [name for name in (clause["name"] for clause in told["clauses"]) if "@" in name] == []
    assert given["result"]["verdicts"]["threatening"]["value"] is True
    assert given["action"] == "block"
    assert '<mark title="threatens(messages[2])">or else</mark>' in html
    assert (wrong.status_code, errors(wrong)[0][0]) == (422, "NLT632")
