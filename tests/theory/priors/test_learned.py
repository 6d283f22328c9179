"""Learned counts at work: loaded once, and anew when the file has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from logitext.syntax.diagnostics import InputError
from logitext.theory.priors import learned as module
from logitext.theory.priors.learned import LearnedPriors, learned
from logitext.theory.priors.place import VARIABLE, default_path
from logitext.theory.priors.store import forget
from logitext.theory.priors.subject import PriorsSubject
from logitext.theory.protocol import Theory
from tests.theory.priors.counted import MODEL, clause
from tests.theory.priors.counted import learned as learn


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "priors.sqlite3"


def test_own_answers_and_those_of_others(path: Path) -> None:
    learn(path, True, False, False)
    learn(path, True, asked=PriorsSubject("ask", "1"))
    learn(path, True, asked=PriorsSubject())
    priors = learned(path=path)
    assert len(priors) == 1
    assert priors.own(clause().key, MODEL) == ({True: 1, False: 2}, {True: 2})
    assert priors.own(clause().key, None) == ({}, {True: 3, False: 2})
    assert priors.own(clause(wording="is old").key, MODEL) == ({}, {})


def test_it_is_loaded_once_and_anew_after_a_change(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []

    def nothing(*given: object) -> tuple[()]:
        read.append(given)
        return ()

    monkeypatch.setattr(module, "counts", nothing)
    assert not learned(path=path)
    assert learned(path=path) is learned(path=str(path))
    assert len(read) == 1
    learn(path, True)
    assert learned(path=path) is learned(path=path)
    assert len(read) == 2
    learned("mail", path)
    assert len(read) == 3


def test_changes_are_seen(path: Path) -> None:
    seen: list[LearnedPriors] = []
    for number in range(3):
        learn(path, True, start=number)
        seen.append(learned(path=path))
        assert seen[-1].own(clause().key, MODEL)[0] == {True: number + 1}
    forget(path)
    assert not learned(path=path)
    path.unlink()
    assert not learned(path=path)
    assert len({one.key(MODEL) for one in seen}) == 3


def test_a_key_tells_apart_what_makes_a_difference(path: Path) -> None:
    learn(path, True)
    learn(path, True, collection="mail")
    priors = learned(path=path)

    class Small(Theory):
        name, model, prompt = "openai", "small", "1"

    assert priors.key(Small()) == priors.key(MODEL) == learned(path=path).key(MODEL)
    assert priors.key(Theory()) == priors.key(PriorsSubject("ask", "1")) == priors.key(None)
    assert len({priors.key(MODEL), priors.key(None), learned("mail", path).key(MODEL)}) == 3


def test_a_wrong_file_is_no_empty_one(path: Path) -> None:
    path.write_text("no")
    for _ in range(2):
        with pytest.raises(InputError, match="NLT536"):
            learned(path=path)


def test_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGITEXT_CACHE", str(tmp_path / "cache" / "mine.sqlite3"))
    assert default_path() == tmp_path / "cache" / "priors.sqlite3"
    monkeypatch.setenv(VARIABLE, str(tmp_path / "other.sqlite3"))
    assert default_path() == tmp_path / "other.sqlite3"
    learn(tmp_path / "other.sqlite3", True)
    assert len(learned()) == 1
