"""What commands share that draw a policy: the verdicts that are wanted, and where a picture goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

F = TypeVar("F", bound=str)


def check_verdicts(names: Sequence[str], known: Sequence[str]) -> None:
    """Refuse names that are none of the policy's verdicts, all of them at once."""
    from logitext.policy.findings import did_you_mean
    from logitext.syntax.diagnostics import Diagnostic, InputError

    declared = f"it declares {', '.join(f'`{name}`' for name in known)}" if known else "it declares none"
    wrong = [name for name in dict.fromkeys(names) if name not in known]
    hints = {name: did_you_mean(name, known) or declared for name in wrong}
    if wrong:
        raise InputError(
            [Diagnostic("NLT604", f"the policy declares no verdict `{name}`", hint=hints[name]) for name in wrong]
        )


def put(target: str, by_suffix: Mapping[str, F], format: F, shown: Callable[[F], str]) -> None:
    """Print what is shown in a format, or write it to a file in the format that its name says.

    InputError where that cannot be done; a file is written whole or not at all.
    """
    import sys
    from pathlib import Path

    from logitext.cli.output import write_file

    if target == "-":
        sys.stdout.write(shown(format))
    else:
        path = Path(target)
        write_file(path, shown(by_suffix.get(path.suffix.lower(), format)))
