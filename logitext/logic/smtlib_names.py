"""Names of a policy as symbols of SMT-LIB: each its own, and none that a solver has a meaning for."""

from __future__ import annotations

import re
from collections.abc import Hashable

_SIMPLE = re.compile(r"[a-zA-Z~!@$%^&*_+=<>.?/-][a-zA-Z0-9~!@$%^&*_+=<>.?/-]*")

_LANGUAGE = """
_ ! as let exists forall match par lambda BINARY DECIMAL HEXADECIMAL NUMERAL STRING assert check-sat declare-const
declare-fun define-fun define-sort define-const pop push reset exit echo
"""
_THEORIES = """
true false not and or xor => = distinct ite Bool Int Real String RegLan RoundingMode Float16 Float32 Float64 Float128
Array Set Seq Bag Tuple List Unicode Char FiniteField abs div mod divisible to_real to_int is_int int2bv bv2int bv2nat
nat2bv ubv_to_int sbv_to_int int_to_bv select store const concat extract rotate_left rotate_right repeat zero_extend
sign_extend bvnot bvand bvor bvneg bvadd bvmul bvudiv bvurem bvshl bvlshr bvult bvxor bvsub bvsdiv bvsrem bvsmod
roundNearestTiesToEven RNE RNA RTP RTN RTZ NaN
"""
_SOLVERS = """
iff implies if map union intersection setminus subset complement member card choose singleton insert bag set seq str fp
rel tuple pi exp sin cos tan csc sec cot arcsin arccos arctan arccsc arcsec arccot asin acos atan sinh cosh tanh asinh
acosh atanh sqrt log ln power rem min max euler e is update nil cons head tail pair mkpair first second default sep wand
pto emp witness eqrange skolem proof Proof
"""
_OURS = "Date x"
_TAKEN = frozenset(f"{_LANGUAGE} {_THEORIES} {_SOLVERS} {_OURS}".split())
"""Symbols that have a meaning: in the language, in its theories, in solvers beyond these, in what is written here."""


class SymbolNames:
    """The symbols given so far, by what they stand for."""

    def __init__(self) -> None:
        self._symbols: dict[Hashable, str] = {}
        self._given = set(_TAKEN)

    def add(self, thing: Hashable, name: str) -> None:
        """Give a thing a symbol like its name."""
        name = name.replace("|", "¦").replace("\\", "/")  # which no symbol may hold
        free, number = name, 1
        while free in self._given:
            number += 1
            free = f"{name}~{number}"
        self._given.add(free)
        self._symbols[thing] = quoted(free)

    def __getitem__(self, thing: Hashable) -> str:
        return self._symbols[thing]


def quoted(name: str) -> str:
    """A name as a symbol, between bars where it needs them.

    >>> quoted("rude"), quoted("assume@3"), quoted("größe")
    ('rude', 'assume@3', '|größe|')
    """
    if _SIMPLE.fullmatch(name):
        return name
    return f"|{name}|"
