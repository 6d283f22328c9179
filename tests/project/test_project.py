"""What holds for the project as a whole: its layers, its first impression, its papers."""

from __future__ import annotations

import ast
import graphlib
import importlib
import importlib.metadata
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from logitext.cli.commands.check import command
from logitext.cli.main import cli

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "logitext"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A layer imports from those before it, and from itself. `import logitext` itself is the Python API.
LAYERS = [
    "declared",
    "late",
    "no_loop",
    "registry",
    "sync",
    "version",
    "unicode",
    "syntax",
    "reading",
    "policy",
    "logic",
    "theory",
    "records",
    "trail",
    "strategy",
    "certainty",
    "check",
    "explain",
    "plan",
    "search",
    "cover",
    "verify",
    "testing",
    "diff",
    "linting",
    "run",
    "evaluate",
    "learning",
    "annotate",
    "audit",
    "report",
    "api",
    "conformance",
    "pytest_plugin",
    "integrations",
    "serve",
    "highlighting",
    "lsp",
    "mcp",
    "cli",
    "__main__",
]
APART = {("theory", "logic")}
ONLY_IN = {
    "z3": {"logic"},
    "click": {"cli", "report"},
    "rich": {"cli", "report"},
    "openai": {"theory"},
    "aiohttp": {"theory"},
    "lark": {"syntax"},
    "sqlite3": {"theory"},
    "scipy": {"evaluate", "theory"},
    "sklearn": {"theory", "learning"},
    "platformdirs": {"theory"},
    "pytest": {"pytest_plugin"},
    "mcp": {"mcp"},
    "pygls": {"lsp"},
    "lsprotocol": {"lsp"},
    "fastapi": {"serve"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "prometheus_client": {"serve"},
}


# --- layers ------------------------------------------------------------------------------------------------------


def layer_of(path: Path) -> str:
    top = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "api" if top == "__init__" else top


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the dotted name of everything that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=str(module), names=names):  # the linter forbids relative imports
                yield from ((node.lineno, f"{module}.{alias.name}") for alias in names)


def imported_layer(dotted: str) -> str:
    """The layer of a name in logitext: `logitext.logic.check` is in logic, `logitext.load` in the API."""
    parts = dotted.split(".")
    if len(parts) > 1 and ((PACKAGE / parts[1]).is_dir() or (PACKAGE / f"{parts[1]}.py").is_file()):
        return parts[1]
    return "api"


def may_import(layer: str, other: str) -> bool:
    return LAYERS.index(other) <= LAYERS.index(layer) and (layer, other) not in APART


@pytest.mark.parametrize("path", [pytest.param(p, id=p.relative_to(PACKAGE).as_posix()) for p in MODULES])
def test_imports_point_down(path: Path) -> None:
    layer = layer_of(path)
    assert layer in LAYERS, f"{layer} has no place among the layers; give it one in LAYERS"
    wrong = []
    for line, dotted in imports_of(path):
        top = dotted.split(".")[0]
        allowed = may_import(layer, imported_layer(dotted)) if top == "logitext" else layer in ONLY_IN.get(top, LAYERS)
        if not allowed:
            wrong.append(f"{path.relative_to(ROOT)}:{line}: {layer} imports {dotted}")
    assert wrong == []


def needed_by(path: Path) -> Iterator[str]:
    """The modules of the package that a module imports when it is imported."""
    for node in ast.parse(path.read_text("utf-8")).body:
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                parts = [f"{module}.{alias.name}" for alias in names]
                yield from (part if part in NAMES else module for part in parts)


NAMES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in MODULES}


def test_no_import_goes_in_a_circle() -> None:
    needs = {name: {one for one in needed_by(path) if one in NAMES and one != name} for name, path in NAMES.items()}
    assert len(list(graphlib.TopologicalSorter(needs).static_order())) == len(NAMES)


REASON = re.compile(r"# noqa: PLC0415  # \S.{4,}")


def test_an_import_inside_a_function_has_its_reason() -> None:
    """The linter finds these imports; CONTRIBUTING.md has the rule."""
    lines = [(path, line) for path in MODULES for line in path.read_text("utf-8").splitlines() if "PLC0415" in line]
    assert [f"{path}: {line.strip()}" for path, line in lines if not REASON.search(line)] == []


# --- the first impression ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["check", "--help"],
        ["verify", "--help"],
        ["schema", "--help"],
        ["cache", "--help"],
        ["cache", "clear", "--help"],
        ["lint", "--help"],
        ["graph", "--help"],
        ["test", "--help"],
        ["doctor", "--help"],
    ],
    ids=" ".join,
)
def test_help_keeps_its_lines(words: list[str]) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "logitext", *words], capture_output=True, text=True, check=True
    ).stdout
    assert "\\b" not in shown
    assert words[0] != "check" or "\n    logitext check policy.nltc post.txt\n" in shown


HEAVY = {
    "z3",
    "openai",
    "aiohttp",
    "httpx",
    "httpx2",
    "networkx",
    "jinja2",
    "pydantic",
    "yaml",
    "sqlite3",
    "tenacity",
    "rstr",
    "platformdirs",
    "fastapi",
    "starlette",
    "uvicorn",
    "prometheus_client",
    "pygls",
    "mcp",
}
"""What only some commands need, and no start should wait for."""

