"""A person at a real (pseudo) terminal: answers, goes back, leaves, is interrupted."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="pseudo-terminals are a thing of Unix")

POLICY = """# Manners
{{text post let rude = [[is rude]] let loud = [[is loud]] let quoted = [[only quotes]]
  violation remove = (rude or loud) unless quoted}}
"""
PATIENCE = 600.0
"""Seconds to wait for what a person would see."""


class Session:
    """`logitext check` at a terminal; `seen` is all that it has shown."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        (folder / "policy.nltc").write_text(POLICY)
        (folder / "post.txt").write_text("Hello")
        self._terminal, other = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "logitext", "check", "policy.nltc", "post.txt", *arguments],
            cwd=folder,
            stdin=other,
            stdout=other,
            stderr=other,
            start_new_session=True,
            env={**os.environ, "TERM": "dumb", "NO_COLOR": "1"},
            preexec_fn=_take_terminal,  # noqa: PLW1509  # this process has no other thread here
        )
        os.close(other)
        self.seen = ""

    def expect(self, text: str) -> None:
        """Wait until something new that holds the text was shown."""
        start, end = len(self.seen), time.monotonic() + PATIENCE
        while text not in self.seen[start:]:
            assert time.monotonic() < end, f"no {text!r} in {self.seen!r}"
            self._read()

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def status(self) -> int:
        """Wait for the end; the exit status."""
        while self._read():
            pass
        os.close(self._terminal)
        return self.process.wait(PATIENCE)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], PATIENCE)
        try:
            data = os.read(self._terminal, 65536) if ready else b""
        except OSError:  # how Linux says that the other end is closed
            return False
        self.seen += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)


def _take_terminal() -> None:
    """Make the pseudo-terminal the controlling one of the new session, so that Ctrl-C reaches it."""
    import fcntl
    import signal
    import termios

    # Whoever runs the tests in the background of a script has interrupts ignored, and a child inherits that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_answers_and_second_thoughts(tmp_path: Path) -> None:
    session = Session(tmp_path)
    session.expect("rude [y/n")
    session.type("n\n")
    session.expect("loud [y/n")
    session.type("b\n")
    session.expect("rude [y/n")
    session.type("y\n")
    session.expect("quoted [y/n")
    session.type("n\n")
    assert session.status() == 1
    assert "remove is true, because" in session.seen
    assert "from ask" in session.seen


def test_who_leaves_is_told_how_to_go_on(tmp_path: Path) -> None:
    session = Session(tmp_path)
    session.expect("rude [y/n")
    session.type("y\n")
    session.expect("quoted [y/n")
    session.type("q\n")
    assert session.status() == 3
    assert session.seen.rstrip().endswith("to go on from here, add: --set rude=true")


def test_an_interrupt_keeps_what_was_answered(tmp_path: Path) -> None:
    session = Session(tmp_path)
    session.expect("rude [y/n")
    session.type("y\n")
    session.expect("quoted [y/n")
    session.type("\x03")
    assert session.status() == 130
    assert "post.txt  interrupted  undetermined" in session.seen
    assert "add: --set rude=true" in session.seen


def test_kept_answers_are_not_asked_again(tmp_path: Path) -> None:
    first = Session(tmp_path, "--theory", "ask:kept.yaml")
    first.expect("rude [y/n")
    first.type("y\n")
    first.expect("quoted [y/n")
    first.type("\x04")
    assert first.status() == 3
    second = Session(tmp_path, "--theory", "ask:kept.yaml")
    second.expect("quoted [y/n")
    second.type("n\n")
    assert second.status() == 1
    assert "rude [y/n" not in second.seen


def test_several_documents_are_asked_about_one_after_the_other(tmp_path: Path) -> None:
    session = Session(tmp_path, "post.txt", "-o", "out.jsonl")
    session.expect("rude [y/n")
    session.type("y\n")
    session.expect("quoted [y/n")
    session.type("n\n")
    session.expect("rude [y/n")
    assert [json.loads(line)["status"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == ["decided"]
    session.type("y\n")
    session.expect("quoted [y/n")
    session.type("\x03")
    assert session.status() == 130
    assert "to go on from here for post.txt, add: --set rude=true" in session.seen
