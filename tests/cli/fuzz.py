"""Commands with options and files that nobody means: an error with its message or a use, never a fault of ours.

    python -m tests.cli.fuzz --cases 3000 --seed 1

runs so many and prints each that ends with a status that no command has (70 among them), with a traceback, or not at
all. The options come from the commands themselves, so a new one is tried as soon as it is there.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import click

from logitext.cli.main import cli
from tests import forking

SECONDS = 60
"""After which a command counts as one that hangs."""
STATUSES = {0, 1, 2, 3, 4}
LEFT_OUT = {"serve", "bench run", "bench write", "bench cover", "bench report", "bench list"}
"""What goes on until it is ended, and what fetches data."""
NOT_GIVEN = {"--watch", "--cluster", "--batch-api", "--host", "--port", "--help"}

POLICY = """{{text post}} {{let a = [[A]] match /fool/ let n: Int = [[N]] let d: Date = [[D]] let t: Text = [[T]]
  let k: low | high = [[K]] let c(s) = [[s is C]] match /x/  fact age: Int}}
{{assume sane: a implies n >= 0}} {{use "other.nltc"}}
{{violation v = a and n > 3 or age < 10}} {{verdict w = forsome s in sentences(post): c(s)}}
{{verdict x: Int = if k >= high then 1 else 2}} {{test "one": given a, n == 5, age == 20 expect v}}
"""
ROWS = [{"id": n, "post": f"One fool. x{n}", "age": n * 9, "a": n % 2 == 0, "v": n < 2, "w": True} for n in range(12)]
FILES: Mapping[str, str] = {
    "p.nltc": POLICY,
    "other.nltc": "{{let z = [[Z]]}} {{verdict y = z}}",
    "post.txt": "A fool. Two x.",
    "page.html": "<p>A <b>fool</b>",
    "mail.eml": "From: a@b.c\nSubject: fool\nContent-Type: text/plain\n\nA fool.\n",
    "answers.yaml": "a: true\nn: 5\nd: 2026-01-01\nt: x\nk: high\ntexts:\n  post.txt: {a: false}\n",
    "facts.yaml": "age: 20\ntexts:\n  post.txt: {age: 3}\n",
    "mock.yaml": "answers: {a: true, n: 4, k: low}\nprice: {question: 1, call: 0.5}\nerror_rate: 0.1\nseed: 3\n",
    "prices.yaml": "gpt-x: {input: 1.5, output: 2}\nmock: {input: 1, output: 1, cached: 0.1}\n",
    "cases.yaml": "- text: A fool.\n  answers: {a: true, n: 5}\n  expect: {v: true}\n",
    "cases.jsonl": "".join(
        json.dumps({**row, "text": row["post"], "right": {"v": row["v"]}, "expect": {"v": row["v"]}}) + "\n"
        for row in ROWS
    ),
    "data.jsonl": "".join(json.dumps(row) + "\n" for row in ROWS),
    "data.csv": "id,post,age,v\n" + "".join(f"{row['id']},{row['post']},{row['age']},{row['v']}\n" for row in ROWS),
    "prose.md": "# Rules\n\nNo insults. Posts with more than three links are removed unless they are old.\n",
    "wrong.nltc": "{{let a = }} {{verdict",
    "empty": "",
}
MADE = {
    "result.json": [
        "check",
        "p.nltc",
        "post.txt",
        "--answers",
        "answers.yaml",
        "--format",
        "json",
        "-o",
        "result.json",
    ],
    "recorded.jsonl": ["check", "p.nltc", "post.txt", "--theory", "mock:mock.yaml", "--record", "recorded.jsonl"],
    "calibration.json": [
        "calibrate",
        "p.nltc",
        "cases.jsonl",
        "--theory",
        "pattern:complete",
        "-o",
        "calibration.json",
    ],
    "suite.jsonl": ["cover", "p.nltc", "--theory", "pattern:complete", "-o", "suite.jsonl"],
    "nogoods.jsonl": ["solve", "p.nltc", "a and w", "--theory", "pattern:complete", "--nogoods", "nogoods.jsonl"],
    "priors.json": ["priors", "learn", "recorded.jsonl", "--priors-file", "priors.json"],
}
"""Files that commands write, and the commands."""

NUMBERS = [
    "0",
    "1",
    "2",
    "3",
    "0.5",
    "-1",
    "1e400",
    "-1e400",
    "1e-400",
    "9" * 30,
    "-0.0",
    "1_0",
    "0x10",
    "1e",
    "٣",
    "²",
]
WORDS = [
    ".inf",
    ".nan",
    "null",
    "true",
    "~",
    "[]",
    "{}",
    "[1]",
    "{a: 1}",
    "",
    "a\u0001b",
    "a b",
    "%",
    "=",
    ":",
    ",",
    "-",
]
WORDS += ["2026-13-40", "0000-00-00", "10000-01-01", "!!python/object:os.system x", "&a [*a]", "\u202e", "\udc80", "é"]
NASTY = [
    *NUMBERS,
    *WORDS,
    '"',
    "'",
    "\\",
    "\t",
    "# x",
    "{{",
    "}}",
    ".",
    "9999-12-31",
    "[[",
    "NaN",
]
SPECS = [
    "pattern",
    "pattern:complete",
    "mock:mock.yaml",
    "answers:answers.yaml",
    "ask",
    "ask:x.yaml",
    "openai:m",
    "none",
]
SPECS += [
    "learned:model.json",
    "replay:recorded.jsonl",
    "compose",
    "mock:",
    "mock:empty",
    "tool:x",
    "pattern,mock:mock.yaml",
]
FORMULAS = [
    "v",
    "a and n > 3",
    "not v or x == 2",
    "w",
    "n / 0 == 1",
    "d > 2026-01-01",
    "(",
    "forsome s in sentences(post): c(s)",
]
PAIRS = [
    "a=true",
    "n=5",
    "k=high",
    "d=2026-01-01",
    "t=x",
    "age=3",
    "post=post.txt",
    "post=post",
    "c(post.sentences[0])=true",
]
STDIN = [b"", b"true\n" * 5, b"\xff\xfe\x00", b"A fool.", b'{"jsonrpc": "2.0", "id": 1, "method": "initialize"}\n']


@dataclass(frozen=True)
class Fault:
    """A command that ended as none may."""

    arguments: Sequence[str]
    changed: Mapping[str, str]
    status: int
    said: str

    def __str__(self) -> str:
        return f"{self.status}: logitext {json.dumps(self.arguments)}\n  files: {self.changed}\n  {self.said[-2000:]}"


def commands() -> dict[str, click.Command]:
    """All commands by their names, those of groups with the group's."""
    found: dict[str, click.Command] = {}
    for name in cli.list_commands(context := click.Context(cli)):
        one = cli.get_command(context, name)
        if isinstance(one, click.Group):
            found |= {f"{name} {inner}": command for inner, command in one.commands.items()}
        elif one is not None:
            found[name] = one
    return {name: one for name, one in found.items() if name not in LEFT_OUT}


