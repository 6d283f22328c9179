"""Which text a clause is about: the one that it names, the one that a section shares, the main one."""

from __future__ import annotations

import pytest

import logitext
from logitext.syntax.diagnostics import PolicyError

TEXTS = """{{text question: "what the customer asked"  text reply: "what our desk replied"}}"""
MAIN = TEXTS.replace("text question", "main text question")


def texts(source: str) -> dict[str, tuple[str, ...]]:
    return {name: one.texts for name, one in logitext.loads(source).checked.clauses.items()}


def phrases(source: str, clause: str) -> list[tuple[str, str]]:
    return [(one.phrase, one.text) for one in logitext.loads(source).checked.clauses[clause].phrases]


def codes(source: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        logitext.loads(source)
    return [one.code for one in caught.value.diagnostics]


def test_a_clause_is_about_the_only_text_that_its_words_name() -> None:
    assert texts(TEXTS + "{{let a = [[the reply is rude]]  verdict v = a}}") == {"a": ("reply",)}
    assert texts(MAIN + "{{let a = [[the reply is rude]]  verdict v = a}}") == {"a": ("reply",)}


@pytest.mark.parametrize("words", ["is rude", "the replying is rude", "the Reply is rude", "the reply to the question"])
def test_a_clause_that_names_none_or_two_is_an_error(words: str) -> None:
    assert codes(TEXTS + f"{{{{let a = [[{words}]]  verdict v = a}}}}") == ["NLT408"]


def test_what_where_says_goes_before_what_the_words_name() -> None:
    source = TEXTS + """{{let a = [[the reply is like it]] where "it" is question  verdict v = a}}"""
    assert texts(source) == {"a": ("question",)}


def test_a_clause_that_names_no_text_is_about_the_main_one() -> None:
    assert texts(MAIN + "{{let a = [[is rude]]  verdict v = a}}") == {"a": ("question",)}
    assert codes(MAIN + "{{let a = [[the reply suits the question]]  verdict v = a}}") == ["NLT408"]


def test_there_is_one_main_text() -> None:
    assert codes(MAIN.replace("text reply", "main text reply") + "{{verdict v = true}}") == ["NLT415"]


SECTIONS = (
    TEXTS
    + """
# One
{{let a = [[the facts are old]]}}
{{with "the facts" is question, reply}}
{{let b = [[the facts are new]]  let c = [[is rude]]}}
## Below
{{with "the facts" is reply}}
{{let d = [[the facts are few]]}}
# Two
{{let e = [[the question has the facts]]}}
{{verdict v = a or b or c or d or e}}"""
)


def test_words_stand_for_a_text_in_a_whole_section() -> None:
    expected = {"a": ("question",), "b": ("question",), "c": ("reply",), "d": ("reply",), "e": ("question",)}
    assert texts(SECTIONS) == expected
    assert phrases(SECTIONS, "a") == [("the facts", "question")]
    assert phrases(SECTIONS, "d") == [("the facts", "reply")]
    assert phrases(SECTIONS, "e") == []


def test_without_a_heading_it_is_the_whole_file() -> None:
    source = TEXTS + """{{with "it" is reply}} {{let a = [[it is rude]]  verdict v = a}}"""
    assert texts(source) == {"a": ("reply",)}


def test_where_and_with_hold_together_and_where_goes_first() -> None:
    source = (
        TEXTS
        + """{{with "the letter" is reply}}
{{let a = [[the letter answers it]] where "it" is question
  let b = [[the letter is old]] where "the letter" is question
  let c(s) = [[the letter quotes s]]
  verdict v = a or b or c(question)}}"""
    )
    assert texts(source) == {"a": ("question", "reply"), "b": ("question",), "c(question)": ("reply", "question")}


def test_the_meaning_is_that_of_where() -> None:
    shared = TEXTS + """{{with "the letter" is reply}} {{let a = [[the letter is old]]  verdict v = a}}"""
    alone = TEXTS + """{{let a = [[the letter is old]] where "the letter" is reply  verdict v = a}}"""
    one, other = (logitext.loads(source).checked.clauses["a"] for source in (shared, alone))
    assert (one.texts, one.phrases, one.descriptions) == (other.texts, other.phrases, other.descriptions)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ('with "the letters" is reply', "NLT402"),
        ('with "" is reply', "NLT402"),
        ('with "the letter" is replay', "NLT201"),
        ("with replay", "NLT201"),
        ('with "the letter" is reply, "the letter" is question', "NLT410"),
        ("with reply, question", "NLT410"),
    ],
)
def test_wrong_ones(statement: str, code: str) -> None:
    source = MAIN + f"{{{{{statement}}}}} {{{{let a = [[the letter is old]]  verdict v = a}}}}"
    assert codes(source) == [code]


def test_after_a_clause_it_would_look_like_a_part_of_it() -> None:
    source = TEXTS + """{{let a = [[the letter is old]] with "the letter" is reply  verdict v = a}}"""
    assert codes(source) == ["NLT415"]
    apart = TEXTS + """{{with "the letter" is reply  let a = [[the letter is old]]  verdict v = a}}"""
    assert texts(apart) == {"a": ("reply",)}
