"""Policies about facts, lists, tables and texts that are made up, as Logitext has them, and documents for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import logitext
from logitext import Policy
from logitext.logic.backend_name import BackendName
from tests.judge.document_cases import DocumentCase, Given


def loaded(case: DocumentCase, folder: Path, backend: BackendName = "auto") -> Policy:
    """The policy of a case, from files in a folder."""
    for name, text in {**case.files, "policy.nltc": case.source}.items():
        (folder / name).write_text(text)
    return logitext.load(folder / "policy.nltc", backend=backend)


def facts_of(given: Given) -> dict[str, Any]:
    """What a caller gives: facts, and lists with the keys of their elements."""
    document = given.document
    found: dict[str, Any] = dict(document.facts)
    for name, rows in document.rows.items():
        keys = document.keys.get(name)
        found[name] = rows if keys is None else [{**row, "id": key} for row, key in zip(rows, keys, strict=True)]
    return found


def failed(case: DocumentCase, given: Given, what: object) -> str:
    """What to show of a case that failed."""
    document = f"{given.document}\nanswers: {dict(given.answers)}\nassumed: {given.supposed}"
    return f"JUDGE_SEED={case.seed} JUDGE_CASES=10: {what}\n{document}\n{case}"
