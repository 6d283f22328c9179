"""The policies of a git revision, in a folder for a while."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from logitext.syntax.diagnostics import Diagnostic, InputError, LogitextError
from logitext.syntax.source import Source

_MOST = 2000
"""The most policies that a repository may have."""


@contextmanager
def of_revision(revision: str, policy: str) -> Iterator[str]:
    """The path of a policy as a revision of the repository around it has it, beside all other policies of that.

    InputError where there is no repository, no such revision, or no such file in it.
    """
    here = Path(os.path.realpath(policy))
    root = _git(here.parent, ["rev-parse", "--show-toplevel"], f"{policy} lies in no git repository").strip()
    commit = _git(
        here.parent,
        ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"],
        f"there is no revision `{revision}`",
    ).strip()
    within = here.relative_to(os.path.realpath(root)).as_posix()
    names = _git(Path(root), ["ls-tree", "-r", "-z", "--name-only", commit], "the revision cannot be read").split("\0")
    policies = [name for name in names if name.endswith(".nltc")]
    if within not in policies:
        raise _wrong(f"the revision `{revision}` has no file {within}")
    if len(policies) > _MOST:
        raise _wrong(f"the revision `{revision}` has more than {_MOST} policies")
    with tempfile.TemporaryDirectory(prefix="logitext-") as folder:
        for name in policies:
            target = Path(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_bytes(Path(root), ["cat-file", "blob", f"{commit}:{name}"], f"{name} cannot be read"))
        try:
            yield str(Path(folder, within))
        except LogitextError as error:
            raise type(error)([_named(one, folder, revision) for one in error.diagnostics]) from None


def _named(found: Diagnostic, folder: str, revision: str) -> Diagnostic:
    """A finding about a file in the folder, with the name that git has for it in the revision."""

    def named(source: Source) -> Source:
        path = Path(source.name)
        if not path.is_relative_to(folder):
            return source
        return replace(source, name=f"{revision}:{path.relative_to(folder).as_posix()}")

    labels = tuple([replace(one, source=named(one.source)) for one in found.labels])
    return replace(found, source=None if found.source is None else named(found.source), labels=labels)


def _git(folder: Path, words: list[str], wrong: str) -> str:
    return os.fsdecode(_bytes(folder, words, wrong))


def _bytes(folder: Path, words: list[str], wrong: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)
    except OSError as error:
        raise _wrong(f"git cannot be run: {error.strerror or error}") from None
    if done.returncode:
        raise _wrong(wrong)
    return done.stdout


def _wrong(message: str) -> InputError:
    return InputError([Diagnostic("NLT740", message, hint="give the two versions as files: `logitext diff OLD NEW`")])