def arguments(rng: Random, name: str, command: click.Command) -> list[str]:
    """A command with some of its options, each with a value that is likely or unlikely."""
    positional: list[str] = []
    options: list[str] = []
    given = [one for one in command.params if isinstance(one, click.Option) and not NOT_GIVEN & {*one.opts}]
    for one in command.params:
        if isinstance(one, click.Argument):
            often = rng.choice((1, 1, 1, 2)) if one.nargs != 1 else 1
            positional += [_value(rng, one) for _ in range(often) if one.required or rng.random() < 0.8]
    for one in rng.sample(given, min(len(given), rng.choice((0, 1, 1, 2, 3, 5)))):
        options.append(one.opts[0])
        if not one.is_flag and not one.count:
            options.append(_value(rng, one))
    if any("--base-url" in one.opts for one in given) and rng.random() < 0.5:
        options += ["--base-url", "http://127.0.0.1:9/v1", "--retries", "0"]
    return [*name.split(), *positional, *options]


def _value(rng: Random, one: click.Parameter) -> str:
    if rng.random() < 0.06:
        return rng.choice(NASTY)
    if isinstance(one.type, click.Choice):
        return str(rng.choice(one.type.choices))
    if not isinstance(one.type, click.types.StringParamType):
        return rng.choice(NUMBERS if rng.random() < 0.3 else NUMBERS[:4])
    names = f"{one.metavar} {one.name}".lower()
    if "spec" in names:
        return rng.choice(SPECS)
    if "formula" in names:
        return rng.choice(FORMULAS)
    if "=" in names and rng.random() < 0.8:
        return rng.choice(PAIRS)
    if "policy" in names or "old new" in names or "policies" in names:
        return rng.choice(["p.nltc"] * 8 + ["other.nltc", "wrong.nltc", *FILES])
    if "-o" in one.opts or "--html" in one.opts or "--cache" in one.opts:
        return rng.choice(
            ["out.json", "out.jsonl", "out.html", "out.csv", "out.parquet", "out", "folder", "no/where.json"]
        )
    if any(word in names for word in ("file", "text", "data", "cases", "result", "prose")):
        return rng.choice([*FILES, *MADE, *MADE, "missing", "folder"])
    return rng.choice([*WORDS, "v", "a", "all", "gpt-x", "NLT625", "post", "1"])


