"""Writers by name: each is a file of :mod:`logitext.theory.writing.writers`, or a plug-in that can write.

>>> writer_of("compose").name
'compose'
"""

from __future__ import annotations

import difflib

from logitext.theory.spec import plugged_in
from logitext.theory.specs import ModelOptions, wrong
from logitext.theory.writing.protocol import Writer
from logitext.theory.writing.writers import WRITERS


def writer_of(spec: str, options: ModelOptions | None = None) -> Writer:
    """The writer that a spec names; `options` are those of models. InputError where there is none such."""
    name, colon, argument = spec.strip().partition(":")
    given = argument if colon else None
    if name in WRITERS.names():
        return WRITERS.get(name)(given, options or {})
    found = plugged_in(name, given)
    listed = ", ".join(f"`{one}`" for one in WRITERS.names())
    if found is None:
        near = difflib.get_close_matches(name, WRITERS.names(), 1)
        hint = f"did you mean `{near[0]}`?" if near else f"the writers are {listed}"
        wrong("NLT510", f"there is no writer `{name}`", hint)
    if not isinstance(found, Writer):
        wrong("NLT510", f"`{name}` answers questions, and cannot write", f"the writers are {listed}")
    return found
