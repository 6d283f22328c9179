"""The tools of an assistant as a server of the protocol."""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError as Refused

from logitext.mcp.tools import ToolError, Tools
from logitext.version import __version__

_INSTRUCTIONS = (
    "Logitext decides texts by policies that are partly logic and partly judgement. A verdict is entailed by answers, "
    "or undetermined: never guess one that is. Ask `policies` first for names, texts and facts."
)


def made(tools: Tools) -> MCPServer:
    """The server."""
    server: MCPServer = MCPServer("logitext", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING")

    @server.tool()
    def policies() -> dict[str, Any]:
        """List the policies: the texts and facts that each takes, its clauses, and its verdicts."""
        return tools.policies()

    @server.tool()
    async def check(
        texts: str | dict[str, str],
        policy: str | None = None,
        facts: dict[str, Any] | None = None,
        assume: list[str] | None = None,
        explain: bool = False,
    ) -> dict[str, Any]:
        """Decide a policy on a text, or on texts by their names.

        `report` has the verdicts with their reasons in words, or the questions that are open; `result` is the same as
        data. `explain` adds how each verdict came about and what would turn it.
        """
        try:
            return await tools.check(texts, policy, facts, assume, explain)
        except ToolError as error:
            raise Refused(str(error)) from None

    @server.tool()
    def policy_text(policy: str | None = None) -> str:
        """Read the text of a policy."""
        try:
            return tools.source(policy)
        except ToolError as error:
            raise Refused(str(error)) from None

    @server.tool()
    def lint(source: str) -> str:
        """Find what is wrong with a policy that is being written. Give its whole text; it may use no other file."""
        try:
            return tools.lint(source)
        except ToolError as error:
            raise Refused(str(error)) from None

    @server.tool()
    def explain_code(code: str) -> str:
        """Read the page about an error code such as `NLT201`, with an example and how to mend it."""
        try:
            return tools.explain_code(code)
        except ToolError as error:
            raise Refused(str(error)) from None

    return server
