r"""The tokens of a pattern as sets of characters, in the one spelling in which texts are looked at.

Literal characters are brought to NFC, line ends to `\n`, and named classes become those of any script. With the flag
`f`, literal characters are folded as texts then are.

>>> from logitext.policy.regex.tokens import tokens
>>> [unit.text for unit in spelled(tokens("cafe\u0301\\r\\n", ""))]
['c', 'a', 'f', 'é', '\n']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logitext.policy.regex.flags import FOLD
from logitext.policy.regex.tokens import Named, PatternToken, TokenKind
from logitext.unicode import line_ends
from logitext.unicode.classes import NOTHING, CharacterRange, Characters, named, single
from logitext.unicode.fold import fold_character, folded
from logitext.unicode.normal_form import nfc

MOST_FOLDED = 0x1000
"""The most characters of a range that are folded."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a pattern, spelled.

    A CHARACTER has `text`, which may be several where one is spelled so. A CLASS fits one of `characters`, or none of
    them if `negated`, or one of `strings`. Anything else stays as `text` has it.
    """

    kind: TokenKind
    text: str = ""
    flags: frozenset[str] = frozenset()
    characters: Characters = NOTHING
    negated: bool = False
    strings: tuple[str, ...] = ()


def spelled(tokens: Sequence[PatternToken], *, ascii_only: bool = False) -> Iterator[Unit]:
    """The units of a pattern; with `ascii_only`, for texts that have nothing else."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind is TokenKind.CHARACTER:
            end = _run_end(tokens, at)
            repeated = end < len(tokens) and tokens[end].kind is TokenKind.REPETITION
            yield from _characters("".join([one.text for one in tokens[at:end]]), token.flags, repeated=repeated)
            at = end
            continue
        at += 1
        match token.kind:
            case TokenKind.CLASS:
                yield _class(token, ascii_only)
            case TokenKind.ANY:
                line_end = NOTHING if "s" in token.flags else single("\n")
                yield Unit(TokenKind.CLASS, "", token.flags, line_end, negated=True)
            case _:
                yield Unit(token.kind, token.text, token.flags)


def _run_end(tokens: Sequence[PatternToken], at: int) -> int:
    """Where the characters that follow each other end."""
    while at < len(tokens) and tokens[at].kind is TokenKind.CHARACTER:
        at += 1
    return at


def _characters(text: str, flags: frozenset[str], *, repeated: bool) -> Iterator[Unit]:
    """Characters that follow each other; the last may be repeated."""
    spelling = nfc(line_ends.LINE_END.sub("\n", text))
    if FOLD not in flags:
        yield from (Unit(TokenKind.CHARACTER, char, flags) for char in spelling)
        return
    run, last = (spelling[:-1], fold_character(spelling[-1])) if repeated else (spelling, "")
    run = folded(run + "\n").text  # which takes the last line end away, and no other
    yield from (Unit(TokenKind.CHARACTER, char, flags) for char in run)
    if last:
        yield Unit(TokenKind.CHARACTER, last, flags)
    elif repeated or not run:  # nothing but characters that folding removes: no text has one
        yield Unit(TokenKind.CLASS, "", flags, NOTHING)


def _class(token: PatternToken, ascii_only: bool) -> Unit:
    match token.members:
        case (Named(is_property=False) as only,):  # no complement is needed
            negated = token.negated != only.negated
            return Unit(TokenKind.CLASS, "", token.flags, named(only.name, ascii_only=ascii_only), negated)
    found = NOTHING
    strings: list[str] = []
    for member in token.members:
        match member:
            case str():
                spelling = nfc(line_ends.LINE_END.sub("\n", member))
                if FOLD in token.flags:
                    spelling = "".join(map(fold_character, spelling))
                if len(spelling) == 1:
                    found |= single(spelling)
                elif spelling and not token.negated:
                    strings.append(spelling)
            case Named():
                found |= _named(member, ascii_only)
            case _:
                found |= Characters((_NEW_LINE if _ends_lines(member) else member,))
                if FOLD in token.flags:
                    images = _images(member)
                    found |= single("".join([image for image in images if len(image) == 1]))
                    strings += [image for image in images if len(image) > 1 and not token.negated]
    return Unit(TokenKind.CLASS, "", token.flags, found, token.negated, tuple(strings))


_NEW_LINE = (ord("\n"), ord("\n"))


def _ends_lines(member: CharacterRange) -> bool:
    r"""Whether a range has line ends and nothing else, as `\n-\r` does."""
    first, last = member
    return last - first < len(line_ends.CHARACTERS) and all(
        chr(char) in line_ends.CHARACTERS for char in range(first, last + 1)
    )


def _images(member: CharacterRange) -> list[str]:
    """What folding makes of the characters of a range that it changes.

    Of a large range, such as all that is not ASCII, nothing: what folding leaves of it is in the range.
    """
    first, last = member
    if last - first >= MOST_FOLDED:
        return []
    own = set(map(chr, range(first, last + 1)))
    return sorted(set(map(fold_character, own)) - own - {""})


def _named(member: Named, ascii_only: bool) -> Characters:
    if member.is_property:
        return Characters((), (member.name.replace("\\p", "\\P") if member.negated else member.name,))
    positive = named(member.name, ascii_only=ascii_only)
    return positive.complement() if member.negated else positive
