"""The benchmark of learned theories: texts of a template are held out together, and the table is what was counted."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

pytest.importorskip("sklearn")

from benchmarks import learned  # it needs scikit-learn
from benchmarks.trust.fitted import Labelled, labelled

COLUMNS = ("case_id", "functionality", "test_case", "label_gold", "target_ident", "templ_id")
KINDS = {
    "derog_neg_emote_h": ("I really cannot stand {} at all", "hateful"),
    "threat_dir_h": ("I will hurt all the {} I meet", "hateful"),
    "ident_pos_nh": ("{} are wonderful and kind people", "non-hateful"),
    "negate_neg_nh": ("No {} ever deserve to suffer", "non-hateful"),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small set in the format of HateCheck: four kinds of templates, fifteen templates each, two texts of each."""
    (tmp_path / "hatecheck").mkdir()
    with (tmp_path / "hatecheck" / "test_suite_cases.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for number in range(120):
            template, who = number // 2, ("immigrants", "women")[number % 2]
            kind = list(KINDS)[template % len(KINDS)]
            words, label = KINDS[kind]
            rows.writerow([number, kind, f"{words.format(who)} {template}", label, who, template])
    return tmp_path


def test_the_table(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert learned.main(["--data", str(data), "--set", "hatecheck"]) == 0
    title, _, usual, words = capsys.readouterr().out.splitlines()
    assert title == "hatecheck: 120 texts of 60 templates, 7 clauses, `hateful`"
    assert usual.split() == ["always", "the", "usual", "one", "0.929", "0.50", "0.500", "0.500"]
    assert words.startswith("words (TF-IDF)")
    assert float(words.split()[2]) > 0.95


def test_the_texts_of_a_template_are_held_out_together(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = labelled("hatecheck", data)
    seen: list[tuple[set[object], set[object]]] = []

    def said(one: Labelled, others: list[int], wanted: list[int]) -> dict[str, dict[str, float]]:
        seen.append(({one.templates[at] for at in others}, {one.templates[at] for at in wanted}))
        keys = ["\n".join(one.instances[at].texts.values()) for at in wanted]
        return {name: dict.fromkeys(keys, 0.25) for name in one.clauses}

    monkeypatch.setattr(learned, "said", said)
    likely = learned.held_out(of)
    assert all(not known & held for known, held in seen)
    assert set().union(*(held for _, held in seen)) == set(of.templates)
    assert all(set(chances) == {0.25} for chances in likely.values())


def test_what_is_certain_and_right_is_all_right(data: Path) -> None:
    of = labelled("hatecheck", data)
    certain = {name: [float(of.label(at, name)) for at in range(120)] for name in of.clauses}
    found = learned.figures(of, certain)
    assert (found.clauses, found.auc, found.decided, found.right) == (1.0, 1.0, 1.0, 1.0)
    assert found.accuracy == found.balanced == (1.0, 1.0, 1.0)
    wrong = learned.figures(of, certain | {"hostile": [1 - one for one in certain["hostile"]]})
    assert wrong.accuracy[0] < 1
    assert wrong.accuracy[1] <= wrong.accuracy[0] <= wrong.accuracy[2]
    assert wrong.clauses < 1


def test_an_interval_is_that_of_templates() -> None:
    """Ten texts of one template are one draw."""
    alone = learned.drawn(range(100), [True] * 50 + [False] * 50, [True] * 100, lambda hits, _: sum(hits) / len(hits))
    of_ten = learned.drawn(
        [at // 10 for at in range(100)], [True] * 50 + [False] * 50, [True] * 100, lambda hits, _: sum(hits) / len(hits)
    )
    assert alone[0] == of_ten[0] == 0.5
    assert of_ten[2] - of_ten[1] > 2 * (alone[2] - alone[1])
