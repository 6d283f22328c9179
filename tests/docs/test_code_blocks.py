"""Every fenced block of the documents does what it says.

| block | what is checked |
| --- | --- |
| `python` | it runs; where it has `>>>` prompts, each result is the one shown |
| `console` | each `$ ` command prints what follows it, standard error included |
| `nltc` | it loads without an error; `nltc { .bad }` does not load |
| `yaml`, `json` | it parses |
| `sh`, `text`, `toml`, `lark` | nothing |

The blocks of a file run from top to bottom, the Python blocks in one namespace, in a scratch folder that holds a copy
of examples/; those of an example's README run in that example's folder of the copy. A block with `title="NAME"` is
written there as NAME first, so that later ones can read it. In console output a line `...` stands for any lines, and
times (`0.12 s`, `"seconds": 0.12`) are not compared. `pytest --write-goldens` puts what the commands print now into
the documents.
"""

from __future__ import annotations

import contextlib
import difflib
import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

import logitext
from logitext.policy.load import check_policy
from logitext.syntax.source import Source

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("README.md"))
    if path.is_file()
)
UNCHECKED = {"sh", "text", "toml", "lark"}

FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)")
TITLE = re.compile(r'title="([^"]+)"')
TIME = re.compile(r'(?<![\w.])\d+(?:\.\d+)?(?= m?s\b)|(?<="seconds": )[\d.e-]+')


# --- blocks ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """A fenced block. `line` is the number of its opening fence, from 1; `code` has no indentation of the fence."""

    line: int
    indent: str
    language: str
    info: str
    code: str

    @property
    def title(self) -> str | None:
        found = TITLE.search(self.info)
        return found[1] if found else None

    @property
    def bad(self) -> bool:
        return "bad" in re.findall(r"\w+", TITLE.sub("", self.info))


def blocks_of(text: str) -> Iterator[Block]:
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        if not (opening := FENCE.fullmatch(line)):
            continue
        indent, fence, info = opening["indent"], opening["fence"], opening["info"].strip()
        code = []
        for _, inner in lines:
            if re.fullmatch(rf" *{fence[0]}{{{len(fence)},}} *", inner):
                break
            code.append(inner.removeprefix(indent) if inner.strip() else "")
        language, _, rest = info.partition(" ")
        yield Block(number, indent, language, rest, "".join(line + "\n" for line in code))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


BLOCKS = {path: list(blocks_of(path.read_text("utf-8"))) for path in DOCUMENTS}


# --- console -----------------------------------------------------------------------------------------------------


@dataclass
class Command:
    """A command line of a console block, and the output that is shown below it."""

    line: str
    shown: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        return shlex.split(self.line.removeprefix("$ ").replace("\\\n", " "))


def commands_of(block: Block) -> list[Command]:
    commands: list[Command] = []
    continues = False
    for line in block.code.splitlines():
        if continues:
            commands[-1].line += "\n" + line
        elif line.startswith("$ "):
            commands.append(Command(line))
        elif commands:
            commands[-1].shown.append(line)
        else:
            raise AssertionError(f"a console block begins with a command, not with {line!r}")
        continues = line.endswith("\\") and (continues or line.startswith("$ "))
    return commands


def plain(lines: list[str]) -> list[str]:
    """Lines as they are compared: without times, ends of lines, and empty lines at the end."""
    return [TIME.sub("N", line.rstrip()) for line in "\n".join(lines).rstrip().splitlines()]


def same(shown: list[str], printed: list[str]) -> bool:
    """Whether the output is the one shown."""
    pattern = "".join("(?:.*\n)*?" if line == "..." else re.escape(line + "\n") for line in plain(shown))
    return re.fullmatch(pattern, "".join(line + "\n" for line in plain(printed))) is not None


