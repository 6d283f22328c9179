"""`compound-clause`: a clause that asks for several judgements at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.linting.worded import worded
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook

_JOINT = re.compile(r",?\s+(and|or|unless|but not|but|except that|except|if)\s+", re.IGNORECASE)
_AS_LOGIC = {"but": "and", "but not": "and not", "except": "unless", "except that": "unless"}
_AUXILIARY = r"(?:is|are|was|were|has|have|had|does|do|did|can|could|may|might|must|will|would|should)"
_OBJECT = (
    r"(?:an?|the|this|that|these|those|to|of|for|in|on|about|how|what|who|where|it|them|him|her|us|its|their|his|your|our"
    r"|no|not|nothing|nobody|something|some|somebody|someone|any|anything|anybody|other|others|another|all|every)"
)
# A verb in the third person and what it is said of: "threatens them", and not "services" or "tags are missing".
_PREDICATE = re.compile(rf"(?:(?:is|are)n['’]t|{_AUXILIARY}|\w+[^s\W]s {_OBJECT})\b", re.IGNORECASE)
_SUBJECT = re.compile(
    rf"(?:the|an?|its?|this|all|every|each)\b[^,;:“”\"]*?(?= (?:{_AUXILIARY}|\w+[^s\W]s {_OBJECT})\b)", re.IGNORECASE
)
# "insults or belittles somebody" and "is or was a member" are one thing to say of somebody.
_VERB_ALONE = re.compile(rf"(?:^|\s)(?:\w+[^s\W]s|{_AUXILIARY})$", re.IGNORECASE)
_NO_JOINT = re.compile(r"\b(?:as|only|even|what|all|any|nothing|anything)$", re.IGNORECASE)
# Behind these words it is not known whether a second predicate is said of the subject of the clause.
_NESTED = re.compile(r"\b(?:that|who|which|what|where|when|how|whether|if)\b", re.IGNORECASE)


@register
class CompoundClause(Rule):
    """A policy can join judgements by logic. An answer to two questions at once is right less often."""

    code = "NLT720"
    name = "compound-clause"
    summary = "a clause that asks for several judgements at once, with a split"
    by_default = False

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        for clause in worded(look.policy):
            joint = _joint(clause.words) if clause.is_boolean else None
            if joint is None:
                continue
            word = joint[1].lower()
            first, second = clause.words[: joint.start()], clause.words[joint.end() :]
            subject = _SUBJECT.match(first)
            if subject is not None and _PREDICATE.match(second) and not _NESTED.search(first):
                second = f"{subject[0]} {second}"
            logic = {"if": "and"}.get(word, _AS_LOGIC.get(word, word))
            message = f"the clause `{clause.name}` asks for several judgements at once: it says “{joint[1]}”"
            hint = f"ask for each, and join them in a formula, such as `[[{first}]]` {logic} `[[{second}]]`"
            yield self.finding(clause.spot, clause.name, message, hint)


def _joint(words: str) -> re.Match[str] | None:
    """Where two judgements meet: a condition or an exception, or `and` or `or` before another predicate.

    >>> _joint("the post threatens somebody or insults them")[1]
    'or'
    >>> _joint("names a lawyer, a court or a regulator")
    """
    for joint in _JOINT.finditer(words):
        before, after = words[: joint.start()], words[joint.end() :]
        if not before or _NO_JOINT.search(before) or before.count("“") > before.count("”") or before.count('"') % 2:
            continue
        listed = joint[1].lower() in ("and", "or")
        if not listed or (_PREDICATE.match(after) and not after.endswith(" be") and not _VERB_ALONE.search(before)):
            return joint
    return None
