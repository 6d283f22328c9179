"""Values that the theory `pattern` reads."""

from __future__ import annotations

import asyncio
from datetime import date
from fractions import Fraction

import pytest

import logitext
from logitext.policy.patterns import compile_pattern
from logitext.policy.sorts import DATE, INT, REAL, TEXT, Enumeration, Sort
from logitext.syntax.source import Span
from logitext.syntax.tree import Name, Number, Reading, Regex, String
from logitext.theory import Answer, Failure, Pattern, Question, Texts, Unknown, Value
from logitext.theory.recording.key import content
from logitext.theory.validation import ask

NOWHERE = Span(0, 0)


def reading(pattern: str, form: Name | Number | String | None = None, flags: str = "") -> Reading:
    return Reading(Regex(pattern, flags, NOWHERE), form, NOWHERE)


def read(text: str, *readings: Reading, sort: Sort = REAL, other: str | None = None) -> Answer:
    texts = {"claim": text} | ({} if other is None else {"more": other})
    question = Question("a", "a", "the amount", sort, tuple(texts), read=readings)
    return asyncio.run(ask(Pattern(), [question], Texts(texts))).answers["a"]


DOLLARS = reading(r"\$([\d,.]+)")


def unsure(answer: Answer) -> str:
    assert isinstance(answer, Unknown)
    assert answer.reason.startswith("unsure: ")
    return answer.reason.removeprefix("unsure: ")


def test_one_place() -> None:
    assert read("I claim $5,000, please.", DOLLARS) == Value(Fraction(5000), quote="$5,000,")
    assert read("I claim nothing.", DOLLARS) == Unknown("no pattern fits")
    assert read("12", reading(r"\d+")) == Value(Fraction(12), quote="12")


def test_places_that_agree_are_one_and_those_that_differ_are_none() -> None:
    assert read("$5.00 or $5 or $5.0", DOLLARS) == Value(Fraction(5), quote="$5.00")
    assert unsure(read("$5 or $6", DOLLARS)) == "the patterns of `read` find both 5 and 6"
    assert unsure(read("$5 or $5 or $6", DOLLARS)) == "the patterns of `read` find both 5 and 6"
    euros = reading(r"(\d+) euros")
    assert unsure(read("6 euros or $5", DOLLARS, euros)) == "the patterns of `read` find both 6 and 5"
    assert read("5 euros or $5", DOLLARS, euros) == Value(Fraction(5), quote="5 euros")
    assert unsure(read("$5", DOLLARS, other="$6")) == "the patterns of `read` find both 5 and 6"
    assert read("none", DOLLARS, other="$6") == Value(Fraction(6), quote="$6")


def test_what_is_no_value_spoils_what_is_one() -> None:
    wanted = "a pattern of `read` fits what is no number of the form 1,234.5"
    assert unsure(read("$5 or $5,0", DOLLARS)) == wanted
    assert unsure(read("$5,0 or $5", DOLLARS)) == wanted
    assert unsure(read("for $5 a b", reading(r"\$(\d+)|b"))) == "a pattern of `read` fits a place without its group"


def test_a_text_that_is_not_given() -> None:
    question = Question("a", "a", "the amount", REAL, ("claim", "more"), read=(DOLLARS,))
    answer = Pattern().at_hand([question], Texts({"claim": "$5"})).answers["a"]
    assert answer == Unknown("a text is not given, which the patterns of `read` look at")


def test_sorts() -> None:
    assert read("3 guests", reading(r"(\d+) guests"), sort=INT) == Value(3, quote="3 guests")
    assert read("alone", reading("alone", Number(0, NOWHERE)), sort=INT) == Value(0, quote="alone")
    form = String("D Month YYYY", NOWHERE)
    assert read("on 3 May\n2026", reading(r"\d+ \w+\s\d+", form), sort=DATE) == Value(
        date(2026, 5, 3), quote="3 May\n2026"
    )
    sort = Enumeration.of("low", "high")
    assert read("A.S.A.P.", reading("a.s.a.p.", Name("high", NOWHERE), "i"), sort=sort) == Value(
        "high", quote="A.S.A.P."
    )
    assert read("risk: HIGH", reading(r"risk: (\w+)"), sort=sort) == Value("high", quote="risk: HIGH")
    assert read("in New\r\nYork.", reading(r"in ([\w\s]+)"), sort=TEXT) == Value("New York", quote="in New\r\nYork")
    assert read("the capital", reading("capital", String("Paris", NOWHERE)), sort=TEXT) == Value(
        "Paris", quote="capital"
    )


