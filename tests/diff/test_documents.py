"""Which real documents two versions decide otherwise: by earlier results, by a recording, by texts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

import logitext
from logitext.policy.sorts import Value
from logitext.records.difference import DocumentChange, PolicyDifference
from tests.cli.run import Ran
from tests.cli.run import logitext as command
from tests.diff.test_against_judge import changed, worlds
from tests.judge import generate, write

OLD = """{{text message}} {{fact days: Int}}
{{let threat = [[threatens somebody]] match /kill/
  let quoted = [[is quoted to report it]]
  violation remove = threat unless quoted
  verdict old_hand = days > 100}}
"""
NEW = """{{text message}} {{fact days: Int}}
{{let menace = [[threatens somebody]] match /kill/
  let quoted = [[is quoted to report it]]
  let joke = [[is a joke]]
  violation remove = menace unless joke
  verdict old_hand = days > 50}}
"""
ANSWERS = """texts:
  a.txt: {threat: yes, quoted: no}
  b.txt: {threat: yes, quoted: yes}
  c.txt: {threat: no}
"""
FACTS = "texts: {a.txt: {days: 80}, b.txt: {days: 3}, c.txt: {days: 400}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"old.nltc": OLD, "new.nltc": NEW, "answers.yaml": ANSWERS, "facts.yaml": FACTS}
    for name, text in {**files, "a.txt": "I kill", "b.txt": "kill, he said", "c.txt": "hello"}.items():
        (tmp_path / name).write_text(text)
    ran = command(
        *("check", "old.nltc", "a.txt", "b.txt", "c.txt", "--answers", "answers.yaml", "--facts", "facts.yaml"),
        *("-o", "results.jsonl", "--record", "recorded.jsonl"),
        cwd=tmp_path,
    )
    assert ran.status in (1, 3), ran
    return tmp_path


def diff(folder: Path, *arguments: str) -> Ran:
    return command("diff", "old.nltc", "new.nltc", *arguments, cwd=folder)


def found(folder: Path, *arguments: str) -> PolicyDifference:
    ran = diff(folder, *arguments, "--format", "json")
    assert ran.status == 1, ran
    return PolicyDifference.model_validate(json.loads(ran.out))


def documents(difference: PolicyDifference, verdict: str) -> list[tuple[str, Any, Any, tuple[str, ...]]]:
    return [(one.document, one.old, one.new, one.missing) for one in difference.verdicts[verdict].documents]


def test_by_earlier_results(folder: Path) -> None:
    difference = found(folder, "--results", "results.jsonl")
    assert documents(difference, "remove") == [("a.txt", True, None, ("joke",)), ("b.txt", False, None, ("joke",))]
    assert documents(difference, "old_hand") == [("a.txt", False, True, ())]
    assert difference.documents is not None
    assert difference.documents.model_dump() == {
        "total": 3,
        "changed": 1,
        "open": 2,
        "missing": {"joke": 2},
        "cost": None,
    }
    loaded = logitext.load(folder / "old.nltc"), logitext.load(folder / "new.nltc")
    assert loaded[0].diff(loaded[1], results=[folder / "results.jsonl"]).documents == difference.documents


def test_by_a_recording(folder: Path) -> None:
    """It has no facts; these may be given."""
    difference = found(folder, "--results", "recorded.jsonl", "--fact", "days=80")
    assert documents(difference, "remove") == [("a.txt", True, None, ("joke",)), ("b.txt", False, None, ("joke",))]
    assert [one[0] for one in documents(difference, "old_hand")] == ["a.txt", "b.txt", "c.txt"]
    difference = found(folder, "--results", "recorded.jsonl")
    assert documents(difference, "old_hand") == [(one, None, None, ("days",)) for one in ("a.txt", "b.txt", "c.txt")]


def test_by_texts_and_who_answers_without_a_call(folder: Path) -> None:
    (folder / "more.yaml").write_text(ANSWERS + "joke: no\nmenace: yes\n")
    texts = ("--texts", "a.txt", "--texts", "b.txt", "--texts", "c.txt")
    difference = found(folder, *texts, "--answers", "more.yaml", "--facts", "facts.yaml")
    assert documents(difference, "remove") == [("b.txt", False, True, ()), ("c.txt", False, True, ())]
    difference = found(folder, *texts, "--results", "results.jsonl", "--facts", "facts.yaml")
    assert ("a.txt", True, None, ("joke",)) in documents(difference, "remove")


@pytest.mark.parametrize("earlier", ["results.jsonl", "recorded.jsonl"])
@pytest.mark.parametrize("way", [("old.nltc", "newer.nltc"), ("newer.nltc", "old.nltc")])
def test_answers_to_a_clause_that_was_renamed_count_about_texts_too(
    folder: Path, earlier: str, way: tuple[str, str]
) -> None:
    """In both directions: the results are of the old version."""
    old = OLD.replace(" match /kill/", "")
    newer = old.replace("threat =", "menace =").replace("threat unless", "menace unless")
    for name, text in (("old.nltc", old), ("newer.nltc", newer)):
        (folder / name).write_text(text)
    given = ("--answers", "answers.yaml", "--facts", "facts.yaml")
    files = ("-o", "results.jsonl", "--record", "recorded.jsonl")
    (folder / "recorded.jsonl").unlink()
    assert command("check", "old.nltc", "a.txt", "b.txt", *given, *files, cwd=folder).status == 1
    texts = ("--texts", "a.txt", "--texts", "b.txt", "--facts", "facts.yaml")
    ran = command("diff", *way, *texts, "--results", earlier, cwd=folder)
    assert (ran.status, ran.err) == (0, "")
    assert "documents: 0 of 2 decided otherwise\n" in ran.out
    (folder / "newer.nltc").write_text(newer.replace("is quoted", "is said"))
    ran = command("diff", *way, *texts, "--results", earlier, cwd=folder)
    assert "documents: 0 of 2 decided otherwise, 2 not known; missing answers: quoted (2)\n" in ran.out


OF_UNITS = """{{list rows of {by: Text, body: text}  text post}}
{{let rude(r) = [[r is rude]]  let loud(s) = [[s is loud and rude]]
 let bad(r) = rude(r) and r.by == "bob"
 violation v = forsome r in rows: bad(r)
 violation w = at least 2 of (s in lines(post): loud(s))}}
