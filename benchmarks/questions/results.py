"""Results in a file, a line each, so that a run that was broken off goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Measured = dict[str, Any]
Task = Callable[[], Measured]


class Results:
    """What was measured, by the name of the task; kept in a file if one is named."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.found: dict[str, Measured] = {}
        if path is not None and path.exists():
            for line in path.read_text("utf-8").splitlines():
                try:
                    name, measured = json.loads(line)
                except ValueError:
                    continue  # the last line of a run that was killed
                self.found[name] = measured

    def measure(self, name: str, task: Task) -> None:
        """Do a task, unless its result is there."""
        if name in self.found:
            return
        measured = task()
        self.found[name] = measured
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([name, measured]) + "\n")

    def of(self, *beginning: str) -> Mapping[str, Measured]:
        """The results of the tasks whose names begin with these words."""
        start = " ".join(beginning)
        return {name: one for name, one in self.found.items() if name == start or name.startswith(start + " ")}
