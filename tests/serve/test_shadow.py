"""Another version of a policy decides beside the one that is served."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from logitext.audit.store import DecisionStore
from logitext.serve.settings import RequestLimits
from logitext.serve.shelf import named_shadows
from logitext.syntax.diagnostics import InputError
from logitext.theory.protocol import Reply, Texts, Theory, Value
from tests.serve.served import CHAT, client, service

STRICTER = CHAT.replace("insults unless joke", "insults").replace("days < 7", "days < 70")


class Counting(Theory):
    """Says yes to everything, and counts the clauses that it is asked about."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def answer(self, questions: Any, texts: Texts) -> Reply:
        self.asked += [one.clause for one in questions]
        return Reply({one.id: Value(True) for one in questions})


def test_what_differs_is_counted_and_kept(tmp_path: Path) -> None:
    store = DecisionStore(tmp_path / "decisions.sqlite3")
    made = service(tmp_path, shadows={"chat": STRICTER}, store=store)
    with client(made) as asked:
        joke = asked.post("/v1/check", json={"texts": "idiot, just kidding", "facts": {"days": 30}}).json()
        same = asked.post("/v1/check", json={"texts": "Hello", "facts": {"days": 30}}).json()
        asked.portal.call(made.shadow.ended)  # type: ignore[union-attr]  # it runs
        told = asked.get("/v1/differences").json()
        kept = asked.get(f"/v1/decisions/{joke['id']}").json()
        other = asked.get(f"/v1/decisions/{kept['shadow']}").json()
        right = asked.get(f"/v1/decisions/{kept['shadow']}/verification").json()
        of_same = asked.get(f"/v1/decisions/{same['id']}").json()
        assert 'logitext_shadow_decisions_total{outcome="different",policy="chat"} 1.0' in asked.get("/metrics").text
    assert (joke["action"], same["action"]) == ("allow", "allow")
    assert told["counts"] == {"chat": {"different": 1, "same": 1}}
    (difference,) = told["latest"]
    assert (difference["id"], difference["shadow_id"]) == (joke["id"], kept["shadow"])
    assert (difference["action"], difference["shadow"]) == ("allow", "block")
    assert difference["verdicts"] == {"mute": [False, True], "watch": [False, True]}
    assert (other["action"], right["verified"]) == ("block", True)
    assert other["sha256"] != kept["sha256"]
    assert of_same["shadow"] is not None


def test_the_other_version_asks_only_about_what_is_new(tmp_path: Path) -> None:
    theory = Counting()
    more = CHAT.replace("let joke", "let shouts = [[shouts]]  let joke").replace("unless joke", "or shouts unless joke")
    made = service(tmp_path, theory=theory, shadows={"chat": more})
    with client(made) as asked:
        asked.post("/v1/check", json={"texts": "x", "facts": {"days": 1}, "verdicts": ["mute"]})
        asked.portal.call(made.shadow.ended)  # type: ignore[union-attr]  # it runs
    assert sorted(theory.asked) == sorted(set(theory.asked))


def test_nothing_that_it_does_changes_an_answer(tmp_path: Path) -> None:
    without_fact = "{{text message}} {{let insults = [[insults somebody]] match /idiot/  violation mute = insults}}"
    made = service(tmp_path, shadows={"chat": without_fact})
    with client(made) as asked:
        given = asked.post("/v1/check", json={"texts": "idiot", "facts": {"days": 1}})
        asked.portal.call(made.shadow.ended)  # type: ignore[union-attr]  # it runs
        counts = asked.get("/v1/differences").json()["counts"]
    assert (given.status_code, given.json()["action"]) == (200, "block")
    assert counts == {"chat": {"failed": 1}}


def test_more_than_there_may_be_in_work_are_left_out(tmp_path: Path) -> None:
    made = service(tmp_path, shadows={"chat": STRICTER}, limits=RequestLimits(at_once=1))
    documents = [{"texts": f"idiot {number}", "facts": {"days": 1}} for number in range(5)]
    with client(made) as asked:
        asked.post("/v1/check", json={"documents": documents})
        asked.portal.call(made.shadow.ended)  # type: ignore[union-attr]  # it runs
        counts = asked.get("/v1/differences").json()["counts"]["chat"]
    assert sum(counts.values()) == 5
    assert counts["left out"] >= 1


def test_the_other_version_is_read_again_too(tmp_path: Path) -> None:
    made = service(tmp_path, shadows={"chat": STRICTER})
    before = made.shadow.shelf.find("chat").policy.sha256
    (tmp_path / "chat.new.nltc").write_text(CHAT.replace("7", "77"))
    asyncio.run(made.refresh())
    assert made.shadow.shelf.find("chat").policy.sha256 != before


@pytest.mark.parametrize("wrong", [["chat.nltc"], ["cat=x.nltc"], ["chat="], ["chat=a", "chat=b"]], ids=str)
def test_wrong_shadows(wrong: list[str]) -> None:
    with pytest.raises(InputError, match="--shadow"):
        named_shadows(wrong, ["chat"])
