"""The entries of an answers file: one for each clause, in general and for single documents.

The shape is read here, with every mistake in it. What a value means depends on the clause's sort, so it is decided
when the questions are known: see `elements`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from logitext.policy.findings import did_you_mean, did_you_mean_clause
from logitext.policy.sorts import BOOL, Sort
from logitext.syntax.source import Span
from logitext.theory.basis import Basis
from logitext.theory.files.elements import WrongElementError, element, probability_of, quote_of
from logitext.theory.files.labels import DocumentLabels
from logitext.theory.files.nodes import Datum, List, Map, Node, Scalar, is_null, maps_in
from logitext.theory.files.problems import Problems
from logitext.theory.protocol import Unknown, Value
from logitext.unicode.normal_form import nfc

PARTS = ("value", "probability", "quote")
BASIS = ("clause", "texts")
"""The parts that say what an answer was given to, as hashes; `ask:FILE` writes them."""
RESULT = (
    *("schema_version", "policy", "document", "texts", "units", "status", "verdicts", "facts", "assumed"),
    *(
        "answers",
        "clauses",
        "conflict",
        "repaired",
        "usage",
        "interrupted",
        "error",
        "probability",
        "explanation",
        "id",
    ),
)
"""The keys of a result that Logitext prints."""
_SHA256 = re.compile("[0-9a-f]{64}")
_INSTANCE = re.compile(r"[^\s()]+\(.+\)")
"""The name of a clause with parameters for some of its uses: `threatens(post.sentences[3])`."""
_SHAPE = "an answer is a value, or {value: …, probability: …, quote: …}"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What is said about one clause; nothing is converted yet. `document` is the label that it stands under.

    `basis` is what it was said of, where that is known; `written` is the clause as the file spells it.
    """

    clause: str
    document: str | None
    key: Span | None
    value: Node | None
    probability: Node | None = None
    quote: Node | None = None
    basis: Basis | None = None
    written: str | None = None

    def answer(self, sort: Sort) -> Value | Unknown:
        """What it says, as an answer of a sort. WrongElementError where it is none."""
        value = None if self.value is None else element(self.value, sort)
        probability = None if self.probability is None else probability_of(self.probability)
        quote = None if self.quote is None else quote_of(self.quote)
        if value is None and (probability is None or sort != BOOL):
            return Unknown("the answer given is `unknown`")
        return Value(value, probability, quote)


@dataclass(frozen=True)
class Entries:
    """All of them: `general` by clause, `documents` by label and clause. `record` tells that they are results.

    `places` are where the labels stand in the file. `taken` are names that stand for the document of that name alone.
    """

    general: Mapping[str, FileEntry] = field(default_factory=dict)
    documents: Mapping[str, Mapping[str, FileEntry]] = field(default_factory=dict)
    record: bool = False
    places: Mapping[str, Span | None] = field(default_factory=dict)
    taken: Container[str] = field(default=(), compare=False, repr=False)

    @cached_property
    def labels(self) -> DocumentLabels:
        """The labels, to be found by the names of documents."""
        return DocumentLabels(self.documents, self.taken)

    def __iter__(self) -> Iterator[FileEntry]:
        yield from self.general.values()
        for section in self.documents.values():
            yield from section.values()

    def section(self, label: str | None) -> str | None:
        """The label here that stands for a document, see `Labels`; ValueError where several do.

        >>> Entries(documents={"a.txt": {}}).section("texts/a.txt")
        'a.txt'
        """
        return None if label is None else self.labels.find(label)

    def find(self, label: str | None, clause: str) -> FileEntry | None:
        """What is said about a clause of a document: the document's own entry, else the general one."""
        section = self.section(label)
        own = None if section is None else self.documents.get(section, {}).get(clause)
        return own or self.general.get(clause)


# --- reading -----------------------------------------------------------------------------------------------------


def read_entries(root: Node, problems: Problems) -> Entries:
    """The entries of a file's tree, as far as their shape is right; all that is wrong goes to the problems.

    Three shapes are understood: `clause: answer`; a result that Logitext printed (`schema_version`, `answers`); and a
    list of such results.
    """
    _report_duplicates(root, problems)
    if is_null(root):
        return Entries()
    match root:
        case Map() if "schema_version" in root and "answers" in root:
            return _read_results((root,), problems)
        case Map():
            return _read_answers(root, problems)
        case List(items):
            return _read_results(items, problems)
    problems.error("NLT506", "the file holds no answers", root.span, "write `clause: value`, one clause a line")
    return Entries()


def _report_duplicates(root: Node, problems: Problems) -> None:
    for found in maps_in(root):
        first: dict[str, Scalar] = {}
        for key, _ in found.pairs:
            if key.text in first:
                earlier = (first[key.text].span, "first here")
                problems.error("NLT505", f"`{key.text}` is given twice", key.span, "keep one of them", earlier)
            else:
                first[key.text] = key


