"""What a run says of itself: the options, what it rests on by hash, and the versions."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.suites.task import Task
from logitext.theory.llm.prompt import load_prompt

_PROMPTS = Path(__file__).parent / "prompts"


def manifest_of(plan: Mapping[str, Any], tasks: Sequence[Task]) -> dict[str, Any]:
    """What a run depends on, as JSON."""
    prompts = {path.name: _hash(path) for path in sorted(_PROMPTS.iterdir())}
    return {
        "plan": plan,
        "tasks": {task.id: task.source for task in tasks},
        "policies": {task.id: _hash(task.policy) for task in tasks if task.policy is not None},
        "prompts": prompts,
        "instructions": load_prompt(plan["model"].get("prompt")).version,
        "versions": {
            "logitext": version("logitext"),
            "z3-solver": version("z3-solver"),
            "python": platform.python_version(),
        },
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
