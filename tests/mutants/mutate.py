"""A module's source into mutants: what it would be with one thing changed that a test should notice."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_CALLS = {"all": "any", "any": "all", "min": "max", "max": "min"}
_UNSEEN = (ast.Assert, ast.ImportFrom, ast.Import, ast.JoinedStr)
"""What stands in them holds whenever tests pass, is loaded already, or is words of a message."""


@dataclass(frozen=True)
class Mutant:
    """A change at one place of a module."""

    path: Path
    line: int
    statement: int
    """The line where the innermost statement or lambda around it begins: a test that does not run it cannot notice."""
    function: str
    """The outermost function around it; "" where there is none."""
    before: str
    after: str
    _tree: ast.Module = field(repr=False)
    _parent: ast.AST = field(repr=False)
    _field: str = field(repr=False)
    _at: int | None = field(repr=False)
    _new: ast.AST = field(repr=False)

    def __str__(self) -> str:
        return f"{os.path.relpath(self.path)}:{self.line}: {self.before}  ->  {self.after}"

    def code(self) -> CodeType:
        """The whole module with the change in it, compiled."""
        old = self._put(self._new)
        try:
            return compile(ast.fix_missing_locations(self._tree), str(self.path), "exec", dont_inherit=True)
        finally:
            self._put(old)

    def _put(self, new: ast.AST) -> ast.AST:
        if self._at is None:
            old: ast.AST = getattr(self._parent, self._field)
            setattr(self._parent, self._field, new)
        else:
            nodes = getattr(self._parent, self._field)
            old, nodes[self._at] = nodes[self._at], new
        return old


def mutants(path: Path) -> list[Mutant]:
    """All mutants of a module, in the order of its lines."""
    tree = ast.parse(path.read_text("utf-8"), str(path))
    return list(_within(tree, _Place(path, tree)))


@dataclass(frozen=True)
class _Place:
    path: Path
    tree: ast.Module
    function: str = ""
    statement: int = 0


def _within(node: ast.AST, place: _Place) -> Iterator[Mutant]:
    for name, at, child in _children(node):
        here = place
        if isinstance(child, ast.stmt | ast.Lambda):
            here = _Place(place.path, place.tree, place.function, child.lineno)
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not place.function:
            here = _Place(place.path, place.tree, child.name, here.statement)
        if place.function:  # what stands outside runs once, when the module is imported
            for new in _alternatives(child, node, name):
                before, after = _shown(child), _shown(new)
                line = getattr(child, "lineno", here.statement)
                yield Mutant(
                    here.path, line, here.statement, here.function, before, after, here.tree, node, name, at,
                    ast.copy_location(new, child) if hasattr(child, "lineno") else new,
                )  # fmt: skip
        yield from _within(child, here)


def _children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    """What may be changed below a node: no annotation, no default, no decorator, no docstring, no message."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "args", "decorator_list") and not isinstance(node, ast.Call):
            continue
        if isinstance(value, list):
            for at, one in enumerate(value):
                if isinstance(one, ast.AST) and not _unseen(one):
                    yield name, at, one
        elif isinstance(value, ast.AST) and not _unseen(value):
            yield name, None, value


def _unseen(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    return isinstance(node, _UNSEEN)


def _alternatives(node: ast.AST, parent: ast.AST, name: str) -> Iterator[ast.AST]:
    yield from _of_a_statement(node, parent)
    if name == "test" and isinstance(node, ast.expr):
        yield ast.Constant(value=False)
        if not isinstance(parent, ast.While):
            yield ast.Constant(value=True)
    if name == "ifs":
        yield ast.Constant(value=True)
    match node:
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                for other in _COMPARISONS[type(operator)]:
                    ops = [*node.ops[:at], other(), *node.ops[at + 1 :]]
                    yield ast.Compare(left=node.left, ops=ops, comparators=node.comparators)
        case ast.BoolOp():
            yield ast.BoolOp(op=ast.Or() if isinstance(node.op, ast.And) else ast.And(), values=node.values)
            for at in range(len(node.values)):
                yield _joined(node.op, [*node.values[:at], *node.values[at + 1 :]])
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.BinOp() if type(node.op) in _OPERATORS:
            yield ast.BinOp(left=node.left, op=_OPERATORS[type(node.op)](), right=node.right)
        case ast.Constant(value=bool(value)):
            yield ast.Constant(value=not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value=value + 1)
            if value:
                yield ast.Constant(value=value - 1)
        case ast.Constant(value=float(value)):
            yield ast.Constant(value=value + 1)
        case ast.Call(func=ast.Name(id=called)) if called in _CALLS:
            yield ast.Call(func=ast.Name(id=_CALLS[called], ctx=ast.Load()), args=node.args, keywords=node.keywords)


def _of_a_statement(node: ast.AST, parent: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Return() if not isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.Pass()
        case ast.Raise() | ast.Continue() | ast.AugAssign() | ast.Expr(value=ast.Call() | ast.Await()):
            yield ast.Pass()
        case ast.Break():
            yield ast.Continue()
            yield ast.Pass()


def _joined(operator: ast.boolop, values: Sequence[ast.expr]) -> ast.expr:
    return values[0] if len(values) == 1 else ast.BoolOp(op=operator, values=list(values))


def _shown(node: ast.AST) -> str:
    text = ast.unparse(node).split("\n")[0]
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


_WIDTH = 100
