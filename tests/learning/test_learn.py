"""From labelled cases to a theory: what is learned, what is not, what is told of it, and what it then answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.learning import fit, groups
from logitext.learning.learn import learn
from logitext.policy.load import check_policy
from logitext.syntax.diagnostics import InputError
from logitext.theory.learned import file
from logitext.theory.learned.file import LearnedFile
from logitext.theory.learned.terms import TermRows
from tests.learning.examples import POLICY, data, rows

pytest.importorskip("sklearn")

RUDE = "What an idiot, near the lake, really. See the list on the bus"
NICE = "Good morning, in our town, he said. See the list with your dog"


@pytest.fixture(scope="module")
def learnt() -> tuple[LearnedFile, dict[str, str]]:
    return learn(POLICY.checked, data(rows()), {})


@pytest.fixture(scope="module")
def saved(learnt: tuple[LearnedFile, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("learned") / "learned.json"
    file.save(learnt[0], path)
    return path


def test_what_words_tell_is_learned_and_what_they_do_not_is_not_pretended(
    learnt: tuple[LearnedFile, dict[str, str]],
) -> None:
    found, why_not = learnt
    assert why_not == {"kind": "no case has a right answer to it"}
    for name in ("rude", "threat"):
        told = found.clauses[name].held_out
        assert told.accuracy > 0.9 > told.base
        assert told.auc is not None
        assert told.auc > 0.95
    noise = found.clauses["noise"].held_out
    assert noise.auc is not None
    assert abs(noise.auc - 0.5) < 0.25
    assert noise.decided < 0.5
    assert found.clauses["threat"].held_out.texts == 53


def test_the_theory_answers_as_it_has_learned(saved: Path) -> None:
    model = theory.Learned(saved)
    for text, value in ((RUDE, True), (NICE, False)):
        result = POLICY.check(text, theory=model, verdicts=["remove"])
        assert result.answers["rude"] is value
        assert result.verdicts["remove"].value is value
        assert result.usage.calls == 0


def test_by_its_spec_with_thresholds(saved: Path) -> None:
    from logitext.theory.spec import from_spec

    one = from_spec(f"learned:{saved}", {"thresholds": {"learned": theory.Thresholds(0.0, 1.0)}})
    assert POLICY.check(RUDE, theory=one).answers == {}


@pytest.mark.parametrize("text", ["", "!!!", "Quantenchromodynamik beschreibt stark wechselwirkende Gluonen"])
def test_a_text_that_is_unlike_the_others_is_open(saved: Path, text: str) -> None:
    result = POLICY.check(text, theory=theory.Learned(saved), verdicts=["remove"])
    (first, *_) = result.verdicts["remove"].open
    assert result.answers == {}
    assert "unlike those it learned from" in (first.detail or "")


def test_a_clause_that_has_changed_or_has_another_sort_is_open(saved: Path) -> None:
    changed = logitext.loads("{{text post}}{{let rude = [[is very rude]]  let threat = [[threatens somebody]]}}"
                             "{{verdict a = rude verdict b = threat}}")  # fmt: skip
    result = changed.check(RUDE, theory=theory.Learned(saved))
    assert "has changed since" in (result.verdicts["a"].open[0].detail or "")
    assert result.verdicts["b"].value is False
    kind = POLICY.check(RUDE, theory=theory.Learned(saved), verdicts=["bad"])
    assert "has not learned" in (kind.verdicts["bad"].open[0].detail or "")


def test_another_policy_is_refused(saved: Path) -> None:
    other = logitext.loads("{{text post}}{{let fine = [[is fine]]  verdict v = fine}}")
    with pytest.raises(InputError, match="knows none of the policy's clauses"):
        other.check("x", theory=theory.Learned(saved))


def test_the_same_cases_and_seed_give_the_same_file() -> None:
    first, again = (learn(POLICY.checked, data(rows(40)), {}) for _ in range(2))
    assert first == again


def test_a_clause_with_too_few_answers_is_left_out_and_why_is_said() -> None:
    cases = rows(60)
    for one in cases:
        one["right"]["threat"] = None
    cases[0]["right"]["threat"] = True
    found, why_not = learn(POLICY.checked, data(cases), {})
    assert "threat" not in found.clauses
    assert (
        why_not["threat"] == "it does not hold in 0 groups of texts, and 5 are the least"
        or "holds in 1 group" in (why_not["threat"])
    )


def test_nothing_to_learn_is_an_error() -> None:
    with pytest.raises(InputError, match="no clause can be learned"):
        learn(POLICY.checked, data(rows(4)), {})
    lonely = [{"post": f"w{number}", "right": {"rude": bool(number % 2)}} for number in range(20)]
    with pytest.raises(InputError, match=r"no word in common|no clause can be learned"):
        learn(POLICY.checked, data(lonely), {})


def test_cases_without_right_answers_are_named_as_such() -> None:
    with pytest.raises(InputError, match="no case has a right answer to a clause that can be learned") as caught:
        learn(POLICY.checked, data([{"post": "one"}, {"post": "two"}]), {})
    hint = "name the column of `rude` `right.rude`, or say which it is: `--map right.rude=COLUMN`"
    assert caught.value.diagnostics[0].hint == hint


def test_a_group_that_is_no_column_is_an_error() -> None:
    with pytest.raises(InputError, match="no column `templat`"):
        learn(POLICY.checked, data(rows(20)), {}, group="templat")


# --- groups ------------------------------------------------------------------------------------------------------


def numbers(texts: list[str], named: list[Any] | None = None) -> list[int]:
    made = TermRows.fitted([*texts, *texts])(texts)
    return groups.groups_of(made, texts, named or [None] * len(texts))


def test_near_duplicates_and_texts_of_a_name_belong_together() -> None:
    long = "this is a rather long text about nothing at all and everything else besides"
    texts = [
        long,
        f"{long}!",
        "something quite different stands here",
        "SOMETHING quite  different stands here",
        "x y z",
    ]
    assert numbers(texts) == [0, 0, 1, 1, 2]
    assert numbers(texts, ["a", None, "b", None, "b"]) == [0, 0, 1, 1, 1]


def test_no_group_is_learned_from_and_held_out() -> None:
    """A classifier that has seen the group would be right about each text; one that has not cannot be."""
    texts = [f"word{group} word{group} alpha beta {number}" for group in range(24) for number in range(3)]
    of = [at // 3 for at in range(len(texts))]
    labels = {"x": {at: (of[at] * 7 % 13) % 2 == 0 for at in range(len(texts))}}
    told = fit.held_out(texts, labels, of, 0)["x"]
    assert told.accuracy < 0.8


# --- the file ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda given: given.update(kind="a pickle"),
        lambda given: given.update(more=1),
        lambda given: given["words"]["idf"].pop(),
        lambda given: given["words"]["terms"].append(given["words"]["terms"][0]),
        lambda given: given["clauses"]["rude"]["weights"].pop(),
        lambda given: given["clauses"]["rude"].update(slope=-1.0),
        lambda given: given["clauses"]["rude"].update(bias="1e999"),
        lambda given: given["clauses"].clear(),
        lambda given: given.update(least_known=2),
    ],
    ids=("kind", "more", "idf", "terms", "weights", "slope", "bias", "clauses", "share"),
)
def test_a_file_that_was_tampered_with_is_refused(saved: Path, tmp_path: Path, change: Any) -> None:
    given = json.loads(saved.read_text("utf-8"))
    change(given)
    other = tmp_path / "other.json"
    other.write_text(json.dumps(given), "utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        theory.Learned(other)


@pytest.mark.parametrize("content", [b"", b"[]", b"\x80\x04\x95", b'{"kind": NaN}', b"[" * 100_000], ids=tuple("abcde"))
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "learned.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match="cannot be read"):
        theory.Learned(path)
    with pytest.raises(InputError, match="No such file"):
        theory.Learned(tmp_path / "none.json")


def test_without_the_extra_it_is_said_what_to_install(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "sklearn.feature_extraction.text", None)
    with pytest.raises(InputError, match="package `sklearn`, which is not installed"):
        theory.Learned(saved)


def test_the_policy_of_the_examples_is_sound() -> None:
    assert check_policy is not None
    assert POLICY.checked.clauses.keys() == {"rude", "threat", "noise", "kind"}