PARSER = {"lark", "re2", "asyncio", "logging", "ssl", "tomllib"}
FIRST = HEAVY | PARSER | {"rich", "importlib.metadata", "email", "logitext.api", "logitext.theory", "logitext.policy"}


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        (["-m", "logitext", "--version"], FIRST),
        (["-m", "logitext", "--help"], FIRST),
        (["-c", "import logitext"], FIRST | {"click", "logitext.syntax"}),
        (["-c", "import logitext.theory"], FIRST - {"logitext.theory"} | {"click", "logitext.syntax"}),
        (
            ["-m", "logitext", "check", "--help"],
            HEAVY | PARSER - {"tomllib"} | {"rich", "logitext.theory.protocol"},
        ),
        (["-c", "import logitext; logitext.loads('{{verdict v = true}}').verdicts"], HEAVY | {"rich", "click"}),
        (["-c", "from logitext.theory import Answers, Chain, Function, Pattern, Theory, from_spec"], HEAVY | {"lark"}),
    ],
    ids=lambda value: " ".join(value[:3])[:50] if isinstance(value, list) else "",
)
def test_a_start_loads_nothing_that_it_does_not_need(words: list[str], unwanted: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *words],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "logitext" in loaded
    assert loaded & unwanted == set()


@pytest.mark.parametrize("package", ["logitext", "logitext.api", "logitext.theory"])
def test_names_that_are_imported_late_are_those_that_are_public(package: str) -> None:
    """Type checkers read the imports, Python the table of `late`, and `import *` the list `__all__`."""
    module = importlib.import_module(package)
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    imported = {
        (node.module, alias.name)
        for block in ast.walk(tree)
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert sorted(name for _, name in imported) == sorted(module.__all__)
    for home, name in imported:
        assert getattr(module, name) is getattr(importlib.import_module(str(home)), name)
    fresh = (
        f"import {package} as package; print([name for name in package.__all__ if name not in dir(package)]); "
        f"[getattr(package, name) for name in reversed(package.__all__)]"
    )
    assert subprocess.run([sys.executable, "-c", fresh], capture_output=True, text=True, check=True).stdout == "[]\n"
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'Spam'"):
        module.Spam  # noqa: B018  # looking is what raises


def test_version_is_the_one_of_the_package() -> None:
    done = subprocess.run([sys.executable, "-m", "logitext", "--version"], capture_output=True, text=True, timeout=600)
    assert importlib.metadata.version("logitext") in done.stdout.split()


@pytest.mark.parametrize("module", ["logitext", "logitext.theory", "logitext.conformance"])
def test_everything_public_is_explained(module: str) -> None:
    public = importlib.import_module(module)
    assert public.__doc__
    assert [name for name in public.__all__ if name[0] != "_" and not explained(getattr(public, name))] == []


def test_every_option_is_in_the_documentation() -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    flags = [flag for option in command.params if isinstance(option, click.Option) for flag in option.opts]
    assert [flag for flag in flags if not re.search(rf"`{flag}\b", page)] == []


def test_every_command_is_in_the_documentation() -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert set(cli.list_commands(click.Context(cli))) - set(re.findall(r"^## (\w+)$", page, re.MULTILINE)) == set()


SAME_NAME = {
    "Value": "an answer with a value, as theories give it; in the logic, the value of a sort",
}
"""Names that stand for two things all the same, and why."""


def test_no_public_class_is_defined_twice() -> None:
    """A class, or a name for a type, means one thing in the whole package."""
    places: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.parse(path.read_text("utf-8")).body:
            match node:
                case ast.ClassDef(name=name):
                    pass
                case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias")):
                    pass
                case _:
                    continue
            if not name.startswith("_"):
                places.setdefault(name, []).append(f"{path.relative_to(ROOT)}:{node.lineno}")
    twice = {name: where for name, where in places.items() if len(where) > 1}
    assert {name: where for name, where in twice.items() if name not in SAME_NAME} == {}
    assert set(SAME_NAME) <= set(twice), "names that mean one thing now"


def test_a_docstring_makes_sense_alone() -> None:
    """A reader meets a docstring in a tooltip, without what stands before it in the file."""
    leaning = re.compile(r"(The same\b|Likewise\b|As (above|before|there)\b|See above\b|Whoever\b)")
    found = []
    for path in [*MODULES, *(ROOT / "benchmarks").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            body = (
                node.body
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
                else []
            )
            for statement in body:  # the words behind a constant stand in a body, too
                match statement:
                    case ast.Expr(value=ast.Constant(value=str(text))) if leaning.match(text.strip()):
                        found.append(f"{path.relative_to(ROOT)}:{statement.lineno}: {text.strip().splitlines()[0]}")
    assert found == []


def explained(thing: object) -> bool:
    """Whether a function or class has a docstring of its own; a value or an alias needs none."""
    return bool(thing.__doc__) if inspect.isroutine(thing) or inspect.isclass(thing) else True


# --- papers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["main", "tests"])
def test_readme_marks_its_two_commands(name: str) -> None:
    """.ci/run takes the commands from between these fences and runs them as they are written."""
    readme = (ROOT / "README.md").read_text("utf-8")
    assert len(re.findall(rf"^<!-- ci: {name}\b", readme, re.MULTILINE)) == 1
    block = re.search(rf"^<!-- ci: {name}(?: exit=\d)? -->\n```sh\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert block, f"after <!-- ci: {name} --> comes a ```sh block"
    assert block[1].strip()


def test_changelog_knows_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"^## \[Unreleased\]$", changelog, re.MULTILINE)
    assert importlib.metadata.version("logitext") in changelog
