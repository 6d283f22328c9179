"""A checked policy: every name resolved, every sort known, definitions in an order in which each follows its needs.

Frozen, and independent of Z3 and of any theory.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from logitext.policy.derived import Derived
from logitext.policy.put_as import PutAs
from logitext.policy.sorts import Sort, Value
from logitext.policy.term import DefinitionRef, Term
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import Document, Reading, Regex


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a policy: `heading` is the path of Markdown headings above, outermost first."""

    source: Source
    span: Span
    heading: tuple[str, ...]

    @property
    def written(self) -> str:
        """What stands there, in one line."""
        return self.source.in_one_line(self.span)


@dataclass(frozen=True, slots=True)
class TextVariable:
    """A text that the policy speaks of."""

    name: str
    description: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a clause and the text that it stands for.

    Where it stands for something that the policy declares otherwise, `text` is that name, and `means` says it in the
    policy's words.
    """

    phrase: str
    text: str
    means: str | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a formula looks up in rows of which one is to fit, and where that is said: `fits` has it of each.

    `columns` are the fields that say so. `or_none`: the formula says what it is if none fits.
    """

    of: str
    rows: tuple[str, ...]
    fits: tuple[Term, ...]
    columns: tuple[str, ...]
    or_none: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A natural-language text constraint (sort Bool) or a textual term (another sort).

    Of a clause with parameters there is one for each use, `same(post, reply)`. `texts` names the texts that it is
    about, `descriptions` says what they are, where that is known. `sentence` is the prose around it with the clause
    between guillemets, as a person reads it. `prior` is the chance that it holds, `cost` its relative price; None where
    not given. `sure` has the probabilities up to which it is false and from which it is true, or the one from which a
    value of another sort counts; empty where not given. `chances` says how likely some values of another sort are; the
    others share the rest. `read` has the patterns that read its value off its texts. `too_many`: the clause stands for
    a formula about more units than can be judged, and nobody is asked it; the words say how many.

    One with a `lookup` stands for what a formula is of which not just one row fits: nobody is asked it either.

    A `fact` is one as well, as far as logic goes: its value comes from the caller and from no theory. Its wording says
    what it is, and may be empty; it is about no text. One that is `derived` follows from texts and other facts.

    `inferred` says how its text was found where there are several and the policy does not say it: its words name that
    one, or none and it is the main text. `put_as`: how its author wants it put to a model.
    """

    name: str
    sort: Sort
    wording: str
    texts: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    ask: str | None
    yes: tuple[str, ...]
    no: tuple[str, ...]
    match: tuple[Regex, ...]
    reject: tuple[Regex, ...]
    prior: Fraction | None
    cost: Fraction | None
    sentence: str
    place: Place
    descriptions: tuple[tuple[str, str], ...] = ()
    chances: tuple[tuple[Value, Fraction], ...] = ()
    too_many: str | None = None
    fact: bool = False
    sure: tuple[Fraction, ...] = ()
    read: tuple[Reading, ...] = ()
    derived: Derived | None = None
    inferred: Literal["named", "main"] | None = None
    put_as: PutAs | None = None
    lookup: Lookup | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A name for a term."""

    name: str
    term: Term
    place: Place


@dataclass(frozen=True, slots=True)
class Assumption:
    """Background knowledge. `id` is its name, or `assume@LINE` where it has none; unique in the policy."""

    id: str
    term: Term
    place: Place


