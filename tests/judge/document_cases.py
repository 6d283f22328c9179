"""Random policies about facts, lists, tables and texts, and documents for them: the same from the same seed."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from tests.judge import documents
from tests.judge.documents import (
    DOMAINS,
    SAID_OF_ELEMENTS,
    Document,
    Naming,
    Said,
    Scene,
    Stated,
    TooManyError,
    Vocabulary,
    in_brackets,
    literal,
    renamed,
    shown,
)
from tests.judge.generate_documents import Formulas, document, vocabulary
from tests.judge.model import Value
from tests.judge.worlds import Worlds

DOCUMENTS_A_SEED = 3
LAYOUTS = ("page", "page", "page", "section", "file", "versions")
"""All on one page; part of it in a section, or in a file under a name; or two versions, of which one is in force."""
CLAUSES = {
    "rude": "let rude(s) = [[s is rude]]",
    "loud": "let loud(s) = [[s is loud]]",
    "near": "let near(s, t) = [[s is about t]]",
    "score": "let score(s): Int = [[how bad s is]]",
    "tone": "let tone(s): low | high = [[how loud s is]]",
    "when": "let when(s): Date = [[when s was written]]",
    "asks": 'let asks(topic: low | high) = [[asks for the topic]] where "the topic" is topic',
    "paid": r"let paid: Int = [[what was paid]] read /\bpaid (\d)/",
}
JUDGED = re.compile(r"(\w+\.)?(rude|loud|near|asks|score|tone|when)\(")
"""Constants that somebody is asked about."""


@dataclass(frozen=True)
class DocumentCase:
    """A policy as it is written, with other files that it needs, and as the judge has it."""

    seed: int
    source: str
    files: Mapping[str, str]
    words: Vocabulary
    stated: Stated
    naming: Naming
    rng: Random

    @property
    def verdicts(self) -> Mapping[str, Said]:
        return self.stated.verdicts

    @property
    def defined(self) -> Mapping[str, Said]:
        return self.stated.defined

    def __str__(self) -> str:
        return "".join(f"--- {name}\n{text}\n" for name, text in {**self.files, "policy.nltc": self.source}.items())


@dataclass(frozen=True)
class Given:
    """A document, what is known of it before anybody is asked, and what a theory knows of it."""

    document: Document
    worlds: Worlds
    domains: Mapping[str, tuple[Value, ...]]
    known: Mapping[str, Value]
    answers: Mapping[str, Value]
    read: Mapping[str, Value]
    """What patterns find."""
    supposed: Sequence[str] = ()
    """Formulas that are assumed of this document alone."""
    under: Callable[[Collection[str]], Worlds] = field(repr=False, kw_only=True)
    """The worlds where no other assumptions of the policy hold than these."""


def case(seed: int, *, post: bool = True, dates: bool = False, lookups: bool = False) -> DocumentCase:
    """The policy of a seed; without `post` it says nothing of that text but what is asked about it.

    With `dates` most of it is about dates; with `lookups` it looks up rows of which just one is to fit.
    """
    rng = Random(seed)
    words = replace(vocabulary(rng, dates=dates), post=post)
    formulas = Formulas(rng, words, lookups=lookups)
    for number in range(rng.choice((0, 1, 1, 2))):
        formulas.define(f"d{number}")
    seen = [document(rng, words) for _ in range(4)]
    defined = {f"e{number}": formulas.truth(2, {}) for number in range(rng.choice((0, 1)))}
    layout = rng.choice(LAYOUTS)
    sorts = [rng.choice(("Bool", "Bool", "Bool", "Int", "Real")) for _ in range(rng.choice((1, 2, 3)))]

    def make(sort: str) -> Said:
        return formulas.truth(3, {}) if sort == "Bool" else formulas.number(sort, 2, {})

    def chosen() -> dict[str, Said]:
        return {
            f"r{number}": _varied(functools.partial(make, sort), seen, words, rng) for number, sort in enumerate(sorts)
        }

    assumed = {"a0": formulas.truth(1, {})} if rng.random() < 0.3 else {}
    page = _Page(rng, words, layout, sorts)
    verdicts = chosen()
    if layout == "versions":
        condition, others = formulas.truth(rng.choice((0, 1)), {}), chosen()
        source = page.written(verdicts, others, condition, defined, assumed)
        verdicts = {
            f"law.{name}": _by_version(condition, others[name], verdicts[name], page.later_naming) for name in verdicts
        }
    else:
        source = page.written(verdicts, {}, None, defined, assumed)
    return DocumentCase(seed, source, page.files, words, Stated(verdicts, defined, assumed, {}), page.naming, rng)


def _by_version(condition: Said, new: Said, old: Said, naming: Naming) -> Said:
    """What one version says, or the other. Each part is looked at, as everywhere."""

    def value(scene: Scene, at: documents.Bound) -> Any:
        parts = condition.of(scene, at), new.of(scene.under(naming), at), old.of(scene, at)
        return parts[1] if parts[0] else parts[2]

    return Said("", value)


def _varied(make: Callable[[], Said], seen: list[Document], words: Vocabulary, rng: Random) -> Said:
    """A formula that is not always the same; most of those are no good."""
    for _ in range(6):
        one = make()
        found = set()
        for at in seen * 4:
            scene = Scene(at, words.rows, None)
            scene.rng = rng
            found.add(one.of(scene, {}))
        if len(found) > 1:
            break
    return one


def given(case: DocumentCase) -> Iterator[Given]:
    """Documents for a policy; those that no world fits are left out, and those that too many do."""
    rng = case.rng
    for _ in range(DOCUMENTS_A_SEED):
        one = document(rng, case.words)
        stated = case.stated
        if stated.defined and rng.random() < 0.2:
            ((name, said),) = stated.defined.items()
            stated = replace(stated, supposed={f"assume {name}": said})
        try:
            worlds, domains = documents.worlds(stated, one, case.words.rows, case.naming)
        except TooManyError:
            continue
        if not worlds.worlds:
            continue
        known = {**one.facts, **documents.known_of_texts(one, domains), **dict.fromkeys(stated.supposed, True)}
        for name, rows in one.rows.items():
            for number, row in enumerate(rows, 1):
                key = one.keys[name][number - 1] if name in one.keys else None
                element = f"{name}{in_brackets(number if key is None else key)}"
                fields = row if key is None else {**row, "id": key}
                known |= {f"{element}.{one}": v for one, v in fields.items() if one != "body" and v is not None}
        share, world = rng.choice((0.3, 0.7, 1.0)), rng.choice(worlds.worlds)
        if stated.assumed and rng.random() < 0.3:  # answers that may contradict it
            world = {name: rng.choice(domain) for name, domain in domains.items()}
        answers = {name: world[name] for name in domains if JUDGED.match(name) and rng.random() < share}
        found, paid = documents.read(one), renamed("paid", case.naming)
        if paid in domains and found is None and rng.random() < 0.5:
            answers[paid] = world[paid]
        read: dict[str, Value] = {paid: found} if found is not None else {}

        def under(assumptions: Collection[str], stated: Stated = stated, one: Document = one) -> Worlds:
            return documents.worlds(stated, one, case.words.rows, case.naming, assumptions)[0]

        kept = {name: known[name] for name in domains if name in known}
        supposed = [name.removeprefix("assume ") for name in stated.supposed]
        yield Given(one, worlds, domains, kept, answers, read, supposed, under=under)


def following(given: Given, supposed: Mapping[str, Value | None]) -> dict[str, Value | None]:
    """What follows from texts that a caller gives, were some of these others; what that leaves open is None."""
    document = given.document
    rows: dict[str, list[dict[str, Value | None]]] = {}
    for name, each in document.rows.items():
        rows[name] = []
        for number, row in enumerate(each, 1):
            called = in_brackets(document.keys[name][number - 1] if name in document.keys else number)
            rows[name].append({one: supposed.get(f"{name}{called}.{one}", value) for one, value in row.items()})
    facts = {name: value for name in document.facts if (value := supposed.get(name, document.facts[name])) is not None}
    facts |= {name: value for name, value in supposed.items() if value is not None and "[" not in name}
    return {
        name: documents.known_of_texts(replace(document, facts=facts, rows=rows), [name]).get(name)
        for name in given.domains
        if documents.follows(name) is not None
    }


class _Page:
    """A policy as it is written: its page and other files; and the names of what is not on the page itself."""

    def __init__(self, rng: Random, words: Vocabulary, layout: str, sorts: Sequence[str]) -> None:
        self._rng = rng
        self._words = words
        self._layout = layout
        self._sorts = sorts
        self.files: dict[str, str] = {}
        apart = {"section": "part.", "file": "old.", "versions": "old."}.get(layout, "")
        names = [*CLAUSES, *words.definitions, *words.tables]
        self.naming: Naming = {name: apart + name for name in names} if apart else {}
        # What both versions ask is one clause, and has the name of the first file.
        self._other_words = layout == "versions" and rng.random() < 0.5
        self.later_naming: Naming = {**self.naming, **({"loud": "new.loud"} if self._other_words else {})}

    def written(
        self,
        verdicts: Mapping[str, Said],
        others: Mapping[str, Said],
        condition: Said | None,
        defined: Mapping[str, Said],
        assumed: Mapping[str, Said],
    ) -> str:
        """The page."""
        given, own = self._given(), self._own()
        here = [f"let {name} = {self._outside(one)}" for name, one in defined.items()]
        here += [f"assume {name}: {self._outside(one)}" for name, one in assumed.items()]
        here += self._bounds([*verdicts.values(), *others.values(), *defined.values(), *assumed.values()])
        said = [f"verdict {name} = {{}}" for name in verdicts]
        match self._layout:
            case "section":
                here += [f"verdict {name} = {self._outside(one)}" for name, one in verdicts.items()]
                return f"{self._block([*given, *here])}{{{{section part}}}}\n{self._block(own)}{{{{end part}}}}\n"
            case "file":
                here += [f"verdict {name} = {self._outside(one)}" for name, one in verdicts.items()]
                self.files["old.nltc"] = self._block([*given, *own])
                return self._block(['use "old.nltc" as old', *given, *here])
            case "versions":
                assert condition is not None
                first = [line.format(one.text) for line, one in zip(said, verdicts.values(), strict=True)]
                then = [line.format(one.text) for line, one in zip(said, others.values(), strict=True)]
                self.files["old.nltc"] = self._block([*given, *own, *first])
                later = [line.replace("[[s is loud]]", "[[s is in capitals]]") for line in own]
                self.files["new.nltc"] = self._block([*given, *(later if self._other_words else own), *then])
                files = '{{use "old.nltc" as old use "new.nltc" as new}}\n'
                when = f"when {self._outside(condition)} use new else use old as law"
                return files + self._block([*given, when, *here])
        here += [f"verdict {name} = {one.text}" for name, one in verdicts.items()]
        return self._block([*given, *own, *here])

    def _outside(self, one: Said) -> str:
        return renamed(one.text, self.naming)

    def _block(self, lines: list[str]) -> str:
        lines = list(lines)
        first = [line for line in lines if line.startswith("use ")]
        lines = [line for line in lines if line not in first]
        self._rng.shuffle(lines)
        return "{{" + "\n  ".join([*first, *lines]) + "}}\n"

    def _given(self) -> list[str]:
        """What a caller gives."""
        words = self._words
        lines = ['text post: "what somebody wrote"', *(f"fact {name}: {sort}" for name, sort in words.facts.items())]
        for name, fields in words.lists.items():
            key = [f"id: {words.keyed[name]} key"] if name in words.keyed else []
            each = [*key, *(f"{one}: {sort}" for one, sort in fields.items()), "body: text"]
            lines.append(f"list {name} of {{{', '.join(each)}}}")
        return lines

    def _own(self) -> list[str]:
        """Clauses, tables, and definitions with parameters."""
        words, lines = self._words, list(CLAUSES.values())
        for name, columns in words.tables.items():
            each = [[literal(row[one], sort).text for one, sort in columns.items()] for row in words.rows[name]]
            rows = ", ".join(f"({', '.join(cells)})" for cells in each)
            if self._rng.random() < 0.4:
                self.files[f"{name}.csv"] = "\n".join(",".join(cells) for cells in [list(columns), *each])
                rows = f'"{name}.csv"'
            kinds = ", ".join(f"{one}: {sort}" for one, sort in columns.items())
            lines.append(f"table {name} of {{{kinds}}} = {rows}")
        for name, (parameters, body) in words.definitions.items():
            sorts = (f"{one}: {kind}" if kind in DOMAINS else one for one, kind in parameters)
            lines.append(f"let {name}({', '.join(sorts)}) = {body.text}")
        return lines

    def _bounds(self, said: Sequence[Said]) -> list[str]:
        """The values that what has no end of them is assumed to have."""
        words, paid = self._words, renamed("paid", self.naming)
        lines = [f"assume {name} in {_values(sort)}" for name, sort in words.facts.items() if sort not in _BOUNDED]
        lines += [
            f"assume forall q in {name}: q.{one} in {_values(sort)}"
            for name, fields in words.lists.items()
            for one, sort in fields.items()
            if sort not in _BOUNDED
        ]
        every = " ".join([*(one.text for one in said), *(body.text for _, body in words.definitions.values())])
        lines += [
            f"assume forall q in {of}: {renamed(name, self.naming)}(q) in {_values(sort)}"
            for of in (*words.lists, *["lines(post)"] * words.post)
            for name, sort in SAID_OF_ELEMENTS.items()
            if sort not in _BOUNDED and f"{name}(" in every
        ]
        return [*lines, f"assume {paid} in ({', '.join(map(shown, DOMAINS['Int']))})"]


_BOUNDED = ("Bool", "low | high")


def _values(sort: str) -> str:
    return f"({', '.join(literal(value, sort).text for value in DOMAINS[sort])})"
