"""What a day of documents needs follows from what one takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.scale.__main__ import main
from benchmarks.scale.needs import DAY, Assumed, Sample, Speeds, needs


def test_a_day_by_hand() -> None:
    assumed = Assumed(DAY * 100.0, 0.5, 0.2, 2.0, 0.5, 0.25, 1.0, 4.0, 0.5, 10.0)
    found = needs(Sample(2.0, 6.0, 1000.0, 50.0, 200.0), assumed, Speeds(1000.0, 5.0, 10_000.0, 1_000.0))
    asked = DAY * 100 * 0.5 * 0.8
    assert found["documents put to a model"] == asked
    assert found["calls"] == 2 * asked
    assert found["calls a second, at the peak"] == pytest.approx(160)
    assert found["calls in flight, at the peak"] == 40
    assert found["cores that decide and call"] == 2  # (200/1000 + 160 × 5 ms) / 0.5
    assert found["servers of the model"] == 24  # 80 documents a second × (0.1 s + 0.05 s) / 0.5
    assert found["GB of the cache in all"] == pytest.approx(10 * asked * 1200 / 1e9)
    assert found["money"] == pytest.approx(asked * (1000 + 4 * 50) / 1e6)
    assert found["money, in batches of a provider"] == found["money"] / 2


def test_figures_of_other_benchmarks_count_unless_an_option_says_otherwise(tmp_path: Path) -> None:
    figures = tmp_path / "many.json"
    figures.write_text(json.dumps({"documents_a_second": 5000.0, "ms_a_call": 3.0, "other": 1}))
    words = ["--figures", str(figures), "--ms-a-call", "4", "--sample", "20", "-o", str(tmp_path / "o.json")]
    ran = CliRunner().invoke(main, words, catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    found = json.loads((tmp_path / "o.json").read_text())
    assert (found["speeds"]["documents"], found["speeds"]["call"]) == (5000.0, 4.0)
    assert found["sample"]["calls"] > 0
    assert found["needs"]["calls"] > 0
