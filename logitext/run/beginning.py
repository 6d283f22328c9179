"""How a run begins: whether its outputs can be written, and whether what is in its folder is of this run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from logitext.run.data.opening import needed
from logitext.run.data.sources import reads_file
from logitext.run.finish import (
    FORMATS,
)
from logitext.run.folder import Folder, RunState
from logitext.run.outputs import (
    PAGE,
    QUEUE,
    REVIEW,
    RunOutputs,
)
from logitext.run.run_task import RunTask
from logitext.syntax.diagnostics import Diagnostic, InputError

SPACE = "make space; the same command then goes on"

_FOR_PEOPLE = (".yaml", ".yml", ".jsonl")
SUFFIXES = {REVIEW: _FOR_PEOPLE, QUEUE: _FOR_PEOPLE, PAGE: (".html", ".htm")}
"""The names of outputs for people, which have no line for each document."""

_URL = re.compile(r"[a-z][a-z0-9+.-]+:/")
"""The beginning of a URL, as a path has it."""


def check_names(wanted: RunOutputs) -> None:
    """InputError where an output has no place, or a name that no format has."""
    problems = []
    for kind, path in wanted.named().items():
        suffixes = SUFFIXES.get(kind, FORMATS)
        if _URL.match(str(path)):
            message = f"cannot write {str(path).replace(':/', '://', 1)}: an output is a file of this machine"
            problems.append(Diagnostic("NLT608", message, hint="name a file, and copy it once the run is done"))
        elif path.suffix not in suffixes:
            hint = f"name it {' or '.join(suffixes)}"
            message = f"cannot write {path}: no output of this kind has the format `{path.suffix}`"
            problems.append(Diagnostic("NLT608", message, hint=hint))
        elif not path.parent.is_dir():
            problems.append(Diagnostic("NLT608", f"cannot write {path}: there is no such folder"))
        elif path.is_dir():
            problems.append(Diagnostic("NLT608", f"cannot write {path}: it is a folder"))
        elif path.suffix == ".parquet":
            needed("pyarrow.parquet", path.name)
    paths = list(wanted.named().values())
    twice = sorted({path for path in paths if paths.count(path) > 1})
    problems += [Diagnostic("NLT608", f"cannot write {path}: two outputs have this name") for path in twice]
    if problems:
        raise InputError(problems)


def check_free(task: RunTask) -> None:
    """InputError where an output stands where the run reads, or a file is there that no run has written."""
    problems = []
    for path in task.wanted.named().values():
        name = next((name for name in task.reads if reads_file(name, path)), None)
        if name is not None and path.exists() and Path(name).is_file():
            problems.append(Diagnostic("NLT608", f"cannot write {path}: the run reads it", hint="name another file"))
        elif name is not None:
            message = f"cannot write {path}: `{name}` is the data, and the next command would read this file, too"
            problems.append(Diagnostic("NLT608", message, hint="name a file in another folder"))
    if problems:
        raise InputError(problems)
    if not task.folder.exists():
        _check_none_there(task)


def _check_none_there(task: RunTask) -> None:
    there = [path for path in task.wanted.named().values() if path.exists() and not task.files.overwrite]
    if there:
        message = f"{there[0]} exists, and no run that could go on has written it"
        raise InputError([Diagnostic("NLT645", message, hint=_OTHER)])


def begun(task: RunTask, folder: Folder) -> RunState:
    """The state of the run in the folder, which is this one; a new one where there is none.

    InputError where what is there belongs to another run.
    """
    if task.files.overwrite:
        folder.clear()
    before = folder.manifest()
    if before is None:
        _check_none_there(task)
        folder.begin(task.manifest)
        return RunState()
    state = folder.state()
    differing = [name for name, value in task.manifest.items() if before.get(name) != value]
    differing += [name for name in before if name not in task.manifest and name != "logitext_run"]
    if differing and not state.done.last and not folder.holds_answers:
        folder.begin(task.manifest)  # the other one came to nothing
        return RunState()
    if differing:
        message = f"{task.folder} belongs to another run, with other {_listed(differing)}"
        raise InputError([Diagnostic("NLT645", message, hint=_OTHER)])
    if state.finished and not all(path.exists() for path in task.wanted.named().values()):
        folder.clear()  # who takes the output away wants it anew
        folder.begin(task.manifest)
        return RunState()
    return state


_OTHER = "write to another file, or begin anew with `--overwrite`"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def cannot_write(path: Path, error: Exception) -> InputError:
    why = getattr(error, "strerror", None) or str(error)
    return InputError([Diagnostic("NLT608", f"cannot write {path}: {why}", hint=SPACE)])
