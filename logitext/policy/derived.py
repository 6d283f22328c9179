"""Facts that follow from texts and from other facts: how long a text is, whether one contains another.

They are exact, and nobody judges them. To the logic such a fact is one as any other; its value is worked out when what
it follows from is given, and is open as long as that is not.

>>> value_of(Derived("contains", (Argument("author"), Argument(None, "bo"))), {"author": "bob"}, {})
True
>>> value_of(Derived("words", (Argument("post", text=True),)), {}, {"post": "One two"})
2
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from logitext.policy.sorts import Value
from logitext.unicode.mapped import normal_text
from logitext.unicode.normal_form import nfc


@dataclass(frozen=True, slots=True)
class Argument:
    """What a function is used on: a fact or a text by its name, or a text that stands in the policy."""

    name: str | None
    value: str = ""
    text: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """A function of texts, by its name in `FUNCTIONS`, and what it is used on."""

    function: str
    arguments: tuple[Argument, ...]


def plain(text: str) -> str:
    """A text in any case, for comparing: letters lose their case, and nothing else."""
    return nfc(nfc(text).casefold())


FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "contains": lambda text, part: part in text,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
    "length": len,
    "words": lambda text: len(text.split()),  # as `words(post)` has them
    "plain": plain,
}
"""What each makes of texts, which are in NFC, with `\\n` for each line end but the last, which is left out."""


def value_of(derived: Derived, facts: Mapping[str, Any], texts: Mapping[str, str]) -> Value | None:
    """The value; None where something that it follows from is not known."""
    given: list[str] = []
    for one in derived.arguments:
        found = one.value if one.name is None else (texts if one.text else facts).get(one.name)
        if not isinstance(found, str):
            return None
        given.append(normal_text(found) if one.text else found)
    return FUNCTIONS[derived.function](*given)


def with_derived(
    clauses: Iterable[tuple[str, Derived]], facts: Mapping[str, Any], texts: Mapping[str, str]
) -> dict[str, Any]:
    """The facts, with those that follow; what is said of the latter in any other way counts for nothing."""
    found = dict(facts)
    for name, derived in clauses:
        value = value_of(derived, facts, texts)
        if value is None:
            found.pop(name, None)
        else:
            found[name] = value
    return found
