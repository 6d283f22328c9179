"""Policies are read again when their files change, and the old one is kept when that fails."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from logitext.policy.named import named
from logitext.serve.service import Service
from logitext.syntax.diagnostics import InputError
from tests.serve.served import CHAT, client, service


def refresh(made: Service) -> None:
    asyncio.run(made.refresh())


def rewrite(path: Path, text: str) -> None:
    """As an editor does: another file takes the place of the old one."""
    new = path.with_suffix(".new")
    new.write_text(text, "utf-8")
    new.replace(path)


def test_a_changed_policy_is_served(tmp_path: Path) -> None:
    made = service(tmp_path)
    book = made.shelf.find("chat")
    before = book.policy
    refresh(made)
    assert book.policy is before
    rewrite(tmp_path / "chat.nltc", CHAT.replace("days < 7", "days < 70"))
    refresh(made)
    assert book.policy.sha256 != before.sha256
    with client(made) as asked:
        given = asked.post("/v1/check", json={"texts": "idiot", "facts": {"days": 50}}).json()
        assert given["result"]["verdicts"]["watch"]["value"] is True
        assert 'logitext_policy_reloads_total{outcome="served",policy="chat"} 1.0' in asked.get("/metrics").text


def test_a_file_that_a_policy_uses_counts(tmp_path: Path) -> None:
    (tmp_path / "shared.nltc").write_text("{{text t  let a = [[a]]}}")
    made = service(tmp_path, {"p": '{{use "shared.nltc"  violation v = a}}'})
    before = made.shelf.find("p").policy.sha256
    rewrite(tmp_path / "shared.nltc", "{{text t  let a = [[another]]}}")
    refresh(made)
    assert made.shelf.find("p").policy.sha256 != before


@pytest.mark.parametrize("wrong", ["{{violation mute = nothing}}", "no annotation", "{{verdict watch = true}}", None])
def test_a_wrong_version_is_not_served_and_said(
    wrong: str | None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = service(tmp_path, review=("mute",))
    book, path = made.shelf.find("chat"), tmp_path / "chat.nltc"
    before = book.policy
    if wrong is None:
        path.unlink()
    else:
        rewrite(path, wrong)
    refresh(made)
    refresh(made)
    assert book.policy is before
    assert [one.getMessage() for one in caplog.records] == ["policy not reloaded"]  # once
    with client(made) as asked:
        (told,) = asked.get("/v1/policies").json()["policies"]
        assert told["sha256"] == before.sha256
        assert told["errors"]
        assert 'logitext_policy_stale{policy="chat"} 1.0' in asked.get("/metrics").text
        assert asked.get("/ready").status_code == 200
    rewrite(path, CHAT)
    refresh(made)
    assert book.problems == ()
    assert book.policy.sha256 == before.sha256


def test_a_missing_file_that_comes_later_is_found(tmp_path: Path) -> None:
    made = service(tmp_path)
    rewrite(tmp_path / "chat.nltc", CHAT.replace("{{text", '{{use "more.nltc"}} {{text', 1))
    refresh(made)
    book = made.shelf.find("chat")
    assert book.problems
    (tmp_path / "more.nltc").write_text("{{let more = [[more]]}}")
    refresh(made)
    assert (book.problems, "more" in book.policy.clauses) == ((), True)


def test_a_service_that_watches_reads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = service(tmp_path)
    before = made.shelf.find("chat").policy.sha256
    rewrite(tmp_path / "chat.nltc", CHAT.replace("days < 7", "days < 70"))
    really = made.refresh

    async def until_read_again() -> None:
        done = asyncio.Event()

        async def refresh() -> None:
            await really()
            done.set()

        monkeypatch.setattr(made, "refresh", refresh)
        async with made.running(0.0):
            await done.wait()
        assert made.stopping

    asyncio.run(asyncio.wait_for(until_read_again(), 600))
    assert made.shelf.find("chat").policy.sha256 != before


def test_names() -> None:
    assert named(["a/chat.nltc", "p=b/chat.nltc", "x/y=z.nltc"]) == {
        "chat": "a/chat.nltc",
        "p": "b/chat.nltc",
        "y=z": "x/y=z.nltc",
    }
    for wrong in (["a/chat.nltc", "b/chat.nltc"], ["=x.nltc"], ["a:b=x.nltc"]):
        with pytest.raises(InputError) as caught:
            named(wrong)
        assert [one.code for one in caught.value.diagnostics] == ["NLT664"]
