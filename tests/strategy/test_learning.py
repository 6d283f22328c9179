"""Learning from results, and telling what a file is."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.policy.sorts import Value
from logitext.strategy.learning import collect
from logitext.syntax.diagnostics import InputError
from logitext.theory.llm.cache.store import Cache
from logitext.theory.priors.store import counts, learn
from logitext.theory.priors.subject import PriorsSubject
from logitext.theory.priors.tally import PriorsTally
from tests.theory.llm.cache.entries import entry

SOURCE = """
{{text post}} {{let rude = [[is rude]] match /fool/i  let count: Int = [[how many people it names]]
  let share: Real = [[the share that it names]]  let level: minor | serious = [[how bad it is]]
  violation remove = rude and (count > 2 or share > 0.5) and level == serious}}
"""
POLICY = logitext.loads(SOURCE)
ANSWERS: dict[str, Any] = {"rude": True, "count": 2, "share": Fraction(2, 3), "level": "serious"}


def result(text: str = "hello", policy: logitext.Policy = POLICY, **answers: Any) -> dict[str, Any]:
    return policy.check(text, theory=theory.Answers({**ANSWERS, **answers})).to_dict()


def written(path: Path, *results: Any, lines: bool = True) -> Path:
    """A file of results, one a line or all of them as `--format json` prints them."""
    if lines:
        path.write_text("".join(json.dumps(one) + "\n" for one in results), "utf-8")
    else:
        path.write_text(json.dumps(results[0] if len(results) == 1 else results, indent=2), "utf-8")
    return path


def learned(*paths: Path, policy: logitext.Policy | None = POLICY) -> dict[str, Mapping[Value, int]]:
    """What is counted, by the clause's name."""
    tally = PriorsTally()
    for path in paths:
        collect(str(path), tally, None if policy is None else policy.checked)
    target = paths[0].with_name("priors.sqlite3")
    learn(target, tally)
    found = counts(target)
    target.unlink()
    assert {one.asked for one in found} <= {PriorsSubject()}
    return {one.subject.name: one.values for one in found}


@pytest.mark.parametrize("lines", [True, False], ids=["lines", "one value"])
@pytest.mark.parametrize("number", [1, 3])
def test_results_are_counted(tmp_path: Path, lines: bool, number: int) -> None:
    path = written(tmp_path / "results", *(result(str(n), count=n) for n in range(number)), lines=lines)
    assert learned(path, path) == {
        "rude": {True: number},
        "count": dict.fromkeys(range(number), 1),
        "share": {Fraction(2, 3): number},
        "level": {"serious": number},
    }


def test_numbers_are_read_exactly(tmp_path: Path) -> None:
    shares = [Fraction(1, 10), Fraction(3), Fraction(-1, 7), Fraction(10**30, 3)]
    path = written(tmp_path / "results", *(result(str(n), share=share) for n, share in enumerate(shares)))
    assert learned(path)["share"] == dict.fromkeys(shares, 1)


def test_answers_of_patterns_are_not_counted(tmp_path: Path) -> None:
    chain = theory.Chain(theory.Pattern(), theory.Answers({**ANSWERS, "count": 3}))
    found = POLICY.check("You fool!", theory=chain).to_dict()
    assert learned(written(tmp_path / "results", found)) == {
        "count": {3: 1},
        "share": {Fraction(2, 3): 1},
        "level": {"serious": 1},
    }


def test_units_of_texts(tmp_path: Path) -> None:
    policy = logitext.loads(
        "{{text post}} {{let rude(s) = [[s is rude]] verdict v = forall s in sentences(post): rude(s)}}"
    )
    found = policy.check("You fool! You dear.", theory=theory.Function(lambda _question, _texts: True)).to_dict()
    assert list(learned(written(tmp_path / "results", found), policy=policy).values()) == [{True: 2}]


def test_results_of_another_policy_are_passed_over_and_told(tmp_path: Path) -> None:
    other = logitext.loads(SOURCE.replace("is rude", "is insolent"))
    path = written(tmp_path / "results", result("a"), result("b", other))
    tally = PriorsTally()
    notes = collect(str(path), tally, POLICY.checked)
    assert notes == (f"1 of 2 results in {path} are of another policy, and are passed over",)
    assert tally.answers == 4


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = json.dumps(result()).encode() + b"\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(raw))))
    tally = PriorsTally()
    collect("-", tally, POLICY.checked)
    assert tally.answers == 4


