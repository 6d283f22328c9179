"""What a theory is asked: questions about texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from logitext.policy.model import Phrase, Place
from logitext.policy.put_as import PutAs
from logitext.policy.sorts import BOOL, Sort
from logitext.syntax.tree import Reading, Regex
from logitext.theory.protocol.price import Thresholds


@dataclass(frozen=True, slots=True)
class Question:
    """A question for a theory: whether a clause holds of the texts, or its value if its sort is not Bool.

    `id` is unique in a check and keys the answer. `clause` is the clause's name, `text` its wording, and `texts` names
    the texts that it is about. The author of the policy gives the rest: `ask` puts the clause as a question, `sentence`
    is the prose around it, `yes` and `no` are examples, `match` and `reject` are patterns, `read` has patterns that
    give a value, and `descriptions` describes each of `texts`. `ordered`: the policy compares the labels of the sort by
    their order. `note` is set if the question is put a second time, because the first answer was part of a
    contradiction: it describes the contradiction. `put_as`: the manner in which a model is to be asked; None for the
    theory's own. `fact`: the caller knows it, and no theory is asked. `sure`: what a
    probability means for this clause, whatever the theory's thresholds are.
    """

    id: str
    clause: str
    wording: str
    sort: Sort = BOOL
    texts: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    ask: str | None = None
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    match: tuple[Regex, ...] = ()
    reject: tuple[Regex, ...] = ()
    prior: Fraction | None = None
    cost: Fraction | None = None
    sentence: str = ""
    place: Place | None = None
    note: str | None = None
    descriptions: tuple[tuple[str, str], ...] = ()
    fact: bool = False
    ordered: bool = False
    sure: Thresholds | None = None
    read: tuple[Reading, ...] = ()
    put_as: PutAs | None = None


class Texts(Mapping[str, str]):
    """The texts of one check: variable name to content. `label` names the document for people: a file's name.

    `facts` are what the caller knows of the document, by name. The logic sees them, and no theory should.

    >>> texts = Texts({"post": "hello"}, label="greeting.txt")
    >>> texts["post"], texts.label
    ('hello', 'greeting.txt')
    """

    __slots__ = ("_contents", "_hashes", "facts", "label")

    def __init__(
        self, contents: Mapping[str, str], label: str | None = None, facts: Mapping[str, Any] | None = None
    ) -> None:
        self._contents = dict(contents)
        self._hashes: dict[str, bytes] = {}
        self.label = label
        self.facts: Mapping[str, Any] = {} if not facts else dict(facts)

    def __getitem__(self, name: str) -> str:
        return self._contents[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def sha256(self, name: str) -> bytes:
        """The SHA-256 of a text in UTF-8, worked out once."""
        found = self._hashes.get(name)
        if found is None:
            content = self._contents[name].encode("utf-8", "surrogatepass")
            found = self._hashes[name] = hashlib.sha256(content).digest()
        return found

    def __len__(self) -> int:
        return len(self._contents)

    def __repr__(self) -> str:
        named = "" if self.label is None else f" of {self.label}"
        return f"<Texts {', '.join(self._contents) or 'none'}{named}>"
