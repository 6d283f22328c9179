"""What verifying finds: a difference between a result and what follows from its answers."""

from __future__ import annotations

from logitext.records.frozen import Frozen
from logitext.records.frozen import ValueField as JSONValue


class Difference(Frozen):
    """One difference between a recorded result and what follows from its answers.

    `where` is its path in the JSON of the result. `expected` and `found` are the values in question, where there are
    such; both are null where something is missing or too much, and `message` says what.
    """

    where: str
    message: str
    expected: JSONValue = None
    found: JSONValue = None
    hint: str | None = None
