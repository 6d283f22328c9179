"""A mutant into the running process: the functions that the module has made get the mutant's code."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from types import CodeType, FunctionType


def swap(original: CodeType, mutant: CodeType, path: str) -> bool:
    """Give every live function of a module the code that it has in the mutant; False if nothing could change.

    Whoever has imported a function by name holds the same object, so all of them see the change.
    """
    changed = dict(_pairs(original, mutant))
    found = False
    for function in [one for one in gc.get_objects() if isinstance(one, FunctionType)]:
        if function.__code__.co_filename != path:
            continue
        new = changed.get(function.__code__)
        if new is not None and len(new.co_freevars) == len(function.__code__.co_freevars):
            function.__code__ = new
            found = True
    return found


def _pairs(original: CodeType, mutant: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Code that differs, outermost first; within what the change has taken away there are no pairs."""
    if original == mutant:
        return
    yield original, mutant
    old, new = _inner(original), _inner(mutant)
    if [one.co_qualname for one in old] == [one.co_qualname for one in new]:
        for first, second in zip(old, new, strict=True):
            yield from _pairs(first, second)


def _inner(code: CodeType) -> list[CodeType]:
    return [one for one in code.co_consts if isinstance(one, CodeType)]
