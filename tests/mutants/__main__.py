"""Mutation testing: lines of a module that could say something else, and no test would notice.

    python -m tests.mutants logitext/logic/hitting.py tests/logic/test_hitting.py

changes one comparison, operator, number, condition or early return at a time, runs the tests that pass by it, and
prints each change that all of them survive. Files stay as they are: the change is made in a fork that has imported
everything. `logitext/…` is a module to change, or a folder of them; everything else goes to pytest. Module-level code,
defaults and decorators are left alone, and so is what runs in other processes than that of the test.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mutants.plugin import Mutants

ROOT = Path(__file__).parent.parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__.split("\n")[0])
    parser.add_argument("--sample", type=int, metavar="N", help="at most so many mutants, drawn by --seed")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="draws another sample")
    parser.add_argument(
        "--seconds", type=float, default=30, metavar="S", help="of tests for one mutant, quickest first (default: 30)"
    )
    options, paths = parser.parse_known_args()
    package = ROOT / "logitext"
    chosen = [path for path in paths if package in (ROOT / path).resolve().parents]
    tests = [path for path in paths if path not in chosen]
    modules = [one for path in chosen for one in _files((ROOT / path).resolve())]
    if not modules or not tests:
        parser.error("name a module in logitext/ and the tests that should notice")
    return run(Mutants(modules, sys.stdout, options.sample, options.seed, options.seconds), tests)


def run(plugin: Mutants, arguments: Sequence[str]) -> int:
    """Run the mutants with the tests that pytest collects from its arguments; 1 if some are not noticed."""
    plugin.out = os.fdopen(os.dup(1), "w")  # what pytest says in between goes nowhere
    quiet = ["-n", "0", "-q", "-p", "no:cacheprovider", "-p", "no:terminalreporter", "--tb=no", "--disable-warnings"]
    status = pytest.main([*quiet, *arguments], plugins=[plugin])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return int(status)
    return int(any(counts["survived"] + counts["no test"] for counts in plugin.counts.values()))


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


if __name__ == "__main__":
    sys.exit(main())
