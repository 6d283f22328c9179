"""Every reader, on rows that are broken on purpose: what it cannot read is open, and no label is made up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.suites.arms.outcome import Case
from benchmarks.suites.legal.parties import lists
from benchmarks.suites.registry import chosen
from benchmarks.suites.task import Instance, Task
from benchmarks.suites.truth import of_instance
from logitext.policy.sorts import Value
from logitext.theory import Answers


def task(name: str) -> Task:
    (found,) = chosen([name])
    return found


def read(name: str, text: str) -> Mapping[str, Value]:
    """What the task's program says of the clauses of an input."""
    one = task(name)
    instance = Instance("1", {"input": text}, {})
    return asyncio.run(of_instance(one, instance, Case.of(one, instance, Answers({}))))


STORY = "Ada entered the hall. The pear is in the red_box. Where is the pear really?"
READERS = [
    ("task095", "[1.5 -2.25]", ["[1.5 about -2.25]", "[1.5 -2.25] or more", "nothing", "[]"]),
    ("task151", STORY, [STORY.replace("really", "now"), STORY.replace("Ada entered", "Ada left"), f"Once. {STORY}"]),
    ("task523", "['12', 'a', 'b']", ["['12', 'a', '?']", "['12', 'a', b]", "12, a and b", "['12', 'a1']"]),
    ("task1089", "[3, 2, 2]", ["[3, two, 2]", "[3, 2, 2, …]", "[]"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "whole", "broken"), READERS)
def test_inputs_of_another_form_are_not_read(name: str, whole: str, broken: list[str]) -> None:
    assert read(f"natural-instructions/{name}", whole)
    assert [read(f"natural-instructions/{name}", text) for text in broken] == [{}] * len(broken)


SUIT = "Ada is from Utah. Ben is from Iowa. Ada sues Ben for negligence for $76,000."


@pytest.mark.parametrize(
    "broken",
    [
        SUIT.replace("$76,000", "much money"),
        SUIT.replace("$76,000", "$76,000 or so"),
        SUIT.replace("Ada sues Ben", "Ada may sue Ben"),
        SUIT.replace("sues Ben", "sues Ben, a baker,"),
        f"{SUIT} She wants interest, too.",
        f"Once upon a time. {SUIT}",
    ],
)
def test_lawsuits_of_another_form_are_not_read(broken: str) -> None:
    assert lists(SUIT) is not None
    assert lists(broken) is None


ROWS = {
    "legalbench/hearsay": (
        "legalbench/derived/hearsay_clauses.tsv",
        "text\tlabel\tstatement\tout_of_court\tfor_truth\n",
        ["He said so.\tYes\t1\t1\t1\n", "He said so.\tMaybe\t1\t1\t1\n", "He said so.\tYes\t1\t?\t1\n"],
    ),
    "legalbench/abercrombie": (
        "legalbench/tasks/abercrombie/test.tsv",
        "label\ttext\n",
        ["generic\tBread for bread.\n", "unknown\tBread for bread.\n", "\tBread for bread.\n"],
    ),
    "legalbench/unfair_tos": (
        "legalbench/tasks/unfair_tos/test.tsv",
        "label\ttext\n",
        ["Other\tLast changed in May.\n", "Others\tLast changed in May.\n", "\tLast changed in May.\n"],
    ),
    "legalbench/telemarketing_sales_rule": (
        "legalbench/tasks/telemarketing_sales_rule/train.tsv",
        "index\tanswer\ttext\n",
        ["0\tNo\tA sale.\n", "1\tno idea\tA sale.\n", "2\t\tA sale.\n"],
    ),
    "legalbench/successor_liability": (
        "legalbench/tasks/successor_liability/train.tsv",
        "index\tanswer\ttext\n",
        ["0\tde facto merger\tA sale.\n", "1\tmerger\tA sale.\n", "2\t\tA sale.\n"],
    ),
    "legalbench/diversity_1": (
        "legalbench/tasks/diversity_1/test.tsv",
        "text\tlabel\tparties_are_diverse\taic_is_met\n",
        [f"{SUIT}\tYes\tTrue\tTrue\n", f"{SUIT}\tYes\tTrue\tyes\n", f"{SUIT}\t?\tTrue\tTrue\n"],
    ),
    "moderation/hatecheck": (
        "hatecheck/test_suite_cases.csv",
        "functionality,case_id,test_case,label_gold,target_ident,direction\n",
        ["profanity_nh,1,Damn.,non-hateful,,\n", "profanity_nh,2,Damn.,,,\n", "profanity_nh,3,Damn.,unclear,,\n"],
    ),
    "moderation/xstest": (
        "xstest/xstest_prompts.csv",
        "id,prompt,type,label\n",
        ["1,What?,definitions,safe\n", "2,What?,definitions,unsure\n", "3,What?,riddles,safe\n"],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_no_label_is_made_up(name: str, tmp_path: Path) -> None:
    """Of three rows the first is whole; the others have no label that the set knows."""
    file, head, rows = ROWS[name]
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(head + "".join(rows))
    whole, *broken = task(name).read(tmp_path)
    assert whole.unread is None
    assert None not in whole.gold.values()
    assert [(one.gold, one.unread is None) for one in broken] == [({}, False)] * 2


def test_sentences_whose_label_is_not_known(tmp_path: Path) -> None:
    words = tmp_path / "bias-madlibs" / "bias_madlibs_data"
    words.mkdir(parents=True)
    for name in ("adjectives_negative", "verbs_negative"):
        (words / f"{name}.txt").write_text("dreary\n")
    (tmp_path / "bias-madlibs" / "eval_datasets").mkdir()
    rows = "Text,Label,Template\ndreary robot,BAD,a\nrobot,FINE,a\n"
    (tmp_path / "bias-madlibs" / "eval_datasets" / "bias_madlibs_77k.csv").write_text(rows)
    assert [one.unread is None for one in task("moderation/bias-madlibs").read(tmp_path)] == [True, False]


@pytest.mark.parametrize(
    ("name", "file", "rows"),
    [
        ("task094", "task094_conala_calculate_mean", [("[1, 3]", "2.0"), ("[1, b]", "2.0"), ("[1, 3]", "two")]),
        ("task126", "task126_scan_structured_text_generation_command_action_all",
         [("look", "I_LOOK"), ("look", "I_SING"), ("look", "I_LOOK I_SING")]),
        ("task318", "task318_stereoset_classification_gender", [("t", "stereotype"), ("t", "type"), ("t", "")]),
        ("task523", "task523_find_if_numbers_or_alphabets_are_more_in_list",
         [("['1']", "Numbers Win"), ("['1']", "Nobody"), ("['1']", "")]),
    ],
)  # fmt: skip
def test_no_output_is_made_up(name: str, file: str, rows: list[tuple[str, str]], tmp_path: Path) -> None:
    folder = tmp_path / "natural-instructions" / "tasks"
    folder.mkdir(parents=True)
    found = [{"input": given, "output": [output]} for given, output in rows]
    (folder / f"{file}.json").write_text(json.dumps({"Instances": found}))
    whole, *broken = task(f"natural-instructions/{name}").read(tmp_path)
    assert whole.unread is None
    assert [(one.gold, one.unread is None) for one in broken] == [({}, False)] * 2
