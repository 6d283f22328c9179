"""Several drafts: those that mean the same are one, and a case tells the others apart."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from logitext.annotate.annotate import Annotated, annotate
from logitext.annotate.choosing import SameDrafts, alike, apart, choose
from logitext.annotate.drafter import ScriptedDrafter
from tests.cli.run import logitext as command

PROSE = "Remove a post that threatens somebody or insults them, unless it is quoted."
CLAUSES = [("threat", "threatens somebody"), ("insult", "insults them"), ("quoted", "is quoted")]


def draft(*statements: str, names: Sequence[tuple[str, str]] = CLAUSES, text: str = "post") -> dict[str, Any]:
    clauses = [{"name": name, "words": words} for name, words in names]
    return {"text": {"name": text}, "clauses": clauses, "statements": list(statements)}


BOTH = draft("violation remove = (threat or insult) unless quoted")
ANOTHER_WAY = draft("violation remove = not quoted and (insult or threat)")
OTHER_NAMES = draft(
    "violation remove = (menace or insult) unless quoted",
    names=[("menace", "threatens somebody"), *CLAUSES[1:]],
)
ONLY_INSULTS = draft("violation remove = threat or (insult unless quoted)")
LEVELS = draft("verdict remove: no | yes = if threat then yes else no")


def made(*drafts: dict[str, Any]) -> list[Annotated]:
    return [asyncio.run(annotate(PROSE, ScriptedDrafter([one]))) for one in drafts]


def kinds(*drafts: dict[str, Any]) -> list[SameDrafts]:
    return asyncio.run(alike(made(*drafts)))


def test_drafts_that_mean_the_same_are_one() -> None:
    assert [one.numbers for one in kinds(BOTH, ANOTHER_WAY, OTHER_NAMES)] == [(1, 2, 3)]
    assert [one.numbers for one in kinds(ONLY_INSULTS, BOTH, ANOTHER_WAY)] == [(2, 3), (1,)]


def test_a_case_tells_drafts_apart_and_an_answer_keeps_one() -> None:
    found = kinds(BOTH, ONLY_INSULTS)
    (one,) = asyncio.run(apart(found))
    assert one.question == (
        "If “threatens somebody” and “is quoted”: `remove` is no by draft 1, and yes by draft 2. Is `remove` false?"
    )
    assert asyncio.run(choose(found, lambda _: True)).numbers == (1,)
    assert asyncio.run(choose(found, lambda _: False)).numbers == (2,)


def test_each_answer_leaves_one_kind_less() -> None:
    asked: list[str] = []
    found = kinds(BOTH, ONLY_INSULTS, draft("violation remove = threat"))

    def says(question: str) -> bool:
        asked.append(question)
        return len(asked) == 2

    assert asyncio.run(choose(found, says)).numbers == (2,)
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (LEVELS, "`remove`"),
        (draft("violation mute = (threat or insult) unless quoted"), "Only one of them decides `remove`, `mute`"),
        (draft("violation remove = (threat or insult) unless quoted", "assume not (threat and insult)"), "assumptions"),
    ],
)
def test_what_no_case_shows_is_asked_as_well(other: dict[str, Any], words: str) -> None:
    (one,) = asyncio.run(apart(kinds(BOTH, other)))
    assert words in one.question
    assert one.question.endswith("Keep draft 1 (yes), or draft 2 (no)?")


# --- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules.md").write_text(PROSE)
    return tmp_path


def script(folder: Path, *drafts: dict[str, Any]) -> tuple[str, ...]:
    (folder / "drafts.json").write_text(json.dumps(drafts))
    return ("annotate", "rules.md", "--drafter", "mock:drafts.json", "--drafts", str(len(drafts)), "-o", "p.nltc")


def test_drafts_that_agree_are_written(folder: Path) -> None:
    ran = command(*script(folder, BOTH, ANOTHER_WAY), cwd=folder)
    assert ran.status == 0, ran
    assert "all 2 drafts mean the same" in ran.err
    assert "violation remove = (threat or insult) unless quoted" in (folder / "p.nltc").read_text()


def test_without_a_terminal_nothing_is_written(folder: Path) -> None:
    ran = command(*script(folder, BOTH, ONLY_INSULTS, ANOTHER_WAY), cwd=folder)
    assert (ran.status, ran.out) == (3, "")
    assert "the 3 drafts mean 2 different things\n" in ran.err
    assert "  If “threatens somebody” and “is quoted”: `remove` is no by drafts 1, 3, and yes by draft 2." in ran.err
    assert not (folder / "p.nltc").exists()


def test_on_a_terminal_a_person_says_what_is_right(folder: Path) -> None:
    arguments = [sys.executable, "-m", "logitext", *script(folder, BOTH, ONLY_INSULTS)]
    person, terminal = pty.openpty()
    with subprocess.Popen(arguments, cwd=folder, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        os.write(person, b"n\n")
        _, told = run.communicate(timeout=600)
    os.close(terminal)
    os.close(person)
    assert run.returncode == 0, told
    assert "Is `remove` false? [y/N]" in told.decode()
    assert "violation remove = threat or (insult unless quoted)" in (folder / "p.nltc").read_text()
