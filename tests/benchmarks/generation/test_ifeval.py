"""IFEval's constraints: what each program takes for so and for not so, and the policies made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import logitext
from benchmarks.suites.controls.ifeval.kinds import KINDS, LANGUAGE, decide
from benchmarks.suites.controls.ifeval.policies import policy_of
from benchmarks.suites.controls.ifeval.tasks import FILE, checkers, tasks
from benchmarks.suites.controls.ifeval.wording import read
from benchmarks.suites.task import MissingDataError
from logitext.trail.questions import questions

CASES: list[tuple[str, dict[str, Any], list[str], list[str]]] = [
    (
        "keywords:existence", {"keywords": ["tea", "bread roll"]},
        ["Tea and a bread roll."], ["Tea and bread.", "Steak and a bread roll."],
    ),
    (
        "keywords:frequency", {"keyword": "tea", "relation": "at least", "frequency": 2},
        ["Tea? TEA!"], ["Tea for a team."],
    ),
    (
        "keywords:frequency", {"keyword": "tea", "relation": "less than", "frequency": 2},
        ["Tea for a team."], ["tea, tea"],
    ),
    ("keywords:forbidden_words", {"forbidden_words": ["rain", "snow"]}, ["The train."], ["Let it snow."]),
    (
        "keywords:letter_frequency", {"letter": "o", "let_relation": "less than", "let_frequency": 3},
        ["Oh no"], ["O, do go"],
    ),
    (
        "keywords:letter_frequency", {"letter": "#", "let_relation": "at least", "let_frequency": 2},
        ["#sun #sea"], ["#sun"],
    ),
    (
        "length_constraints:number_words", {"relation": "at least", "num_words": 4},
        ["I don't know - sorry."], ["I don't know -"],
    ),
    (
        "length_constraints:number_sentences", {"relation": "less than", "num_sentences": 3},
        ["Mr. A. Lee came at 3.15 p.m. exactly. Why?", "1. One thing.\n2. Another"],
        ["One. Two! Three?", "A\n\nB\n\nC"],
    ),
    (
        "length_constraints:number_sentences", {"relation": "at least", "num_sentences": 2},
        ['She said "Stop." Then she left.'], ["It costs 3.50 euros", "..."],
    ),
    (
        "length_constraints:number_paragraphs", {"num_paragraphs": 2},
        ["One.\n***\nTwo.", "One.\n\n* * *\n\nTwo."],
        ["One.\n\nTwo.", "One.\n***\n", "One *** two", "A\n***\nB\n***\nC"],
    ),
    (
        "length_constraints:nth_paragraph_first_word", {"num_paragraphs": 2, "nth_paragraph": 2, "first_word": "later"},
        ["Now.\n\n\"Later, we ate.", "Now.\n \n\nlater"], ["Later.\n\nNow.", "Now.\nLater.", "Now.\n\nLaterally."],
    ),
    (
        "detectable_content:postscript", {"postscript_marker": "P.S."},
        ["Bye.\nP.S. Call me.", "bye\n\np.s.: call"], ["Bye. P.S. Call me.", "Bye.\nP.S.", "Bye.\nP.P.S. Call"],
    ),
    (
        "detectable_content:number_placeholders", {"num_placeholders": 2},
        ["Dear [name], of [street]"], ["Dear [name]", "[] [ ] [name]"],
    ),
    (
        "detectable_format:number_bullet_lists", {"num_bullets": 2},
        ["Buy:\n* tea\n  - milk\n***\n* * *"], ["* one", "* one\n* two\n* three", "*one*\n* two"],
    ),
    ("detectable_format:title", {}, ["<<A day>>\nIt rained."], ["<A day>", "<< >>", "<<A\nday>>"]),
    (
        "detectable_format:constrained_response", {},
        ["Well. My answer is no."], ["No.", "My answer is no. My answer is yes.", "my answer is no"],
    ),
    (
        "detectable_format:number_highlighted_sections", {"num_highlights": 2},
        ["*one* and **two words**", "* a point with *this* and *that*"], ["*one*", "* a * b * c", "2*3*4 ** **"],
    ),
    (
        "detectable_format:multiple_sections", {"section_spliter": "Part", "num_sections": 2},
        ["Part 1\nA\n**Part II**\nB", "PART A: x\nPART B: y"],
        ["Part 1\nA", "Part 1\nPart 2\nPart 3", "Part of it\nPart 1"],
    ),
    (
        "detectable_format:json_format", {},
        ['{"a": [1, null]}', '```json\n{"a": 1}\n```\n'], ["{'a': 1}", 'Here:\n```json\n{"a": 1}\n```'],
    ),
    (
        "combination:repeat_prompt", {"prompt_to_repeat": 'Say "hi"\nin two  ways [short].'},
        ['Say "hi"\nin two ways [short].\n\nHi. Hello.'], ['Say "hi" in two ways [short].', "Hi. Hello.", "say it. Hi"],
    ),
    (
        "combination:two_responses", {},
        ["Yes.\n******\nNo."], ["Yes.\n******\nYes.", "Yes.\n***\nNo.", "A\n******\nB\n******\nC", "A\n******\n"],
    ),
    ("change_case:english_capital", {}, ["GO HOME, 2 OF YOU!"], ["GO HOMe", "12"]),
    ("change_case:english_lowercase", {}, ["go home, 2 of you!"], ["Go home", "12"]),
    (
        "change_case:capital_word_frequency", {"capital_relation": "at least", "capital_frequency": 3},
        ["NATO and I met at the BBC."], ["NATO and McDonald met at the BBC"],
    ),
    (
        "startend:end_checker", {"end_phrase": "Is that all?"},
        ["Fine. Is that all?\n", '"Fine. IS THAT ALL?"'], ["Is that all? Yes.", "that all?"],
    ),
    ("startend:quotation", {}, ['"Fine."', "“Fine.”\n"], ['"Fine.', "'Fine.'", '""']),
    ("punctuation:no_comma", {}, ["Fine; thanks."], ["Fine, thanks."]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "so", "not_so"), CASES, ids=[f"{n} {one[0]}" for n, one in enumerate(CASES)])
def test_each_kind(kind: str, given: dict[str, Any], so: list[str], not_so: list[str]) -> None:
    policy = logitext.loads(policy_of([kind], [given]))
    (clause,) = policy.checked.clauses.values()
    for text in so:
        assert policy.check({"prompt": "Do it.", "response": text}, theory=checkers()).verdicts["followed"].value, text
    for text in not_so:
        found = policy.check({"prompt": "Do it.", "response": text}, theory=checkers())
        assert found.verdicts["followed"].value is False, text
    assert clause.name == KINDS[kind].name


def test_every_kind_is_tried_here() -> None:
    assert {one[0] for one in CASES} == set(KINDS)
    assert LANGUAGE not in KINDS


def test_words_survive_the_policy_and_are_told_apart() -> None:
    odd = 'a "b"  c\\d {{e}} [[f]]\tg\u00a0h\n'
    clause = KINDS["combination:repeat_prompt"].clause({"prompt_to_repeat": odd})
    policy = logitext.loads(policy_of(["combination:repeat_prompt"], [{"prompt_to_repeat": odd}]))
    (only,) = questions(policy.checked).values()
    assert only.wording == clause
    assert decide(only.wording, f"{odd} And so on.") is True
    said = [kind.clause(given) for name, given, _, _ in CASES if (kind := KINDS[name])]
    assert [sum(read(kind.words, one) is not None for kind in KINDS.values()) for one in said] == [1] * len(said)
    assert decide("the response has no commas", "x") is None
    with pytest.raises(ValueError, match="does not fit the gap how"):
        KINDS["length_constraints:number_words"].clause({"relation": "around", "num_words": 3})


def test_what_is_said_twice_is_one_clause_and_what_is_not_has_a_number() -> None:
    frequency = [{"keyword": word, "relation": "at least", "frequency": 2} for word in ("war", "peace", "war")]
    policy = logitext.loads(policy_of(["keywords:frequency"] * 3, frequency))
    assert policy.clauses == ("frequency", "frequency_2")


def test_rows_with_a_language_are_left_out(tmp_path: Path) -> None:
    (one,) = tasks()
    with pytest.raises(MissingDataError, match="https://"):
        list(one.read(tmp_path))
    rows = [
        {"key": 1, "prompt": "Answer in Welsh.", "instruction_id_list": [LANGUAGE], "kwargs": [{"language": "cy"}]},
        {"key": 2, "prompt": "No commas.", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]},
    ]
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text("".join(json.dumps(row) + "\n" for row in rows))
    (kept,) = one.read(tmp_path)
    assert (kept.id, kept.texts) == ("2", {"prompt": "No commas."})
    assert one.of(kept).clauses == ("commas",)