def _read_answers(root: Map, problems: Problems) -> Entries:
    general: dict[str, FileEntry] = {}
    documents: dict[str, Mapping[str, FileEntry]] = {}
    places: dict[str, Span | None] = {}
    for key, value in root.pairs:
        # A clause may be called `texts`; its answer is then a single word.
        if key.text == "texts" and (isinstance(value, Map) or is_null(value)):
            documents |= _read_documents(value, places, problems)
        elif (entry := _read_entry(key, value, None, problems)) is not None:
            _add(entry, key, general, problems)
    return Entries(general, documents, places=places)


def _read_documents(
    node: Node, places: dict[str, Span | None], problems: Problems
) -> dict[str, Mapping[str, FileEntry]]:
    documents: dict[str, Mapping[str, FileEntry]] = {}
    spelt: dict[str, Scalar] = {}
    for label, below in node.pairs if isinstance(node, Map) else ():
        first = spelt.setdefault(nfc(label.text), label)
        if first.text != label.text:
            earlier = (first.span, "the first of them")
            message = f"`{label.text}` is given twice: the letters are the same, and composed in another way"
            problems.error("NLT505", message, label.span, "keep one of them", earlier)
        places[label.text] = label.span
        if is_null(below):
            documents[label.text] = {}
        elif isinstance(below, Map):
            documents[label.text] = _read_section(below, label.text, problems)
        else:
            message = f"`{label.text}` under `texts` holds no answers"
            problems.error("NLT506", message, below.span or label.span, "write `texts: {FILE NAME: {clause: value}}`")
    return documents


def _read_section(node: Map, document: str | None, problems: Problems) -> Mapping[str, FileEntry]:
    section: dict[str, FileEntry] = {}
    for key, value in node.pairs:
        entry = _read_entry(key, value, document, problems)
        if entry is not None:
            _add(entry, key, section, problems)
    return section


def _add(entry: FileEntry, key: Scalar, section: dict[str, FileEntry], problems: Problems) -> None:
    """Keep an entry; one of the same name in another spelling is an error, as one in the same spelling is."""
    earlier = section.get(entry.clause)
    if earlier is not None and earlier.written != key.text:
        message = f"`{key.text}` is given twice: the letters are the same, and composed in another way"
        problems.error("NLT505", message, key.span, "keep one of them", (earlier.key, "the first of them"))
    section[entry.clause] = entry


def _read_entry(key: Scalar, value: Node, document: str | None, problems: Problems) -> FileEntry | None:
    match value:
        case Scalar() | Datum():
            return FileEntry(nfc(key.text), document, key.span, value, written=key.text)
        case List():
            problems.error("NLT506", f"`{key.text}` is answered with a list", value.span or key.span, _SHAPE)
            return None
        case Map():
            return _read_parts(key, value, document, problems)
    raise AssertionError(value)


def _read_parts(key: Scalar, parts: Map, document: str | None, problems: Problems) -> FileEntry | None:
    right = True
    for name, below in parts.pairs:
        if name.text in BASIS:
            continue
        if name.text not in PARTS:
            near = [part for part in PARTS if part.startswith(name.text)] or difflib.get_close_matches(name.text, PARTS)
            hint = f"did you mean `{near[0]}`?" if near else _SHAPE + "; several texts go under `texts`"
            message = f"the answer to `{key.text}` has no part `{name.text}`"
        elif isinstance(below, Map | List):
            message, hint = f"the {name.text} of `{key.text}` is no single value", _SHAPE
        else:
            continue
        right = False
        problems.error("NLT506", message, name.span, hint)
    value, probability = parts.get("value"), parts.get("probability")
    if right and value is None and (probability is None or is_null(probability)):
        right = False
        message = f"the answer to `{key.text}` has neither a value nor a probability"
        problems.error("NLT506", message, parts.span or key.span, "write `value: unknown` if it is not known")
    basis = _read_basis(key, parts, problems)
    if not right:
        return None
    return FileEntry(nfc(key.text), document, key.span, value, probability, parts.get("quote"), basis, key.text)


def _read_basis(key: Scalar, parts: Map, problems: Problems) -> Basis | None:
    """What an answer was given to, where its parts say so."""
    given = {name: part for name in BASIS if (part := parts.get(name)) is not None and not is_null(part)}
    if not given:
        return None
    try:
        texts = given.get("texts")
        return Basis(
            _hash(given["clause"]) if "clause" in given else None,
            None if texts is None else {name.text: _hash_or_null(below) for name, below in _pairs(texts)},
        )
    except WrongElementError as error:
        message = f"what `{key.text}` was answered to: {error}"
        hint = "it is what `ask:FILE` writes; leave `clause` and `texts` out of an answer of your own"
        problems.error("NLT506", message, error.span or parts.span or key.span, hint)
        return None


