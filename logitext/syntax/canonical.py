"""Tables of lark's parser in one order, whatever order its sets had when they were made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def canonical(data: dict[str, Any], memo: Mapping[int, Any]) -> tuple[dict[str, Any], dict[int, Any]]:
    """What `Lark.memo_serialize` gives, with its entries, symbols and states numbered by what they are.

    An entry of the memo is a rule or a terminal, which `{"@": number}` means. States are numbered as they are met from
    the start, by the names of the symbols that lead to them.
    """
    order = sorted(memo, key=lambda number: json.dumps(memo[number], sort_keys=True))
    number_of = {number: index for index, number in enumerate(order)}
    data = _renumbered(data, number_of)
    parser = data["parser"]
    for lists, name in ((data, "rules"), (parser["parser_conf"], "rules"), (parser["lexer_conf"], "terminals")):
        lists[name] = sorted(lists[name], key=_number)
    parser["parser"] = _of_table(parser["parser"])
    return data, {index: memo[number] for index, number in enumerate(order)}


def _renumbered(node: Any, number_of: Mapping[int, int]) -> Any:
    """A copy in which each mention of an entry has its new number."""
    if isinstance(node, dict):
        if set(node) == {"@"}:
            return {"@": number_of[node["@"]]}
        return {key: _renumbered(value, number_of) for key, value in node.items()}
    return [_renumbered(one, number_of) for one in node] if isinstance(node, list | tuple) else node


def _number(mention: Mapping[str, int]) -> int:
    return mention["@"]


def _of_table(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table of states; an action is `(0, state)` to go on, and `(1, rule)` to reduce."""
    names = table["tokens"]
    rows = {
        state: sorted(((names[symbol], action) for symbol, action in row.items()), key=lambda pair: pair[0])
        for state, row in table["states"].items()
    }
    order = dict.fromkeys(state for _, state in sorted(table["start_states"].items()))
    met = list(order)
    for state in met:  # it grows meanwhile
        new = [to for _, (kind, to) in rows[state] if kind == 0 and to not in order]
        order |= dict.fromkeys(new)
        met += dict.fromkeys(new)
    numbers = {state: index for index, state in enumerate(order)}
    symbols = {name: index for index, name in enumerate(sorted(names.values() if isinstance(names, dict) else names))}
    return {
        "tokens": dict(enumerate(symbols)) if isinstance(names, dict) else list(symbols),
        "states": {
            numbers[state]: {
                symbols[name]: (kind, numbers[to] if kind == 0 else to) for name, (kind, to) in rows[state]
            }
            for state in order
        },
        "start_states": {name: numbers[state] for name, state in sorted(table["start_states"].items())},
        "end_states": {name: numbers[state] for name, state in sorted(table["end_states"].items())},
    }
