"""The starts that are measured: each command on a small policy, and the library beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "hearsay"
POLICY, ANSWERS = str(EXAMPLE / "policy.nltc"), str(EXAMPLE / "answers.yaml")
TESTED = str(EXAMPLE.parent / "mail-reply" / "policy.nltc")
TEXT = str(next((EXAMPLE / "texts").iterdir()))

LIBRARY: Mapping[str, str] = {
    "import logitext": "import logitext",
    "loads": "import logitext; logitext.loads('{{verdict v = true}}')",
    "Policy.check": "import logitext; logitext.loads('{{verdict v = true}}').check()",
}

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "--version": ("--version",),
    "--help": ("--help",),
    "check --help": ("check", "--help"),
    "explain": ("explain", "NLT201"),
    "schema": ("schema", "result"),
    "fmt": ("fmt", "--check", POLICY),
    "lint": ("lint", POLICY),
    "dump": ("dump", POLICY),
    "graph": ("graph", POLICY),
    "plan": ("plan", POLICY),
    "test": ("test", TESTED),
    "check": ("check", POLICY, TEXT, "--theory", "pattern"),
    "check with answers": ("check", POLICY, TEXT, "--answers", ANSWERS, "--theory", "pattern"),
    "solve": ("solve", POLICY, "true", "--theory", "pattern"),
    "cover": ("cover", POLICY, "--theory", "pattern", "--limit", "1"),
    "prompt": ("prompt", POLICY, TEXT),
    "cache info": ("cache", "info"),
    "priors show": ("priors", "show"),
}
