"""`logitext schema`: each schema is a file, and `--list` names them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from logitext.cli.commands.schema import command
from logitext.cli.schemas import SCHEMAS


def test_all_are_listed_with_their_commands() -> None:
    ran = CliRunner().invoke(command, ["--list"])
    assert [line.split()[0] for line in ran.output.splitlines()] == list(SCHEMAS.names())
    assert "comparison    logitext eval --compare\n" in ran.output


@pytest.mark.parametrize("name", SCHEMAS.names())
def test_each_is_a_schema(name: str) -> None:
    printed = json.loads(CliRunner().invoke(command, [name]).output)
    assert printed["type"] == "object"
    assert printed["properties"]


@pytest.mark.parametrize("words", [[], ["--list", "result"]], ids=["nothing", "both"])
def test_it_is_a_name_or_the_list(words: list[str]) -> None:
    ran = CliRunner().invoke(command, words)
    assert ran.exit_code == 2
    assert "name a schema, or list them with `--list`" in ran.output
