"""Each event that a listener may hear stands in a table of docs/api.md, with its attributes."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from types import ModuleType

import pytest

from logitext.check import events
from logitext.search import events as search_events

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")


@pytest.mark.parametrize("module", [events, search_events], ids=["check", "search"])
def test_events_are_documented(module: ModuleType) -> None:
    rows = dict(re.findall(r"(?<=\|\n)\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE))
    own = {
        name: kind
        for name, kind in vars(module).items()
        if dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__
    }
    assert own
    assert own.keys() <= rows.keys()
    # A listener can do without `so`, a part of the event's words.
    attributes = {name: {one.name for one in dataclasses.fields(kind)} - {"so"} for name, kind in own.items()}
    assert {
        name: wanted for name, wanted in attributes.items() if not all(f"`{one}`" in rows[name] for one in wanted)
    } == {}