def run_command(words: list[str], folder: Path, status: int) -> tuple[str, int]:
    """What a command prints, and its exit status. There is no shell: only these few commands, and `< FILE`."""
    stdin: Path | None = None
    if "<" in words:
        at = words.index("<")
        stdin = folder / words[at + 1]
        words = words[:at] + words[at + 2 :]
    env = os.environ | {"NO_COLOR": "1", "COLUMNS": "100", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    match words:
        case ["echo", "$?"]:
            return f"{status}\n", 0
        case ["cat", name]:
            return (folder / name).read_text("utf-8"), 0
        case ["logitext", *rest] | ["python", "-m", "logitext", *rest] if "TESTS_START_COMMANDS" not in os.environ:
            from tests import forking  # which is not to be found where only a wheel is installed

            given = stdin.read_bytes() if stdin else b""
            ended = forking.run(rest, cwd=folder, env=env, stdin=given, together=True)
            return ended.out.decode("utf-8"), ended.status
        case ["logitext", *rest]:
            program = [str(Path(sysconfig.get_path("scripts")) / "logitext")]
        case ["python", "-m", "logitext", *rest]:
            program = [sys.executable, "-m", "logitext"]
        case _:
            raise AssertionError(f"not a command that a document may run: {shlex.join(words)}")
    with contextlib.ExitStack() as stack:
        done = subprocess.run(
            [*program, *rest],
            cwd=folder,
            env=env,
            stdin=stack.enter_context(stdin.open("rb")) if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=600,
        )
    return done.stdout.decode("utf-8"), done.returncode


# --- a document, run from top to bottom --------------------------------------------------------------------------


class Rehearsal:
    """A document's blocks, each run once and in order, whichever of them is asked for."""

    def __init__(self, path: Path, folder: Path, write: bool) -> None:
        self.path = path
        self.folder = folder
        self.write = write
        self.namespace: dict[str, Any] = {"__name__": "__main__"}
        self.outcomes: list[BaseException | None] = []
        self.rewrites: list[tuple[Block, list[Command]]] = []
        self.status = 0

    def run(self, index: int) -> None:
        """Run the blocks up to this one, unless they have run; raise what this one raised."""
        while len(self.outcomes) <= index:
            block = BLOCKS[self.path][len(self.outcomes)]
            try:
                with contextlib.chdir(self.folder):
                    self._run(block)
            except (Exception, SystemExit, pytest.fail.Exception) as error:  # noqa: BLE001, raised when it is asked for
                self.outcomes.append(error)
            else:
                self.outcomes.append(None)
        if outcome := self.outcomes[index]:
            raise outcome

    def _run(self, block: Block) -> None:
        if block.title and block.title.startswith("logitext/"):
            return  # a file that somebody adds to the package: test_extending.py does so, in a copy
        if block.title:
            path = self.folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.code, "utf-8")
        if check := CHECKS.get(block.language):
            check(self, block)

    def python(self, block: Block) -> None:
        if ">>> " in block.code:
            test = doctest.DocTestParser().get_doctest(block.code, {}, str(self.path), str(self.path), block.line)
            test.globs = self.namespace
            report: list[str] = []
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
            runner.run(test, out=report.append, clear_globs=False)
            if runner.failures:
                pytest.fail("".join(report), pytrace=False)
        else:
            # Empty lines above make a traceback show the lines of the document.
            code = "\n" * block.line + block.code
            exec(compile(code, str(self.path), "exec"), self.namespace)

    def console(self, block: Block) -> None:
        commands = commands_of(block)
        report: list[str] = []
        for command in commands:
            printed, self.status = run_command(command.words, self.folder, self.status)
            assert self.status != 70, f"{command.line}\n{printed}"  # an error of Logitext is never what is shown
            lines = printed.rstrip().splitlines()
            if not same(command.shown, lines):
                difference = difflib.unified_diff(plain(command.shown), plain(lines), "shown", "printed", lineterm="")
                report += [command.line, *difference]
                command.shown = lines
        if report and self.write:
            self.rewrites.append((block, commands))
        elif report:
            report += ["", "pytest tests/docs --write-goldens takes the new output"]
            pytest.fail("\n".join(report), pytrace=False)

    def nltc(self, block: Block) -> None:
        try:
            check_policy(Source("<string>", block.code))  # with its tests, which may be what is wrong
        except logitext.LogitextError as error:
            if not block.bad:
                pytest.fail(str(error), pytrace=False)
        else:
            if block.bad:
                pytest.fail("this policy loads, although it is marked as bad", pytrace=False)

    def yaml(self, block: Block) -> None:
        yaml.safe_load(block.code)

    def json(self, block: Block) -> None:
        json.loads(block.code)

    def finish(self) -> None:
        """Write new outputs into the document, from the last block to the first so that line numbers hold."""
        lines = self.path.read_text("utf-8").splitlines()
        for block, commands in reversed(self.rewrites):
            new = [line for command in commands for line in (*command.line.splitlines(), *command.shown)]
            end = block.line + len(block.code.splitlines())
            lines[block.line : end] = [(block.indent + line).rstrip() for line in new]
        if self.rewrites:
            self.path.write_text("".join(line + "\n" for line in lines), "utf-8", newline="\n")


CHECKS: dict[str, Callable[[Rehearsal, Block], None]] = {
    "python": Rehearsal.python,
    "console": Rehearsal.console,
    "nltc": Rehearsal.nltc,
    "yaml": Rehearsal.yaml,
    "json": Rehearsal.json,
}


# --- tests -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def rehearse(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Callable[[Path], Rehearsal]]:
    rehearsals: dict[Path, Rehearsal] = {}

    def begin(path: Path) -> Rehearsal:
        if path not in rehearsals:
            folder = tmp_path_factory.mktemp("document")
            shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
            if path.is_relative_to(ROOT / "examples"):
                folder /= path.parent.relative_to(ROOT)
            rehearsals[path] = Rehearsal(path, folder, request.config.getoption("--write-goldens"))
        return rehearsals[path]

    yield begin
    for rehearsal in rehearsals.values():
        rehearsal.finish()


@pytest.mark.parametrize(
    ("path", "index"),
    [
        # The blocks of a page build on each other, so that one worker runs the page.
        pytest.param(path, index, id=f"{name_of(path)}:{block.line}", marks=pytest.mark.xdist_group(name_of(path)))
        for path, blocks in BLOCKS.items()
        for index, block in enumerate(blocks)
        if block.language in CHECKS
    ],
)
def test_block(rehearse: Callable[[Path], Rehearsal], path: Path, index: int) -> None:
    rehearse(path).run(index)


@pytest.mark.parametrize("path", [pytest.param(path, id=name_of(path)) for path in DOCUMENTS])
def test_every_block_has_a_known_language(path: Path) -> None:
    languages = {block.language for block in BLOCKS[path]}
    assert languages <= {*CHECKS, *UNCHECKED}
