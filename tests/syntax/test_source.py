"""Lines, columns, and reading files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from logitext.syntax.read import decode, read_text
from logitext.syntax.source import Position, Source


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_positions(end: str) -> None:
    source = Source("s", f"ab{end}{end}c\U0001f600d")
    at = len(source.text) - 1
    assert source.position(0) == Position(1, 1)
    assert source.position(2) == Position(1, 3)
    assert source.position(at) == Position(3, 3)
    assert source.position(len(source.text)) == Position(3, 4)
    assert [source.line(number) for number in (1, 2, 3)] == ["ab", "", "c\U0001f600d"]


def test_a_byte_order_mark_is_dropped() -> None:
    assert decode(b"\xef\xbb\xbf{{}}") == "{{}}"


def test_broken_utf8_is_placed() -> None:
    with pytest.raises(ValueError, match="byte 0xff at offset 5, line 2"):
        decode(b"ab\ncd\xff")


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such file"):
        read_text(tmp_path / "absent")
    with pytest.raises(ValueError, match="directory"):
        read_text(tmp_path)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with pytest.raises(ValueError, match="regular file"):
        read_text(fifo)


def test_what_the_shell_opened_is_read() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"hello")
    os.close(writing)
    try:
        assert read_text(Path(f"/dev/fd/{reading}")) == "hello"
    finally:
        os.close(reading)


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logitext.syntax.read.MAX_BYTES", 1024 * 1024)
    with pytest.raises(ValueError, match="larger than 1 MiB"):
        decode(b" " * (1024 * 1024 + 1))
