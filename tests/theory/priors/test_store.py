"""The file of learned priors: what is counted, how often, and by how many processes at once."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logitext.syntax.diagnostics import InputError
from logitext.theory.priors import schema, tally
from logitext.theory.priors.store import AnswerCounts, CountsFilter, counts, forget, learn
from logitext.theory.priors.subject import PriorsSubject, document
from logitext.theory.priors.tally import KEPT, PriorsTally
from tests.theory.priors.counted import MODEL, clause, learned, only

ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "priors.sqlite3"


# --- counting ----------------------------------------------------------------------------------------------------


def test_answers_are_counted(path: Path) -> None:
    assert learned(path, True, True, False) == (3, 3, 1, 0)
    found = only(path)
    assert found.values == {True: 2, False: 1}
    assert (found.collection, found.asked, found.subject, found.total) == ("default", MODEL, clause(), 3)
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_learned_twice_counts_once(path: Path) -> None:
    learned(path, True, True, False)
    assert learned(path, True, True, False).new == 0
    assert only(path).values == {True: 2, False: 1}


def test_an_answer_that_has_changed_replaces_the_old_one(path: Path) -> None:
    learned(path, True, True)
    assert learned(path, False).new == 0
    assert only(path).values == {True: 1, False: 1}


def test_an_answer_that_was_taken_back_is_gone(path: Path) -> None:
    learned(path, True, False)
    back = PriorsTally()
    back.add(MODEL, clause(), document(["0"]), None)
    learn(path, back)
    assert only(path).values == {False: 1}
    back.add(MODEL, clause(), document(["1"]), None)
    learn(path, back)
    assert counts(path) == ()


def test_collections_theories_and_clauses_are_apart(path: Path) -> None:
    learned(path, True)
    learned(path, False, collection="mail")
    learned(path, False, asked=PriorsSubject("ask", "1"))
    learned(path, False, of=clause(wording="is old"))
    assert [one.values for one in counts(path)] == [{True: 1}, {False: 1}, {False: 1}, {False: 1}]
    assert [one.values for one in counts(path, CountsFilter("mail"))] == [{False: 1}]


def test_a_clause_is_shown_by_its_latest_name(path: Path) -> None:
    learned(path, True)
    learned(path, True, of=clause("insolent"), start=1)
    assert (only(path).subject.name, only(path).total) == ("insolent", 2)


def test_a_number_that_is_too_long_is_passed_over(path: Path) -> None:
    assert learned(path, 10**60, 7, of=clause(sort="Int")) == (1, 1, 1, 1)
    assert only(path).values == {7: 1}


def test_nothing_learned_makes_an_empty_file(path: Path) -> None:
    assert learned(path) == (0, 0, 0, 0)
    assert counts(path) == ()


def test_names_that_sqlite_cannot_hold(path: Path) -> None:
    evil = "\ud800\x1b\0"
    learned(path, True, of=clause(evil, evil), collection=evil, asked=PriorsSubject(evil, evil))
    (found,) = counts(path, CountsFilter(evil, evil))
    assert found.asked == PriorsSubject(evil, evil)
    assert forget(path, CountsFilter(evil, evil, clause=evil)) == (1, 1)


# --- a sample ----------------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.permutations(range(6)), st.integers(1, 40))
def test_the_sample_does_not_hang_on_the_order(tmp_path_factory: Any, order: list[int], kept: int) -> None:
    """Six files of overlapping documents, learned in any order and twice, leave what one file of all of them leaves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally, "KEPT", kept)
        patch.setattr(tally, "_HELD", 2 * kept)
        patch.setattr("logitext.theory.priors.store.KEPT", kept)
        folder = tmp_path_factory.mktemp("priors")
        truth = [number % 3 == 0 for number in range(60)]
        for part in (*order, *order[:3]):
            learned(folder / "parts", *truth[part * 8 : part * 8 + 20], start=part * 8)
        learned(folder / "whole", *truth)
        assert only(folder / "parts") == only(folder / "whole")
        assert only(folder / "whole").total == min(kept, 60)


def test_of_many_documents_an_even_sample_is_kept(path: Path) -> None:
    answers = [number < 3000 for number in range(20_000)]  # the rarer value comes first
    assert learned(path, *answers).new == KEPT
    assert only(path).total == KEPT
    assert abs(only(path).values[True] / KEPT - 0.15) < 0.04
    assert path.stat().st_size < 64 * 1024


# --- forgetting --------------------------------------------------------------------------------------------------


def test_forget(path: Path) -> None:
    learned(path, True, False)
    learned(path, True, collection="mail", asked=PriorsSubject("ask", "1"))
    learned(path, True, of=clause("old", "is old"))
    assert forget(path, CountsFilter(theory="openai", model="large")) == (0, 0)
    assert forget(path, CountsFilter(clause="old")) == (1, 1)
    assert forget(path, CountsFilter(theory="openai", model="small")) == (1, 2)
    assert [one.collection for one in counts(path)] == ["mail"]
    assert forget(path) == (1, 1)
    assert forget(path) == (0, 0)


def test_what_is_not_there_is_not_made(path: Path) -> None:
    assert counts(path) == ()
    assert forget(path) == (0, 0)
    assert not path.exists()


# --- several at once ---------------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from tests.theory.priors.counted import learned

