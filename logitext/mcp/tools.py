"""What an assistant may ask: each is a function of plain values, which says in words what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import logitext
from logitext.api import Options, Policy
from logitext.api.without_texts.mistakes import lint_source
from logitext.policy.findings import did_you_mean
from logitext.report import text
from logitext.report.console import to_text
from logitext.report.diagnostics import render
from logitext.report.findings import pages
from logitext.syntax.diagnostics import Diagnostic, InputError, LogitextError
from logitext.syntax.parser import parse
from logitext.syntax.source import Source
from logitext.syntax.tree import UseStatement

LONGEST = 1024 * 1024
"""Characters of a text, or of a policy that is being written."""


class ToolError(Exception):
    """Raised where a question cannot be answered; the message is for the assistant."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The policies by name, and how each is read and asked. A policy is read again for each question."""

    files: Mapping[str, str]
    options: Options
    backend: str = "auto"
    delimiters: str | None = None

    def policies(self) -> dict[str, Any]:
        """What each policy takes and decides; of one that cannot be read, why."""
        return {name: self._described(name) for name in self.files}

    async def check(
        self,
        texts: str | dict[str, str] | None = None,
        policy: str | None = None,
        facts: dict[str, Any] | None = None,
        assume: list[str] | None = None,
        explain: bool = False,
    ) -> dict[str, Any]:
        """The verdicts of a policy on a text: `report` in words, `result` as data. ToolError."""
        given = texts.values() if isinstance(texts, dict) else [texts or ""]
        if sum(map(len, given)) > LONGEST:
            raise ToolError(f"the texts are longer than {LONGEST} characters")
        try:
            loaded = self._load(policy)
            result = await loaded.acheck(texts, facts=facts, assume=assume, **self.options)
            if explain:
                result = await loaded.aexplain(result, why_not=True)
            report = to_text(text.render(result, loaded.checked))
        except LogitextError as error:
            raise ToolError(_said(error.diagnostics)) from None
        return {"report": report, "result": result.to_dict()}

    def source(self, policy: str | None = None) -> str:
        """The text of a policy. ToolError."""
        try:
            return self._load(policy).checked.source.text
        except LogitextError as error:
            raise ToolError(_said(error.diagnostics)) from None

    def lint(self, source: str) -> str:
        """What is wrong with a policy that is being written; it may use no other file. ToolError."""
        if len(source) > LONGEST:
            raise ToolError(f"the policy is longer than {LONGEST} characters")
        written = Source("policy.nltc", source)
        # Nothing on the disk is read because of what an assistant writes.
        if any(isinstance(statement, UseStatement) for statement in parse(written)[0].statements):
            raise ToolError("a policy that is given as a text may `use` no other file: put all of it into the text")
        _, found = lint_source(written)
        return _said(found) if found else "no findings"

    def explain_code(self, code: str) -> str:
        """The page about an error code. ToolError."""
        found = pages.page(code.strip().upper()) if code.strip().isalnum() else None
        if found is None:
            raise ToolError(f"there is no error code `{code[:20]}`")
        return found

    def _load(self, name: str | None) -> Policy:
        if name is None and len(self.files) == 1:
            name = next(iter(self.files))
        if name is None or name not in self.files:
            known = f"the policies are {', '.join(f'`{one}`' for one in self.files)}"
            message = "say which policy" if name is None else f"there is no policy `{name[:100]}`"
            raise InputError([Diagnostic("NLT661", message, hint=did_you_mean(name or "", self.files) or known)])
        return logitext.load(self.files[name], backend=self.backend, delimiters=self.delimiters)  # type: ignore[arg-type]  # click knows them

    def _described(self, name: str) -> dict[str, Any]:
        try:
            checked = self._load(name).checked
        except LogitextError as error:
            return {"errors": _said(error.diagnostics)}
        clauses = checked.clauses.values()
        return {
            "texts": {one.name: one.description for one in checked.texts.values()},
            "facts": {one.name: f"{one.sort}: {one.wording}" for one in clauses if one.fact},
            "clauses": {one.name: f"{one.sort}: {one.wording}" for one in clauses if not one.fact},
            "verdicts": {one.name: one.kind for one in checked.verdicts.values()},
        }


def _said(diagnostics: Sequence[Diagnostic]) -> str:
    return to_text(render(diagnostics)).strip()
