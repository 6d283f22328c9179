"""`logitext serve`, started as its user starts it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.cli.run import logitext
from tests.serve.served import CHAT, KEY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "chat.nltc").write_text(CHAT)
    return tmp_path


@contextmanager
def serving(folder: Path, *words: str, **env: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, and the address at which it takes requests."""
    command = [sys.executable, "-m", "logitext", "serve", "chat.nltc", "--port", "0", *words]
    with subprocess.Popen(command, cwd=folder, env={**os.environ, **env}, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            line = process.stderr.readline()
            found = re.fullmatch(r"deciding by chat at (http://\S+)\n", line)
            assert found, line + process.stderr.read()
            yield process, found[1]
        finally:
            process.terminate()


def without_time(result: dict[str, Any]) -> dict[str, Any]:
    return {**result, "usage": {**result["usage"], "seconds": 0}}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_result_is_what_the_command_line_prints(folder: Path, how: signal.Signals) -> None:
    (folder / "m.txt").write_text("You idiot")
    with serving(folder, "--theory", "pattern:complete") as (process, address):
        body = {"texts": "You idiot", "label": "m.txt", "facts": {"days": 3}}
        given = httpx2.post(f"{address}/v1/check", json=body).json()
        process.send_signal(how)
        assert process.stderr is not None
        log = process.stderr.read()
        assert process.wait(600) == 0
    words = ["check", "chat.nltc", "m.txt", "--fact", "days=3", "--theory", "pattern:complete", "--format", "json"]
    printed = json.loads(logitext(*words, cwd=folder).out)
    assert without_time(given["result"]) == without_time(printed)
    assert list(given["result"]) == list(printed)
    (line,) = [json.loads(line) for line in log.splitlines()]
    assert (line["event"], line["decision"], line["action"]) == ("decided", given["id"], "block")
    assert "idiot" not in log


def test_keys_come_from_the_environment(folder: Path) -> None:
    with serving(folder, "--host", "0.0.0.0", LOGITEXT_SERVE_KEYS=f"another-key-of-old {KEY}") as (_, address):
        port = address.rpartition(":")[2]
        here = f"http://127.0.0.1:{port}/v1/policies"
        assert httpx2.get(here).status_code == 401
        assert httpx2.get(here, headers={"Authorization": f"Bearer {KEY}"}).status_code == 200


@pytest.mark.parametrize(
    ("words", "env", "message"),
    [
        (["chat.nltc", "--host", "0.0.0.0"], {}, "error[NLT664]: others can reach 0.0.0.0"),
        (["chat.nltc"], {"LOGITEXT_SERVE_KEYS": "short"}, "error[NLT664]: a key in `LOGITEXT_SERVE_KEYS` is shorter"),
        (["chat.nltc", "--no-key"], {"LOGITEXT_SERVE_KEYS": KEY}, "leave one of them out"),
        (["chat.nltc", "other/chat.nltc"], {}, "error[NLT664]: two policies are called `chat`"),
        (["chat.nltc", "--theory", "ask"], {}, "error[NLT649]: `ask` asks a person"),
        (["chat.nltc", "--block-if", "mut"], {}, "error[NLT606]: --block-if: `chat` has no verdict `mut`"),
        (["nowhere.nltc"], {}, "error[NLT001]"),
        (["chat.nltc", "--set", "jok=true"], {}, "error[NLT503]"),
        (["chat.nltc", "--host", "no.such.host.invalid", "--no-key"], {}, "error[NLT664]: cannot listen"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_what_cannot_be_served(words: list[str], env: dict[str, str], message: str, folder: Path) -> None:
    ran = logitext("serve", *words, cwd=folder, env=env)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert KEY not in ran.err
    assert "short" not in ran.err.replace("shorter", "")


def test_decisions_are_kept_and_another_version_decides_beside(folder: Path) -> None:
    (folder / "new.nltc").write_text(CHAT.replace("insults unless joke", "insults"))
    words = ["--theory", "pattern:complete", "--audit", "d.sqlite3", "--shadow", "chat=new.nltc", "-q"]
    with serving(folder, *words) as (process, address):
        body = {"texts": "You idiot, just kidding", "facts": {"days": 30}}
        given = httpx2.post(f"{address}/v1/check", json=body).json()
        process.terminate()
        assert process.wait(600) == 0
    ran = logitext("audit", "d.sqlite3", "--verify", cwd=folder)
    assert ran.status == 0, ran.out + ran.err
    assert ran.out.count("verified: 2 verdicts") == 2
    assert "another version comes to something else" in logitext("audit", "d.sqlite3", given["id"], cwd=folder).out
    assert logitext("serve", "chat.nltc", "--shadow", "cat=new.nltc", cwd=folder).status == 2


def test_options_without_effect_are_said(folder: Path) -> None:
    ran = logitext("serve", "chat.nltc", "--model", "m", "--batch", "3", "--host", "x.invalid", "--no-key", cwd=folder)
    assert "`--model` has no effect: no model is asked" in ran.err
    assert "`--batch` has no effect" in ran.err
