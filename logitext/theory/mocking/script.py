"""The script of a mock, read from a file or from Python values; every mistake in it is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from logitext.policy.findings import did_you_mean
from logitext.policy.sorts import INT, REAL, Sort, show
from logitext.syntax.source import Span
from logitext.theory.files.elements import WrongElementError, element, probability_of
from logitext.theory.files.entries import Entries, check_entries, read_entries
from logitext.theory.files.nodes import Datum, Map, Node, Scalar, is_null
from logitext.theory.files.problems import Problems
from logitext.theory.protocol import Price

KEYS = (
    "answers", "again", "seed", "error_rate", "confidence", "latency", "faults", "price", "max_questions",
)  # fmt: skip
FAULTS = ("timeout", "refusal", "unknown", "malformed", "missing", "error")

ReadT = TypeVar("ReadT")


@dataclass(frozen=True, slots=True)
class ClauseRates:
    """A number for every clause, or one for each that is named."""

    general: float | None = None
    clauses: Mapping[str, float] = field(default_factory=dict)
    spans: Mapping[str, Span | None] = field(default_factory=dict)

    def of(self, clause: str) -> float | None:
        """The number for a clause."""
        return self.clauses.get(clause, self.general)


@dataclass(frozen=True, slots=True)
class MockScript:
    """What a mock is to do. `latency` is the least and the most, in seconds; `faults` has a rate for each kind."""

    answers: Entries = field(default_factory=Entries)
    again: Entries = field(default_factory=Entries)
    seed: int = 0
    error_rate: ClauseRates = field(default_factory=ClauseRates)
    confidence: ClauseRates = field(default_factory=ClauseRates)
    latency: tuple[float, float] = (0.0, 0.0)
    faults: Mapping[str, float] = field(default_factory=dict)
    price: Price = field(default_factory=lambda: Price(call=1, question=1))
    max_questions: int | None = None

    def check(self, sorts: Mapping[str, Sort], problems: Problems) -> None:
        """Hold the script against the clauses of a policy."""
        check_entries(self.answers, sorts, problems)
        check_entries(self.again, sorts, problems)
        for name, rates in (("error_rate", self.error_rate), ("confidence", self.confidence)):
            for clause, span in rates.spans.items():
                if clause not in sorts:
                    hint = did_you_mean(clause, sorts)
                    problems.error("NLT525", f"`{name}`: the policy has no clause `{clause}`", span, hint)


def read_script(root: Node, problems: Problems) -> MockScript:
    """The script in a file's tree, as far as it is right; all that is wrong goes to the problems."""
    nodes = dict.fromkeys(KEYS, None) | {key.text: node for key, node in _pairs(root, "the script", KEYS, problems)}
    reader = _Reader({name: node for name, node in nodes.items() if node is not None}, problems)
    entries = {name: read_entries(nodes[name] or Map((), True, None), problems) for name in ("answers", "again")}
    default = MockScript()
    return MockScript(
        entries["answers"],
        entries["again"],
        reader.read("seed", _whole, default.seed),
        reader.rates("error_rate", _probability),
        reader.rates("confidence", _confidence),
        reader.latency(),
        reader.faults(),
        reader.price(default.price),
        reader.read("max_questions", _positive, default.max_questions),
    )


# --- maps --------------------------------------------------------------------------------------------------------


def _pairs(node: Node, what: str, known: tuple[str, ...] | None, problems: Problems) -> Iterator[tuple[Scalar, Node]]:
    """The pairs of a map. One whose key is not known or stands there twice is reported and left out."""
    if is_null(node):
        return
    if not isinstance(node, Map):
        problems.error("NLT525", f"{what} must hold keys and values", node.span, _listed(known))
        return
    seen: dict[str, Scalar] = {}
    for key, value in node.pairs:
        if known is not None and key.text not in known:
            hint = did_you_mean(key.text, known) or _listed(known)
            problems.error("NLT525", f"{what} has no key `{key.text}`", key.span, hint)
        elif key.text in seen:
            problems.error("NLT505", f"`{key.text}` is given twice", key.span, "keep one of them", (
                seen[key.text].span, "first here"
            ))  # fmt: skip
        else:
            seen[key.text] = key
            yield key, value


