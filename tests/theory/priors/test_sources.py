"""What is counted of a recording and of a cache."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from logitext.policy.model import Phrase
from logitext.policy.sorts import TEXT, Enumeration
from logitext.policy.sorts import Value as SortValue
from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.cache.store import Cache
from logitext.theory.priors.sources import from_cache, from_recording
from logitext.theory.priors.store import counts, learn
from logitext.theory.priors.subject import PriorsSubject
from logitext.theory.priors.tally import PriorsTally
from logitext.theory.protocol import (
    Answer,
    Failure,
    Question,
    Refusal,
    Retract,
    Texts,
    Theory,
    Unknown,
    Value,
)
from logitext.theory.recording.key import digest
from logitext.theory.recording.recorder import Recorder
from tests.theory.llm.cache.entries import entry
from tests.theory.priors.counted import MODEL

RUDE = Question("rude", "rude", "is rude", texts=("post",))


class Model(Theory):
    name, version, model, prompt = "openai", "1", "small", "1"


class Patterns(Theory):
    name = "pattern"


def found(tally: PriorsTally, folder: Path) -> dict[str, Mapping[SortValue, int]]:
    """What is counted, by the clause's name."""
    learn(folder / "priors.sqlite3", tally)
    return {one.subject.name: one.values for one in counts(folder / "priors.sqlite3")}


def recorded(folder: Path, *lines: tuple[Theory, Question, str, Answer]) -> tuple[PriorsTally, tuple[str, ...]]:
    texts: dict[str, Texts] = {}
    with Recorder(folder / "answers.jsonl") as recorder:
        for theory, question, text, answer in lines:
            recorder.record(theory, question, texts.setdefault(text, Texts({"post": text})), answer)
    tally = PriorsTally()
    return tally, from_recording(folder / "answers.jsonl", tally)


# --- recordings --------------------------------------------------------------------------------------------------


def test_values_are_counted_and_nothing_else(tmp_path: Path) -> None:
    model = Model()
    tally, notes = recorded(
        tmp_path,
        (model, RUDE, "one", Value(True)),
        (model, RUDE, "two", Value(False, 0.1)),
        (model, RUDE, "three", Unknown()),
        (model, RUDE, "four", Refusal("no")),
        (model, RUDE, "five", Failure("down")),
        (Patterns(), RUDE, "six", Value(True)),
    )
    assert (tally.answers, tally.passed, notes) == (2, 3, ())
    assert found(tally, tmp_path) == {"rude": {True: 1, False: 1}}
    assert counts(tmp_path / "priors.sqlite3")[0].asked == MODEL


def test_the_last_word_on_a_document_counts(tmp_path: Path) -> None:
    model = Model()
    again = Question("rude", "rude", "is rude", texts=("post",), note="it contradicts others")
    tally, _ = recorded(
        tmp_path,
        (model, RUDE, "one", Value(True)),
        (model, again, "one", Value(False)),
        (model, RUDE, "two", Value(True)),
        (model, RUDE, "two", Unknown()),
        (model, RUDE, "three", Value(True)),
        (model, RUDE, "three", Retract()),
    )
    assert found(tally, tmp_path) == {"rude": {False: 1, True: 1}}


def test_a_line_that_was_cut_off_is_told(tmp_path: Path) -> None:
    recorded(tmp_path, (Model(), RUDE, "one", Value(True)), (Model(), RUDE, "two", Value(True)))
    path = tmp_path / "answers.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    tally = PriorsTally()
    assert from_recording(path, tally) == (f"line 2 of {path} was cut off and is passed over",)
    assert tally.answers == 1


def test_units_of_a_text_are_counted_together(tmp_path: Path) -> None:
    units = [
        Question(f"rude({name})", f"rude({name})", "s is rude", texts=(name,), phrases=(Phrase("s", name),))
        for name in ("post.sentences[1]", "post.sentences[2]")
    ]
    texts = Texts({"post": "You fool! Bye.", "post.sentences[1]": "You fool!", "post.sentences[2]": "Bye."})
    with Recorder(tmp_path / "answers.jsonl") as recorder:
        for unit, value in zip(units, (True, False), strict=True):
            recorder.record(Model(), unit, texts, Value(value))
    tally = PriorsTally()
    from_recording(tmp_path / "answers.jsonl", tally)
    assert list(found(tally, tmp_path).values()) == [{True: 1, False: 1}]