def _break(rng: Random, text: str) -> str:
    """A text with something in it that nobody means."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(text) + 1)
        match rng.randrange(5):
            case 0:
                text = text[:at] + rng.choice(NASTY) + text[at:]
            case 1:
                text = text[:at] + text[at + rng.randrange(1, 12) :]
            case 2:
                end = text.find("\n", at)
                text = text[:at] + text[at : None if end < 0 else end + 1] * 3 + text[end:]
            case _:  # a value in the place of another
                values = [*_scalars(text)]
                if values:
                    start, stop = rng.choice(values)
                    text = text[:start] + rng.choice(NASTY) + text[stop:]
    return text


def _scalars(text: str) -> Iterator[tuple[int, int]]:
    start = None
    for at, char in enumerate(text + " "):
        word = char.isalnum() or char in '._-"'
        if word and start is None:
            start = at
        elif not word and start is not None:
            yield start, at
            start = None


def prepared(folder: Path) -> None:
    """Write good files into a folder, those that commands make among them."""
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "folder").mkdir()
    for name, command in MADE.items():
        ended = forking.run(command, cwd=folder, env=_environment(folder))
        assert (folder / name).is_file(), (command, ended)


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOGITEXT_", "OPENAI_"))}
    return {**kept, "COLUMNS": "100", "LOGITEXT_CACHE": str(folder / "cache.sqlite3"), "HOME": str(folder)}


def faults(cases: int, seed: int, good: Path) -> Iterator[Fault]:
    """Run so many commands, each in a copy of a folder of good files; those that end as none may."""
    every = sorted(commands().items())
    for number in range(cases):
        rng = Random(f"{seed} {number}")
        name, command = rng.choice(every)
        words = arguments(rng, name, command)
        used = [word for word in words if (good / word).is_file()] if rng.random() < 0.7 else []
        changed = {}
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "in"
            shutil.copytree(good, folder)
            for one in used[1:] or used:
                changed[one] = _break(rng, (good / one).read_text("utf-8", "replace"))
                (folder / one).write_text(changed[one], "utf-8", "surrogatepass", newline="")
            words = [word.replace("\0", "") for word in words]
            # Some commands write into what they are given: nothing may lead out of the copy.
            assert not any(word.startswith(("/", "~/", "..")) for word in words), words
            ended = forking.run(words, cwd=folder, env=_environment(folder), stdin=rng.choice(STDIN), seconds=SECONDS)
        said = (ended.err + ended.out).decode("utf-8", "replace")
        if ended.status not in STATUSES or "Traceback" in said or "internal error" in said:
            yield Fault(words, changed, ended.status, said)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Run many commands with options and files that nobody means.")
    parser.add_argument("--cases", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        prepared(Path(place))
        found = 0
        for fault in faults(arguments.cases, arguments.seed, Path(place)):
            found += 1
            print(fault, flush=True)
    print(f"{arguments.cases} commands of seed {arguments.seed}: {found} faults")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