def _listed(known: tuple[str, ...] | None) -> str | None:
    return None if known is None else "the keys are " + ", ".join(f"`{name}`" for name in known)


class _Reader:
    """Reads the settings, one by one; what is wrong goes to the problems, and counts as not given."""

    def __init__(self, nodes: Mapping[str, Node], problems: Problems) -> None:
        self._nodes = nodes
        self._problems = problems

    def read(self, name: str, convert: Callable[[Node], ReadT], default: ReadT) -> ReadT:
        return self._converted(f"`{name}`", self._nodes.get(name), convert, default)

    def rates(self, name: str, convert: Callable[[Node], float]) -> ClauseRates:
        node = self._nodes.get(name)
        if not isinstance(node, Map):
            return ClauseRates(self.read(name, convert, None))
        pairs = list(_pairs(node, f"`{name}`", None, self._problems))
        read = {key.text: self._converted(f"`{name}` of `{key.text}`", below, convert, None) for key, below in pairs}
        return ClauseRates(
            None,
            {clause: rate for clause, rate in read.items() if rate is not None},
            {key.text: key.span for key, _ in pairs},
        )

    def latency(self) -> tuple[float, float]:
        node = self._nodes.get("latency")
        if not isinstance(node, Map):
            seconds = self.read("latency", _not_negative, 0.0)
            return seconds, seconds
        ends = self._numbers("latency", ("min", "max"))
        least, most = ends.get("min", 0.0), ends.get("max", ends.get("min", 0.0))
        if least > most:
            self._problems.error("NLT525", "`latency`: `min` is above `max`", node.span, "swap them")
        return least, most

    def faults(self) -> Mapping[str, float]:
        faults = self._numbers("faults", FAULTS, _probability)
        if sum(map(Fraction, faults.values())) > 1:
            hint = "they are the chances of what can happen to one question"
            self._problems.error("NLT525", "the rates of `faults` are more than 1 together", self._span("faults"), hint)
        return faults

    def price(self, default: Price) -> Price:
        if "price" not in self._nodes:
            return default
        return Price(**self._numbers("price", ("call", "question")))

    def _numbers(
        self, name: str, known: tuple[str, ...], convert: Callable[[Node], float] | None = None
    ) -> dict[str, float]:
        if name not in self._nodes:
            return {}
        return {
            key.text: self._converted(f"`{name}`: `{key.text}`", node, convert or _not_negative, 0.0)
            for key, node in _pairs(self._nodes[name], f"`{name}`", known, self._problems)
        }

    def _span(self, name: str) -> Span | None:
        return self._nodes[name].span

    def _converted(self, what: str, node: Node | None, convert: Callable[[Node], ReadT], default: ReadT) -> ReadT:
        if node is None or is_null(node):
            return default
        try:
            return convert(node)
        except WrongElementError as error:
            self._problems.error("NLT525", f"{what}: {error}", error.span or node.span, error.hint)
            return default


# --- single values -----------------------------------------------------------------------------------------------


def _whole(node: Node) -> int:
    value = element(node, INT)
    if not isinstance(value, int):
        raise WrongElementError("expected a whole number", node.span)
    return value


MOST = 10**15
"""Prices and times are no larger."""


def _positive(node: Node) -> int:
    value = _whole(node)
    if value < 1:
        raise WrongElementError(f"expected a whole number from 1 on, not {value}", node.span)
    return value


def _not_negative(node: Node) -> float:
    value = element(node, REAL)
    if not isinstance(value, Fraction) or value < 0:
        raise WrongElementError(f"expected a number from 0 on, not {_as_written(node)}", node.span)
    if value > MOST:
        raise WrongElementError(f"expected a number from 0 to {MOST:,}, not {_as_written(node)}", node.span)
    return float(value)


def _probability(node: Node) -> float:
    value = probability_of(node)
    if value is None:
        raise WrongElementError("expected a number from 0 to 1", node.span)
    return value


def _confidence(node: Node) -> float:
    value = _probability(node)
    if value < 0.5:
        hint = "it is how sure the mock is of what it says; for wrong answers there is `error_rate`"
        raise WrongElementError(f"expected a number from 0.5 to 1, not {_as_written(node)}", node.span, hint)
    return value


def _as_written(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else show(node.value if isinstance(node, Datum) else None)
