"""Small policies for the tools of others, decided by patterns; what no pattern finds is false, but for `odd`."""

from __future__ import annotations

from typing import Any

import logitext
from logitext.theory import Answer, Function, Question, Texts


def ask(question: Question, texts: Texts) -> Answer | bool | None:
    """Who answers: threats and insults by their words, and `odd` by nobody."""
    words = {"insults": "idiot", "begs": "please", "deletes": "delete", "allowed": "go ahead"}
    if question.clause.startswith("odd"):
        return None
    name = question.clause.split("(")[0]
    return any(words[name] in text.lower() for text in texts.values())


ONLY = "{{text post}} {{let insults = [[insults]]  violation rude = insults}}"
ALONE = ONLY + "{{let odd = [[is odd]]  verdict o = odd}}"
BOTH = """{{text input  text output}}
{{let begs = [[the user begs]] where "user" is input  let insults = [[the answer insults]] where "answer" is output
violation cruel = begs and insults}}"""
AGENT = """{{list messages of {role: system | user | assistant | call | tool, tool: Text, body: text}}}
{{let deletes(m) = [[m deletes something]]  let allowed(m) = [[m allows it]]
let wipes(m) = m.role == call and m.tool == "shell" and deletes(m)
let before(m) = forsome o in messages: o before m and o.role == user and allowed(o)
violation reckless = forsome m in messages: wipes(m) and not before(m)}}"""


def policy(source: str) -> logitext.Policy:
    return logitext.loads(source)


def options(**more: Any) -> dict[str, Any]:
    return {"theory": Function(ask), **more}
