"""Cases: tests that stand in a file of YAML, JSON or JSON Lines beside those in the policy.

A case gives facts, answers and texts by name, and expects values of verdicts and definitions; it may say which answers
alone are to be the reason of one. It is a test like those in the policy, and is run and counted as they are.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from logitext.check.expansion import spread
from logitext.check.lists import of_node
from logitext.policy.findings import did_you_mean, did_you_mean_clause
from logitext.policy.load import expanded
from logitext.policy.model import CheckedPolicy, Elements, Expectation, Place, PolicyTest, Wish
from logitext.policy.sorts import BOOL, Enumeration, Sort, Value
from logitext.policy.term import Apply, Connective, Constant, DefinitionRef, Term
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source, Span
from logitext.theory.files.answers_file import parse, read_source
from logitext.theory.files.elements import WrongElementError, element, quote_of
from logitext.theory.files.nodes import List, Map, Node, Scalar, is_null, maps_in
from logitext.theory.files.problems import Problems
from logitext.theory.protocol import Texts
from logitext.unicode.names import normal

PARTS = ("name", "facts", "answers", "texts", "expect", "reasons")
"""The keys of a case."""
UNDETERMINED = "undetermined"
SUFFIXES = (".yaml", ".yml", ".json", ".jsonl", ".ndjson")
"""What the names of files of cases end in."""
BESIDE = ".cases"
"""What stands between the name of a policy and that ending, in a file of cases that belongs to it."""
_SHAPE = "a case is written `{name: …, answers: {clause: value}, expect: {verdict: value}}`"
_Pairs = Iterator[tuple[str, Scalar, Node]]


@dataclass(frozen=True)
class CaseFile:
    """A file of cases: each as a test, with the map that it was read from."""

    source: Source
    cases: tuple[tuple[PolicyTest, Map], ...]


def beside(policy: str | os.PathLike[str]) -> list[str]:
    """The files of cases that belong to a policy by their names: beside `chat.nltc` that is `chat.cases.yaml`."""
    stem = os.path.splitext(os.fspath(policy))[0]  # noqa: PTH122  # as the policy is named, `./` and all
    return [name for suffix in SUFFIXES if os.path.isfile(name := stem + BESIDE + suffix)]  # noqa: PTH113  # likewise


def policy_of(cases: Path) -> Path | None:
    """The policy that a file of cases belongs to by its name; None where there is none."""
    stem = cases.name.removesuffix(cases.suffix)
    if cases.suffix not in SUFFIXES or not stem.endswith(BESIDE):
        return None
    policy = cases.with_name(stem.removesuffix(BESIDE) + ".nltc")
    return policy if policy.is_file() else None


def read_cases(
    policy: CheckedPolicy, paths: Sequence[str | os.PathLike[str]], *, open_: bool = False
) -> tuple[CaseFile, ...]:
    """The files of cases for a policy. With `open_`, a case may leave open what it expects, to be filled in.

    InputError with all that is wrong with all of them.
    """
    titles = {test.title: test.place for test in policy.tests}
    found: list[CaseFile] = []
    wrong: list[Diagnostic] = []
    for path in paths:
        try:
            found.append(_read(policy, path, titles, open_=open_))
        except InputError as error:
            wrong += error.diagnostics
    if wrong:
        raise InputError(wrong)
    return tuple(found)


def _read(policy: CheckedPolicy, path: str | os.PathLike[str], titles: dict[str, Place], *, open_: bool) -> CaseFile:
    return cases_in(policy, read_source(path, "cases", "NLT633"), titles, open_=open_)


def cases_in(policy: CheckedPolicy, source: Source, titles: dict[str, Place], *, open_: bool = False) -> CaseFile:
    """The cases of a source, as `read_cases` has them; `titles` are taken, and get theirs. InputError."""
    problems = Problems(source)
    root = parse(source, problems)
    problems.raise_any()
    assert root is not None
    for found in maps_in(root):
        _twice(found, problems)
    items = root.items if isinstance(root, List) else (root,) if isinstance(root, Map) and root.pairs else ()
    if not items:
        problems.error("NLT633", "the file holds no cases", root.span, _SHAPE)
    reader = _Reader(policy, source, problems, open_=open_)
    cases = []
    for number, item in enumerate(items, 1):
        if not isinstance(item, Map):
            problems.error("NLT633", "an element of the list is no case", item.span, _SHAPE)
            continue
        test = reader.case(item, number)
        if test.title in titles:
            there = titles[test.title]
            at = there.source.position(there.span.start).line
            message = f"there is another test called `{test.title}`, in {there.source.name}:{at}"
            problems.error("NLT212", message, _title_span(item), "give each a name of its own")
        titles.setdefault(test.title, test.place)
        cases.append((test, item))
    problems.raise_any()
    return CaseFile(source, tuple(cases))


def _twice(found: Map, problems: Problems) -> None:
    first: dict[str, Scalar] = {}
    for key, _ in found.pairs:
        earlier = first.setdefault(normal(key.text), key)
        if earlier is not key:
            problems.error(
                "NLT505", f"`{key.text}` is given twice", key.span, "keep one of them", (earlier.span, "first here")
            )


def _title_span(item: Map) -> Span | None:
    name = item.get("name")
    return item.span if name is None else name.span


class _Reader:
    """Reads the cases of a file; what is wrong goes to the problems, at its place."""

    def __init__(self, policy: CheckedPolicy, source: Source, problems: Problems, *, open_: bool) -> None:
        self._policy = policy
        self._source = source
        self._problems = problems
        self._open = open_
        clauses = policy.clauses.values()
        self._facts = {one.name: one.sort for one in clauses if one.fact}
        self._clauses = {one.name: one.sort for one in clauses if not one.fact and "@" not in one.name}
        self._decided = {name: policy.body(name).sort for name in (*policy.verdicts, *policy.definitions)}

    def case(self, item: Map, number: int) -> PolicyTest:
        """The test that a case is. What is wrong is left out of it, and reported."""
        for key, _ in item.pairs:
            if key.text not in PARTS:
                hint = did_you_mean(key.text, PARTS) or f"it has {', '.join(f'`{one}`' for one in PARTS)}"
                self._problems.error("NLT633", f"a case has no part `{key.text}`", key.span, hint)
        lists: dict[str, Elements] = {}
        answers: dict[str, Value] = {}
        for name, key, value in self._pairs(item, "facts"):
            if name in self._policy.lists:
                lists[name] = of_node(self._policy.lists[name], value, self._problems)
            else:
                self._value(name, key, value, self._facts, ("NLT627", "NLT628", "fact"), answers)
        texts = self._texts(item)
        asked = self._asked(item, texts, lists)
        for name, key, value in self._pairs(item, "answers"):
            self._value(name, key, value, asked, ("NLT503", "NLT504", "clause"), answers)
        return PolicyTest(
            title=self._word(item, "name") or f"case {number}",
            answers=answers,
            texts=texts,
            expected=tuple(self._expected(item)),
            place=self._place(item.pairs[0][0].span if item.pairs else item.span),
            lists=lists,
            reasons=tuple(self._reasons(item, asked)),
        )

    def _place(self, span: Span | None) -> Place:
        return Place(self._source, span or Span(0, 0), ())

    def _pairs(self, item: Map, part: str) -> _Pairs:
        node = item.get(part)
        if isinstance(node, Map):
            yield from ((normal(key.text), key, value) for key, value in node.pairs)
        elif node is not None and not is_null(node):
            self._problems.error("NLT633", f"`{part}` has no names", node.span, f"write `{part}: {{name: value}}`")

    def _word(self, item: Map, part: str) -> str | None:
        node = item.get(part)
        if node is None or is_null(node):
            return None
        try:
            return quote_of(node)
        except WrongElementError:
            self._problems.error("NLT633", f"`{part}` is no text", node.span, f'write `{part}: "…"`')
            return None

    def _value(
        self,
        name: str,
        key: Scalar,
        value: Node,
        sorts: Mapping[str, Sort],
        codes: tuple[str, str, str],
        answers: dict[str, Value],
    ) -> None:
        """Put a fact or an answer among those of the case; an unknown one is left out."""
        unknown, wrong, kind = codes
        if name not in sorts:
            self._problems.error(
                unknown, f"the policy has no {kind} `{name}`", key.span, self._meant(name, sorts, kind)
            )
            return
        try:
            found = element(value, sorts[name])
        except WrongElementError as error:
            self._problems.error(wrong, f"`{name}`: {error}", error.span or key.span, error.hint)
            return
        if found is not None:
            answers[name] = found

    def _meant(self, name: str, known: Collection[str], kind: str) -> str:
        places = {"facts": (*self._facts, *self._policy.lists), "answers": self._clauses, "texts": self._policy.texts}
        for part, names in places.items():
            if name in names:
                return f"it stands under `{part}`"
        if name in self._decided:
            return "the policy decides it; what it is to be stands under `expect`"
        listed = ", ".join(f"`{one}`" for one in list(known)[:8])
        return did_you_mean(name, known) or (f"it has {listed}" if known else f"it has no {kind}")

    def _texts(self, item: Map) -> dict[str, str]:
        found: dict[str, str] = {}
        node = item.get("texts")
        names = list(self._policy.texts)
        if isinstance(node, Scalar) and not is_null(node) and len(names) == 1:
            return {names[0]: node.text}
        for name, key, value in self._pairs(item, "texts"):
            if name not in self._policy.texts:
                hint = self._meant(name, names, "text")
                self._problems.error("NLT201", f"the policy has no text `{name}`", key.span, hint)
                continue
            try:
                text = quote_of(value)
            except WrongElementError:
                text = None
            if text is None:
                self._problems.error("NLT633", f"`{name}` is no text", value.span or key.span, f'write `{name}: "…"`')
            else:
                found[name] = text
        return found

    def _expected(self, item: Map) -> Iterator[Expectation]:
        node = item.get("expect")
        if node is None or is_null(node) or (isinstance(node, Map) and not node.pairs):
            if self._open:
                for name in self._policy.verdicts:
                    yield Expectation(self._ref(name), True, self._place(item.span), self._ref(name), open=True)
                return
            hint = "write `expect: {verdict: value}`, or let `--update` write what is decided now"
            self._problems.error("NLT633", "the case expects nothing", _title_span(item), hint)
        for name, key, value in self._pairs(item, "expect"):
            if name not in self._decided:
                hint = self._meant(name, list(self._decided), "verdict")
                self._problems.error("NLT634", f"the policy has no verdict `{name}`", key.span, hint)
                continue
            found = self._wished(name, key, value)
            if found is not None:
                yield found

    def _wished(self, name: str, key: Scalar, node: Node) -> Expectation | None:
        """What is expected of a verdict; None, and a problem, where that is no value of it."""
        ref, sort = self._ref(name), self._decided[name]
        place = self._place(_joined(key.span, node.span))
        if is_null(node):
            if self._open:
                return Expectation(ref, True, place, ref, open=True)
            hint = f"write a value or `{UNDETERMINED}`, or let `--update` write what is decided now"
            self._problems.error("NLT633", f"no value of `{name}` is expected", key.span, hint)
            return None
        label = isinstance(sort, Enumeration) and UNDETERMINED in sort.labels
        if isinstance(node, Scalar) and node.text == UNDETERMINED and not label:
            return Expectation(ref, True, place, ref)
        try:
            value = element(node, sort)
        except WrongElementError as error:
            self._problems.error("NLT634", f"`{name}`: {error}", error.span or key.span, error.hint)
            return None
        if value is None:
            message = f"`{name}`: a verdict of which nothing is known is `{UNDETERMINED}`"
            self._problems.error("NLT634", message, node.span or key.span)
            return None
        return Expectation(_is(ref, value), False, place, ref, value)

    def _ref(self, name: str) -> DefinitionRef:
        return DefinitionRef(name, self._decided[name])

    def _asked(self, item: Map, texts: Mapping[str, str], lists: Mapping[str, Elements]) -> Mapping[str, Sort]:
        """The clauses that a case may answer: those about units of its texts and elements of its lists too."""
        names = [name for name, _, _ in self._pairs(item, "answers")]
        if not self._policy.units or all(name in self._clauses for name in names):
            return self._clauses
        _, counts = spread(self._policy, Texts(texts, None, lists))
        found = expanded(self._policy, {str(one): counts[str(one)] for one in self._policy.units if str(one) in counts})
        return {one.name: one.sort for one in found.clauses.values() if not one.fact}

    def _reasons(self, item: Map, asked: Mapping[str, Sort]) -> Iterator[Wish]:
        for name, key, value in self._pairs(item, "reasons"):
            if name not in self._decided:
                hint = self._meant(name, list(self._decided), "verdict")
                self._problems.error("NLT634", f"the policy has no verdict `{name}`", key.span, hint)
                continue
            names = (
                [normal(one.text) for one in value.items if isinstance(one, Scalar)] if isinstance(value, List) else []
            )
            if not isinstance(value, List) or len(names) < len(value.items):
                hint = f"write `{name}: [clause, clause]`"
                self._problems.error(
                    "NLT633", f"the reason of `{name}` is no list of clauses", value.span or key.span, hint
                )
                continue
            known = {**self._facts, **asked}
            for one, node in zip(names, value.items, strict=True):
                if one not in known:
                    hint = did_you_mean_clause(one, known) or "a reason is a list of clauses and facts"
                    self._problems.error("NLT503", f"the policy has no clause `{one}`", node.span, hint)
            if known.keys() >= set(names):
                yield Wish(self._ref(name), tuple(dict.fromkeys(names)), self._place(_joined(key.span, value.span)))


def _joined(start: Span | None, end: Span | None) -> Span | None:
    return start if start is None or end is None else start.to(end)


def _is(ref: DefinitionRef, value: Value) -> Term:
    if ref.sort == BOOL:
        return ref if value else Apply(Connective.NOT, (ref,))
    return Apply(Connective.EQ, (ref, Constant(value, ref.sort)))