for number in range(40):
    learned(Path(sys.argv[1]), number % 2 == 0, start=1000 * int(sys.argv[2]) + number)
"""


def test_processes_learn_at_once(path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(number)], cwd=ROOT) for number in range(3)
    ]
    while any(writer.poll() is None for writer in writers):
        assert len(counts(path)) <= 1
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert only(path).values == {True: 60, False: 60}


def test_a_failure_on_the_way_learns_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learned(path, True)

    def fail(*_: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("logitext.theory.priors.store._add", fail)
    with pytest.raises(KeyboardInterrupt):
        learned(path, False, of=clause(wording="is old"))
    assert only(path).values == {True: 1}


# --- wrong files -------------------------------------------------------------------------------------------------


def changed(path: Path, *statements: str, ours: bool = True) -> None:
    """A file of priors, or an empty one, and what SQL makes of it."""
    if ours:
        learned(path, *[True] * 600)
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def cut(path: Path) -> None:
    changed(path)
    os.truncate(path, 8192)


def overwritten(path: Path) -> None:
    changed(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (path.stat().st_size - 4096))


WRONG: dict[str, tuple[Callable[[Path], Any], str]] = {
    "folder": (lambda path: path.mkdir(parents=True), "NLT535.*no regular file"),
    "text": (lambda path: path.write_text("counts:\n" * 300), "NLT536.*it is no SQLite database"),
    "json": (lambda path: path.write_text("{}"), "NLT536.*it is no SQLite database"),
    "other database": (lambda path: changed(path, "CREATE TABLE users (a)", ours=False), "NLT536.*of something else"),
    "cache": (lambda path: changed(path, "PRAGMA application_id = 1280598371", ours=False), "NLT536.*something else"),
    "newer": (lambda path: changed(path, f"PRAGMA user_version = {schema.VERSION + 1}"), "NLT536.*has the format 2"),
    "version 0": (lambda path: changed(path, "PRAGMA user_version = 0"), "NLT536.*that there never was"),
    "table lost": (lambda path: changed(path, "DROP TABLE answers"), "NLT536.*its tables"),
    "trigger": (
        lambda path: changed(path, "CREATE TRIGGER t AFTER DELETE ON answers BEGIN DELETE FROM clauses; END"),
        "NLT536.*its tables",
    ),
    "cut": (cut, "NLT536.*damaged"),
    "overwritten": (overwritten, "NLT536.*damaged"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_told_and_left_as_it_is(tmp_path: Path, kind: str) -> None:
    make, message = WRONG[kind]
    path = tmp_path / "priors.sqlite3"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    for use in (lambda: counts(path), lambda: learned(path, False, start=5000), lambda: forget(path)):
        with pytest.raises(InputError, match=message):
            use()
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answers SET value = 'yes'",
        "UPDATE clauses SET sort = '[]'",
        "UPDATE clauses SET sort = '{'",
        "UPDATE clauses SET asked = '[1]'",
        "UPDATE clauses SET asked = '[null]' || zeroblob(9)",
        "UPDATE clauses SET asked = '[null, null, null, null, null]'",
        "UPDATE clauses SET name = x'ff00'",
    ],
)
def test_rows_that_were_never_written_are_told(path: Path, statement: str) -> None:
    changed(path, statement)
    with pytest.raises(InputError, match=r"NLT536.*damaged"):
        counts(path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300], ids=["nul", "long"])
def test_names_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="NLT535"):
        learned(tmp_path / name, True)


def test_an_empty_file_is_a_file_of_nothing(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert counts(path) == ()
    learned(path, True)
    assert only(path).total == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_file_that_may_only_be_read(path: Path) -> None:
    learned(path, True)
    path.chmod(0o400)
    assert only(path).total == 1
    with pytest.raises(InputError, match=r"NLT535.*may only be read"):
        learned(path, False)


def test_counts_are_values() -> None:
    one = AnswerCounts("default", MODEL, clause(), {True: 3, False: 1})
    assert one.total == 4


@pytest.mark.parametrize("seed", range(4))
def test_a_byte_that_is_wrong_anywhere_is_refused_or_does_no_harm(tmp_path: Path, seed: int) -> None:
    good = tmp_path / "good.sqlite3"
    learned(good, True, True, False)
    whole = good.read_bytes()
    begin = whole.index(b"CREATE TABLE clauses")
    rng = random.Random(seed)
    refused = set()
    for number, at in enumerate([*(rng.randrange(len(whole)) for _ in range(50)), *range(begin, begin + 10)]):
        path = tmp_path / f"{number}.sqlite3"
        path.write_bytes(whole[:at] + bytes([rng.choice([0xD2, 0xFF, 0x80, 0, rng.randrange(256)])]) + whole[at + 1 :])
        try:
            counts(path)
            learned(path, True, True, True, False)
            forget(path, CountsFilter(clause="rude"))
        except InputError as error:
            refused.add(error.diagnostics[0].code)
    assert refused
    assert refused <= {"NLT535", "NLT536"}


def test_documents_that_are_no_numbers_are_passed_over(path: Path) -> None:
    learned(path, True, True)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE answers SET document = 'x' WHERE document = (SELECT min(document) FROM answers)")
    connection.close()
    assert learned(path, True, True, True).new == 2
