"""The controlled English of ProofWriter: facts and rules of literals, read by regular expressions.

>>> literal("The bald eagle does not need the cat")
Literal(subject='the bald eagle', verb='need', what='the cat', holds=False)
>>> rule("Red, cold things are round.").given[1].wording("Bob")
'Bob is cold'
>>> rule("If someone sees the cat and not green then they see the cow.").then.name("the cat")
'cat_see_cow'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

ANY = "something"
"""The subject of a rule that holds of everything."""

_SUBJECT = r"(?P<subject>the bald eagle|the \w+|\w+)"
_OBJECT = r"(?P<what>the [\w ]+|[A-Z]\w+)"
_IS = re.compile(rf"{_SUBJECT} (?:is|are)(?P<no> not)? (?P<what>\w+)")
_DOES = re.compile(
    rf"{_SUBJECT} (?:(?P<no>(?:does|do) not )(?P<bare>\w+)|(?P<verb>\w+?)s?) (?P<what>the [\w ]+|[A-Z]\w+)"
)
_BARE = re.compile(r"(?P<no>not )?(?P<what>\w+)")
_KIND = re.compile(r"(?:All )?(?P<given>.+) (?:things|people) are (?P<no>not )?(?P<what>\w+)", re.IGNORECASE)
_VARIABLES = {"something", "someone", "it", "they"}


@dataclass(frozen=True, slots=True)
class Literal:
    """That somebody is something (`verb` is "is"), or does something to somebody; or that it is not so."""

    subject: str
    verb: str
    what: str
    holds: bool

    def of(self, subject: str) -> Literal:
        """The literal about a given subject, if it is said of everything."""
        return replace(self, subject=subject) if self.subject == ANY else self

    def name(self, subject: str = "") -> str:
        """What it is called in a policy."""
        own = self.of(subject)
        words = [own.subject, *([] if self.holds else ["not"]), self.verb, self.what]
        return "_".join(word.removeprefix("the ").replace(" ", "_").lower() for word in words)

    def wording(self, subject: str = "") -> str:
        """A sentence for it, without the full stop."""
        own = self.of(subject)
        if self.verb == "is":
            return f"{own.subject} is {'' if self.holds else 'not '}{self.what}"
        return f"{own.subject} {f'{self.verb}s' if self.holds else f'does not {self.verb}'} {self.what}"


@dataclass(frozen=True, slots=True)
class Rule:
    """Literals that, all together, have another for a consequence; none where it is a fact."""

    given: tuple[Literal, ...]
    then: Literal


def literal(text: str, before: Literal | None = None) -> Literal:
    """A literal; where it has no subject it is that of the one before. ValueError where it is none."""
    text = re.sub(r"^The\b", "the", text)
    if found := _IS.fullmatch(text):
        return Literal(_subject(found["subject"]), "is", found["what"].lower(), not found["no"])
    if found := _DOES.fullmatch(text):
        return Literal(_subject(found["subject"]), found["bare"] or found["verb"], found["what"], not found["no"])
    if before is not None and (found := _BARE.fullmatch(text)):
        return Literal(before.subject, "is", found["what"].lower(), not found["no"])
    raise ValueError(f"no fact, and no condition: {text}")


def rule(sentence: str) -> Rule:
    """A sentence as a rule. ValueError where it is none."""
    sentence = sentence.strip().removesuffix(".")
    if sentence.startswith("If "):
        conditions, consequence = sentence.removeprefix("If ").split(" then ")
        given: list[Literal] = []
        for part in conditions.split(" and "):
            given.append(literal(part, given[-1] if given else None))
        return Rule(tuple(given), literal(consequence))
    if found := _KIND.fullmatch(sentence):
        kinds = [Literal(ANY, "is", word.lower(), True) for word in found["given"].split(", ")]
        return Rule(tuple(kinds), Literal(ANY, "is", found["what"], not found["no"]))
    return Rule((), literal(sentence))


def rules(text: str) -> tuple[Rule, ...]:
    """All sentences of a text."""
    return tuple(rule(sentence) for sentence in re.split(r"(?<=\.)\s+", text.strip()))


def _subject(word: str) -> str:
    return ANY if word in _VARIABLES else word
