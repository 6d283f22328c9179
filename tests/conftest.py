"""What every test shares: golden files, the profiles of hypothesis, and an environment without outside settings."""

from __future__ import annotations

import difflib
import importlib.metadata
import importlib.util
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

GOLDENS = Path(__file__).parent / "goldens"

# A deadline would make tests fail on a busy machine and say nothing about the code.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

# A shell that runs something in the background may have it ignore Ctrl-C, and all that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_OUTSIDE = ("LOGITEXT_", "OPENAI_", "CLICOLOR", "FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-goldens",
        action="store_true",
        help="rewrite golden files, and the output of commands in the documents, to what the code gives now",
    )

    parser.addoption("--whole", action="store_true", help="run the slow tests, too, where no path is given")
    parser.addoption(
        "--real-commands",
        action="store_true",
        help="start each command as a user does, instead of forking a process that has imported everything",
    )


def pytest_report_header() -> str:
    spec = importlib.util.find_spec("logitext")
    where = Path(spec.origin).parent if spec and spec.origin else "nowhere"
    return f"logitext {importlib.metadata.version('logitext')} from {where}"


def _of_all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of this run; each worker of xdist has one of its own in it."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


# Folders and modules whose tests take a second and more each, or are many hundreds.
_SLOW = (
    "api/test_api.py::test_threads_share",
    "api/test_pytest_plugin.py",
    "benchmarks",
    "cli",
    "docs/test_code_blocks.py",
    "docs/test_extending.py",
    "cover",
    "explain",
    "search",
    "lsp/test_fuzz.py",
    "lsp/test_server.py",
    "mcp/test_fuzz.py",
    "mcp/test_mcp.py::test_an_assistant_starts",
    "mcp/test_mcp.py::test_what_cannot_be_served",
    "serve/test_command.py",
    "serve/test_fuzz.py",
    "strategy",
    "check/test_assume.py",
    "check/test_at_hand.py",
    "check/test_conflicts.py::test_repaired",
    "check/test_priced_at_hand.py",
    "examples",
    "judge",
    "llama_cpp",
    "logic/test_conditions.py",
    "logic/test_stateful.py",
    "logic/worlds",
    "model_server",
    "project",
    "run/test_resume.py::test_a_server",
    "run/test_resume.py::test_ctrl_c",
    "theory/llm",
    "theory/test_ask.py",
)
_QUICK = ("examples/test_examples.py::test_example[", "project/test_project.py::test_imports")


def pytest_configure(config: pytest.Config) -> None:
    """Leave out what is slow where nothing says which tests are meant: no path, no `-m`, and not `--whole`."""
    unsaid = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.markexpr
    if unsaid and not config.getoption("--whole"):
        config.option.markexpr = "not slow"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        name = item.nodeid.removeprefix("tests/")
        slow = name.startswith(_SLOW) or "against_judge.py::" in name  # brute force over all answers
        if slow and not name.startswith(_QUICK):
            item.add_marker("slow")


@pytest.fixture(scope="session", autouse=True)
def _no_outside_settings(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[None]:
    """A key, a colour setting or a cache of the person who runs the tests decides nothing here."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(_OUTSIDE)]:
            patch.delenv(name)
        if pytestconfig.getoption("--real-commands"):
            patch.setenv("TESTS_START_COMMANDS", "1")  # `tests.forking` reads it
        patch.setenv("LOGITEXT_CACHE", str(tmp_path_factory.mktemp("cache") / "answers.sqlite3"))
        if os.environ.get("PYTHONDONTWRITEBYTECODE"):
            # Each of hundreds of commands would compile all that it imports; nothing is written into the checkout.
            patch.delenv("PYTHONDONTWRITEBYTECODE")
            patch.setenv("PYTHONPYCACHEPREFIX", str(_of_all_workers(tmp_path_factory) / "pycache"))
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden("report/threat.txt", text)`: the text is what tests/goldens/report/threat.txt holds.

    `pytest --write-goldens` writes the file instead; read the difference before it is committed.
    """
    write: bool = request.config.getoption("--write-goldens")

    def compare(name: str, text: str) -> None:
        path = GOLDENS / name
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
            return
        if not path.is_file():
            pytest.fail(f"there is no {path}; pytest --write-goldens writes it", pytrace=False)
        with path.open(encoding="utf-8", newline="") as file:
            wanted = file.read()
        if text != wanted:
            lines = difflib.unified_diff(wanted.splitlines(), text.splitlines(), str(path), "now", lineterm="")
            difference = "\n".join(lines) or "(only the line ends differ)"
            pytest.fail(f"{difference}\n\npytest --write-goldens takes the new text", pytrace=False)

    return compare
