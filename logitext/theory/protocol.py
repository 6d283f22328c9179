"""The protocol of theories, which answer the clauses of a policy.

A theory is a class with a name and one coroutine, :meth:`Theory.answer`. It may be a language model, a person, a
pattern or a file. It sees questions and texts, never the logic. The engine sees answers, never how they came about, and
it trusts nothing that comes back: see :mod:`logitext.theory.validation`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeAlias, TypeVar

from logitext.policy.model import Phrase, Place
from logitext.policy.sorts import BOOL, Sort
from logitext.policy.sorts import Value as SortValue
from logitext.syntax.tree import Reading, Regex


@dataclass(frozen=True, slots=True)
class Question:
    """A question for a theory: whether a clause holds of the texts, or its value if its sort is not Bool.

    `id` is unique in a check and keys the answer. `clause` is the clause's name, `text` its wording, and `texts` names
    the texts that it is about. The author of the policy gives the rest: `ask` puts the clause as a question, `sentence`
    is the prose around it, `yes` and `no` are examples, `match` and `reject` are patterns, `read` has patterns that
    give a value, and `descriptions` describes each of `texts`. `ordered`: the policy compares the labels of the sort by
    their order. `note` is set if the question is put a second time, because the first answer was part of a
    contradiction: it describes the contradiction. `fact`: the caller knows it, and no theory is asked. `sure`: what a
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


class Texts(Mapping[str, str]):
    """The texts of one check: variable name to content. `label` names the document for people: a file's name.

    `facts` are what the caller knows of the document, by name. The logic sees them, and no theory should.

    >>> texts = Texts({"post": "hello"}, label="greeting.txt")
    >>> texts["post"], texts.label
    ('hello', 'greeting.txt')
    """

    __slots__ = ("_contents", "facts", "label")

    def __init__(
        self, contents: Mapping[str, str], label: str | None = None, facts: Mapping[str, Any] | None = None
    ) -> None:
        self._contents = dict(contents)
        self.label = label
        self.facts: Mapping[str, Any] = {} if not facts else dict(facts)

    def __getitem__(self, name: str) -> str:
        return self._contents[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)

    def __repr__(self) -> str:
        named = "" if self.label is None else f" of {self.label}"
        return f"<Texts {', '.join(self._contents) or 'none'}{named}>"


# --- answers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Value:
    """The theory knows the answer.

    `value` is a Python value of the question's sort. For a Boolean clause `probability` is the probability that the
    clause *holds*, and the theory's thresholds turn it into true, false or unknown (`value` may then be None); for
    other sorts it is the probability that `value` is right, and below the threshold for true the value does not count.
    `quote` is evidence, word for word from the text. `quote_dropped` is set by `validation` where a quotation was given
    that is in no text. `by` names the theory that decided it, where another one passes its answer on, as `replay`
    does: a result then names that one, and `probability` says how sure it was and decides nothing any more.
    """

    value: SortValue | None
    probability: float | None = None
    quote: str | None = None
    quote_dropped: bool = field(default=False, compare=False, repr=False)
    by: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """The theory does not know the answer; the next one in a chain may.

    `probability` is set where it has one for a Boolean clause, but one that lies between its thresholds. `by` names
    the theory whose words these are, where another one passes them on.
    """

    reason: str = "unknown"
    probability: float | None = field(default=None, compare=False, repr=False)
    by: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Outdated(Unknown):
    """The theory holds an answer, but the clause or a text has changed since. The next theory may know."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The theory will not say; `by` as in Unknown."""

    reason: str
    by: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """The theory could not say: its back end failed, or its answer made no sense.

    `error` keeps what was raised; `by` is as in Unknown.
    """

    reason: str
    error: BaseException | None = field(default=None, compare=False)
    by: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Retract:
    """From a theory that talks with a person: take back the last answer that I gave in this check, and ask it again."""


@dataclass(frozen=True, slots=True)
class Stop:
    """From a theory that talks with a person: ask me nothing more; keep what was answered."""

    reason: str = "stopped"


