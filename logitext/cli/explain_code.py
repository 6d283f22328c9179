"""`logitext explain CODE...`: the page about an error code."""

from __future__ import annotations

import sys

import click

from logitext.report.console import console, printable
from logitext.report.findings import pages
from logitext.syntax.codes import CODES


def command(codes: tuple[str, ...]) -> None:
    if not codes:
        click.echo("".join(f"{code}  {meaning}\n" for code, meaning in CODES.items()), nl=False)
        return
    known = dict.fromkeys(map(_known, codes))
    texts = [pages.page(code) or f"# {code}: {CODES[code]}\n" for code in known]
    if sys.stdout.isatty():
        from rich.markdown import Markdown  # noqa: PLC0415  # only a terminal shows it so

        for text in texts:
            console().print(Markdown(text))
    else:
        click.echo("\n".join(texts).encode(sys.stdout.encoding, "backslashreplace"), nl=False)


def _known(word: str) -> str:
    """The code that is meant. UsageError, with those that are near, where there is none."""
    wanted = word.strip().upper().removesuffix(":").removeprefix("ERROR").strip("[]")
    digits = wanted.removeprefix("NLT")
    if f"NLT{digits}" in CODES:
        return f"NLT{digits}"
    near = _near(digits)
    hint = f"did you mean {_either(near)}?" if near else "`logitext explain` lists all codes"
    raise click.UsageError(f"there is no code `{printable(word[:60])}`; {hint}")


def _near(digits: str) -> list[str]:
    """The codes whose number has these digits in this order, or all but one of them; the first few of those."""

    def has(code: str, wanted: str) -> bool:
        rest = iter(code)
        return bool(wanted) and all(digit in rest for digit in wanted)

    if not digits.isdecimal() or len(digits) > 4:
        return []
    shorter = [digits[:at] + digits[at + 1 :] for at in range(len(digits))] if len(digits) > 2 else []
    found = [code for code in CODES if has(code, digits)]
    return (found or [code for code in CODES if any(has(code, one) for one in shorter)])[:4]


def _either(words: list[str]) -> str:
    """Several names as a choice.

    >>> _either(["NLT101", "NLT104", "NLT103"])
    '`NLT101`, `NLT104` or `NLT103`'
    """
    quoted = [f"`{word}`" for word in words]
    return " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