@dataclass(frozen=True, slots=True)
class Verdict:
    """A question that the policy answers; `violation` marks those of which true is a violation (sort Bool)."""

    name: str
    term: Term
    violation: bool
    place: Place

    @property
    def sort(self) -> Sort:
        return self.term.sort

    @property
    def kind(self) -> Literal["verdict", "violation"]:
        return "violation" if self.violation else "verdict"


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a text that a formula speaks of all or some of: `sentences(post)`. `str` is how it is written.

    The elements of a list are units as well, of no kind: `messages`.
    """

    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}({self.text})" if self.kind else self.text


Key: TypeAlias = str | int
"""What an element of a list is called by."""


@dataclass(frozen=True, slots=True)
class ListVariable:
    """Many things of a kind that a caller gives: at most `limit` elements, each with a value of each field.

    `fields` has the sort of each, None for a text that is judged. `key` is the one by which elements are called; None
    where they are by their numbers.
    """

    name: str
    fields: Mapping[str, Sort | None]
    limit: int
    description: str | None
    place: Place
    key: str | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The fields that are judged."""
        return tuple([name for name, sort in self.fields.items() if sort is None])


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of a list, for one document: how many, their texts and their facts, by the names that they have.

    `keys` are those of the elements, where these have some.
    """

    count: int
    texts: Mapping[str, str]
    facts: Mapping[str, Value]
    keys: tuple[Key, ...] | None = None

    @property
    def counted(self) -> int | tuple[Key, ...]:
        """How many, or their keys."""
        return self.count if self.keys is None else self.keys


@dataclass(frozen=True, slots=True)
class PolicyQuery:
    """What a policy asks of itself. `term` is None for `check()`, that is, all verdicts; `texts` are the unknowns."""

    kind: Literal["check", "forsome", "forall", "cover"]
    term: Term | None
    texts: tuple[str, ...]
    criterion: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a test expects: that a formula holds, or that a definition or a verdict is undetermined.

    Where the test stands in a file of cases, `about` is the definition or the verdict that is to have a `value` (None:
    to be undetermined), and `open` says that the file does not say yet what is expected.
    """

    term: Term
    undetermined: bool
    place: Place
    about: DefinitionRef | None = None
    value: Value | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """A reason that a case wishes for: these clauses and facts alone settle the verdict, and none fewer of them."""

    verdict: DefinitionRef
    clauses: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class PolicyTest:
    """A test, in the policy or in a file of cases: answers and texts that are given, and what is expected."""

    title: str
    answers: Mapping[str, Value]
    texts: Mapping[str, str]
    expected: tuple[Expectation, ...]
    place: Place
    lists: Mapping[str, Elements] = field(default_factory=dict)
    reasons: tuple[Wish, ...] = ()


@dataclass(frozen=True)
class CheckedPolicy:
    """The whole policy; every mapping is in file order, what a file uses before itself. `clauses` has the facts too.

    `source` and `document` are the file that was loaded, `documents` all of its files. `order` lists definitions and
    verdicts so that each comes after those that it mentions. `units` are those that formulas quantify over; as long as
    they are not known, each such formula is a clause that nobody is asked.
    """

    source: Source
    document: Document
    texts: Mapping[str, TextVariable]
    clauses: Mapping[str, Clause]
    definitions: Mapping[str, Definition]
    assumptions: tuple[Assumption, ...]
    verdicts: Mapping[str, Verdict]
    order: tuple[str, ...]
    documents: tuple[Document, ...] = ()
    lists: Mapping[str, ListVariable] = field(default_factory=dict)
    units: tuple[Units, ...] = ()
    queries: tuple[PolicyQuery, ...] = ()
    tests: tuple[PolicyTest, ...] = ()
    wrong_tests: tuple[Diagnostic, ...] = ()
    """What is wrong with tests that stand in the policy; a check needs none of them."""
    spelt: Mapping[tuple[str, Span, str], Term] = field(default_factory=dict)
    """Formulas about units that are known, spelt out: by file, place, and the units that variables around them are."""
    looks_back: bool = False
    """Whether formulas speak of the units before another: diagrams are then small that ask the last units first."""

    @property
    def sha256(self) -> str:
        """The hash of what was loaded: of its file, or, where that uses others, of all their hashes."""
        sources = self.sources
        if len(sources) <= 1:
            return self.source.sha256
        return hashlib.sha256("".join(one.sha256 for one in sources).encode()).hexdigest()

    @functools.cached_property
    def derived(self) -> tuple[tuple[str, Derived], ...]:
        """The facts that follow from texts and from other facts, and from what."""
        return tuple([(one.name, one.derived) for one in self.clauses.values() if one.derived is not None])

    @functools.cached_property
    def unasked(self) -> tuple[str, ...]:
        """The clauses that stand for formulas, and that nobody is asked."""
        every = self.clauses.values()
        return tuple([one.name for one in every if one.too_many is not None or one.lookup is not None])

    @property
    def fits_documents(self) -> bool:
        """Whether it must be made to fit a document: spelt out for its units, or told what follows from its texts."""
        return bool(self.units or self.derived)

    @property
    def sources(self) -> tuple[Source, ...]:
        """All that was read, each after what it uses: the files of the policy, and those with rows of its tables."""
        return tuple([one for document in self.documents for one in (*document.tables, document.source)])

    def namespace(self, name: str) -> str:
        """What names of the file begin with in which something is declared; empty for the policy's own."""
        found = [one.namespace for one in self.documents if one.namespace and name.startswith(f"{one.namespace}.")]
        return max(found, key=len, default="")

    def place(self, name: str) -> Place:
        """Where a definition or a verdict stands."""
        return self.verdicts[name].place if name in self.verdicts else self.definitions[name].place

    def body(self, name: str) -> Term:
        """The term behind a definition or a verdict."""
        return self.verdicts[name].term if name in self.verdicts else self.definitions[name].term