# --- caches ------------------------------------------------------------------------------------------------------


def cached(folder: Path, *entries: Any) -> PriorsTally:
    with Cache(folder / "answers.sqlite3") as cache:
        cache.put_many(entries)
    tally = PriorsTally()
    from_cache(folder / "answers.sqlite3", tally)
    return tally


def test_a_cache_is_counted(tmp_path: Path) -> None:
    tally = cached(tmp_path, entry("a", prompt="1"), entry("b", prompt="1"), entry("c", model="large", prompt="1"))
    found(tally, tmp_path)
    first, second = counts(tmp_path / "priors.sqlite3")
    assert {first.asked, second.asked} == {
        PriorsSubject("openai", "1", "small-1", "1"),
        PriorsSubject("openai", "1", "large", "1"),
    }
    assert first.total + second.total == 3


def test_of_a_cache_counts_what_the_thresholds_make_of_it(tmp_path: Path) -> None:
    def probable(text: str, value: Any, probability: float | None, **others: Any) -> Any:
        one = entry(text, **others)
        answer = {"value": value} if probability is None else {"value": value, "probability": probability}
        return type(one)(one.key, one.components, answer, one.usage, created=one.created)

    tally = cached(
        tmp_path,
        probable("a", None, 0.9),
        probable("b", None, 0.1),
        probable("c", None, 0.5),
        probable("d", True, None),
        probable("e", "much", 0.8, clause="harm", sort=["none", "much"]),
        probable("f", "much", 0.6, clause="harm", sort=["none", "much"]),
        probable("g", None, None),
    )
    assert found(tally, tmp_path) == {"harm": {"much": 1}, "rude": {True: 2, False: 1}}
    assert tally.passed == 3


def test_the_newest_entry_about_a_document_counts(tmp_path: Path) -> None:
    old, new = entry("a", parameters={"temperature": 1}), entry("a")
    tally = cached(tmp_path, type(old)(old.key, old.components, {"value": False}, old.usage, created=1.0), new)
    assert found(tally, tmp_path) == {"rude": {True: 1}}


def test_clauses_that_make_no_sense_are_passed_over(tmp_path: Path) -> None:
    clause = {"name": "a", "wording": "b", "sort": "Bool", "phrases": [1]}
    assert cached(tmp_path, entry("a", clause="x"), _with_clause(clause)).passed == 1


def _with_clause(clause: dict[str, Any]) -> Any:
    one = entry("b")
    parts = {**one.components, "clause": clause}
    return type(one)(digest(parts), parts, {"value": True}, one.usage, created=1.0)


def test_a_recording_and_a_cache_of_the_same_answers_count_once(tmp_path: Path) -> None:
    model = type("Small", (Theory,), {"name": "openai", "model": "small-1", "prompt": "1"})()
    question = Question("rude", "rude", "is rude", texts=("post",))
    tally, _ = recorded(tmp_path, (model, question, "a", Value(True)), (model, question, "b", Value(True)))
    with Cache(tmp_path / "answers.sqlite3") as cache:
        cache.put_many([entry("a", prompt="1")])
    from_cache(tmp_path / "answers.sqlite3", tally)
    assert found(tally, tmp_path) == {"rude": {True: 2}}


def test_what_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no")
    with pytest.raises(InputError, match="NLT531"):
        from_cache(tmp_path / "notes.txt", PriorsTally())


def test_values_of_other_sorts(tmp_path: Path) -> None:
    level = Question("level", "level", "how bad", Enumeration.of("minor", "serious"), texts=("post",))
    name = Question("name", "name", "who", TEXT, texts=("post",))
    tally, _ = recorded(
        tmp_path,
        (Model(), level, "one", Value("serious")),
        (Model(), name, "one", Value("Ann")),
        (Model(), name, "two", Value("Ann")),
    )
    assert found(tally, tmp_path) == {"level": {"serious": 1}, "name": {"1723": 2}}
    assert b"Ann" not in (tmp_path / "priors.sqlite3").read_bytes()
