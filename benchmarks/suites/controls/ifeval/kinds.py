"""The kinds of constraint: the words of each as a clause, and the program that decides it.

The words carry all that a clause depends on: whoever reads a policy sees it, and the program needs nothing else.

>>> kind = KINDS["keywords:frequency"]
>>> said = kind.clause({"relation": "at least", "keyword": "tea", "frequency": 2})
>>> said
'the response has the word "tea" at least 2 times'
>>> decide(said, "Tea, please. Green tea.")
True
>>> decide("the response is polite", "Tea, please.") is None
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.suites.controls.ifeval import layout, words
from benchmarks.suites.controls.ifeval.wording import read, say

LANGUAGE = "language:response_language"
"""The one kind that has no program here: it needs somebody who knows languages."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of constraint: its name in a policy, its words with gaps, and how the set names what goes into each gap.

    `holds` is called with the response and the gaps by name.
    """

    name: str
    words: str
    holds: Callable[..., bool]
    keys: Mapping[str, str]

    def clause(self, arguments: Mapping[str, Any]) -> str:
        """Its words, with the arguments that the set gives. KeyError where one is missing."""
        return say(self.words, {gap: arguments[key] for gap, key in self.keys.items()})


def decide(clause: str, response: str) -> bool | None:
    """Whether a response is as a clause says; None where that is no constraint of a kind here."""
    for kind in KINDS.values():
        gaps = read(kind.words, clause)
        if gaps is not None:
            return kind.holds(response, **gaps)
    return None


def _kind(name: str, said: str, holds: Callable[..., bool], /, **keys: str) -> Kind:
    return Kind(name, f"the response {said}", holds, keys)


KINDS: Mapping[str, Kind] = {
    "keywords:existence": _kind(
        "keywords", "has each of the words {words}", words.existence, words="keywords"
    ),
    "keywords:frequency": _kind(
        "frequency", "has the word {word} {how} {n} times", words.frequency,
        word="keyword", how="relation", n="frequency",
    ),
    "keywords:forbidden_words": _kind(
        "forbidden", "has none of the words {words}", words.forbidden, words="forbidden_words"
    ),
    "keywords:letter_frequency": _kind(
        "letters", "has the letter or sign {letter} {how} {n} times", words.letters,
        letter="letter", how="let_relation", n="let_frequency",
    ),
    "length_constraints:number_words": _kind(
        "words", "is {how} {n} words long", words.count("words"), how="relation", n="num_words"
    ),
    "length_constraints:number_sentences": _kind(
        "sentences", "is {how} {n} sentences long", words.count("sentences"), how="relation", n="num_sentences"
    ),
    "length_constraints:number_paragraphs": _kind(
        "paragraphs", "is parted by lines of *** into paragraphs, whose number is {n}", layout.paragraphs,
        n="num_paragraphs",
    ),
    "length_constraints:nth_paragraph_first_word": _kind(
        "first_word",
        "is parted by blank lines into paragraphs, whose number is {n}, and number {nth} begins with the word {word}",
        layout.first_word, n="num_paragraphs", nth="nth_paragraph", word="first_word",
    ),
    "detectable_content:postscript": _kind(
        "postscript", "has a postscript at its end that begins with {mark}", layout.postscript, mark="postscript_marker"
    ),
    "detectable_content:number_placeholders": _kind(
        "placeholders", "has placeholders in square brackets, such as [address], whose number is at least {n}",
        layout.placeholders, n="num_placeholders",
    ),
    "detectable_format:number_bullet_lists": _kind(
        "bullets", "has bullet points, lines that begin with an asterisk and a space, whose number is exactly {n}",
        layout.bullets, n="num_bullets",
    ),
    "detectable_format:title": _kind(
        "title", "has a title in double angular brackets, such as <<title>>", layout.title
    ),
    "detectable_format:constrained_response": _kind(
        "answer", f"has exactly one of the phrases {', '.join(layout.ANSWERS)}", layout.one_answer
    ),
    "detectable_format:number_highlighted_sections": _kind(
        "highlights", "highlights passages by *asterisks* around them, whose number is at least {n}",
        layout.highlighted, n="num_highlights",
    ),
    "detectable_format:multiple_sections": _kind(
        "sections", "has sections that begin with the mark {mark} and their number, whose number is {n}",
        layout.sections, mark="section_spliter", n="num_sections",
    ),
    "detectable_format:json_format": _kind("json", "is JSON as a whole", layout.is_json),
    "combination:repeat_prompt": _kind(
        "repeats", "begins by repeating word for word {phrase}, and then goes on", layout.repeats,
        phrase="prompt_to_repeat",
    ),
    "combination:two_responses": _kind(
        "two", "gives two different responses parted by ******", layout.two_responses
    ),
    "change_case:english_capital": _kind("capitals", "is in capital letters throughout", words.upper),
    "change_case:english_lowercase": _kind("lowercase", "is in small letters throughout", words.lower),
    "change_case:capital_word_frequency": _kind(
        "capital_words", "has words in all capital letters {how} {n} times", words.count("capitals"),
        how="capital_relation", n="capital_frequency",
    ),
    "startend:end_checker": _kind(
        "ending", "ends with the exact phrase {phrase}, and nothing after it", layout.ends, phrase="end_phrase"
    ),
    "startend:quotation": _kind("quotation", "is in double quotation marks as a whole", layout.quoted),
    "punctuation:no_comma": _kind("commas", "has no comma", words.no_comma),
}  # fmt: skip
"""By the names that the set has for them."""
