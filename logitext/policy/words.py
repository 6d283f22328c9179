"""How a message speaks of a policy's sorts."""

from __future__ import annotations

from logitext.policy.sorts import Enumeration, Sort


def count_of(texts: int) -> str:
    """`1 text`, `2 texts`."""
    return "1 text" if texts == 1 else f"{texts} texts"


def article(sort: Sort) -> str:
    """A sort as a message speaks of it."""
    match sort:
        case Enumeration(labels=labels):
            return f"one of {', '.join(f'`{label}`' for label in labels)}"
        case Sort("Bool"):
            return "true or false"
        case Sort("Int"):
            return "a whole number"
        case Sort("Real"):
            return "a number"
        case Sort("Date"):
            return "a date"
    return "a text"