def test_words_of_any_script_and_look_alikes() -> None:
    price = reading(r"\b(\d+)\b руб")
    assert read("цена 75 руб", price) == Value(Fraction(75), quote="75 руб")
    assert read("цена ٧٥ руб", price) == Value(Fraction(75), quote="٧٥ руб")
    folded = reading(r"\bcode ([A-Z]\w+)", None, "fi")
    assert read("ｃｏｄｅ Ｚorp", folded, sort=TEXT) == Value("Ｚorp", quote="ｃｏｄｅ Ｚorp")
    assert read("co\u00adde 1\u00ad5", reading(r"code (\d+)", None, "f")) == Value(
        Fraction(15), quote="co\u00adde 1\u00ad5"
    )


def test_values_are_cut_where_the_pattern_fits_also_between_foreign_words() -> None:
    fits = list(compile_pattern(Regex(r"\b(\w)é\b", "", NOWHERE)).fits("né né\ud800 né"))
    assert [(fit.start, fit.end, fit.group) for fit in fits] == [(0, 2, (0, 1)), (3, 5, (3, 4)), (7, 9, (7, 8))]


def test_a_text_with_very_many_places_is_open() -> None:
    text = "$5 " * 10_000
    assert unsure(read(text, DOLLARS)) == "the patterns of `read` fit too many places"
    assert read("$5 " * 500, DOLLARS) == Value(Fraction(5), quote="$5")


def test_questions_made_by_hand() -> None:
    assert isinstance(read("$5", reading("(")), Failure)
    assert isinstance(read("$5", reading("5", Name("low", NOWHERE))), Failure)


def test_what_can_be_said() -> None:
    sort = Enumeration.of("low", "mid", "high")
    labels = (reading("a", Name("low", NOWHERE)), reading("b", Name("high", NOWHERE)))
    asked = Question("k", "k", "the kind", sort, read=labels)
    assert Pattern().can_say(asked) == ("low", "high")
    assert Pattern().can_say(Question("a", "a", "the amount", REAL, read=(DOLLARS,))) is None
    assert Pattern().can_say(Question("a", "a", "the amount", REAL)) == ()


def test_a_recording_keeps_readings() -> None:
    asked = Question("a", "a", "the amount", REAL, read=(DOLLARS, reading("none", Number(0, NOWHERE))))
    assert content(asked)["read"] == [[r"\$([\d,.]+)", ""], ["none", "", "0"]]
    assert "read" not in content(Question("a", "a", "the amount", REAL))


def test_a_chain_goes_on_where_places_differ() -> None:
    policy = logitext.loads(r"{{text t  let a: Int = [[the age]] read /\b(\d+)\b/  verdict v = a}}")
    asked: list[str] = []

    def judge(question: Question, texts: Texts) -> int:
        asked.append(question.id)
        return 7

    theory = logitext.theory.Chain(Pattern(), logitext.theory.Function(judge))
    assert policy.check("5 or 6", theory=theory).verdicts["v"].value == 7
    assert asked == ["a"]
    assert policy.check("5 and 5", theory=theory).verdicts["v"].value == 5
    assert asked == ["a"]


@pytest.mark.parametrize("fold", ["", " fold"])
def test_fold_of_a_clause_with_a_value(fold: str) -> None:
    policy = logitext.loads(rf"{{{{text t  let a: Int = [[the age]] read /age (\d+)/{fold}  verdict v = a}}}}")
    assert (policy.check("ａge 7").verdicts["v"].value == 7) == bool(fold)