def test_a_recording_and_a_cache_are_told_by_what_they_hold(tmp_path: Path) -> None:
    with theory.Recorder(tmp_path / "some.file") as recorder:
        POLICY.check("hello", theory=theory.Answers(ANSWERS), record=recorder)
    with Cache(tmp_path / "other.file") as cache:
        cache.put_many([entry("a"), entry("b")])
    tally = PriorsTally()
    collect(str(tmp_path / "some.file"), tally)
    assert tally.answers == 4
    collect(str(tmp_path / "other.file"), tally)
    assert tally.answers == 6


# --- what is wrong -----------------------------------------------------------------------------------------------


def refused(path: Path, policy: logitext.Policy | None = POLICY) -> str:
    with pytest.raises(InputError) as caught:
        collect(str(path), PriorsTally(), None if policy is None else policy.checked)
    (found,) = caught.value.diagnostics
    assert found.code == "NLT537"
    return found.message.removeprefix("nothing can be learned from this file: ")


def changed(**parts: Any) -> dict[str, Any]:
    return {name: part for name, part in {**result(), **parts}.items() if part is not ...}


WRONG: dict[str, tuple[Any, str]] = {
    "no version": (changed(schema_version=...), "it does not say `schema_version`"),
    "other version": (changed(schema_version="9"), "it has another version than 1"),
    "number": (7, "it does not say `schema_version`"),
    "no answers": (changed(answers=...), "its `answers` must be an object"),
    "verdicts": (changed(verdicts=[]), "its `verdicts` must be an object"),
    "texts": (changed(texts={"post": "hello"}), "its `texts` must have a `sha256` each"),
    "units": (changed(units={"sentences(post)": -1}), "its `units` must be whole numbers"),
    "clause": (changed(answers={"kind": True}), "it answers `kind`, a clause that its policy does not have"),
    "value": (changed(answers={"rude": "yes"}), 'its answer to `rude` is none: expected true or false, not "yes"'),
    "zero": (changed(answers={"share": "1/0"}), "its answer to `share` is none: Fraction(1, 0)"),
    "power": (changed(answers={"share": "1e999999999"}), "its answer to `share` is none: expected a number"),
    "null": (changed(answers={"rude": None}), "its answer to `rude` is none: expected true or false"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_result(tmp_path: Path, kind: str) -> None:
    data, message = WRONG[kind]
    assert refused(written(tmp_path / "lines", result("a"), data)).startswith(f"line 2 is no result: {message}")
    pretty = written(tmp_path / "whole", data, lines=False)
    assert message in refused(pretty)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty"),
        (b"\n \n", "it is empty"),
        (b"rude: true\n", "it is no result: it is not well-formed JSON"),
        (b'{"schema_version":\n', "it is no result: it is not well-formed JSON"),
        (b"\xff\xfe{}", "it is no result: it cannot be read as JSON"),
        (b"[" * 100_000, "it is no result: it cannot be read as JSON"),
        (b"[]", "it is empty"),
        (b'{"schema_version": "1", "answers": NaN}', "it is no result: it cannot be read as JSON: NaN is no number"),
    ],
    ids=str,
)
def test_what_is_nothing_of_the_kind(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert refused(path).startswith(message)


def test_a_broken_line_among_results(tmp_path: Path) -> None:
    path = written(tmp_path / "results", result())
    path.write_bytes(path.read_bytes() + b"\n{...\n")
    assert refused(path).startswith("line 3 is no result: it is not well-formed JSON")


def test_the_policy_of_results(tmp_path: Path) -> None:
    path = written(tmp_path / "results", result())
    assert refused(path, None) == "it holds results, and it is not said of which policy"
    other = logitext.loads(SOURCE.replace("is rude", "is insolent"))
    assert refused(path, other) == "its results are not of <string>"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert refused(tmp_path / "none") == "there is no such file"
    assert refused(tmp_path) == "it is no regular file"
    assert refused(tmp_path / "a\0b").startswith("it cannot be read")


def test_an_answer_cache_of_something_else(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "users.sqlite3")
    connection.execute("CREATE TABLE users (name)")
    connection.commit()
    connection.close()
    with pytest.raises(InputError, match="NLT531"):
        collect(str(tmp_path / "users.sqlite3"), PriorsTally())