Answer: TypeAlias = Value | Unknown | Refusal | Failure | Retract | Stop

_SHARED: dict[int, Value | Unknown] = {}
A = TypeVar("A", Value, Unknown)


def shared(answer: A) -> A:
    """An answer that many questions get: one object, for ever, so that it need not be looked at again each time.

    For modules that make such an answer when they are imported; it has neither a probability nor a quotation.
    """
    _SHARED[id(answer)] = answer
    return answer


def is_shared(identity: int) -> bool:
    """Whether the object with this `id` is an answer that is shared."""
    return identity in _SHARED


TRUE, FALSE, UNKNOWN = shared(Value(True)), shared(Value(False)), shared(Unknown())
"""The commonest answers."""


@dataclass(frozen=True, slots=True)
class Usage:
    """The resources that one call of `answer` used. Tokens are as the back end counts them, 0 if there is none.

    `calls` counts every attempt, also failed ones. `cached` is the number of answers from a cache. `cached_tokens` is
    the part of `input_tokens` that the back end had read before and charges less for. `cost` is money, for a theory
    that `tells_cost`, and None if the theory does not know it. `saved` is what the answers from the cache had cost when
    they were new.
    """

    calls: int = 1
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost: float | None = 0.0
    saved: Usage | None = None

    @staticmethod
    def sum(several: Sequence[Usage]) -> Usage:
        """What several calls used together.

        >>> Usage.sum([Usage(1, input_tokens=5), Usage(2, cost=None)])
        Usage(calls=3, cached=0, input_tokens=5, output_tokens=0, cached_tokens=0, cost=None, saved=None)
        """
        calls = cached = read = written = read_before = 0
        cost: float | None = 0.0
        saved: Usage | None = None
        for one in several:
            calls += one.calls
            cached += one.cached
            read += one.input_tokens
            written += one.output_tokens
            read_before += one.cached_tokens
            cost = None if cost is None or one.cost is None else cost + one.cost
            if one.saved is not None:
                saved = one.saved if saved is None else saved + one.saved
        return Usage(calls, cached, read, written, read_before, cost, saved)

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.cached + other.cached,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            None if self.cost is None or other.cost is None else self.cost + other.cost,
            self.saved if other.saved is None else other.saved if self.saved is None else self.saved + other.saved,
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate of the resources for some questions. `cost` is money, None if the price is not known.

    `input_tokens` is an upper estimate of the prompts' tokens, and `likely_input_tokens` a likely one. `output_tokens`
    is the most that may come back. `bytes` is the size of the prompts in UTF-8. `cached` is the number of questions
    that a cache answers; they cost nothing.
    """

    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    bytes: int = 0
    cached: int = 0
    likely_input_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """The answers to a batch of questions, by question id, and their usage.

    `notes` are for people: what they should know though the answers stand. `quotes` gives the quotation of an answer
    by the question's id, where it is worked out when somebody reads it; such an answer has none of its own.
    """

    answers: Mapping[str, Answer]
    usage: Usage = Usage()
    notes: tuple[str, ...] = ()
    quotes: Callable[[str], str | None] | None = None

    def with_quotes(self) -> Reply:
        """The reply with each quotation in its answer."""
        if self.quotes is None:
            return self
        answers = {
            id_: replace(answer, quote=self.quotes(id_)) if isinstance(answer, Value) else answer
            for id_, answer in self.answers.items()
        }
        return Reply(answers, self.usage, self.notes)


# --- the theory --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Price:
    """The price of asking, in the theory's own unit: `call` for each call, `question` for each question in it."""

    call: float = 0.0
    question: float = 0.0

    @property
    def free(self) -> bool:
        """Whether asking more than necessary costs nothing."""
        return not self.call and not self.question


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The probabilities at which a clause counts as false (at most `false`) or true (at least `true`).

    In between, the clause is unknown. A value of another sort counts if it is right with a probability of at least
    `true`.
    """

    false: float = 0.25
    true: float = 0.75

    def __post_init__(self) -> None:
        if not 0 <= self.false < self.true <= 1:
            raise ValueError(f"thresholds must be 0 <= false < true <= 1, not {self.false} and {self.true}")


class Theory:
    """The base of every theory.

    The class attributes say what it can do; an instance may set its own. `answer` is called from one task at a time
    for one document, and may be called for many documents at once.
    """

    name: str = "theory"
    version: str = "1"

    needs_texts: bool = True
    """Whether a question about a text that was not given is pointless: it is then not put."""
    price: Price = Price()
    seconds: Price = Price(call=1.0, question=0.05)
    """About how long a call takes, and each question in it; what it is to another theory's does not matter."""
    max_questions: int | None = None
    """The most questions in one call; None for no limit."""
    concurrency: int | None = None
    """The most calls that are in flight at the same time; None for no limit of its own. The others wait their turn."""
    thresholds: Thresholds = Thresholds()
    model: str | None = None
    """Which model answers, and `prompt` which version of the words it is asked with; both None where none is used.

    Together with `name` and `version` they say whose answers these are: a recording keeps them with every answer.
    """
    prompt: str | None = None
    reconsiders: bool = False
    """Whether the answer may change when a question is put again, with a `note` of what it contradicts."""
    fetches_evidence: bool = False
    """Whether `evidence` is asked for quotations at the end of a check."""
    interactive: bool = False
    """Whether it talks with a person, so that one document is put after the other."""
    tells_cost: bool = False
    """Whether `Usage.cost` is what a call cost; otherwise the declared `price` is what counts."""

    def __repr__(self) -> str:
        # Its name and no more: what it was made with may hold a key.
        return f"<{type(self).__name__} {self.name}>"

    def prepare(self, questions: Sequence[Question]) -> None:
        """Check beforehand whether the theory can serve a policy. Called before the first call of a check.

        `questions` are all questions that the policy could put. Raise :class:`~logitext.LogitextError` if the theory
        cannot serve the policy, for example an answers file with an unknown clause. A second call with the same
        questions must be cheap.
        """

    def estimate(self, questions: Sequence[Question], texts: Texts) -> Estimate | None:
        """Estimate the usage of `answer` for the same arguments, without asking; None if only `price` is known."""
        return None

    def rates(self, questions: Sequence[Question], texts: Texts) -> Price | None:
        """Return about the price of a call with such questions, and of each question; None if `price` says it.

        Rounds are planned with it. The same arguments must give the same price, whatever was asked before or is in a
        cache.
        """
        return None

    def outdated(self, question: Question, texts: Texts) -> str | None:
        """Say why an answer that the theory holds does not count any more; None if it holds no such answer.

        Called for clauses that stay open and were not put to the theory, so that the result can say so.
        """
        return None

    def can_say(self, question: Question) -> Collection[SortValue] | None:
        """The only values that the theory can ever give a clause, whatever the text; None where that may be any.

        A search writes no texts for what nobody can say of them.
        """
        return None

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        """Answer the questions, one answer for each id.

        A missing answer, an unknown id and a value of another sort count as failures. If this raises, every question of
        the call has failed, except for cancellation and KeyboardInterrupt.
        """
        raise TypeError(f"{type(self).__name__} does not define answer()")

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply | Awaitable[Reply] | None:
        """Return the reply of `answer` at once, without waiting; None if `answer` must be called.

        Define it in a theory that has its answers at hand: a check then takes much less time. There may be no event
        loop. Return an awaitable if it turns out that something must be waited for.
        """
        return None

    async def evidence(self, questions: Sequence[Question], texts: Texts) -> Reply:
        """Answer questions once more that the theory has answered, each with a quotation.

        Called at the end of a check for the reasons of its verdicts, where `fetches_evidence` is true. The first answer
        stands, whatever this one says.
        """
        raise TypeError(f"{type(self).__name__} does not define evidence()")

    async def aclose(self) -> None:
        """Called when the theory is no longer needed."""
