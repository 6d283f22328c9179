"""Drafters: the protocol, and a script that drafts for examples and tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from logitext.reading.strict_json import decoded
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory.protocol import Usage


@dataclass(frozen=True, slots=True)
class Attempt:
    """A draft as it came, and what was wrong with it, in words."""

    data: Any
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """The reply of a drafter: data that has yet to be read, and what the call took."""

    data: Any
    usage: Usage = field(default_factory=lambda: Usage(calls=0))


class Drafter(Protocol):
    """Proposes what to mark in some prose. It is shown its last attempt, and what was wrong with it."""

    async def draft(self, prose: str, last: Attempt | None) -> Drafted:
        """A draft. Raises LogitextError where there can be none."""
        ...


class ScriptedDrafter:
    """Gives the drafts of a script, one after the other. InputError where it has none left.

    >>> import asyncio
    >>> asyncio.run(ScriptedDrafter([{"clauses": []}]).draft("Be kind.", None)).data
    {'clauses': []}
    """

    def __init__(self, drafts: Sequence[Any]) -> None:
        self._drafts = list(drafts)

    async def draft(self, prose: str, last: Attempt | None) -> Drafted:  # whatever the prose is
        if not self._drafts:
            raise InputError([Diagnostic("NLT681", "the script has no draft left", hint="add one to its list")])
        return Drafted(self._drafts.pop(0))


def load_script(path: str) -> ScriptedDrafter:
    """The script in a JSON file: a list of drafts, or one. InputError where it cannot be read."""
    try:
        data = decoded(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise InputError([Diagnostic("NLT681", f"the script cannot be read: {why}", Source(path, ""))]) from None
    return ScriptedDrafter(data if isinstance(data, list) else [data])
