r"""The writer `mock`: texts from a script, one after the other, whatever is demanded.

A script is a YAML or JSON file with `texts`, a list: each is a text where one is to be written, or a mapping from names
to texts. `price` (`call: 1`) is what a call costs, `per_call` how many texts it gives at most.

>>> import asyncio
>>> writer = MockWriter(["You fool!", {"post": "Go away."}])
>>> goal = Goal((TextWanted("post"),), (), count=1)
>>> [asyncio.run(writer.propose(goal, ())).texts for _ in range(2)]
[[{'post': 'You fool!'}], [{'post': 'Go away.'}]]
>>> asyncio.run(writer.propose(goal, ())).over
'the script has no text left'
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.files.answers_file import parse, read_source
from logitext.theory.files.nodes import List, Map, Node, Scalar
from logitext.theory.files.problems import Problems
from logitext.theory.protocol import Price, Usage
from logitext.theory.writing.protocol import Goal, Miss, Proposals, TextWanted, Writer

__all__ = ["MockWriter", "TextWanted", "load_writer"]

_KEYS = ("texts", "price", "per_call")

Scripted = str | Mapping[str, str] | BaseException


class MockWriter(Writer):
    """Writes the texts of a script in their order, at most `per_call` in a call.

    An exception among the texts is raised in its turn. `goals` are those that it was asked for so far.
    """

    name = "mock"

    def __init__(self, texts: Sequence[Scripted], *, price: Price | None = None, per_call: int | None = None) -> None:
        self.price = price or Price(call=1)
        self.goals: list[Goal] = []
        self.misses: list[tuple[Miss, ...]] = []
        self._texts = list(texts)
        self._per_call = per_call

    async def propose(self, goal: Goal, misses: Sequence[Miss]) -> Proposals:
        self.goals.append(goal)
        self.misses.append(tuple(misses))
        count = goal.count if self._per_call is None else min(goal.count, self._per_call)
        if not self._texts:
            return Proposals((), Usage(), (), "the script has no text left")
        if isinstance(self._texts[0], BaseException):
            raise self._texts.pop(0)  # type: ignore[misc]  # it is one
        given: list[Mapping[str, str]] = []
        while self._texts and len(given) < count and not isinstance(self._texts[0], BaseException):
            one: Any = self._texts.pop(0)
            given.append({goal.write[0].name: one} if isinstance(one, str) else one)
        return Proposals(given)


def load_writer(path: str | os.PathLike[str]) -> MockWriter:
    """The writer of a script. InputError with all that is wrong with it."""
    source = read_source(path)
    problems = Problems(source)
    root = parse(source, problems)
    problems.raise_any()
    if not isinstance(root, Map):
        raise InputError([Diagnostic("NLT525", "a writer's script must hold `texts`, a list of texts", source)])
    hint = f"the keys are {', '.join(_KEYS)}"
    for key, _ in root.pairs:
        if key.text not in _KEYS:
            problems.error("NLT525", f"the script has no key `{key.text}`", key.span, hint)
    texts = _texts(root.get("texts"), problems)
    price = _number(root.get("price"), "call", problems)
    per_call = _number(root.get("per_call"), None, problems)
    problems.raise_any()
    return MockWriter(texts, price=Price(call=1.0 if price is None else price), per_call=_whole(per_call))


def _texts(node: Node | None, problems: Problems) -> list[Scripted]:
    if not isinstance(node, List):
        span = None if node is None else node.span
        problems.error("NLT525", "`texts` must be a list of texts", span, 'write `texts: ["…", "…"]`')
        return []
    found: list[Scripted] = []
    for item in node.items:
        if isinstance(item, Scalar):
            found.append(item.text)
        elif isinstance(item, Map) and all(isinstance(value, Scalar) for _, value in item.pairs):
            found.append({key.text: value.text for key, value in item.pairs if isinstance(value, Scalar)})
        else:
            problems.error("NLT525", "a text of the script must be a text, or texts by name", item.span)
    return found


def _number(node: Node | None, key: str | None, problems: Problems) -> float | None:
    if key is not None and isinstance(node, Map):
        node = node.get(key)
    if node is None:
        return None
    try:
        number = float(node.text) if isinstance(node, Scalar) else -1.0
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e9:
        problems.error("NLT525", "expected a number from 0 on", node.span)
        return None
    return number


def _whole(number: float | None) -> int | None:
    return None if number is None else max(1, int(number))
