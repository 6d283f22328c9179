"""docs/diagnostics.md lists the codes that the code has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from logitext.syntax.codes import CODES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "diagnostics.md"


def table() -> str:
    return "".join(f"| [`{code}`](errors/{code}.md) | {meaning} |\n" for code, meaning in CODES.items())


def test_the_page_lists_the_codes(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text("utf-8")
    start = text.index("| --- | --- |\n") + len("| --- | --- |\n")
    if request.config.getoption("--write-goldens"):
        PAGE.write_text(text[:start] + table(), "utf-8")
        text = PAGE.read_text("utf-8")
    assert text[start:] == table()


def test_every_code_is_used_and_every_used_code_is_listed() -> None:
    sources = (path for path in (ROOT / "logitext").rglob("*.py") if path.name != "codes.py")
    used = {code for path in sources for code in re.findall(r'"(NLT\d{3})"', path.read_text("utf-8"))}
    assert used == set(CODES)
