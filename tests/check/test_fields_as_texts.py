"""Phrases that stand for one text of an element: what is asked, of which text, and what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.policy.load import check_policy
from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.source import Source

POLICY = """{{list mails of {id: Text key, subject: text, body: text} "the mails"
  list notes of {words: text}}}
{{let loud(m) = [[the subject is loud]] where "the subject" is m.subject match /!/
  let fits(m, n) = [[the mail says what is announced]] where "the mail" is m.body, "what is announced" is n.subject
  let rude(m) = [[m is rude]] match /fool/
  let vague(n) = [[the note is vague]] where "the note" is n.words match /thing/
  verdict v = forsome m in mails: loud(m)
  verdict w = forall m in mails: fits(m, m)
  verdict x = forsome m in mails: rude(m)
  verdict y = forsome n in notes: vague(n)}}
"""
MAILS = [
    {"id": "a.b", "subject": "Hello", "body": "Pay now!"},
    {"id": "c", "subject": "Fire!", "body": "fool"},
]


@pytest.mark.parametrize("backend", ["auto", "z3"])
def test_a_clause_is_given_the_texts_that_its_phrases_stand_for(backend: Any) -> None:
    asked: dict[str, tuple[dict[str, str], dict[str, str]]] = {}

    def reader(question: theory.Question, texts: theory.Texts) -> bool:
        asked[question.id] = {name: texts[name] for name in question.texts}, dict(question.descriptions)
        return False

    policy = logitext.loads(POLICY, backend=backend)
    facts = {"mails": MAILS, "notes": [{"words": "a thing"}]}
    result = policy.check(facts=facts, theory=theory.Chain(theory.Pattern(), theory.Function(reader)))
    assert {name: one.value for name, one in result.verdicts.items()} == {"v": True, "w": False, "x": True, "y": True}
    assert asked['fits(mails["a.b"], mails["a.b"])'] == (
        {'mails["a.b"].body': "Pay now!", 'mails["a.b"].subject': "Hello"},
        {
            'mails["a.b"].body': 'body of element "a.b" of `mails` (the mails)',
            'mails["a.b"].subject': 'subject of element "a.b" of `mails` (the mails)',
        },
    )
    because = {name: [one.clause for one in verdict.because] for name, verdict in result.verdicts.items()}
    assert because["v"] == ['loud(mails["c"])']
    assert because["x"] == ['rude(mails["c"])']
    assert because["y"] == ["vague(notes[1])"]
    assert set(result.texts) == {'mails["a.b"]', 'mails["c"]', "notes[1]"}
    assert policy.verify(result) == ()


def test_an_answer_is_outdated_when_the_text_of_its_element_changes() -> None:
    policy = logitext.loads(POLICY)
    first = policy.check(facts={"mails": MAILS}, theory=theory.Answers({'loud(mails["a.b"])': True}), verdicts=["v"])
    kept = theory.Answers(first)
    assert policy.check(facts={"mails": MAILS[::-1]}, theory=kept, verdicts=["v"]).verdicts["v"].value is True
    changed = [{**MAILS[0], "subject": "Goodbye"}]
    (found,) = policy.check(facts={"mails": changed}, theory=kept, verdicts=["v"]).verdicts["v"].open
    assert "has changed since" in str(found.detail)


WRONG = [
    ('let c(m) = [[the subject is c]] where "the subject" is m.titel', 'NLT314]: no list has a text `titel`'),
    ('let c(m) = [[the subject is c]] where "the subject" is m.id', 'NLT314]: no list has a text `id`'),
    ('text post let c(m) = [[the subject is c]] where "the subject" is m.words verdict u = c(post)',
     'NLT314]: `post` has no text `words`'),
    ('let c(m) = [[the subject is c]] where "the subject" is m.words verdict u = forsome m in mails: c(m)',
     'NLT314]: `mails[1]` has no text `words`'),
    ('let c(m) = [[the subject is c]] where "the subject" is n.words', 'NLT201]: the text `n.words` is not declared'),
]  # fmt: skip


@pytest.mark.parametrize(("said", "message"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong(said: str, message: str) -> None:
    with pytest.raises(PolicyError) as wrong:
        check_policy(Source("p.nltc", POLICY + f"{{{{{said}}}}}"))
    assert message in str(wrong.value)


def test_in_a_section_and_in_a_file_under_a_name() -> None:
    policy = logitext.loads("{{section a}}" + POLICY + "{{end}}")
    result = policy.check(facts={"mails": MAILS}, theory="pattern", verdicts=["a.v"])
    assert [one.clause for one in result.verdicts["a.v"].because] == ['a.loud(mails["c"])']
