"""A source that is read again after a change gives what reading all of it gives."""

from __future__ import annotations

import random
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from logitext.syntax.again import read_again
from logitext.syntax.parser import parse
from logitext.syntax.source import Source

ROOT = Path(__file__).parents[2]
POLICIES = sorted((ROOT / "examples").glob("*/policy.nltc"))
WRONG = sorted((ROOT / "tests" / "policy" / "wrong").glob("*.nltc"))

PIECES = (
    "{{", "}}", "[[", "]]", "{", "}", "[", '"', "\\", "#", "\n", "\n\n", "```\n", "~~~\n", " ", "x", "let a = [[b]]",
    "{{let q = [[is q]]}}", "violation v = a and", "(", ")", "/", "match /x/", "test", "=", "# note", "{{# note\n", "é",
    "\u0301", "{{section s}}", "{{end}}", '{{text z: "a', "\r\n", "<!-- logitext: delimiters <% %> -->\n",
)  # fmt: skip


def shown(value: Any) -> Any:
    """A tree with all its places, which nodes do not compare by; sources by what stands in them."""
    if isinstance(value, Source):
        return value.name, value.text, value.delimiters
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__name__, [(one.name, shown(getattr(value, one.name))) for one in fields(value)]
    if isinstance(value, tuple):
        return type(value).__name__, [shown(one) for one in value]
    return value


def same(text: str, new: str, earlier: Any) -> Any:
    """What reading a text again gives; it must be what reading all of it gives."""
    source = Source("p.nltc", new)
    found = parse(source, earlier)
    assert shown(found) == shown(parse(source)), (text, new)
    return found


@pytest.mark.parametrize("path", [*POLICIES, *WRONG], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_random_changes(path: Path) -> None:
    """One after the other, so that broken texts are read again, too."""
    rng = random.Random(path.name)
    before = path.read_text("utf-8")
    for _ in range(3):
        text = before
        found = parse(Source("p.nltc", text))
        for _ in range(12):
            start = rng.randrange(len(text) + 1)
            end = min(len(text), start + rng.choice((0, 0, 0, 1, 2, 9, 60)))
            new = text[:start] + rng.choice(("", *PIECES)) + text[end:]
            found = same(text, new, found)
            text = new


def test_typing_one_character_after_the_other() -> None:
    whole = (ROOT / "examples" / "harassment" / "policy.nltc").read_text("utf-8")
    found = parse(Source("p.nltc", whole))
    at = whole.index("## 3")
    typed = 'We {{let new = [[is "new" \\]] here]] match /a{2}/ # note\n  verdict w = new and threat}} too.\n\n'
    text = whole
    for count in range(1, len(typed) + 1):
        new = whole[:at] + typed[:count] + whole[at:]
        found = same(text, new, found)
        text = new
    assert not found[1]


TWO = "One {{text t}} and {{let a = [[b]]}}\n\n- three {{let c = [[d]]}}\n```\nfour {{verdict v = a and c}}\n"


@pytest.mark.parametrize(
    "typed", ["\\", "{", "x{", "}", "```\n", "\n```\n", "~~~\n", "{{", "}}", "{{#", '{{"', "{{[[", "# "]
)
@pytest.mark.parametrize("at", [at for at in range(len(TWO)) if TWO.startswith(("{{", "}}", "\n"), at)])
def test_signs_that_turn_what_is_behind_them(typed: str, at: int) -> None:
    """Right before an annotation, and at its end; then taken away again."""
    new = TWO[:at] + typed + TWO[at:]
    found = same(TWO, new, parse(Source("p.nltc", TWO)))
    same(new, TWO, found)


@pytest.mark.parametrize(
    "begun", ["{{text #} and", "{{text t# note} and", "{{text t# and", '{{text t: "a} and', "{{text t} and"]
)
def test_an_annotation_that_ends_only_in_the_next_one(begun: str) -> None:
    """Up to that one it is broken. With it, it may be whole, and what stood there is no annotation any more."""
    whole = "One {{text t}} and {{let a = [[b]]}} x {{let c = [[d]]}} four {{verdict v = a and c}}\n"
    new = whole.replace("{{text t}} and", begun)
    found = same(whole, new, parse(Source("p.nltc", whole)))
    same(new, whole, found)


def test_what_has_not_changed_is_not_read() -> None:
    whole = (ROOT / "examples" / "harassment" / "policy.nltc").read_text("utf-8")
    old, errors = parse(Source("p.nltc", whole))
    changed = whole.replace("Whoever is threatened", "Who is threatened")
    again = read_again(Source("p.nltc", changed), old, errors)
    assert again is not None
    before = [one for one in old.parts if one.span.end < whole.index("Whoever")]
    assert len(before) > 4
    assert all(one is other for one, other in zip(before[:-1], again[0].parts, strict=False))


def test_other_delimiters_change_all() -> None:
    whole = "Prose {{text t}} and {{let a = [[b]]  verdict v = a}}."
    old, errors = parse(Source("p.nltc", whole))
    new = Source("p.nltc", f"<!-- logitext: delimiters <% %> -->\n{whole}")
    assert read_again(new, old, errors) is None
