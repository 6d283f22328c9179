"""docs/images/policy.svg is what `logitext graph` draws of the policy in README.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from logitext.cli.graph import command
from tests.docs.test_code_blocks import BLOCKS, ROOT

PICTURE = ROOT / "docs" / "images" / "policy.svg"


def test_the_picture_is_that_of_the_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(tmp_path)
    (policy,) = (block for block in BLOCKS[ROOT / "README.md"] if block.title == "policy.nltc")
    Path("policy.nltc").write_text(policy.code, "utf-8")
    done = CliRunner().invoke(command, ["policy.nltc", "-o", "policy.svg"])
    assert done.exit_code == 0, done.output
    drawn = Path("policy.svg").read_text("utf-8")
    if request.config.getoption("--write-goldens"):
        PICTURE.write_text(drawn, "utf-8")
    assert PICTURE.read_text("utf-8") == drawn
