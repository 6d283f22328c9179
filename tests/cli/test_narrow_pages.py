"""Pages that commands write fit a window as narrow as a telephone's: what is wider is scrolled within its frame."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.cli.run import logitext
from tests.serve.browser import PROGRAM, browser

POLICY = """# Rules

{{text post: "a post"}}

We remove a post that {{let threat = [[threatens a person with harm]] match /break/}}, unless it
{{let joke = [[is plainly a joke]] match /haha/}}.

{{violation remove = threat unless joke
test "a joke": given threat, joke expect not remove}}
"""
PAGES = ("check", "run", "coverage", "plan", "diff")
LONG = "a-folder-with-a-name-that-is-rather-long/and-another-one/the-document-about-which-nobody-agrees"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.nltc").write_text(POLICY)
    longer = (
        re.sub(r"\bjoke\b(?![\]\"])", "_".join(["joke"] * 12), POLICY)
        .replace("= threat", "= not threat")
        .replace("remove", "remove" * 9)
    )
    (tmp_path / "longer.nltc").write_text(longer)
    (tmp_path / LONG).mkdir(parents=True)
    for name in ("first-of-many-documents.txt", "second-of-many-documents.txt"):
        (tmp_path / LONG / name).write_text("I will break " + "your_arm" * 20)
    texts = [f"{LONG}/{name}" for name in ("first-of-many-documents.txt", "second-of-many-documents.txt")]
    for command in (
        ("check", "policy.nltc", *texts, "--theory", "pattern:complete", "--html", "check.html"),
        ("run", "policy.nltc", *texts, "-o", "rows.jsonl", "--theory", "pattern:complete", "--html", "run.html"),
        ("test", "policy.nltc", "--coverage", "-o", "coverage.html"),
        ("plan", "policy.nltc", "-o", "plan.html"),
        ("diff", "longer.nltc", "policy.nltc", "-o", "diff.html"),
    ):
        ran = logitext(*command, cwd=tmp_path)
        assert ran.status in (0, 1), ran
    return tmp_path


@pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium")
def test_no_page_is_wider_than_a_narrow_window(folder: Path) -> None:
    async def widths() -> dict[str, int]:
        found = {}
        async with browser(folder / "profile") as tab:
            await tab.resize(420)
            for page in PAGES:
                await tab.call("Page.navigate", url=(folder / f"{page}.html").as_uri())
                await tab.until("document.readyState === 'complete' && document.body.offsetHeight > 0")
                found[page] = await tab.run("document.documentElement.scrollWidth")
        return found

    assert asyncio.run(widths()) == dict.fromkeys(PAGES, 420)
