"""LogicalDeduction: things in an order, by what is said of their places; one of the options follows.

Places are counted from 1: from the left, from the oldest, from the cheapest, from who finished first.

>>> place("The green book is the second from the right.", ("red_book", "green_book", "blue_book"))
'green_book == 2'
>>> place("The red book is newer than the blue book.", ("red_book", "blue_book"))
'red_book > blue_book'
>>> place("Ana finished second-to-last.", ("ana", "ben", "cleo"))
'ana == 2'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from benchmarks.suites.task import Instance, required

FILE = "logic-llm/data/LogicalDeduction/dev.json"
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")

_THING = r"(?:The )?(?P<thing>[\w ]+?)"
_BESIDE = re.compile(
    rf"{_THING} (?:is|are|finished) (?:to the )?(?P<how>left of|right of|newer than|older than|less expensive than"
    r"|more expensive than|above|below) (?:the )?(?P<other>[\w ]+)\."
)
_AT = re.compile(
    rf"{_THING} (?:is|are|finished) (?:the )?(?:(?P<number>{'|'.join(ORDINALS)})(?: from the |-to-|-)?)?"
    r"(?P<end>leftmost|left|rightmost|right|newest|oldest|cheapest|most expensive|last)?\."
)
_UPWARD = {"right of", "newer than", "more expensive than", "below"}
_FROM_ABOVE = {"rightmost", "right", "newest", "most expensive", "last"}


def read(data: Path, source: str) -> Iterator[Instance]:
    """The set's rows."""
    for row in json.loads(required(data, FILE, source).read_text("utf-8")):
        gold = {"answer": row["answer"].lower()}
        text = row["context"].split("\n\n")[-1].strip()
        yield Instance(row["id"], {"paragraph": text}, gold, policy=policy(text, row["options"]))


def policy(text: str, options: Sequence[str]) -> str:
    """The policy of a paragraph and its options, which begin with a letter and a parenthesis."""
    listed, *statements = re.split(r"(?<=\.) ", text)
    things = _things(listed)
    labels = [option[0].lower() for option in options]
    meant = [place(option[2:].strip(), list(things)) for option in options]
    chosen = " else ".join(f"if {formula} then {label}" for label, formula in zip(labels, meant, strict=True))
    lines = ["# Things in an order", "", '{{text paragraph: "things, and what is said of their places"}}', ""]
    lines += [f"{{{{let {name}: Int = [[the place of the {words}, from 1]]}}}}" for name, words in things.items()]
    lines += [f"{{{{assume 1 <= {name} <= {len(things)}}}}}" for name in things]
    apart = " and ".join(f"{one} != {other}" for one, other in combinations(things, 2))
    lines += [f"{{{{assume no_two_in_one_place: {apart}}}}}", ""]
    lines += [f"{statement} {{{{assume {place(statement, list(things))}}}}}" for statement in statements]
    lines += ["", f"{{{{verdict answer: {' | '.join([*labels, 'none'])} = {chosen} else none}}}}"]
    return "\n".join(lines) + "\n"


def place(statement: str, things: Sequence[str]) -> str:
    """What a sentence says of places, as a formula. ValueError where it says nothing of them."""
    if found := _BESIDE.fullmatch(statement):
        sign = ">" if found["how"] in _UPWARD else "<"
        return f"{_name(found['thing'])} {sign} {_name(found['other'])}"
    found = _AT.fullmatch(statement)
    if found is None or not (found["number"] or found["end"]):
        raise ValueError(f"nothing about a place: {statement}")
    number = ORDINALS.index(found["number"]) + 1 if found["number"] else 1
    return f"{_name(found['thing'])} == {len(things) + 1 - number if found['end'] in _FROM_ABOVE else number}"


def _things(listed: str) -> dict[str, str]:
    """Name and words of what is listed after a colon."""
    words = [re.sub(r"^(and )?(an? )?", "", one) for one in listed.rsplit(": ", 1)[1].removesuffix(".").split(", ")]
    return {_name(one): one for one in words}


def _name(words: str) -> str:
    return words.strip().lower().replace(" ", "_")
