"""A module in which each statement tells that it runs: quicker than to trace a process, and in all its threads."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from pathlib import Path
from types import CodeType

_NAME = "__mark__"


def marked(path: Path) -> CodeType:
    """The module, compiled; each statement in a function, and each lambda, first tells the listener file and line."""
    tree = ast.parse(path.read_text("utf-8"), str(path))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for node in {inner: None for function in functions for inner in ast.walk(function)}:
        if isinstance(node, ast.Lambda):
            both = ast.Tuple([_told(path, node), node.body], ast.Load())
            node.body = ast.Subscript(both, ast.Constant(1), ast.Load())
            continue
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list):
                setattr(node, name, [one for inner in body for one in (ast.Expr(_told(path, inner)), inner)])
    return compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True)


def listen(listener: Callable[[str, int], object]) -> None:
    """Whom marks tell; to be called once in a process."""
    setattr(builtins, _NAME, listener)


def _told(path: Path, node: ast.stmt | ast.Lambda) -> ast.expr:
    return ast.parse(f"{_NAME}({str(path)!r}, {node.lineno})", mode="eval").body
