"""All nodes of a part of a syntax tree."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any


def nodes(part: object) -> Iterator[Any]:
    """The node and all that is in it, from the outside in, in the order of its fields: those of the source."""
    stack = [part]
    while stack:
        here = stack.pop()
        if isinstance(here, tuple):
            stack.extend(reversed(here))
        elif dataclasses.is_dataclass(here):
            yield here
            stack.extend(getattr(here, field.name) for field in reversed(dataclasses.fields(here)))
