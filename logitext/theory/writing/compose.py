"""The writer `compose`: texts put together from the policy's own examples and patterns, with no model at all.

For each clause that is to hold it takes one of its `yes` examples, or words that one of its `match` patterns fits; for
one that is not to hold, a `no` example or words that a `reject` pattern fits, where nothing else is said. It takes
those that contradict no other demand as far as the policy's patterns tell, and others at each further attempt. What it
cannot say (a number, a label without an example) it leaves out. Whether the text is what was wanted is for the reader
to say.

>>> import asyncio
>>> from logitext.theory.protocol import Question
>>> rude = Demand(Question("rude", "rude", "is rude", yes=("You fool!",)), "true", bool, True)
>>> asyncio.run(Compose().propose(Goal((TextWanted("post"),), (rude,)), ())).texts
[{'post': 'You fool!'}]
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from logitext.policy.patterns import compile_pattern
from logitext.policy.sorts import BOOL
from logitext.syntax.tree import Regex
from logitext.theory.protocol import Question, Texts, Usage
from logitext.theory.writing.pattern_words import words_for
from logitext.theory.writing.protocol import Demand, Goal, Miss, Proposals, TextWanted, Writer

__all__ = ["Compose", "TextWanted"]

MOST_TRIED = 400
"""How many ways to put pieces together are looked at for one proposal."""
PIECES = 12
"""How many different words are made up for one pattern."""


class Compose(Writer):
    """Composes texts from examples and patterns. `seed` decides which of them come first."""

    name = "compose"

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._pieces: dict[tuple[str, bool], list[str]] = {}

    async def propose(self, goal: Goal, misses: Sequence[Miss]) -> Proposals:
        demanded = [one for one in goal.demands if one.question.sort == BOOL and one.value is not None]
        unlike = [dict(one) for one in goal.unlike]
        unlike += [dict(miss.texts) for miss in misses]
        found: list[Mapping[str, str]] = []
        for texts in itertools.islice(self._ways(goal, demanded), MOST_TRIED):
            if texts not in unlike and texts not in found and all(text.strip() for text in texts.values()):
                found.append(texts)
                if len(found) == goal.count:
                    break
        missing = [one for one in goal.demands if not self._can(one)]
        notes = () if not missing else (f"compose: no example and no pattern says {', '.join(map(str, missing))}",)
        if not found:
            notes = (*notes, "compose: the examples and patterns give nothing new")
        return Proposals(found, Usage(calls=0), notes)

    def _can(self, demand: Demand) -> bool:
        """Whether it has words for a demand, or needs none: silence makes no clause true."""
        return demand.value is False or (demand.value is True and bool(self._of(demand.question, holds=True)))

    def _ways(self, goal: Goal, demands: Sequence[Demand]) -> Iterator[dict[str, str]]:
        """Texts, the likeliest first: those whose pieces fit all demands, as far as the policy's patterns tell."""
        names = [one.name for one in goal.write]
        held = [one for one in demands if one.value is True and self._of(one.question, holds=True)]
        denied = [one for one in demands if one.value is False and self._of(one.question, holds=False)]
        choices = [self._fitting(one, demands) for one in held]
        late = []
        for number, (opening, pieces) in enumerate(_spread(choices)):
            if number >= MOST_TRIED:
                break
            said = [(one.question, piece) for one, piece in zip(held, pieces, strict=True)]
            texts = _joined(names, said, number)
            if opening is not None and said:
                place = _about(said[0][0], names)[0]
                texts[place] = f"{opening} {texts[place]}"
            for one in denied:  # so that there is something to read, and something that says it is not so
                if not any(texts[name] for name in _about(one.question, names)):
                    place = _about(one.question, names)[0]
                    pieces_against = self._of(one.question, holds=False)
                    texts[place] = pieces_against[number % len(pieces_against)]
            for name in names:
                texts[name] = texts[name] or _NOTHING[(number + self._seed) % len(_NOTHING)]
            if _contradicts(texts, goal.given, demands):
                late.append(texts)
            else:
                yield texts
        yield from late

    def _fitting(self, demand: Demand, demands: Sequence[Demand]) -> list[str]:
        """The pieces for a demand, those first that no pattern holds against another one."""
        own = self._of(demand.question, holds=True)
        others = [one for one in demands if one is not demand]
        return sorted(own, key=lambda piece: sum(_against(piece, one) for one in others))

    def _of(self, question: Question, *, holds: bool) -> list[str]:
        """The pieces that a clause gives: its examples, then words that its patterns fit."""
        key = (question.id, holds)
        found = self._pieces.get(key)
        if found is None:
            rng = Random(f"{self._seed} {question.id} {holds}")
            examples = list(question.yes if holds else question.no)
            made = [words for regex in (question.match if holds else question.reject) for words in _made(regex, rng)]
            found = self._pieces[key] = list(dict.fromkeys([*examples, *made]))
        return found


_NOTHING = ("Good morning.", "Nothing much happened today.", "The bus was late again.", "I like the new library.")
"""What is written where nothing is to be said."""


def _made(regex: Regex, rng: Random) -> list[str]:
    """Words in which a pattern is found, those kept in which it really is."""
    try:
        pattern = compile_pattern(regex)
    except ValueError:
        return []
    return [words for words in words_for(regex.text, rng, PIECES) if pattern.search(words)]


def _spread(choices: Sequence[Sequence[str]]) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """Ways to choose one of each, so that early ones differ in as many places as can be; then all the others.

    Then they come again, with an opening that says nothing.
    """
    if not choices:
        while True:
            yield None, ()
    longest = max(map(len, choices))
    for opening in (None, *_NOTHING):
        for number in range(longest):
            yield opening, tuple([own[number % len(own)] for own in choices])
        for pieces in itertools.islice(itertools.product(*choices), MOST_TRIED // 8):
            yield opening, pieces


def _about(question: Question, names: Sequence[str]) -> list[str]:
    """The texts that are to be written and that a clause is about."""
    return [name for name in question.texts if name in names] or list(names)


def _joined(names: Sequence[str], pieces: Sequence[tuple[Question, str]], number: int) -> dict[str, str]:
    """The texts: each clause's piece in the first text that it is about; the order differs from one to the next."""
    texts: dict[str, list[str]] = {name: [] for name in names}
    for question, piece in pieces:
        texts[_about(question, names)[0]].append(piece)
    return {name: " ".join(_turned(own, number)) for name, own in texts.items()}


def _turned(pieces: Sequence[str], number: int) -> Sequence[str]:
    """The pieces, beginning with another one."""
    start = number % len(pieces) if pieces else 0
    return [*pieces[start:], *pieces[:start]]


def _against(piece: str, demand: Demand) -> bool:
    """Whether a pattern says of a piece that it breaks a demand."""
    regexes = demand.question.match if demand.value is False else demand.question.reject
    return any(_finds(regex, piece) for regex in regexes)


def _contradicts(texts: Mapping[str, str], given: Texts, demands: Sequence[Demand]) -> bool:
    """Whether a pattern says of whole texts that they break a demand."""
    every = {**given, **texts}
    return any(_against(every[name], one) for one in demands for name in one.question.texts if name in every)


def _finds(regex: Regex, text: str) -> bool:
    try:
        return compile_pattern(regex).search(text) is not None
    except ValueError:
        return False
