"""The caret stands below what it means, whatever marks stand before it."""

from __future__ import annotations

import pytest

import logitext
from logitext.report.console import to_text
from logitext.report.diagnostics import render
from logitext.syntax.diagnostics import PolicyError


@pytest.mark.parametrize(("before", "cells"), [("धमकी", 4), ("คำขู่", 3), ("ame\u0301", 3), ("数", 2), ("हुँ", 1)])
def test_marks_take_no_cell(before: str, cells: int) -> None:
    with pytest.raises(PolicyError) as caught:
        logitext.loads(f"{before} {{{{text post}}}} {{{{verdict v = lost}}}}")
    shown = to_text(render(caught.value.diagnostics), width=200).splitlines()
    quoted = next(index for index, line in enumerate(shown) if "lost}}" in line)
    start = shown[quoted].index("| ") + 2
    at = shown[quoted + 1].index("^") - start
    assert at == cells + len(" {{text post}} {{verdict v = ")
