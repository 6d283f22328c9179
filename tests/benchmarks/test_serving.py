"""The measurement of the service works; what it finds is not tested."""

from __future__ import annotations

import re

from click.testing import CliRunner

from benchmarks.engine.serving import main


def test_it_measures() -> None:
    ran = CliRunner().invoke(main, ["--requests", "3"])
    assert ran.exit_code == 0, ran.output
    assert re.fullmatch(r"a request: \d+\.\d\d ms of the processor; 99 of 100 within \d+\.\d\d ms\n", ran.output)
