"""Documents that were picked to be labelled, and the file that the labels go to: a line for each, written at once."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Sort, Value, show
from logitext.run.columns import RunDocument, value_in
from logitext.syntax.diagnostics import Diagnostic, InputError

PICKED = "picked"
"""Where a line says how its document was picked."""


@dataclass(frozen=True)
class Picked:
    """A document to label: how likely its likeliest verdict is, and how many documents it stands for."""

    document: RunDocument
    probability: float
    weight: float

    def line(self, right: Mapping[str, Value]) -> dict[str, Any]:
        """What is written of it."""
        facts = {name: show(value) if not isinstance(value, bool | int | str) else value
                 for name, value in self.document.facts.items()}  # fmt: skip
        of = {"probability": self.probability, "weight": self.weight}
        shown = {name: value if isinstance(value, bool | int | str) else show(value) for name, value in right.items()}
        return {"id": self.document.label, **self.document.texts, **facts, PICKED: of, "right": shown}


class LabelFile:
    """The file of labels. What is in it already is kept, and not asked again. InputError where it is no such file."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self.done: set[str] = set()
        text = self._path.read_text("utf-8") if self._path.exists() else ""
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                try:
                    self.done.add(str(json.loads(line)["id"]))
                except (ValueError, TypeError, KeyError, RecursionError):
                    message = f"{path}:{number} is no line that `logitext label` wrote"
                    hint = "name a file that is not there yet, or mend the line"
                    raise InputError([Diagnostic("NLT659", message, hint=hint)]) from None
        self._whole = not text or text.endswith("\n")

    def add(self, line: Mapping[str, Any]) -> None:
        """Write a line, and have it on the disk."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(("" if self._whole else "\n") + json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._whole = True
        self.done.add(str(line["id"]))


def wanted(policy: CheckedPolicy, verdicts: Sequence[str], *, clauses: bool) -> dict[str, tuple[Sort, str]]:
    """What is asked of each document: names with their sorts and words, clauses first, as verdicts follow from them."""
    found: dict[str, tuple[Sort, str]] = {}
    if clauses:
        found = {name: (one.sort, one.wording) for name, one in policy.clauses.items() if not one.fact}
    for name in verdicts:
        place = policy.place(name)
        found[name] = policy.verdicts[name].sort, place.written
    return found


def read(written: str, sort: Sort) -> Value | None:
    """A label as somebody wrote it; None for an empty one. ValueError where it is no value of the sort."""
    return value_in(written.strip(), sort)
