"""docs/errors/ has a page for each code, and its examples cause the error that they are said to.

`test_code_blocks.py` runs the pages as it runs all documents; here is what holds for them alone.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import logitext
from logitext.policy.load import check_policy, load_policy
from logitext.report.findings import pages
from logitext.syntax.codes import CODES
from logitext.syntax.source import Source
from tests.docs.test_code_blocks import Block, blocks_of

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "errors"
TOLD = {
    *("NLT107", "NLT311", "NLT512", "NLT532", "NLT533", "NLT622", "NLT623", "NLT624", "NLT647", "NLT648", "NLT650"),
    "NLT719",
} | {f"NLT{number}" for number in (660, 661, 662, 663, 665, 666, 669)}
"""Codes whose cause is described: it does not fit on a page, needs a package or a disk that is broken, or is Python."""
AT_FIRST_USE = {"NLT409"}
"""Codes about a policy that loads."""
WARNINGS = {"NLT114", "NLT412", "NLT413", "NLT507", "NLT508", "NLT609", "NLT625", "NLT626"} | {
    code for code in CODES if code.startswith("NLT7") and code not in ("NLT707", "NLT740", "NLT741")
}
"""Codes that are no error: of a policy that loads, or of answers that have no effect."""


def about_policies(code: str) -> bool:
    return "NLT100" < code < "NLT500" and code not in AT_FIRST_USE | WARNINGS


def page(code: str) -> str:
    return (FOLDER / f"{code}.md").read_text("utf-8")


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{code}.md" for code in CODES}


@pytest.mark.parametrize("code", CODES)
def test_form(code: str) -> None:
    lines = page(code).splitlines()
    assert lines[0] == f"# {code}: {CODES[code]}"
    what = "a warning" if code in WARNINGS else "an error"
    assert [line for line in lines if line.startswith("## ")] == [f"## Why it is {what}", "## How to mend it"]
    assert 15 <= len(lines) <= 45
    prose = re.sub(r"```.*?```", "", page(code), flags=re.DOTALL)
    assert [line for line in prose.splitlines() if len(line) > 120] == []


@pytest.mark.parametrize("code", [code for code in CODES if about_policies(code) and code not in TOLD])
def test_examples_about_policies(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is marked as bad has this error and no other; what follows it has none."""
    monkeypatch.chdir(tmp_path)
    examples = [block for block in blocks_of(page(code)) if block.language == "nltc"]
    for block in examples:
        if block.title:
            (tmp_path / block.title).write_text(block.code, "utf-8")
    bad = [block for block in examples if block.bad]
    assert bad
    assert examples[: len(bad)] == bad
    assert len(examples) > len(bad), "a page shows how to mend the error"
    for block in examples:
        assert codes_of(block) == ({code} if block.bad else set())


def codes_of(block: Block) -> set[str]:
    try:
        load_policy(block.title) if block.title else check_policy(Source("<string>", block.code))
    except logitext.LogitextError as error:
        return {found.code for found in error.diagnostics}
    return set()


@pytest.mark.parametrize("code", [code for code in CODES if not about_policies(code) and code not in TOLD])
def test_examples_about_commands(code: str) -> None:
    """A command is shown that prints this error and no other; it is run with all commands of the documents."""
    shown = "".join(block.code for block in blocks_of(page(code)) if block.language == "console")
    assert set(re.findall(r"^(?:error|warning)\[(\w+)\]", shown, re.MULTILINE)) == {code}


def test_a_page_about_too_many_errors() -> None:
    with pytest.raises(logitext.PolicyError) as caught:
        logitext.loads("Dear {{salutation}}, " * 200)
    assert caught.value.diagnostics[-1].code == "NLT107"


@pytest.mark.parametrize("code", CODES)
def test_a_page_can_be_had_from_the_package(code: str) -> None:
    assert pages.page(code) == page(code)


def test_what_is_no_code_has_no_page() -> None:
    assert pages.page("NLT000") is None


def test_links_lead_somewhere() -> None:
    """Also their anchors: mkdocs checks them too, but only where the site is built."""
    for path in sorted(FOLDER.iterdir()):
        for target, anchor in re.findall(r"\]\(([^)#]+)(?:#([^)]+))?\)", path.read_text("utf-8")):
            other = (FOLDER / target).resolve()
            assert other.is_file(), f"{path.name}: {target}"
            assert not anchor or anchor in anchors(other), f"{path.name}: {target}#{anchor}"


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
