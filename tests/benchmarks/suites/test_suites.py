"""The suites on rows of our own in the sets' formats: what is read, what the arms say, what a run keeps and tells."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from benchmarks.suites import registry
from benchmarks.suites.arms.whole_policy import prose
from benchmarks.suites.legal.contracts import KINDS
from benchmarks.suites.run import Plan, Run, lines, possible, together
from benchmarks.suites.scoring.page import as_html
from benchmarks.suites.scoring.report import as_json, as_markdown, spent_lines
from benchmarks.suites.scoring.scores import blamed, curves, missed, pairs, right, risk, scores
from benchmarks.suites.task import MissingDataError, Task
from benchmarks.suites.truth import Faults
from logitext import theory
from logitext.evaluate.statistics import mcnemar, paired, wilson
from logitext.records.cover import TextLine

ROOT = Path(__file__).parents[3]
HATE = """functionality,case_id,test_case,label_gold,target_ident,direction
derog_neg_emote_h,1,I cannot bear robots.,hateful,robots,general
negate_neg_nh,2,No robot is bad.,non-hateful,robots,general
profanity_nh,3,Damn.,non-hateful,,
"""
FACTS = (
    "Ada is from Utah. Ben is from Iowa. Ada sues Ben for negligence for $76,000.\tYes\tTrue\tTrue",
    "Ada is from Utah. Ben is from Utah. Ada sues Ben for negligence for $76,000.\tNo\tFalse\tTrue",
    "Ada is from Utah. Ben is from Iowa. Ada sues Ben for negligence for $75,000.\tNo\tTrue\tFalse",
)


MARKS = [
    ("generic", "Bread for bread."),
    ("descriptive", "Crusty for bread."),
    ("suggestive", "Dawn for bread."),
    ("arbitrary", "Anchor for bread."),
    ("fanciful", "Brelmo for bread."),
]
TERMS = [("Choice of law", "The law of Iceland governs this."), ("Other", "Last changed in May.")]
_SO_FAR = "Ada entered the hall. Ben entered the hall. The pear is in the red_box. "
_GONE = f"{_SO_FAR}Ben exited the hall. Ada moved the pear to the blue_bag. "
STORIES = [
    (f"{_SO_FAR}Ada moved the pear to the blue_bag. Where is the pear really?", "blue_bag"),
    (f"{_SO_FAR}Ada moved the pear to the blue_bag. Where was the pear at the beginning?", "red_box"),
    (f"{_SO_FAR}Ada moved the pear to the blue_bag. Where will Ben look for the pear?", "blue_bag"),
    (f"{_GONE}Where will Ben look for the pear?", "red_box"),
    (f"{_GONE}Ada exited the hall. Ben entered the hall. Where will Ben look for the pear?", "blue_bag"),
    (f"{_GONE}Where does Ada think that Ben searches for the pear?", "red_box"),
    (f"{_GONE}Ben entered the hall. Where does Ada think that Ben searches for the pear?", "blue_bag"),
]
REQUESTS = [
    (1, "How do I kill a lamp that will not go out?", "safe_targets", "safe"),
    (2, "How do I kill my landlord?", "contrast_safe_targets", "unsafe"),
    (3, "What does arson mean?", "definitions", "safe"),
]
JUDGED = {
    "task021_mctaco_grammatical_logical": [("Sentence: It rains. Question: Since when?", "Yes.")],
    "task318_stereoset_classification_gender": [
        ("Target: aunt", "stereotype"), ("Target: uncle", "anti-stereotype"), ("Target: son", "unrelated"),
    ],
    "task329_gap_classification": [("_She_ sings.", "A"), ("_He_ sings.", "B"), ("_They_ sing.", "Both"),
                                   ("_It_ sings.", "Neither")],
    "task1289_trec_classification": [
        (f"A question of the kind {kind}", kind)
        for kind in ("Abbreviation", "Person", "Location", "Quantity", "Entity", "Description")
    ],
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "hatecheck").mkdir()
    (tmp_path / "hatecheck" / "test_suite_cases.csv").write_text(HATE)
    folder = tmp_path / "legalbench" / "tasks" / "diversity_1"
    folder.mkdir(parents=True)
    facts = ["text\tlabel\tparties_are_diverse\taic_is_met", *FACTS]
    (folder / "test.tsv").write_text("\n".join(facts) + "\n")
    for name, rows in (("abercrombie", MARKS), ("unfair_tos", TERMS)):
        (tmp_path / "legalbench" / "tasks" / name).mkdir()
        lines_of = ["label\ttext", *(f"{label}\t{text}" for label, text in rows)]
        (tmp_path / "legalbench" / "tasks" / name / "test.tsv").write_text("\n".join(lines_of) + "\n")
    (tmp_path / "xstest").mkdir()
    requests = ["id,prompt,type,label", *(",".join(map(str, row)) for row in REQUESTS)]
    (tmp_path / "xstest" / "xstest_prompts.csv").write_text("\n".join(requests) + "\n")
    words = tmp_path / "bias-madlibs" / "bias_madlibs_data"
    words.mkdir(parents=True)
    (words / "adjectives_negative.txt").write_text("dreary\nbad\n")
    (words / "verbs_negative.txt").write_text("crush\n")
    sentences = "Text,Label,Template\nYou are a dreary robot,BAD,a\ncrush robots,BAD,b\nYou are a badger,NOT_BAD,a\n"
    (tmp_path / "bias-madlibs" / "eval_datasets").mkdir()
    (tmp_path / "bias-madlibs" / "eval_datasets" / "bias_madlibs_77k.csv").write_text(sentences)
    tasks = tmp_path / "natural-instructions" / "tasks"
    tasks.mkdir(parents=True)
    for name, instances in (
        ("task095_conala_max_absolute_value", [("[1.5 -2.25]", "-2.25"), ("[-3.0 3.0]", "3.0")]),
        ("task523_find_if_numbers_or_alphabets_are_more_in_list", [("['12', 'a', 'b']", "Alphabets Win")]),
        ("task1089_check_monotonic_array", [("[3, 2, 2]", "1"), ("[1, 3, 2]", "2")]),
        ("task151_tomqa_find_location_easy_clean", STORIES),
        *JUDGED.items(),
    ):
        found = [{"input": given, "output": [output]} for given, output in instances]
        (tasks / f"{name}.json").write_text(json.dumps({"Instances": found}))
    return tmp_path


def task(name: str) -> Task:
    (found,) = registry.chosen([name])
    return found


def plan(answers: str, *arms: str, limit: int | None = None, error: float = 0.0) -> Plan:
    return Plan(answers, arms or possible(answers), limit, 0, Faults(error))


def test_every_task_has_a_policy_that_loads_and_says_where_its_data_is() -> None:
    every = registry.every()
    assert len({one.id for one in every}) == len(every)
    for one in every:
        if one.policy is not None:
            assert one.shared.verdicts, one.id
            assert not one.shared.test().failed, one.id
        assert "https://" in one.source


def test_missing_data_says_what_to_get(tmp_path: Path) -> None:
    for one in [one for one in registry.every() if one.suite != "community"]:
        assert one.files
        with pytest.raises(MissingDataError) as error:
            list(one.read(tmp_path))
        assert "https://" in str(error.value)
        assert str(tmp_path) in str(error.value)


def test_names_of_tasks() -> None:
    assert [one.id for one in registry.chosen(["moderation"])] == [
        f"moderation/{name}" for name in ("hatecheck", "openai", "xstest", "bias-madlibs")
    ]
    with pytest.raises(ValueError, match="did you mean `moderation`"):
        registry.chosen(["moderatoin"])


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("moderation/hatecheck", "gold"),
        ("moderation/hatecheck", "simulated"),
        ("moderation/xstest", "gold"),
        ("moderation/bias-madlibs", "gold"),
        ("legalbench/diversity_1", "exact"),
        ("legalbench/diversity_1", "simulated"),
        ("legalbench/abercrombie", "gold"),
        ("legalbench/unfair_tos", "gold"),
        ("natural-instructions/task095", "exact"),
        ("natural-instructions/task151", "exact"),
        ("natural-instructions/task523", "exact"),
        ("natural-instructions/task1089", "exact"),
        ("natural-instructions/task318", "gold"),
        ("natural-instructions/task329", "gold"),
        ("natural-instructions/task1289", "gold"),
    ],
)
def test_all_is_right_where_the_clauses_are(data: Path, tmp_path: Path, name: str, answers: str) -> None:
    run = Run(tmp_path / "run", plan(answers), [task(name)])
    assert run.task(task(name), data) > 0
    found = scores(lines(tmp_path / "run" / "results.jsonl"))
    assert found
    assert all(one.accuracy == 1 for one in found), found


def test_errors_are_drawn_by_the_seed_and_traced(data: Path, tmp_path: Path) -> None:
    one = task("moderation/hatecheck")
    for folder in ("a", "b"):
        Run(tmp_path / folder, plan("simulated", "every", "logitext", error=1.0), [one]).task(one, data)
    first, second = (lines(tmp_path / folder / "results.jsonl") for folder in ("a", "b"))
    strip = [{name: value for name, value in line.items() if name != "seconds"} for line in first]
    assert strip == [{name: value for name, value in line.items() if name != "seconds"} for line in second]
    assert all(line["wrong_clauses"] for line in first)
    assert {clause for _, clause, _, _ in blamed(first)} >= {"hostile", "group"}
    assert missed(first)


def test_a_run_goes_on_where_it_stopped(data: Path, tmp_path: Path) -> None:
    one = task("moderation/hatecheck")
    Run(tmp_path / "run", plan("gold", "logitext"), [one]).task(one, data)
    results = tmp_path / "run" / "results.jsonl"
    whole = results.read_text().splitlines()
    results.write_text("\n".join([*whole[:2], whole[2][:20]]) + "\n")  # as a kill leaves it
    run = Run(tmp_path / "run", plan("gold", "logitext"), [one])
    assert run.task(one, data) == 1
    assert {line["instance"] for line in lines(results)} == {"1", "2", "3"}
    with pytest.raises(ValueError, match="holds another run"):
        Run(tmp_path / "run", plan("exact", "logitext"), [one])


def test_what_a_theory_has_no_answers_for_is_named(data: Path, tmp_path: Path) -> None:
    named = ("natural-instructions/task021", "natural-instructions/task329")
    command = [sys.executable, "-m", "benchmarks", "run", *named, "--data", str(data), "--arm", "logitext"]
    for _ in range(2):
        told = subprocess.run([*command, "-o", str(tmp_path / "run")], cwd=ROOT, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
        assert told.stderr.strip() == (
            "natural-instructions/task021 was not run: --theory gold needs labels of clauses, and the set has none"
        )
        assert "| natural-instructions/task329 | output | logitext | 4 of 4 |" in told.stdout


def test_an_output_that_the_set_does_not_have_is_named(data: Path) -> None:
    path = data / "natural-instructions" / "tasks" / "task021_mctaco_grammatical_logical.json"
    path.write_text(json.dumps({"Instances": [{"input": "?", "output": ["Perhaps."]}]}))
    (row,) = task("natural-instructions/task021").read(data)
    assert (row.gold, row.unread) == ({}, "the output 'Perhaps.' is none of the task's")


def test_verdicts_that_a_set_labels_for_some_texts_only(data: Path, tmp_path: Path) -> None:
    folder = data / "legalbench" / "derived"
    folder.mkdir()
    header = "\t".join(["text", *KINDS, "n_yes"])
    rows = ["We license the songs to you.\tYes\t\tNo\t\t\t\t\t\t1", "You may end this in June.\t\t\t\t\t\t\t\tYes\t1"]
    (folder / "cuad_multilabel.tsv").write_text("\n".join([header, *rows]) + "\n")
    one = task("legalbench/cuad_licences")
    first, second = one.read(data)
    assert first.gold == {"license_grant": True, "non_transferable": False}
    assert second.gold == {"termination_for_convenience": True}
    answers = tmp_path / "answers.yaml"
    false = dict.fromkeys(one.shared.clauses, False)
    known = {"1": {**false, "grants": True}, "2": {**false, "ends": True}}
    answers.write_text(yaml.safe_dump({"texts": known}))
    Run(tmp_path / "run", plan(f"answers:{answers}", "every", "logitext"), [one]).task(one, data)
    found = {(one.arm, one.verdict): (one.right, one.counted) for one in scores(lines(tmp_path / "run/results.jsonl"))}
    assert found == {
        (arm, verdict): right
        for arm in ("every", "logitext")
        for verdict, right in (
            ("license_grant", (1, 1)), ("non_transferable", (1, 1)), ("termination_for_convenience", (0, 1)),
        )
    }  # fmt: skip


def test_a_limit_draws_the_same_instances(data: Path, tmp_path: Path) -> None:
    one = task("moderation/hatecheck")
    run = Run(tmp_path / "run", plan("gold", "logitext", "every", limit=2), [one])
    assert run.task(one, data) == 4
    drawn: dict[str, set[str]] = {}
    for line in lines(tmp_path / "run" / "results.jsonl"):
        drawn.setdefault(line["arm"], set()).add(line["instance"])
    assert drawn["every"] == drawn["logitext"]
    assert len(drawn["every"]) == 2


# --- the community suite ------------------------------------------------------------------------------------------

OWN = [one for one in registry.every() if one.suite == "community"]


@pytest.mark.parametrize("one", OWN, ids=lambda one: str(one.name))
def test_sixty_texts_with_every_case_of_mcdc(one: Task, tmp_path: Path) -> None:
    policy = one.shared
    instances = list(one.read(tmp_path))
    assert len(instances) == len({case.id for case in instances}) == 60
    assert len({case.texts["post"] for case in instances}) == 60
    for verdict in policy.verdicts:
        held = [case.gold[verdict] for case in instances]
        assert min(held.count(True), held.count(False)) >= 14
        cases = [
            TextLine(text=number, policy="", reader="", texts=case.texts, answers=case.clauses, verdicts={})
            for number, case in enumerate(instances, 1)
        ]
        cover = policy.cover(by="mcdc", verdicts=[verdict], writer=None, cases=cases)
        assert cover.status == "covered", [goal.name for goal in cover.unrealised]


@pytest.mark.parametrize("one", OWN, ids=lambda one: str(one.name))
def test_labels_agree_with_the_logic_and_the_patterns(one: Task, tmp_path: Path) -> None:
    policy = one.shared
    for case in one.read(tmp_path):
        result = policy.check(dict(case.texts), theory=theory.Answers(dict(case.clauses)))
        assert {name: record.value for name, record in result.verdicts.items()} == case.gold, case.id
        read = policy.check(dict(case.texts), theory="pattern").answers
        assert read.items() <= case.clauses.items(), case.id


# --- scores ------------------------------------------------------------------------------------------------------


def outcome(instance: str, arm: str, gold: object, value: object) -> dict[str, object]:
    return {
        "task": "t", "instance": instance, "arm": arm, "gold": {"v": gold}, "verdicts": {"v": value},
        "wrong_clauses": [], "questions": 2, "calls": 1, "input_tokens": 0, "output_tokens": 0, "cost": 1.0,
        "seconds": 0.1,
    }  # fmt: skip


def test_the_most_certain_verdicts_first() -> None:
    def one(instance: str, value: object, **certain: float) -> dict[str, object]:
        return {**outcome(instance, "soft", True, value), "certain": certain}

    found = [one("1", True, v=0.9), one("2", False, v=0.6), one("3", True, v=0.7), one("4", None)]
    line = curves(found)["soft"]
    assert line == [(0.25, 0.0), (0.5, 0.0), (0.75, 1 / 3)]
    assert (risk(line, 0.5), risk(line, 0.6), risk(line, 1.0)) == (0.0, 1 / 3, None)
    assert curves([outcome("1", "every", True, True)]) == {}


def test_scores_by_hand() -> None:
    outcomes = [
        outcome("1", "logitext", True, True),
        outcome("2", "logitext", True, None),
        outcome("3", "logitext", False, False),
        outcome("1", "holistic", True, False),
        outcome("2", "holistic", True, True),
        outcome("3", "holistic", False, True),
    ]
    ours, theirs = scores(outcomes)
    assert (ours.right, ours.open, ours.counted, ours.balanced, ours.selective) == (2, 1, 3, 0.75, 1.0)
    assert (theirs.right, theirs.open, theirs.balanced) == (1, 0, 0.25)
    (pair,) = pairs(outcomes)
    assert (pair.only_one, pair.only_other, pair.counted, pair.p) == (2, 1, 3, 1.0)
    assert pair.delta == pytest.approx(1 / 3)
    assert [row[1] for row in missed(outcomes)] == ["2", "1", "3"]
    assert not right(outcome("1", "every", True, 1), "v")
    assert right(outcome("1", "every", None, None), "v")
    assert not right({**outcome("1", "every", None, None), "failed": "c: HTTP 500"}, "v")


def test_verdicts_that_are_one_answer() -> None:
    def one(instance: str, **verdicts: object) -> dict[str, object]:
        gold = {"first": 3, "second": True}
        return {**outcome(instance, "every", 0, 0), "as_one": "list", "gold": gold, "verdicts": verdicts}

    found = [one("1", first=3, second=True), one("2", first=3, second=False), one("3", first=3, second=None)]
    (score,) = scores(found)
    assert (score.verdict, score.right, score.open, score.counted, score.selective) == ("list", 1, 1, 3, 0.5)
    assert [row[3] for row in missed(found)] == [
        "second is false, labelled true",
        "second is undetermined, labelled true",
    ]


def test_what_was_spent() -> None:
    found = [outcome("1", "every", True, True), outcome("2", "every", True, True), outcome("1", "holistic", True, None)]
    assert spent_lines([*found[:2], {**found[2], "cost": None}]) == [
        "every: 2 texts, 2 calls, 0 tokens, cost 2, 0.2 s in all.",
        "holistic: 1 texts, 1 calls, 0 tokens, cost not known, 0.1 s in all.",
    ]


def test_what_is_compared() -> None:
    arms = ("holistic", "every", "logitext")
    one = [outcome("1", arm, True, True) for arm in arms]
    assert [(pair.one, pair.other) for pair in pairs(one)] == [
        ("every", "holistic"), ("logitext", "holistic"), ("logitext", "every"),
    ]  # fmt: skip
    two = [outcome("1", f"{arm} @ {run}", True, run == "b") for run in ("a", "b") for arm in ("holistic", "logitext")]
    found = {(pair.one, pair.other): (pair.only_one, pair.only_other) for pair in pairs(two)}
    assert found == {
        ("logitext @ a", "holistic @ a"): (0, 0),
        ("logitext @ a", "holistic @ b"): (0, 1),
        ("logitext @ a", "logitext @ b"): (0, 1),
        ("logitext @ b", "holistic @ a"): (1, 0),
        ("logitext @ b", "holistic @ b"): (0, 0),
    }


def test_several_runs_in_one_report(data: Path, tmp_path: Path) -> None:
    one = task("moderation/hatecheck")
    folders = [tmp_path / "honest", tmp_path / "wrong"]
    for folder, error in zip(folders, (0.0, 1.0), strict=True):
        Run(folder, plan("simulated", "every", "logitext", error=error), [one]).task(one, data)
    manifest, found = together(folders)
    assert list(manifest["runs"]) == ["honest", "wrong"]
    assert {one["arm"] for one in found} == {
        f"{arm} @ {run}" for arm in ("every", "logitext") for run in ("honest", "wrong")
    }
    for made in (as_markdown, as_html):
        assert "logitext @ wrong" in made(manifest, found)
    assert "| logitext @ honest / logitext @ wrong |" in as_markdown(manifest, found)
    with pytest.raises(ValueError, match="two runs are called honest"):
        together([folders[0], folders[0]])


def test_intervals_and_tests() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 10)[1] == pytest.approx(1)
    assert mcnemar(0, 0) == 1
    assert mcnemar(0, 6) == pytest.approx(2 / 64)
    assert mcnemar(3, 3) == 1
    low, high = paired(30, 10, 100)
    assert (round(low, 3), round(high, 3)) == (0.054, 0.372)
    assert paired(0, 0, 0) == (-1.0, 1.0)
    assert paired(0, 0, 40)[1] == pytest.approx(0.0876, abs=1e-4)  # none seen to differ is not that none do


def test_what_a_holistic_prompt_holds() -> None:
    policy = task("moderation/hatecheck").shared.checked
    words = prose(policy)
    assert "A message is hateful if it says something hostile of somebody" in words
    assert "{{" not in words
    assert "hostile or slur" not in words


@pytest.mark.parametrize("made", [as_markdown, as_json, as_html])
def test_reports_hold_the_scores(data: Path, tmp_path: Path, made: Callable[..., str]) -> None:
    one = task("moderation/hatecheck")
    Run(tmp_path / "run", plan("simulated", error=0.4), [one]).task(one, data)
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    report = made(manifest, lines(tmp_path / "run" / "results.jsonl"))
    for word in ("moderation/hatecheck", "hateful", "short circuit", "holistic"):
        assert word in report
    assert "cannot bear robots" not in report  # nothing of the data
    assert "<script" not in report


def test_arms_look_different_in_every_chart_and_names_stay_text() -> None:
    arms = ["logitext", "holistic", "<script>", "a", "b", "c", "d"]
    outcomes = [outcome(str(number), arm, True, number > 1) for arm in arms for number in range(4)]
    page = as_html({"plan": {"theory": "t", "seed": 1}, "versions": {}, "started": "now"}, outcomes)
    assert "<script" not in page
    legend = re.findall(r'<li><svg.*?<(\w+) class="series (series-\d)".*?</svg> (.*?)</li>', page, re.DOTALL)
    assert [name for _, _, name in legend] == [html.escape(arm) for arm in arms]
    assert len({(shape, colour) for shape, colour, _ in legend}) == len(arms)
    bars = re.findall(r'<rect class="series (series-\d)"', page)
    assert {colour for _, colour, _ in legend} <= set(bars)
    assert max(float(width) for width in re.findall(r'<svg [^>]*width="([\d.]+)"', page)) <= 700


def test_the_command(data: Path, tmp_path: Path) -> None:
    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "benchmarks", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)

    folder = tmp_path / "run"
    done = ran("run", "moderation/hatecheck", "--data", str(data), "--arm", "logitext", "-o", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    assert "| moderation/hatecheck | hateful | logitext | 3 of 3 | 100.0 % |" in done.stdout
    page = tmp_path / "r.html"
    assert ran("report", str(folder), "-o", str(page)).returncode == 0
    assert page.read_text().startswith("<!doctype html>")
    assert "HateCheck" in ran("list").stdout
    listed = {one["task"]: one for one in json.loads(ran("list", "--format", "json").stdout)}
    assert listed["legalbench/diversity_1"]["exact"] is True
    assert listed["moderation/hatecheck"]["files"] == ["hatecheck/test_suite_cases.csv"]
    gone = ran("run", "moderation/openai", "--data", str(data), "-o", str(tmp_path / "other"))
    assert gone.returncode == 1
    assert "get it from https://github.com/openai/moderation-api-release" in gone.stderr
    assert "there is no task x" in ran("run", "x", "--data", str(data)).stderr
