"""The back ends, by name."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

BackendName: TypeAlias = Literal["auto", "diagram", "z3"]
"""How a policy is decided: on diagrams, by Z3, or (`auto`) on diagrams where it has them and by Z3 where not."""

BACKENDS: tuple[BackendName, ...] = get_args(BackendName)
