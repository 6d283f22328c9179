"""A short run of `tests.syntax.fuzz`, and inputs that are wrong in ways that nobody draws by chance."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

import logitext
from logitext.policy.load import check_policy
from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.source import Source
from tests.cli.run import logitext as command
from tests.syntax.fuzz import inputs, policies, run_one


@pytest.mark.parametrize("seed", range(4))
def test_no_input_breaks_it(seed: int) -> None:
    found = inputs(Random(1000 + seed), policies())
    for _ in range(250):
        run_one(next(found))


LARGE = {
    "parentheses": "{{text t verdict v = " + "(" * 10_000 + "true" + ")" * 10_000 + "}}",
    "negations": "{{text t verdict v = " + "not " * 10_000 + "true}}",
    "quantifiers": "{{text t verdict v = " + "forall s in lines(t): " * 10_000 + "true}}",
    "conditionals": "{{text t verdict v = " + "if a then " * 5000 + "}}",
    "calls": "{{text t let f(s) = " + "f(" * 5000 + "}}",
    "openings": "{{" * 10_000,
    "brackets in prose": "[[" * 100_000,
    "brackets in a clause": "{{let a = [[" + "[" * 100_000 + "]]}}",
    "a string without end": '{{text t: "' + '\\"' * 100_000,
    "a long formula": "{{text t verdict v = " + "a and " * 100_000 + "a}}",
    "a long comment": "{{# " + "x" * 1_000_000 + "}}",
    "a line of 10 MB": "a" * 10_000_000,
    "NUL bytes": "\x00" * 100_000,
    "right to left": "{{let x = [[\u202eis rude]] let \u202ey = true}}",
    "BOM and CRLF": "\ufeff{{text t}}\r\n{{verdict v = true}}\r\n",
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_what_is_large_or_deep(text: str) -> None:
    try:
        check_policy(Source("p.nltc", text))
    except PolicyError as error:
        assert error.diagnostics  # noqa: PT017  # it need not be wrong


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder.nltc"
    folder.mkdir()
    broken = tmp_path / "broken.nltc"
    broken.write_bytes(b"{{text t}}\xff")
    for path in (folder, broken, tmp_path / "missing.nltc"):
        with pytest.raises(PolicyError) as caught:
            logitext.load(path)
        assert caught.value.diagnostics[0].code == "NLT001"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_a_fifo_is_no_policy(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo.nltc"
    os.mkfifo(fifo)
    ran = command("lint", fifo, cwd=tmp_path)
    assert ran.status == 2
    assert "it is no regular file" in ran.out