"""


@pytest.mark.parametrize("earlier", ["results.jsonl", "recorded.jsonl"])
@pytest.mark.parametrize("way", [("one.nltc", "other.nltc"), ("other.nltc", "one.nltc")])
def test_answers_about_units_to_a_clause_that_was_renamed_count_too(
    tmp_path: Path, earlier: str, way: tuple[str, str]
) -> None:
    other = OF_UNITS.replace("rude(", "unkind(").replace("loud(", "shouts(").replace("at least 2", "at least 1")
    (tmp_path / "one.nltc").write_text(OF_UNITS)
    (tmp_path / "other.nltc").write_text(other)
    (tmp_path / "facts.yaml").write_text("rows: [{by: bob, body: You!}, {by: ann, body: Idiot!}]")
    (tmp_path / "a.txt").write_text("one\nTWO\n")
    said = "rude(rows[1]): true\nrude(rows[2]): false\nloud(post.lines[1]): false\nloud(post.lines[2]): true"
    (tmp_path / "answers.yaml").write_text(
        said if way[0] == "one.nltc" else said.replace("rude", "unkind").replace("loud", "shouts")
    )
    given = ("--answers", "answers.yaml", "--facts", "facts.yaml", "-o", "results.jsonl", "--record", "recorded.jsonl")
    assert command("check", way[0], "a.txt", *given, cwd=tmp_path).status == 1
    if earlier == "results.jsonl":
        ran = command("diff", *way, "--results", earlier, cwd=tmp_path)
        assert (ran.status, ran.err) == (1, "")
        assert "  v  equivalent\n" in ran.out
        assert "documents: 1 of 1 decided otherwise\n" in ran.out
    ran = command("diff", *way, "--results", earlier, "--texts", "a.txt", "--facts", "facts.yaml", cwd=tmp_path)
    assert (ran.status, ran.err) == (1, "")
    assert "documents: 1 of 1 decided otherwise\n" in ran.out
    old, new = ("rude", "unkind") if way[0] == "one.nltc" else ("unkind", "rude")
    assert f"  {old} is now called {new}\n" in ran.out
    assert "@" not in ran.out.partition("documents:")[2]


def test_a_model_is_not_called_and_what_it_would_cost_is_said(folder: Path) -> None:
    (folder / "prices.toml").write_text('[models."m"]\ninput = 2\noutput = 8\n')
    options = ("--theory", "openai:m", "--base-url", "http://127.0.0.1:9/v1", "--prices", "prices.toml")
    difference = found(folder, "--texts", "a.txt", *options, "--fact", "days=3", "--cache", "cache.db")
    assert documents(difference, "remove")[0][3] == ("threat", "quoted", "menace", "joke")
    assert difference.documents is not None
    assert difference.documents.cost is not None
    assert 0 < difference.documents.cost < 1
    ran = diff(folder, "--texts", "a.txt", *options, "--fact", "days=3", "--ask", "--retries", "0", "--no-cache")
    assert "not known without threat" in ran.out


def test_words_for_people(folder: Path) -> None:
    ran = diff(folder, "--results", "results.jsonl")
    assert "    a.txt: `old_hand` was false, and is now true\n" in ran.out
    assert "    b.txt: `remove` was false; not known now without joke\n" in ran.out
    counts = "documents: 1 of 3 decided otherwise, 2 not known; missing answers: joke (2)"
    assert f"  {counts}\n" in ran.out
    ran = diff(folder, "--results", "results.jsonl", "--format", "markdown")
    assert "- a.txt: `old_hand` was false, and is now true\n" in ran.out
    assert f"- {counts}\n" in ran.out


def test_an_answer_to_another_question_does_not_count(folder: Path) -> None:
    (folder / "new.nltc").write_text(OLD.replace("is quoted to report it", "quotes somebody"))
    difference = logitext.load(folder / "old.nltc").diff(
        logitext.load(folder / "new.nltc"), results=[folder / "results.jsonl"]
    )
    assert documents(difference, "remove") == [("a.txt", True, None, ("quoted",)), ("b.txt", False, None, ("quoted",))]


@pytest.mark.parametrize(
    ("name", "text", "code", "message"),
    [
        ("none.jsonl", None, "NLT741", "no results can be had from this file: there is no such file"),
        ("broken.json", "{", "NLT620", "broken.json"),
        ("shape.json", '{"answers": 3}', "NLT621", "shape.json"),
        ("empty.json", "[]", "NLT621", "the file holds no result"),
    ],
)
def test_what_is_no_results(folder: Path, name: str, text: str | None, code: str, message: str) -> None:
    if text is not None:
        (folder / name).write_text(text)
    ran = diff(folder, "--results", name)
    assert (ran.status, ran.out) == (2, "")
    assert code in ran.err
    assert message in ran.err


def test_results_of_another_policy(folder: Path) -> None:
    (folder / "other.nltc").write_text("{{text t}} {{let a = [[another]] verdict v = a}}")
    command("check", "other.nltc", "a.txt", "--set", "a=yes", "-o", "others.jsonl", cwd=folder)
    ran = diff(folder, "--results", "others.jsonl")
    assert (ran.status, ran.out) == (2, "")
    assert "others.jsonl: the result of a.txt is of another policy" in ran.err
    command("check", "old.nltc", "a.txt", "--set", "threat=yes", "--assume", "quoted", "-o", "s.json", cwd=folder)
    assert "was decided under assumptions of its own" in diff(folder, "--results", "s.json").err


def test_a_recording_of_several_texts_under_a_name(folder: Path) -> None:
    (folder / "a.txt").write_text("another")
    command("check", "old.nltc", "a.txt", "--answers", "answers.yaml", "--record", "recorded.jsonl", cwd=folder)
    ran = diff(folder, "--results", "recorded.jsonl")
    assert ran.status == 2
    assert "several texts were recorded under the name `a.txt`" in ran.err


def test_options_without_effect_are_told(folder: Path) -> None:
    assert "`--theory` has no effect: --texts is not given" in diff(folder, "--theory", "pattern").err
    assert "neither --results nor --texts is given" in diff(folder, "--fact", "days=3").err


# --- a second opinion --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(30))
def test_documents_and_judge_agree(seed: int, tmp_path: Path) -> None:
    """All that some answers leave open is tried: the values of a verdict are those of all worlds that fit."""
    rng = Random(seed)
    before = generate.policy(rng)
    after = changed(before, rng)
    old, new = (
        logitext.loads(write.source(policy, Random(seed)), name) for policy, name in ((before, "o"), (after, "n"))
    )
    olds, news = worlds(before), worlds(after)
    common = [key for key in olds if key in news]
    if not common or not old.clauses:
        return
    results = []
    for number in range(6):
        world = olds[rng.choice(common)]
        given = {name: world[name] for name in old.clauses if rng.random() < 0.6}
        facts = {name: world[name] for name in old.facts if rng.random() < 0.6}
        if given:
            results.append((f"d{number}", given, facts))
    lines = [
        json.dumps(asyncio.run(old.acheck(label=label, theory=logitext.theory.Answers(given), facts=facts)).to_dict())
        for label, given, facts in results
    ]
    if not lines:
        return
    (tmp_path / "results.jsonl").write_text("\n".join(lines) + "\n")
    difference = old.diff(new, results=[tmp_path / "results.jsonl"])
    for label, _, facts in results:
        answers = json.loads(lines[[one[0] for one in results].index(label)])["answers"]
        for name, change in difference.verdicts.items():
            there = next((one for one in change.documents if one.document == label), None)
            was, now = (_decided(every, {**answers, **facts}, name) for every in (olds, news))
            _agree(there, was, now, f"{seed} {label} {name}")


def _decided(worlds: Mapping[Any, Mapping[str, Value]], known: Mapping[str, Value], verdict: str) -> Value | None:
    values = {world[verdict] for world in worlds.values() if known.items() <= world.items()}
    return values.pop() if len(values) == 1 else None


def _agree(there: DocumentChange | None, was: Value | None, now: Value | None, shown: str) -> None:
    if there is None:
        assert was == now, shown
        assert was is not None, shown
    else:
        assert (there.old, there.new) == (was, now), shown
        assert bool(there.missing) == (was is None or now is None), shown
