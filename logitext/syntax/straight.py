"""The quick way through a source without errors, by the tables that lark makes of the grammar.

It leaves out what only errors and line numbers need, and loads nothing of lark. At the first thing that does not fit it
gives up, and lark reads the source from the start: whatever is said of errors is said by that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from logitext.syntax.parser_tables import GrammarRule, ParserTables
from logitext.syntax.scanner import Matcher, Scanner, Token, is_plain

_END = "$END"

ParserAction: TypeAlias = "int | _Reduction"
"""What the parser does at a symbol: go to a state, or reduce."""


class _Reduction(NamedTuple):
    """A rule that is whole: what makes its node, of how many parts, and the symbol that it is of."""

    make: Callable[[list[Any]], Any]
    size: int
    origin: str


class _State(NamedTuple):
    """A state of the parser: what looks for its terminals, and what it does then."""

    matchers: dict[str, Matcher]
    actions: Mapping[str, ParserAction]


class _States(dict[int, _State]):
    """The states by their numbers, made when the parser comes to them."""

    def __init__(self, tables: ParserTables, scanner: Scanner, reductions: list[_Reduction]) -> None:
        self._tables = tables
        self._scanner = scanner
        self._reductions = reductions
        self._names = {one.name for one in tables.terminals}
        self._made: dict[int, _State] = {}

    def __missing__(self, number: int) -> _State:
        row = self._tables.states[number]
        if row not in self._made:
            symbols, pairs = self._tables.symbols, self._tables.rows[row]
            actions: dict[str, ParserAction] = {
                symbols[symbol]: self._reductions[~to] if to < 0 else to
                for symbol, to in zip(pairs[::2], pairs[1::2], strict=True)
            }
            allowed = self._names.intersection(actions) | self._tables.ignored
            self._made[row] = _State(self._scanner.at(allowed), actions)
        found = self[number] = self._made[row]
        return found


class Straight:
    """A parser of sources without errors, whose reductions call a builder's methods. Safe to share.

    A builder has a method for a rule's name; for other rules it has `__default__(name, children, None)`, as lark's
    transformers do.
    """

    def __init__(self, tables: ParserTables, builder: object) -> None:
        self._tables = tables
        self._reductions = [_Reduction(_maker(rule, builder), rule.size, rule.origin) for rule in tables.rules]
        self._of_plain: _States | None = None
        self._of_any: _States | None = None

    def _states(self, text: str) -> _States:
        if is_plain(text):
            if self._of_plain is None:
                self._of_plain = _States(self._tables, Scanner(self._tables.terminals, plain=True), self._reductions)
            return self._of_plain
        if self._of_any is None:
            self._of_any = _States(self._tables, Scanner(self._tables.terminals), self._reductions)
        return self._of_any

    def parse(self, text: str, at: int = 0, last: int | None = None) -> Any | None:
        """What the builder makes of a text, from `at` to `last`; None where it has an error."""
        states, end, ignored = self._states(text), self._tables.end, self._tables.ignored
        stack, values = [self._tables.start], list[Any]()
        last = len(text) if last is None else last
        new = str.__new__
        while True:
            matchers, actions = states[stack[-1]]
            token: Any = None
            name = _END
            while at < last:
                found = matchers[text[at]](text, at, last)
                if found is None:
                    return None
                start, at = at, found.end()
                kind = found.lastgroup
                assert kind is not None
                if kind in ignored:
                    continue
                name = kind
                token = new(Token, found[0])
                token.type, token.start_pos, token.end_pos = name, start, at
                break
            while True:
                action = actions.get(name)
                if action is None:
                    return None
                if isinstance(action, int):
                    stack.append(action)
                    values.append(token)
                    break
                make, size, origin = action
                if size:
                    parts = values[-size:]
                    del stack[-size:], values[-size:]
                else:
                    parts = []
                values.append(make(parts))
                state: Any = states[stack[-1]].actions[origin]
                stack.append(state)
                if name == _END and state == end:
                    return values[-1]
                actions = states[state].actions


def _maker(rule: GrammarRule, builder: Any) -> Callable[[list[Any]], Any]:
    """What makes the node of a rule of its parts, as lark's parsers do."""
    method: Callable[[list[Any]], Any] | None = getattr(builder, rule.name, None)
    make: Callable[[list[Any]], Any] = (
        partial(_by_default, builder.__default__, rule.name) if method is None else method
    )
    if rule.inlined:
        make = partial(_with_inlined, make, rule.inlined, rule.single)
    elif rule.single:
        make = partial(_unless_single, make)
    return make


def _by_default(default: Callable[[str, list[Any], None], Any], name: str, children: list[Any]) -> Any:
    return default(name, children, None)


def _unless_single(make: Callable[[list[Any]], Any], children: list[Any]) -> Any:
    return children[0] if len(children) == 1 else make(children)


def _with_inlined(make: Callable[[list[Any]], Any], inlined: tuple[int, ...], single: bool, parts: list[Any]) -> Any:
    # The first list is grown, not copied: a long repetition is a chain of such rules.
    children = parts[0].children if 0 in inlined else [parts[0]]
    for index, part in enumerate(parts[1:], start=1):
        if index in inlined:
            children += part.children
        else:
            children.append(part)
    return children[0] if single and len(children) == 1 else make(children)
