"""The action for pull requests, and the hooks for pre-commit: their steps are run in a repository of their own."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.run import logitext

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
OLD = """{{text message}}
{{let threat = [[threatens somebody]]  let quoted = [[is quoted]]
  violation remove = threat unless quoted}}
"""
TESTS = '{{test "a threat": given threat, not quoted expect remove}}\n'


class Repository:
    """A pull request in a repository: a base, and a head with changes."""

    def __init__(self, folder: Path) -> None:
        self.at = folder / "repository"
        self.temp = folder / "temp"
        self.bin = folder / "bin"
        for one in (self.at, self.temp, self.bin):
            one.mkdir()
        self._program("logitext", f'exec {shlex.quote(sys.executable)} -m logitext "$@"')
        self._program("gh", f'printf "%s\\n" "$@" > {shlex.quote(str(folder / "gh"))}')
        self.git("init", "-q", "-b", "main")

    def _program(self, name: str, text: str) -> None:
        (self.bin / name).write_text(f"#!/usr/bin/env bash\n{text}\n")
        (self.bin / name).chmod(0o755)

    def git(self, *words: str) -> None:
        author = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *author, *words], cwd=self.at, check=True, capture_output=True)

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            path = self.at / name.replace("__", "/").replace("_nltc", ".nltc").replace("_cases_yaml", ".cases.yaml")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "change")

    def run(self, **inputs: str) -> tuple[int, str]:
        """Run the steps that are shell; the status of the last one, and the comment."""
        status = 0
        given = {"base": "main", "policies": "*.nltc", "fail-on": "", "comment": "true", "token": "t", **inputs}
        for step in ACTION["runs"]["steps"]:
            if "run" not in step or step["name"] == "Install":
                continue
            named = {name: _value(text, given) for name, text in step.get("env", {}).items()}
            env = {**os.environ, "PATH": f"{self.bin}:{os.environ['PATH']}", "RUNNER_TEMP": str(self.temp), **named}
            env["PYTHONPATH"] = str(ROOT)
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.at,
                env=env,
                capture_output=True,
                text=True,
                timeout=600,
                check=False,
            )
            status = done.returncode
            assert status == 0 or step["name"] == "Result", (step["name"], done)
        return status, (self.temp / "logitext-comment.md").read_text()


def _value(text: str, given: dict[str, str]) -> str:
    expression = text.removeprefix("${{").removesuffix("}}").strip()
    return "7" if expression == "github.event.pull_request.number" else given[expression.removeprefix("inputs.")]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.commit(policies__chat_nltc=OLD + TESTS, policies__same_nltc=OLD, user_nltc='{{use "policies/chat.nltc"}}')
    made.git("checkout", "-q", "-b", "change")
    return made


@pytest.mark.slow
def test_a_change_of_decisions_is_said_in_a_comment(repository: Repository, tmp_path: Path) -> None:
    new = OLD.replace("threat unless quoted", "threat")
    repository.commit(policies__chat_nltc=new + TESTS, policies__new_nltc=OLD)
    status, comment = repository.run()
    assert status == 0
    assert "| `remove` | stricter | 25 % of worlds |" in comment
    assert "if “threatens somebody” and “is quoted”: `remove` was false, and is now true" in comment
    assert "`policies/new.nltc` is a new policy.\n" in comment
    assert "user.nltc" in comment
    assert "same.nltc" not in comment
    asked = (tmp_path / "gh").read_text().splitlines()
    assert asked[:5] == ["pr", "comment", "7", "--edit-last", "--create-if-none"]
    assert repository.run(**{"fail-on": "remove:narrower"})[0] == 0
    assert repository.run(**{"fail-on": "wider"})[0] == 1


@pytest.mark.slow
def test_a_policy_that_is_wrong_or_fails_its_tests_fails_the_job(repository: Repository) -> None:
    repository.commit(policies__chat_nltc=OLD.replace("unless", "and") + TESTS)
    status, comment = repository.run(comment="false")
    assert status == 1
    assert "### Tests of `policies/chat.nltc` do not pass" in comment
    assert "expected remove, found false" in comment
    repository.commit(policies__chat_nltc="{{verdict v = }}")
    assert repository.run()[0] == 1


@pytest.mark.slow
def test_a_policy_that_is_renamed_or_deleted_is_named(repository: Repository) -> None:
    """Git sees that one is the other; a verdict may change with its name."""
    repository.git("mv", "policies/same.nltc", "policies/other.nltc")
    repository.commit()
    status, comment = repository.run()
    assert status == 0
    assert "`policies/other.nltc` is a new policy.\n" in comment
    assert "`policies/same.nltc` is gone; nothing is compared with it.\n" in comment


@pytest.mark.slow
def test_cases_that_change_are_run_on_their_policy(repository: Repository) -> None:
    case = "- {name: a quotation, answers: {threat: yes, quoted: yes}, expect: {remove: %s}}\n"
    repository.commit(policies__chat_cases_yaml=case % "no", policies__none_cases_yaml="- of no policy")
    status, comment = repository.run()
    assert status == 0
    assert "| `remove` | equivalent |" in comment
    assert "none" not in comment
    repository.commit(policies__chat_cases_yaml=case % "yes")
    status, comment = repository.run()
    assert status == 1
    assert "expected remove: yes, found false" in comment or "expected remove: true, found false" in comment


@pytest.mark.slow
def test_a_pull_request_without_policies_is_left_alone(repository: Repository, tmp_path: Path) -> None:
    repository.commit(readme="hello")
    assert repository.run() == (0, "")
    assert not (tmp_path / "gh").exists()


def test_nothing_of_a_pull_request_is_put_into_a_script() -> None:
    """Names and settings come in as variables: within a script, they could be commands."""
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize(
    "hook", yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")), ids=lambda one: one["id"]
)
def test_hooks_run_on_policies(hook: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.nltc").write_text(OLD + TESTS)
    ran = logitext(*hook["entry"].split()[1:], "a.nltc", cwd=tmp_path)
    assert ran.status == 0, ran
