"""docs/lint.md lists the rules that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from logitext.linting.rule import RULES

PAGE = Path(__file__).parents[2] / "docs" / "lint.md"
HEAD, TAIL = "| --- | --- | --- |\n", "\nRules with a star"


def table() -> str:
    rules = sorted(RULES.all().values(), key=lambda rule: rule.code)
    names = {rule.name: f"`{rule.name}`" if rule.by_default else f"`{rule.name}` *" for rule in rules}
    return "".join(
        f"| [`{rule.code}`](errors/{rule.code}.md) | {names[rule.name]} | {rule.summary} |\n" for rule in rules
    )


def test_the_page_lists_the_rules(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text("utf-8")
    start = text.index(HEAD) + len(HEAD)
    end = text.index(TAIL)
    if request.config.getoption("--write-goldens"):
        PAGE.write_text(text[:start] + table() + text[end:], "utf-8")
        text = PAGE.read_text("utf-8")
        end = text.index(TAIL)
    assert text[start:end] == table()
