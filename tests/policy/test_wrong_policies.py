"""The table of wrong policies: each file in wrong/ and, in goldens/wrong/, all that is said about it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from logitext.policy.load import check_policy
from logitext.report.console import to_text
from logitext.report.diagnostics import render
from logitext.syntax.codes import CODES
from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.source import Source, Span

WRONG = sorted((Path(__file__).parent / "wrong").glob("*.nltc"))


def diagnose(path: Path) -> PolicyError:
    # From the file's own folder, as the names of files that it uses stand in the messages.
    with contextlib.chdir(path.parent), pytest.raises(PolicyError) as caught:
        check_policy(Source(path.name, path.read_text("utf-8")))
    return caught.value


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_message(path: Path, golden: Callable[[str, str], None]) -> None:
    error = diagnose(path)
    golden(f"wrong/{path.stem}.txt", to_text(render(error.diagnostics), width=200))


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_form(path: Path) -> None:
    """In source order, of a known code, lower case, no full stop, inside the file."""
    diagnostics = diagnose(path).diagnostics
    by_file: dict[str, list[Span]] = {}
    for found in diagnostics:
        assert found.source is not None
        assert found.span is not None
        by_file.setdefault(found.source.name, []).append(found.span)
    for spans in by_file.values():
        assert spans == sorted(spans)
    assert next(iter(by_file)) == path.name
    for found in diagnostics:
        assert found.code in CODES
        assert found.source is not None
        assert found.message[0] in "`“'\"" or found.message[0].islower()
        assert not found.message.endswith(".")
        assert found.span is not None
        assert 0 <= found.span.start <= found.span.end <= len(found.source.text)


def test_every_code_about_a_policy_is_shown() -> None:
    said = {found.code for path in WRONG for found in diagnose(path).diagnostics}
    about_policies = {code for code in CODES if "NLT100" < code < "NLT500"}
    # Three need more than a short file: see test_load.py (NLT107), logic/test_program.py (NLT409) and test_units.py
    # (NLT311). NLT114, NLT412 and NLT413 are what lint suggests of a policy that is right.
    assert about_policies - said == {"NLT107", "NLT114", "NLT409", "NLT311", "NLT412", "NLT413"}
