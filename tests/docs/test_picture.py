"""The pictures in docs/images/ are what `logitext graph` draws of the policies in the documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from logitext.cli.commands.graph import command
from tests.docs.test_code_blocks import BLOCKS, ROOT

PICTURES = [
    ("policy.svg", "README.md", "policy.nltc"),
    ("diff-old.svg", "docs/diff.md", "old.nltc"),
    ("diff-new.svg", "docs/diff.md", "new.nltc"),
    ("lint-chat.svg", "docs/lint.md", "chat.nltc"),
]
"""The picture, the document, and the policy in it."""


@pytest.mark.parametrize(("name", "document", "policy"), PICTURES)
def test_the_picture_is_that_of_the_policy(
    name: str,
    document: str,
    policy: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.chdir(tmp_path)
    picture = ROOT / "docs" / "images" / name
    (block,) = (one for one in BLOCKS[ROOT / document] if one.title == policy)
    Path(policy).write_text(block.code, "utf-8")
    done = CliRunner().invoke(command, [policy, "-o", "drawn.svg"])
    assert done.exit_code == 0, done.output
    drawn = Path("drawn.svg").read_text("utf-8")
    if request.config.getoption("--write-goldens"):
        picture.write_text(drawn, "utf-8")
    assert picture.read_text("utf-8") == drawn