def _pairs(node: Node) -> tuple[tuple[Scalar, Node], ...]:
    if isinstance(node, Map):
        return node.pairs
    raise WrongElementError("expected the hash of each text, by its name", node.span)


def _hash_or_null(node: Node) -> str | None:
    return None if is_null(node) else _hash(node)


def _hash(node: Node) -> str:
    text = node.text if isinstance(node, Scalar) else getattr(node, "value", None)
    if not isinstance(text, str) or _SHA256.fullmatch(text) is None:
        raise WrongElementError("expected a SHA-256, in 64 letters and digits", node.span)
    return text


def _read_results(items: tuple[Node, ...], problems: Problems) -> Entries:
    general: Mapping[str, FileEntry] = {}
    documents: dict[str, Mapping[str, FileEntry]] = {}
    nameless: list[Span | None] = []
    places: dict[str, Span | None] = {}
    spelt: set[str] = set()
    for item in items:
        answers = item.get("answers") if isinstance(item, Map) else None
        if not isinstance(item, Map) or not isinstance(answers, Map):
            hint = "answers are no list: `clause: true`; a list has results of Logitext, each with `answers`"
            problems.error("NLT506", "an element of the list holds no `answers`", item.span, hint)
            continue
        for key, _ in item.pairs:
            if key.text not in RESULT:  # a misspelt `document` would make its answers those for every document
                hint = did_you_mean(key.text, RESULT) or "leave it out, or keep it in another file"
                problems.error("NLT506", f"a result has no part `{key.text}`", key.span, hint)
        label = item.get("document")
        if label is None or is_null(label):
            if nameless:
                message = "two results name no document, so their answers cannot be told apart"
                problems.error("NLT505", message, item.span, None, (nameless[0], "the first of them"))
            nameless.append(item.span)
            general = _read_told(item, answers, None, problems)
            continue
        name = label.text if isinstance(label, Scalar) else getattr(label, "value", None)
        if not isinstance(name, str):
            problems.error("NLT506", "the name of a document must be a text", label.span)
        elif nfc(name) in spelt:
            problems.error("NLT505", f"two results are about `{name}`", label.span or item.span, "keep one of them")
        else:
            spelt.add(nfc(name))
            places[name] = label.span
            documents[name] = _read_told(item, answers, name, problems)
    return Entries(general, documents, record=True, places=places)


def _read_told(result: Map, answers: Map, document: str | None, problems: Problems) -> Mapping[str, FileEntry]:
    """The answers of a result, with what they were given to as far as it says so."""
    entries = _read_section(answers, document, problems)
    clauses, policy = _hashes(result.get("clauses")), _hashes(result.get("policy")).get("sha256")
    given = result.get("texts")
    texts = {name.text: _hashes(text).get("sha256") for name, text in given.pairs} if isinstance(given, Map) else None
    if not clauses and policy is None and texts is None:
        return entries
    return {
        name: replace(entry, basis=Basis(clauses.get(name), texts, None if clauses else policy))
        for name, entry in entries.items()
    }


def _hashes(node: Node | None) -> dict[str, str]:
    """The keys of a map that have a text, and the texts: of a result nothing but these is looked at here."""
    pairs = node.pairs if isinstance(node, Map) else ()
    found = {
        key.text: value.text if isinstance(value, Scalar) else getattr(value, "value", None) for key, value in pairs
    }
    return {name: value for name, value in found.items() if isinstance(value, str)}


# --- checking against the policy ---------------------------------------------------------------------------------


def check_entries(
    entries: Entries,
    sorts: Mapping[str, Sort],
    problems: Problems,
    outdated: Callable[[FileEntry], bool] = lambda _: False,
) -> Sequence[tuple[FileEntry, Value | Unknown]]:
    """Hold entries against the clauses of a policy: unknown clauses and wrong values go to the problems.

    Those that are `outdated` are not looked at, as their answers are not taken. Gives those that are right, as answers.
    """
    found = []
    for entry in entries:
        if outdated(entry):
            continue
        where = f" (for `{entry.document}`)" if entry.document is not None else ""
        if entry.clause not in sorts and _INSTANCE.fullmatch(entry.clause):
            continue  # a clause on a unit that another text has, it may be
        if entry.clause not in sorts:
            known = ", ".join(f"`{name}`" for name in list(sorts)[:8]) + (", …" if len(sorts) > 8 else "")
            near = did_you_mean_clause(entry.clause, [*sorts, "texts"])
            hint = near or (f"its clauses are {known}" if known else "it has none")
            problems.error("NLT503", f"the policy has no clause `{entry.clause}`{where}", entry.key, hint)
            continue
        try:
            found.append((entry, entry.answer(sorts[entry.clause])))
        except WrongElementError as error:
            problems.error("NLT504", f"`{entry.clause}`{where}: {error}", error.span or entry.key, error.hint)
    return found
