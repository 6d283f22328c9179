"""Lines of text: as wide as they may be, never wider, and nothing lost unless it is marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from logitext.report.console import printable
from logitext.report.drawing.text_size import cut, width, wrap

# What characters are wide in DejaVu Sans, the widest of the usual fonts, in thousandths of its height.
DEJAVU = {
    **dict.fromkeys("ijl", 278), **dict.fromkeys("IJ", 295), **dict.fromkeys(" ,.", 318),
    **dict.fromkeys("/:;\\|", 337), "f": 352, "-": 361, **dict.fromkeys("()[]", 390), "t": 392, "!": 401, "r": 411,
    '"': 460, **dict.fromkeys("*_`", 500), **dict.fromkeys("“”", 518), "s": 521, "z": 525, "?": 531, "c": 550,
    "L": 557, "F": 575, "k": 579,
    **dict.fromkeys("vxy", 592), "P": 603, **dict.fromkeys("TY", 611), "o": 612, "a": 613, "e": 615, "E": 632,
    **dict.fromkeys("hnu", 634), **dict.fromkeys("Sbdgpq", 635), **dict.fromkeys("$0123456789{}", 636), "K": 656,
    **dict.fromkeys("AV", 684), **dict.fromkeys("XZ", 685), "B": 686, "R": 695, "C": 698, "U": 732, "N": 748, "H": 752,
    "D": 770, "G": 775, "&": 780, **dict.fromkeys("OQ", 787), "w": 818, **dict.fromkeys("#+<=>^~", 838), "M": 863,
    "%": 950, "m": 974, "W": 989, "@": 1000, "…": 1000, "'": 275, "’": 318, "·": 318,
}  # fmt: skip


def test_no_character_is_taken_to_be_narrower_than_it_is() -> None:
    assert [character for character, wide in DEJAVU.items() if width(character, 1000) < wide] == []
    assert set(map(chr, range(32, 127))) <= set(DEJAVU)


@given(st.text(max_size=120), st.floats(40, 300), st.integers(1, 5), st.booleans())
def test_lines_fit_and_say_it_all(text: str, room: float, lines: int, monospace: bool) -> None:
    found = wrap(text, room, lines, 10, monospace=monospace)
    assert len(found) <= lines
    assert all(width(line, 10, monospace=monospace) <= room for line in found)
    said, wanted = "".join("".join(found).split()), "".join(printable(text).split())
    assert said == wanted or (said.endswith("…") and wanted.startswith(said[:-1]) and len(found) == lines)


@given(st.text(max_size=60), st.integers(2, 30))
def test_cut(text: str, most: int) -> None:
    found = cut(text, most)
    assert len(found) <= most
    assert found.isprintable()


def test_names_break_after_an_underscore() -> None:
    assert wrap("hours_before_departure", 130, 3, 10, monospace=True) == ["hours_before_", "departure"]
