"""Decisions are kept before they are given, found by their ids, and verified by the policy of their time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logitext.audit.store import DecisionStore
from logitext.syntax.diagnostics import Diagnostic, InputError
from tests.serve.served import CHAT, client, errors, service


def test_a_decision_is_found_with_the_policy_of_its_time(tmp_path: Path) -> None:
    store = DecisionStore(tmp_path / "decisions.sqlite3")
    with client(service(tmp_path, store=store)) as asked:
        given = asked.post("/v1/check", json={"texts": "You idiot", "facts": {"days": 3}, "label": "m-1"}).json()
        (tmp_path / "chat.nltc").write_text("{{text other  let x = [[x]]  violation v = x}}")
        kept = asked.get(f"/v1/decisions/{given['id']}").json()
        verified = asked.get(f"/v1/decisions/{given['id']}/verification").json()
        missing = asked.get("/v1/decisions/nothing")
        missing_too = asked.get("/v1/decisions/nothing/verification")
    assert kept["result"] == given["result"]
    assert (kept["made"], kept["action"], kept["policy"]) == ("2023-11-14T22:13:20Z", "block", "chat")
    assert [one["text"] for one in kept["sources"]] == [CHAT]
    assert (verified["verified"], verified["document"]) == (True, "m-1")
    for answer in (missing, missing_too):
        assert (answer.status_code, errors(answer)[0][0]) == (404, "NLT669")


def test_all_documents_of_a_request_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "decisions.sqlite3"
    with client(service(tmp_path, store=DecisionStore(path))) as asked:
        asked.post("/v1/check", json={"documents": [{"texts": "a"}, {"texts": "b", "facts": {"age": 1}}]})
        events = asked.post("/v1/check/events", json={"texts": "c"})
    assert events.status_code == 200
    with DecisionStore(path, writing=False) as store:
        assert [one.status for one in store.newest(10)] == ["decided", "error", "decided"]


def test_what_cannot_be_kept_is_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = DecisionStore(tmp_path / "decisions.sqlite3")

    def full(*_: object) -> None:
        raise InputError([Diagnostic("NLT667", "decisions cannot be kept in this file: the disk is full")])

    monkeypatch.setattr(store, "put", full)
    with client(service(tmp_path, store=store)) as asked:
        answers = [
            asked.post("/v1/check", json={"texts": "x"}),
            asked.post("/v1/check", json={"documents": [{"texts": "x"}]}),
        ]
        assert "logitext_decisions_total{" not in asked.get("/metrics").text
        events = asked.post("/v1/check/events", json={"texts": "x"}).text
    for answer in answers:
        assert (answer.status_code, errors(answer)[0][0]) == (503, "NLT667")
    assert "event: decision" not in events
    assert "NLT667" in events


def test_without_a_store_nothing_is_found(tmp_path: Path) -> None:
    with client(service(tmp_path)) as asked:
        answer = asked.get("/v1/decisions/x")
    assert (answer.status_code, errors(answer)[0][0]) == (404, "NLT667")


def test_redacted_decisions_hold_no_words_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "decisions.sqlite3"
    with client(service(tmp_path, store=DecisionStore(path), redact=True)) as asked:
        body = {"texts": "You idiot SECRET", "facts": {"days": 3}, "explain": True}
        given = asked.post("/v1/check", json=body).json()
        assert asked.get(f"/v1/decisions/{given['id']}/verification").json()["verified"] is True
    assert given["result"]["verdicts"]["mute"]["because"][0]["quote"] == "idiot"
    with DecisionStore(path, writing=False) as store:
        kept = json.dumps(store.get(given["id"]).result)
    assert "SECRET" not in kept
    assert '"quote": "' not in kept
