"""The server for assistants, asked by a client of the protocol."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import TextContent

from logitext.mcp.server import made
from logitext.mcp.tools import ToolError, Tools
from logitext.theory import Pattern
from tests.cli.run import logitext as command
from tests.serve.served import CHAT


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    (tmp_path / "chat.nltc").write_text(CHAT)
    return Tools({"chat": str(tmp_path / "chat.nltc")}, {"theory": Pattern(complete=True)})


def ask(server: Any, work: Callable[[Callable[..., Awaitable[tuple[bool, Any]]]], Awaitable[None]]) -> None:
    """What a client asks: whether each answer is an error, and what it says."""

    async def all_of_it() -> None:
        async with Client(server) as client:

            async def call(tool: str, **arguments: Any) -> tuple[bool, Any]:
                done = await client.call_tool(tool, arguments)
                (said,) = done.content
                assert isinstance(said, TextContent)
                return bool(done.is_error), said.text

            await work(call)

    asyncio.run(asyncio.wait_for(all_of_it(), 600))


def test_what_an_assistant_may_ask(tools: Tools) -> None:
    async def work(call: Callable[..., Awaitable[tuple[bool, Any]]]) -> None:
        wrong, said = await call("policies")
        assert json.loads(said)["chat"]["verdicts"] == {"mute": "violation", "watch": "verdict"}
        wrong, said = await call("check", texts="You idiot", facts={"days": 3}, explain=True)
        told = json.loads(said)
        assert not wrong
        assert "mute is true, because" in told["report"]
        assert told["result"]["verdicts"]["watch"]["value"] is True
        assert told["result"]["explanation"]["why_not"]
        assert (await call("policy_text"))[1] == CHAT
        assert "NLT201" in (await call("lint", source="{{violation v = nobody}}"))[1]
        assert (await call("lint", source="{{let a = [[a]]  violation v = a}}"))[1] == "no findings"
        assert (await call("explain_code", code="nlt201"))[1].startswith("# NLT201")

    ask(made(tools), work)


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("check", {"texts": "x", "policy": "../chat"}, "there is no policy `../chat`"),
        ("check", {"texts": "x", "facts": {"age": 3}}, "NLT627"),
        ("check", {"texts": {"other": "x"}}, "NLT602"),
        ("check", {"texts": "x" * 2_000_000}, "longer than"),
        ("policy_text", {"policy": "/etc/passwd"}, "there is no policy `/etc/passwd`"),
        ("explain_code", {"code": "../../../etc/passwd"}, "there is no error code"),
        ("explain_code", {"code": "NLT999"}, "there is no error code"),
        ("lint", {"source": "x" * 2_000_000}, "longer than"),
    ],
)
def test_what_is_wrong_is_said(tool: str, arguments: dict[str, Any], message: str, tools: Tools) -> None:
    async def work(call: Callable[..., Awaitable[tuple[bool, Any]]]) -> None:
        wrong, said = await call(tool, **arguments)
        assert wrong
        assert message in said

    ask(made(tools), work)


def test_a_policy_that_is_written_reads_no_other_file(tools: Tools, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    for path in ("chat.nltc", "../chat.nltc", f"..{tmp_path}/chat.nltc"):
        with pytest.raises(ToolError, match="may `use` no other file"):
            tools.lint(f'{{{{use "{path}"  verdict v = insults}}}}')


def test_a_policy_is_read_again_for_each_question(tools: Tools, tmp_path: Path) -> None:
    (tmp_path / "chat.nltc").write_text("{{violation v = nobody}}")
    assert "NLT201" in tools.policies()["chat"]["errors"]


def test_an_assistant_starts_the_command(tools: Tools, tmp_path: Path) -> None:
    words = ["-m", "logitext", "mcp", "chat.nltc", "--theory", "pattern:complete"]

    async def work(call: Callable[..., Awaitable[tuple[bool, Any]]]) -> None:
        wrong, said = await call("check", texts="You idiot", facts={"days": 3})
        assert not wrong
        assert "mute is true" in said

    ask(StdioServerParameters(command=sys.executable, args=words, cwd=str(tmp_path)), work)


def test_what_cannot_be_served(tools: Tools, tmp_path: Path) -> None:
    for words, message in (
        (["nowhere.nltc"], "NLT001"),
        (["chat.nltc", "a/chat.nltc"], "NLT664"),
        (["chat.nltc", "--theory", "ask"], "NLT649"),
        (["chat.nltc", "--set", "jok=true"], "NLT503"),
    ):
        ran = command("mcp", *words, cwd=tmp_path)
        assert (ran.status, ran.out) == (2, "")
        assert message in ran.err
