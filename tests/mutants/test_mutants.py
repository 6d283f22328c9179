"""The tool that changes a module and runs its tests: what it changes, what it leaves, and what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.mutate import mutants

MODULE = '''"""Words."""

LIMIT = 10


def grade(points: int, most: int = 5) -> str:
    """The word for so many points."""
    if points < 0:
        raise ValueError(f"{points + 1} points")
    return "low" if points <= 3 else "high"


class Room:
    def __init__(self) -> None:
        self._steps = [lambda seats: seats - 1]

    def fits(self, people: int, seats: int) -> bool:
        return people > 0 and all(step(seats) >= people for step in self._steps)


def unheard(flag: bool) -> bool:
    return not flag


def forever(left: int) -> int:
    while left > 0:
        left -= 1
    return left
'''
LATE = """def following(number: int) -> int:
    return number + 1
"""
TESTS = """import pytest, sample
from sample import Room, forever, grade

def test_grade():
    assert [grade(0), grade(3), grade(4)] == ["low", "low", "high"]

def test_wrong():
    with pytest.raises(ValueError):
        grade(-1)

ROOM = Room()

def test_room():
    assert ROOM.fits(2, 3)
    assert not ROOM.fits(3, 3)

def test_forever():
    assert forever(2) == 0

def test_late():
    from late import following
    assert following(1) == 2
"""


def changes(tmp_path: Path, source: str) -> set[tuple[str, str]]:
    path = tmp_path / "sample.py"
    path.write_text(source, "utf-8")
    return {(one.before, one.after) for one in mutants(path)}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("return a < b", {("a < b", "a <= b"), ("a < b", "a >= b")}),
        ("return a is not None", {("a is not None", "a is None")}),
        ("return a and b", {("a and b", "a or b"), ("a and b", "a"), ("a and b", "b")}),
        ("return not a", {("not a", "a")}),
        ("return -a", {("-a", "a")}),
        ("return f(7, 0, True)", {("7", "8"), ("7", "6"), ("0", "1"), ("True", "False")}),
        ("if a: return", {("a", "True"), ("a", "False"), ("return", "pass")}),
        ("while a: break", {("a", "False"), ("break", "continue"), ("break", "pass")}),
        ("return [b for b in a if b]", {("b", "True")}),
        ("return any(a)", {("any(a)", "all(a)")}),
        ("f(a)", {("f(a)", "pass")}),
        ("a += b", {("a += b", "pass")}),
        ("b: Final[3] = a", set()),
        ("assert a < b", set()),
        ('raise ValueError(f"{a + 1}")', {("raise ValueError(f'{a + 1}')", "pass")}),
    ],
)
def test_what_is_changed(tmp_path: Path, line: str, wanted: set[tuple[str, str]]) -> None:
    assert changes(tmp_path, f"def f(a, b):\n    {line}\n    f") == wanted


def test_code_of_the_module_itself_is_left(tmp_path: Path) -> None:
    assert changes(tmp_path, "A = 3\n@cache(4)\ndef f(a=5):\n    '''Six.'''\n\nclass B:\n    c: int = 7") == set()


def test_mutants_run_and_their_files_stay(tmp_path: Path) -> None:
    (tmp_path / "sample.py").write_text(MODULE, "utf-8")
    (tmp_path / "late.py").write_text(LATE, "utf-8")
    (tmp_path / "test_sample.py").write_text(TESTS, "utf-8")
    paths = [str(tmp_path / name) for name in ("sample.py", "late.py")]
    script = f"""
import sys
from pathlib import Path
sys.path[:0] = [{str(Path(__file__).parents[2])!r}, {str(tmp_path)!r}]
from tests.mutants.__main__ import run
from tests.mutants.plugin import Mutants
sys.exit(run(Mutants([Path(path) for path in {paths}], sys.stdout, grace=1), ["test_sample.py"]))
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    every = "all((step(seats) >= people for step in self._steps))"
    assert ran.stdout.splitlines() == [
        "35 mutants, 5 tests, 0 s",
        f"survived (1 tests)  sample.py:18: people > 0 and {every}  ->  {every}",
        "survived (1 tests)  sample.py:18: people > 0  ->  people >= 0",
        "survived (1 tests)  sample.py:18: 0  ->  1",
        f"survived (1 tests)  sample.py:18: {every}  ->  {every.replace('all', 'any')}",
        "no test (0 tests)  sample.py:22: not flag  ->  flag",
        "survived (1 tests)  sample.py:27: 1  ->  2",
        "sample.py: 32 mutants: 24 noticed, 5 survived, 2 out of time, 1 no test",
        "late.py: 3 mutants: 3 noticed",
    ]
    assert (tmp_path / "sample.py").read_text("utf-8") == MODULE
