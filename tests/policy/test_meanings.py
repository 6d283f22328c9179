"""Phrases that stand for what the policy defines, clauses with parameters: what of them reaches a theory."""

from __future__ import annotations

import logitext
from logitext.policy.model import Phrase
from logitext.trail.questions import questions

POLICY = logitext.loads("""{{text post text reply}}
{{let threat = [[threatens harm]] where "threatens" is post
  let insult(s) = [[s insults somebody]]
  let abuse = threat or insult(post)
  let grave = abuse and threat
  let defends = [[defends abuse of the grave kind]] where "abuse" is abuse, "grave" is grave, "defends" is reply
  let repeats(a, b) = [[a says again what the other says]] where "the other" is b
  verdict v = defends and repeats(reply, post) and repeats(post, reply) and repeats(reply, post)}}""")
ASKED = questions(POLICY.checked)


def test_a_definition_is_told_with_the_words_of_what_it_mentions() -> None:
    phrases = {phrase.phrase: phrase for phrase in ASKED["defends"].phrases}
    assert phrases["abuse"].means == "threat or insult(post); threat: threatens harm; insult: s insults somebody"
    assert phrases["grave"].means is not None
    assert phrases["grave"].means.split("; ") == [
        "abuse and threat",
        "threat: threatens harm",
        "abuse: threat or insult(post)",
        "insult: s insults somebody",
    ]
    assert phrases["defends"] == Phrase("defends", "reply")


def test_what_a_phrase_means_is_no_text_of_the_clause() -> None:
    assert ASKED["defends"].texts == ("reply",)


def test_a_clause_with_parameters_is_asked_once_for_each_use() -> None:
    assert [name for name in ASKED if name.startswith("repeats")] == ["repeats(reply, post)", "repeats(post, reply)"]
    one = ASKED["repeats(reply, post)"]
    assert one.texts == ("post", "reply")
    assert {(phrase.phrase, phrase.text) for phrase in one.phrases} == {("the other", "post"), ("a", "reply")}
    assert one.wording == "a says again what the other says"
