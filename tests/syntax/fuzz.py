"""Inputs that no policy is, or hardly one: random text, and good policies with something done to them.

    python -m tests.syntax.fuzz --cases 100000 --seed 1

runs so many and prints the first that ends in anything but a policy or its errors, or takes longer than it should.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from logitext.policy.load import check_policy
from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.read import decode
from logitext.syntax.source import Source

ROOT = Path(__file__).parents[2]
SLOW = 5.0
"""Seconds for an input of a few kilobytes: what takes longer hangs."""

_WORDS = """
{{ }} [[ ]] ( ) , : = == != < <= > >= + - * / | # \\ " ' text let assume verdict violation use check forall forsome
cover by test given expect where is ask yes no match reject prior cost and or not xor implies iff unless if then else
at least most exactly of in true false True False And Or Not Implies If AtLeast Date Int Real Text Bool sentences
before after paragraphs words lines post threat x 0 1 2.5 1_000 2026-11-25 2026-02-30 undetermined mcdc
count sum min max average none s.index previous next s \\{{ \\[[ /a+/i
/(/ "words" "" [[clause]] [[]] {{text post}} \u202e \u200b \ufeff \x00 é \U0001d538
""".split()
_WORDS += ["\r\n", "\u2028", "\n\n", " "]


def policies() -> list[str]:
    """The policies that are there: examples, and the wrong ones of the tests."""
    files = [*(ROOT / "examples").rglob("*.nltc"), *(ROOT / "tests" / "policy" / "wrong").rglob("*.nltc")]
    return [path.read_text("utf-8") for path in sorted(files)]


def inputs(rng: Random, good: Sequence[str]) -> Iterator[bytes]:
    """Inputs without end, most of them almost a policy."""
    while True:
        kind = rng.random()
        if kind < 0.15:
            yield bytes(rng.randrange(256) for _ in range(rng.randrange(200)))
        elif kind < 0.3:
            yield " ".join(rng.choices(_WORDS, k=rng.randrange(1, 80))).encode("utf-8", "surrogatepass")
        elif kind < 0.4:
            yield ("{{" + " ".join(rng.choices(_WORDS, k=rng.randrange(1, 60))) + "}}").encode("utf-8")
        else:
            text = rng.choice(good)
            for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
                text = rng.choice(_MUTATIONS)(rng, text)
            raw = text.encode("utf-8", "surrogatepass")
            yield _broken(rng, raw) if rng.random() < 0.1 else raw


def run_one(raw: bytes) -> None:
    """Read an input as a policy; errors of the policy are what is expected."""
    try:
        text = decode(raw)
    except ValueError:
        return
    try:
        check_policy(Source("fuzz.nltc", text))
    except PolicyError as error:
        assert error.diagnostics  # noqa: PT017  # most inputs are wrong, and some are not
        for found in error.diagnostics:
            assert found.message
            if found.span is not None and found.source is not None:
                assert 0 <= found.span.start <= found.span.end <= len(found.source.text)


def _cut(rng: Random, text: str) -> str:
    start = rng.randrange(len(text) + 1)
    return text[:start] + text[start + rng.randrange(1, 40) :]


def _insert(rng: Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(("", " ")) + rng.choice(_WORDS) + rng.choice(("", " ")) + text[at:]


def _repeat(rng: Random, text: str) -> str:
    start = rng.randrange(len(text) + 1)
    piece = text[start : start + rng.randrange(1, 200)]
    return text[:start] + piece * rng.choice((2, 2, 3, 20)) + text[start:]


def _swap(rng: Random, text: str) -> str:
    words = text.split(" ")
    one, other = rng.randrange(len(words)), rng.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return " ".join(words)


def _nest(rng: Random, text: str) -> str:
    depth = rng.choice((3, 30, 300, 3000))
    opened, closed = rng.choice(
        (("(", ")"), ("not ", ""), ("[[", "]]"), ("{{", "}}"), ("- ", ""), ("if a then ", " else b"))
    )
    at = rng.randrange(len(text) + 1)
    return text[:at] + opened * depth + "a" + closed * depth + text[at:]


def _replace(rng: Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return (
        text[:at]
        + chr(rng.choice((0, 9, 10, 13, 34, 35, 47, 91, 92, 123, 125, 0x2028, 0x202E, 0x1F600)))
        + text[at + 1 :]
    )


_MUTATIONS: Sequence[Callable[[Random, str], str]] = (_cut, _insert, _repeat, _swap, _nest, _replace)


def _broken(rng: Random, raw: bytes) -> bytes:
    at = rng.randrange(len(raw) + 1)
    return raw[:at] + bytes([rng.randrange(128, 256)]) + raw[at:]


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Read many inputs that are hardly policies.")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    good = policies()
    found = inputs(Random(arguments.seed), good)
    slowest, began = 0.0, time.monotonic()
    for number in range(arguments.cases):
        raw = next(found)
        started = time.monotonic()
        try:
            run_one(raw)
        except BaseException:
            print(f"case {number} of seed {arguments.seed}: {raw[:4000]!r}", flush=True)
            raise
        seconds = time.monotonic() - started
        if seconds > slowest:
            slowest = seconds
            print(f"case {number}: {seconds:.2f} s for {len(raw)} bytes", flush=True)
        if seconds > SLOW:
            print(f"slow: {raw[:4000]!r}", flush=True)
    print(
        f"{arguments.cases} inputs of seed {arguments.seed} in {time.monotonic() - began:.0f} s, none of them broke it"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
