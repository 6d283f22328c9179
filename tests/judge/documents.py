"""Policies about facts, lists, tables and what is known of texts, with documents for them, as the judge has them.

A formula is made together with what it means: the words of the policy on the one side, and on the other a function of
the document and of the values of what nobody knows. What is said of a document names its constants as results do:
`amount` of the first row is `rows[1].amount`. Shares nothing with Logitext.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sized
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any, TypeAlias

from tests.judge.model import Value
from tests.judge.worlds import Worlds

DAYS = (date(2023, 2, 28), date(2024, 2, 29))
WHO = ("ann", "Bob")
GRADES = ("low", "high")
DOMAINS: Mapping[str, tuple[Value, ...]] = {
    "Int": (0, 1, 2),
    "Real": (Fraction(0), Fraction(1, 2), Fraction(2)),
    "Date": DAYS,
    "Text": WHO,
    "Bool": (False, True),
    "low | high": GRADES,
}
"""The values that facts and fields of a sort have, which the policy assumes of them."""
FACTS = {"n": "Int", "share": "Real", "on": "Date", "who": "Text", "ok": "Bool", "grade": "low | high"}
FIELDS = {"amount": "Int", "day": "Date", "by": "Text", "kind": "low | high", "rate": "Real"}
SAID_OF_ELEMENTS = {"score": "Int", "tone": "low | high", "when": "Date"}
"""Clauses of elements that are more than true or false, and their sorts."""
COLUMNS = {"above": "Int", "part": "Real", "since": "Date", "tag": "low | high"}
BODIES = ("", "Pay 1.", "Pay 2 now, Bob", "I paid 0 and paid 2", "nothing")
LENGTHS = (0, 1, 2, 3, 4, 5)
"""Lengths are compared with 1 to 4 alone, so that these stand for all that there are."""


@dataclass(frozen=True)
class Document:
    """What a caller gives: facts by name, rows of lists, and the text `post`. None is a fact that is not given."""

    facts: Mapping[str, Value]
    rows: Mapping[str, list[dict[str, Value | None]]]
    post: str
    keys: Mapping[str, list[Value]] = field(default_factory=dict)
    """What the rows of a list are called by, if not by their numbers."""

    @property
    def lines(self) -> list[str]:
        return [line for line in self.post.split("\n") if line.strip()]


@dataclass(frozen=True)
class Element:
    """A row of a list or a table, or a line of the text; by its number from 1, of so many."""

    of: str
    number: int
    count: int
    keys: tuple[Value, ...] = ()

    def __str__(self) -> str:
        called = in_brackets(self.keys[self.number - 1] if self.keys else self.number)
        return f"{'post.lines' if self.of == 'lines(post)' else self.of}{called}"

    def beside(self, step: int) -> Element | None:
        number = self.number + step
        return Element(self.of, number, self.count, self.keys) if 1 <= number <= self.count else None


def in_brackets(called: Value) -> str:
    """A number or a key as names of elements have it."""
    return f'["{called}"]' if isinstance(called, str) else f"[{called}]"


Naming: TypeAlias = Mapping[str, str]
"""What clauses, definitions and tables are called outside of the section or the file that declares them."""


def renamed(text: str, naming: Naming) -> str:
    """A formula, or the name of a constant, as it stands outside."""
    if not naming:
        return text
    names = "|".join(map(re.escape, sorted(naming, key=len, reverse=True)))
    return re.sub(rf'(?<![\w."])({names})(?=[(),\s:]|$)', lambda found: naming[found[1]], text)


class Scene:
    """A document with a value for each constant that nobody knows; and all constants that were looked up in it."""

    def __init__(
        self,
        document: Document,
        tables: Mapping[str, list[dict[str, Value]]],
        values: Callable[[str], Value] | None,
        naming: Naming | None = None,
    ) -> None:
        self.document = document
        self.tables = tables
        self._values = values
        self._naming = naming or {}
        self.domains: dict[str, tuple[Value, ...]] = {}
        self.rng = Random(0)

    def under(self, naming: Naming) -> Scene:
        """The scene, as a file sees it that calls things by other names."""
        found = Scene(self.document, self.tables, self._values, naming)
        found.domains, found.rng = self.domains, self.rng
        return found

    def value(self, name: str, domain: tuple[Value, ...]) -> Value:
        name = renamed(name, self._naming)
        if self._values is not None:
            return self._values(name)
        self.domains[name] = domain
        return self.rng.choice(domain)

    def elements(self, of: str) -> list[Element]:
        rows: Sized = self.document.lines if of == "lines(post)" else self.tables.get(of) or self.document.rows[of]
        count, keys = len(rows), tuple(self.document.keys.get(of, ()))
        return [Element(of, number, count, keys) for number in range(1, count + 1)]


Bound: TypeAlias = Mapping[str, Any]
Meaning: TypeAlias = Callable[[Scene, Bound], Any]


@dataclass(frozen=True)
class Said:
    """A formula, and its value in a scene for what is bound in it."""

    text: str
    of: Meaning


@dataclass
class Vocabulary:
    """What a policy declares. `definitions` have parameters: by name the kinds of these, and what they say."""

    facts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    tables: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    definitions: dict[str, tuple[tuple[tuple[str, str], ...], Said]] = field(default_factory=dict)
    keyed: dict[str, str] = field(default_factory=dict)
    """The sorts of the keys of lists that have some."""
    post: bool = True
    """Whether formulas speak of the text itself and its lines, and not only of what is asked about it."""
    dates: bool = False
    """Whether formulas are mostly about dates."""


def shown(value: Value | None) -> str:
    """A value as a policy has it."""
    match value:
        case bool():
            return "true" if value else "false"
        case Fraction():
            return str(float(value))
        case date():
            return value.isoformat()
    return str(value)


def literal(value: Value, sort: str) -> Said:
    return Said(f'"{value}"' if sort == "Text" else shown(value), lambda _scene, _bound: value)


def read(document: Document) -> int | None:
    """The number that stands behind "paid" in the post, where there is just one."""
    found = {int(number) for number in re.findall(r"\bpaid (\d)", document.post)}
    return found.pop() if len(found) == 1 else None


def follows(name: str) -> re.Match[str] | None:
    """A constant that follows from texts: a function of one, or what one has to do with another."""
    return re.fullmatch(r"(lower|length|words)\((.*)\)", name) or re.fullmatch(
        r"(.+?) (contains|starts with|ends with) (.+)", name
    )


def known_of_texts(document: Document, names: Iterable[str]) -> dict[str, Value]:
    """What is known of texts, of the constants with these names: those that follow from texts that are given."""
    texts: dict[str, str] = {"post": document.post.removesuffix("\n")}
    texts |= {f"post.lines[{number}]": line.strip() for number, line in enumerate(document.lines, 1)}
    texts |= {name: value for name, value in document.facts.items() if isinstance(value, str)}
    for name, rows in document.rows.items():
        for number, row in enumerate(rows, 1):
            one = f"{name}{in_brackets(document.keys[name][number - 1] if name in document.keys else number)}"
            texts |= {f"{one}.{key}": value for key, value in row.items() if isinstance(value, str)}
            texts[one] = str(row.get("body", ""))
    found: dict[str, Value] = {}
    for name in names:
        match follows(name):
            case None:
                pass
            case call if call.re.groups == 2:
                if call[2] in texts:
                    text = texts[call[2]]
                    length = len(text if call[1] == "length" else text.split())
                    found[name] = text.lower() if call[1] == "lower" else length
            case infix:
                part = infix[3].strip('"') if infix[3].startswith('"') else texts.get(infix[3])
                if infix[1] in texts and part is not None:
                    whole = texts[infix[1]]
                    of = {
                        "contains": part in whole,
                        "starts with": whole.startswith(part),
                        "ends with": whole.endswith(part),
                    }
                    found[name] = of[infix[2]]
    return found


MOST_WORLDS = 1500


class TooManyError(Exception):
    """Says that a document leaves more worlds than can be gone through."""


@dataclass(frozen=True)
class Stated:
    """What a policy says, each with its value in a scene: of these, `assumed` by name; `supposed` of one document."""

    verdicts: Mapping[str, Said]
    defined: Mapping[str, Said]
    assumed: Mapping[str, Said]
    supposed: Mapping[str, Said]


def worlds(
    stated: Stated,
    document: Document,
    tables: Mapping[str, list[dict[str, Value]]],
    naming: Naming,
    only: Collection[str] | None = None,
) -> tuple[Worlds, dict[str, tuple[Value, ...]]]:
    """All worlds of a document, and the domains of the constants that they are about.

    What is supposed has a constant of its own, which implies it. With `only` no other assumptions hold than these.
    """
    said = {**stated.verdicts, **stated.defined}
    assumed = [one for name, one in stated.assumed.items() if only is None or name in only]
    recording = Scene(document, tables, None, naming)
    for _ in range(60):
        for one in (*said.values(), *stated.assumed.values(), *stated.supposed.values()):
            one.of(recording, {})
    domains = dict(recording.domains)
    for name, value in known_of_texts(document, domains).items():
        if value not in domains[name]:
            domains[name] = (*domains[name], value)
    domains |= dict.fromkeys(stated.supposed, (False, True))
    size = 1
    for domain in domains.values():
        size *= len(domain)
    if size > MOST_WORLDS:
        raise TooManyError
    found = []
    for values in itertools.product(*domains.values()):
        world: dict[str, Value] = dict(zip(domains, values, strict=True))
        scene = Scene(document, tables, world.__getitem__, naming)
        if all(one.of(scene, {}) for one in assumed) and all(
            not world[name] or one.of(scene, {}) for name, one in stated.supposed.items()
        ):
            found.append(world | {name: one.of(scene, {}) for name, one in said.items()})
    return Worlds(list(domains), [*said], found), domains
