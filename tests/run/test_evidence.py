"""Quotations for the reasons of decided verdicts, in a run: within its limits, and paid for once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.run import Ran, logitext
from tests.model_server import profiles
from tests.model_server.config import Config
from tests.model_server.ledger import Record
from tests.model_server.run import Server, serving
from tests.model_server.truth import Truth

POLICY = """{{text post}}
{{let threat = [[threatens a person]]  let joke = [[is a joke]]  let insult = [[insults a person]]}}
{{violation remove = threat unless joke  verdict rude = insult}}
"""
POSTS = ["I will find you tonight!", "Good morning, dear neighbours.", "I will break your legs tonight!"]
TRUTH = Truth(
    lambda texts, question: None if question.id == "insult" else question.id == "threat" and "I will" in texts["post"]
)


def run(folder: Path, server: Server, *more: str) -> Ran:
    (folder / "policy.nltc").write_text(POLICY, "utf-8")
    (folder / "data.jsonl").write_text("".join(json.dumps({"post": post}) + "\n" for post in POSTS), "utf-8")
    options = ["--theory", "openai:test-model", "--base-url", server.base_url, "--no-cache", "-o", "out.jsonl", "-q"]
    return logitext("run", "policy.nltc", "data.jsonl", *options, *more, cwd=folder)


def quoting(server: Server) -> list[Record]:
    return [record for record in server.requests if record.asked and record.asked.fields == ("quote", "answer")]


def reasons(folder: Path) -> list[list[dict[str, Any]]]:
    results = [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]
    return [[one for verdict in result["verdicts"].values() for one in verdict["because"]] for result in results]


def test_the_reasons_of_a_run_have_quotations_and_are_asked_for_once(tmp_path: Path) -> None:
    with serving(Config(profile=profiles.VLLM, truth=TRUTH)) as server:
        assert run(tmp_path, server, "--evidence").status in (0, 1)
        asked = {frozenset(question.id for question in one.asked.questions) for one in quoting(server) if one.asked}
        before = len(server.requests)
        assert run(tmp_path, server, "--evidence").status in (0, 1)
        assert len(server.requests) == before, "nothing is left to do"
    assert asked == {frozenset({"threat", "joke"}), frozenset({"threat"})}
    found = reasons(tmp_path)
    assert all(found)
    for because, post in zip(found, POSTS, strict=True):
        assert all(one["quote"] is None or one["quote"] in post for one in because)
    assert any(one["quote"] for because in found for one in because)


def test_without_the_option_nobody_is_asked_again(tmp_path: Path) -> None:
    with serving(Config(profile=profiles.VLLM, truth=TRUTH)) as server:
        run(tmp_path, server, "--answer", "brief")
        assert quoting(server) == []
    assert not any(one["quote"] for because in reasons(tmp_path) for one in because)


def test_a_run_that_begins_without_them_is_not_gone_on_with(tmp_path: Path) -> None:
    with serving(Config(profile=profiles.VLLM, truth=TRUTH)) as server:
        run(tmp_path, server)
        other = run(tmp_path, server, "--evidence")
    assert other.status == 2
    assert "evidence" in other.err
