"""The pictures in docs/images/ are what commands draw of the policies in the documents."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from logitext.cli.commands.diff import command as diff
from logitext.cli.commands.graph import command as graph
from logitext.cli.commands.lint import command as lint
from tests.docs.test_code_blocks import BLOCKS, ROOT

PICTURES = [
    ("policy.svg", "README.md", graph, ["policy.nltc"]),
    ("diff-old.svg", "docs/diff.md", graph, ["old.nltc"]),
    ("diff-new.svg", "docs/diff.md", graph, ["new.nltc"]),
    ("diff.svg", "docs/diff.md", diff, ["old.nltc", "new.nltc"]),
    ("lint-chat.svg", "docs/lint.md", graph, ["chat.nltc"]),
    ("lint-influence.svg", "docs/lint.md", lint, ["house.nltc", "--influence", "--table"]),
]
"""The picture, the document, the command, and its arguments: the policies in the document first."""


@pytest.mark.parametrize(("name", "document", "command", "arguments"), PICTURES, ids=[one[0] for one in PICTURES])
def test_the_picture_is_that_of_the_policy(
    name: str,
    document: str,
    command: click.Command,
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.chdir(tmp_path)
    picture = ROOT / "docs" / "images" / name
    blocks = {one.title: one.code for one in BLOCKS[ROOT / document]}
    for policy in arguments:
        if policy in blocks:
            Path(policy).write_text(blocks[policy], "utf-8")
    done = CliRunner().invoke(command, [*arguments, "-o", "drawn.svg"], standalone_mode=False)
    assert done.exception is None, done.output
    drawn = Path("drawn.svg").read_text("utf-8")
    if request.config.getoption("--write-goldens"):
        picture.write_text(drawn, "utf-8")
    assert picture.read_text("utf-8") == drawn
