"""Which name in a file of answers stands for which document."""

from __future__ import annotations

import pytest

from logitext.theory import Answers, Question, Texts, Value
from logitext.theory.files import labels
from logitext.theory.files.labels import DocumentLabels

NFC, NFD = "caf\u00e9.txt", "cafe\u0301.txt"

FOUND: list[tuple[list[str], str, str | None]] = [
    (["a.txt"], "a.txt", "a.txt"),
    (["a.txt"], "texts/a.txt", "a.txt"),
    (["texts/a.txt"], "a.txt", "texts/a.txt"),
    (["x/a.txt"], "y/a.txt", None),
    (["x/a.txt", "a.txt"], "a.txt", "a.txt"),
    (["b/a.txt"], "c\\b\\a.txt", "b/a.txt"),
    (["./a.txt"], "a.txt", "./a.txt"),
    (["A.txt"], "a.txt", None),
    ([NFC], NFD, NFC),
    ([NFD], NFC, NFD),
    ([NFD], f"x/{NFC}", NFD),
    ([""], "", ""),
    ([""], "a.txt", None),
    ([], "a.txt", None),
]


@pytest.mark.parametrize(("names", "label", "found"), FOUND, ids=range(len(FOUND)))
def test_a_document_is_found(names: list[str], label: str, found: str | None) -> None:
    assert DocumentLabels(names).find(label) == found


def test_several_that_fit_are_none() -> None:
    with pytest.raises(ValueError, match=r"any of `x/a.txt`, `y/a.txt`"):
        DocumentLabels(["x/a.txt", "y/a.txt"]).find("a.txt")


IDLE: list[tuple[list[str], list[str], list[tuple[str, str | None]]]] = [
    (["post.TXT"], ["post.txt"], [("post.TXT", "did you mean `post.txt`?")]),
    (["post.txt "], ["x/post.txt"], [("post.txt ", "did you mean `x/post.txt`?")]),
    (["pst.txt"], ["post.txt"], [("pst.txt", "did you mean `post.txt`?")]),
    (["b"], ["post.txt"], [("b", None)]),
    ([NFC], [NFD], []),
    # Where each document has answers, the file serves others too; one that has answers is not the one that was meant.
    (["post.txt", "post1.txt"], ["post.txt"], []),
    (["post.txt", "post1.txt"], ["post.txt", "b"], [("post1.txt", None)]),
    (["x/a.txt", "y/a.txt"], ["a.txt"], []),
    (["a.txt"], [], [("a.txt", None)]),
    (
        ["post.TXT", "x/B.txt", "nothing", "C.txt"],
        ["post.txt", "b.txt", "c.txt"],
        [
            ("post.TXT", "did you mean `post.txt`?"),
            ("x/B.txt", "did you mean `b.txt`?"),
            ("nothing", None),
            ("C.txt", "did you mean `c.txt`?"),
        ],
    ),
]


@pytest.mark.parametrize(("names", "labels", "idle"), IDLE, ids=range(len(IDLE)))
def test_names_that_fit_no_document(names: list[str], labels: list[str], idle: list[tuple[str, str | None]]) -> None:
    assert list(DocumentLabels(names).idle(labels)) == idle


def test_few_names_are_compared_with_few_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with each takes long; names that differ in nothing but case or a folder are told of all."""
    names = ["pst1.txt", "POST9.txt", "pst2.txt", "pst3.txt", "pst4.txt"]
    documents = [f"post{number}.txt" for number in range(10)]
    for most in (1, 2, 3):
        monkeypatch.setattr(labels, "_COMPARED", most)
        told = dict(DocumentLabels(names).idle(documents))
        assert told.pop("POST9.txt") == "did you mean `post9.txt`?"
        assert [hint is not None for hint in told.values()] == [number < most for number in range(4)]
    monkeypatch.setattr(labels, "_COMPARED", 1)
    assert list(DocumentLabels(["pst.txt"]).idle(["other", "post.txt"])) == [("pst.txt", None)]


def test_spellings_that_unicode_calls_equal_are_one_name() -> None:
    theory = Answers({"rude": False, "texts": {NFC: {"rude": True}}})
    assert theory.held(Question("rude", "rude", "is rude"), NFD) == Value(True)
    with pytest.raises(ValueError, match="given twice: the letters are the same"):
        Answers({"texts": {NFC: {}, NFD: {}}})
    assert Texts({}, NFD).label == NFD
