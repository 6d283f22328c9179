"""Spellings that Unicode calls equal are equal, wherever a name or a value comes from."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

import logitext
from logitext import theory
from logitext.logic.backend_name import BackendName
from logitext.policy.load import expanded
from logitext.syntax.diagnostics import InputError, PolicyError
from logitext.theory.recording.key import clause_hash
from logitext.trail.questions import questions
from tests.cli.run import logitext as run

Spelling = Callable[[str], str]


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


POLICY = """{{text título}}
{{let gravité: légère | grave = [[how bad it is]]  let cité: Text = [[the city]]
  verdict très = gravité == légère and cité == "Zürich"}}"""


@pytest.mark.parametrize("answered", [nfd, str], ids=["nfd", "nfc"])
@pytest.mark.parametrize("written", [nfd, str], ids=["nfd", "nfc"])
@pytest.mark.parametrize("backend", ["z3", "auto"])
def test_labels_and_texts_of_any_theory(written: Spelling, answered: Spelling, backend: BackendName) -> None:
    policy = logitext.loads(written(POLICY), backend=backend)
    values = {"gravité": "légère", "cité": "Zürich"}
    judge = theory.Function(lambda question, _: answered(values[question.clause]))
    result = policy.check({answered("título"): "x"}, theory=judge, verdicts=[answered("très")])
    assert result.verdicts["très"].value is True
    assert dict(result.answers) == values
    assert policy.verify(result) == ()
    other = policy.explain(result, what_if={answered("gravité"): answered("grave")}).explanation
    assert other is not None
    given = theory.Answers({answered(name): answered(value) for name, value in values.items()})
    assert policy.check({"título": "x"}, theory=given).verdicts["très"].value is True


def test_two_texts_that_differ_are_two() -> None:
    policy = logitext.loads(POLICY)
    result = policy.check("x", theory=theory.Answers({"gravité": "légère", "cité": "Zurich"}))
    assert result.verdicts["très"].value is False


def test_a_phrase_in_another_spelling() -> None:
    phrase = nfd("café")
    source = (
        f'{{{{text a}}}} {{{{text b}}}} {{{{let k = [[the café says so]] where "the {phrase}" is a verdict v = k}}}}'
    )
    clause = logitext.loads(source).checked.clauses["k"]
    assert clause.phrases[0].phrase in clause.wording
    with pytest.raises(PolicyError):
        logitext.loads(source.replace(phrase, "cafe"))


def test_one_clause_or_text_in_two_spellings_is_given_twice() -> None:
    with pytest.raises(InputError) as caught:
        theory.Answers({"gravité": "grave", nfd("gravité"): "grave"})
    assert caught.value.diagnostics[0].code == "NLT505"
    with pytest.raises(InputError, match="given twice"):
        logitext.loads(POLICY).check({"título": "x", nfd("título"): "y"}, theory=theory.Answers({}))


def test_names_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(POLICY, "utf-8")
    (tmp_path / "post.txt").write_text("x", "utf-8")
    settings = ["--set", nfd("gravité=légère"), "--set", nfd("cité=Zürich")]
    ran = run("check", "p.nltc", nfd("título") + "=post.txt", *settings, cwd=tmp_path)
    assert ran.status == 0, ran.err
    assert "très" in ran.out


def test_a_hint_tells_names_apart_that_look_the_same() -> None:
    with pytest.raises(PolicyError) as caught:
        logitext.loads("{{text post}} {{let threat = [[x]] verdict v = thre\u0430t}}")
    hint = caught.value.diagnostics[0].hint
    assert hint == "did you mean `threat`? they look the same, but U+0430 is not U+0061"


def test_a_clause_in_another_spelling_keeps_its_hash() -> None:
    """What was kept for one holds for the other, whichever of its words are spelt otherwise."""
    source = """{{text título: "le café"}} {{text autre}}
    {{let k(s) = [[s is in the café]] ask "Au café?" yes "Un café!" no "Né" match /[é]+ à/ reject /café/
      let cité = [[the café]] where "café" is vérité, "the" is título
      let vérité = [[said at the café]] where "café" is título
      verdict v = k(título) and cité and vérité and (forsome s in lines(título): k(s))}}"""
    one, other = (expanded(logitext.loads(spell(source)).checked, {"lines(título)": 1}) for spell in (str, nfd))
    asked, again = questions(one), questions(other)
    assert list(asked) == list(again)
    assert len(asked) >= 4
    for name, question in asked.items():
        assert clause_hash(question) == clause_hash(again[name])
        assert question.descriptions == again[name].descriptions
    assert one.texts["título"].description == other.texts["título"].description
