"""Random policies about facts, lists, tables and texts, and documents for them: the same from the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from tests.judge import documents
from tests.judge.documents import DOMAINS, Document, Said, Scene, TooManyError, Vocabulary, literal, shown
from tests.judge.generate_documents import Formulas, document, vocabulary
from tests.judge.model import Value
from tests.judge.worlds import Worlds

DOCUMENTS_A_SEED = 3


@dataclass(frozen=True)
class DocumentCase:
    """A policy as it is written, with the rows of a table that stands in a file, and as the judge has it."""

    seed: int
    source: str
    files: Mapping[str, str]
    words: Vocabulary
    verdicts: Mapping[str, Said]
    defined: Mapping[str, Said]
    assumed: list[Said]
    rng: Random


@dataclass(frozen=True)
class Given:
    """A document, what is known of it before anybody is asked, and what a theory knows of it."""

    document: Document
    worlds: Worlds
    known: Mapping[str, Value]
    answers: Mapping[str, Value]
    read: Mapping[str, Value]
    """What patterns find."""


def case(seed: int) -> DocumentCase:
    """The policy of a seed."""
    rng = Random(seed)
    words = vocabulary(rng)
    formulas = Formulas(rng, words)
    for number in range(rng.choice((0, 1, 1, 2))):
        formulas.define(f"d{number}")
    seen = [document(rng, words) for _ in range(4)]
    defined = {f"e{number}": formulas.truth(2, {}) for number in range(rng.choice((0, 1)))}
    verdicts: dict[str, Said] = {}
    for number in range(rng.choice((1, 2, 3))):
        sort = rng.choice(("Bool", "Bool", "Bool", "Int", "Real"))

        def make(sort: str = sort) -> Said:
            return formulas.truth(3, {}) if sort == "Bool" else formulas.number(sort, 2, {})

        verdicts[f"r{number}"] = _varied(make, seen, words, rng)
    assumed = [formulas.truth(1, {})] if rng.random() < 0.2 else []
    source, files = _written(words, rng, verdicts, defined, assumed)
    return DocumentCase(seed, source, files, words, verdicts, defined, assumed, rng)


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
        try:
            worlds, domains = documents.worlds(case.verdicts, case.defined, case.assumed, one, case.words.rows)
        except TooManyError:
            continue
        if not worlds.worlds:
            continue
        known = {**one.facts, **documents.known_of_texts(one, domains)}
        for name, rows in one.rows.items():
            for number, row in enumerate(rows, 1):
                known |= {f"{name}[{number}].{key}": v for key, v in row.items() if key != "body" and v is not None}
        share, world = rng.choice((0.3, 0.7, 1.0)), rng.choice(worlds.worlds)
        judged = [name for name in domains if name.startswith(("rude(", "loud(", "near(", "asks("))]
        answers = {name: world[name] for name in judged if rng.random() < share}
        paid = documents.read(one)
        if "paid" in domains and paid is None and rng.random() < 0.5:
            answers["paid"] = world["paid"]
        read: dict[str, Value] = {"paid": paid} if paid is not None else {}
        yield Given(one, worlds, {name: known[name] for name in domains if name in known}, answers, read)


def _written(
    words: Vocabulary, rng: Random, verdicts: Mapping[str, Said], defined: Mapping[str, Said], assumed: list[Said]
) -> tuple[str, dict[str, str]]:
    """The policy as it is written, and the files that it needs."""
    files: dict[str, str] = {}
    lines = ['text post: "what somebody wrote"', *(f"fact {name}: {sort}" for name, sort in words.facts.items())]
    for name, fields in words.lists.items():
        lines.append(f"list {name} of {{{', '.join(f'{one}: {sort}' for one, sort in fields.items())}, body: text}}")
    for name, columns in words.tables.items():
        each = [[literal(row[one], sort).text for one, sort in columns.items()] for row in words.rows[name]]
        rows = ", ".join(f"({', '.join(cells)})" for cells in each)
        if rng.random() < 0.4:
            files[f"{name}.csv"] = "\n".join(",".join(cells) for cells in [list(columns), *each])
            rows = f'"{name}.csv"'
        kinds = ", ".join(f"{one}: {sort}" for one, sort in columns.items())
        lines.append(f"table {name} of {{{kinds}}} = {rows}")
    lines += [
        "let rude(s) = [[s is rude]]  let loud(s) = [[s is loud]]",
        "let near(s, t) = [[s is about t]]",
        'let asks(topic: low | high) = [[asks for the topic]] where "the topic" is topic',
        r"let paid: Int = [[what was paid]] read /\bpaid (\d)/",
    ]
    for name, (parameters, body) in words.definitions.items():
        sorts = (f"{one}: {kind}" if kind in DOMAINS else one for one, kind in parameters)
        lines.append(f"let {name}({', '.join(sorts)}) = {body.text}")
    lines += [f"let {name} = {one.text}" for name, one in defined.items()]
    lines += [f"verdict {name} = {one.text}" for name, one in verdicts.items()]
    lines += [f"assume {name} in {_values(sort)}" for name, sort in words.facts.items() if sort not in _BOUNDED]
    lines += [
        f"assume forall q in {name}: q.{one} in {_values(sort)}"
        for name, fields in words.lists.items()
        for one, sort in fields.items()
        if sort not in _BOUNDED
    ]
    lines += [f"assume paid in ({', '.join(map(shown, DOMAINS['Int']))})", *(f"assume {one.text}" for one in assumed)]
    rng.shuffle(lines)
    return "{{" + "\n  ".join(lines) + "}}\n", files


_BOUNDED = ("Bool", "low | high")


def _values(sort: str) -> str:
    return f"({', '.join(literal(value, sort).text for value in DOMAINS[sort])})"
