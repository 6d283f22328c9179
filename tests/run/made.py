"""What the tests of runs share: a policy, data, and a run of both in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import logitext
from logitext import Files, RunSummary

CHAT = r"""
{{text message: "a chat message"}}
{{let insults = [[insults somebody]] match /\bidiots?\b/i  let joke = [[is plainly a joke]]
  violation mute = insults unless joke}}
"""


def chat() -> logitext.Policy:
    return logitext.loads(CHAT, "chat.nltc")


def lines(path: Path, rows: Iterable[Mapping[str, Any] | str]) -> Path:
    """JSON Lines; a string is a line as it is."""
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def run(policy: logitext.Policy, data: Any, folder: Path, **options: Any) -> tuple[RunSummary, list[dict[str, Any]]]:
    """The summary and the rows of a run whose rows go to `rows.jsonl` in the folder."""
    own = {name: options.pop(name) for name in list(options) if name in Files.__dataclass_fields__}
    files = Files(**{"rows": folder / "rows.jsonl", **own})
    names = [str(one) for one in data] if isinstance(data, list) else str(data)
    summary = policy.run(names, files=files, **{"theory": "pattern:complete", **options})
    assert isinstance(summary, RunSummary)
    return summary, read(folder / "rows.jsonl") if files.rows == folder / "rows.jsonl" and summary.done else []


def without_usage(path: Path) -> list[dict[str, Any]]:
    """Full records, but for what asking took."""
    return [{name: part for name, part in row.items() if name != "usage"} for row in read(path)]
