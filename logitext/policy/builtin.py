"""The functions that every policy has, and how each is written."""

from __future__ import annotations

from collections.abc import Mapping

FUNCTIONS: Mapping[str, str] = {
    "min": "min(a, b, …)",
    "max": "max(a, b, …)",
    "abs": "abs(a)",
    "floor": "floor(a)",
    "ceil": "ceil(a)",
    "round": "round(a)` or `round(a, 0.01)",
    "mod": "mod(a, 12)",
    "year": "year(date)",
    "month": "month(date)",
    "day": "day(date)",
    "age": "age(date, on)",
}
"""The built-in functions of numbers and dates."""

OF_TEXTS: Mapping[str, str] = {
    "contains": 'a contains "b"',
    "starts_with": 'a starts with "b"',
    "ends_with": 'a ends with "b"',
    "same": "same(a, b)",
    "length": "length(a)",
    "words": "words(a)",
}
"""The built-in functions of texts."""

CALLS: Mapping[str, str] = {
    "And": "And(a, b, …)",
    "Or": "Or(a, b, …)",
    "Not": "Not(a)",
    "Implies": "Implies(a, b)",
    "Xor": "Xor(a, b)",
    "If": "If(a, b, c)",
    "AtLeast": "AtLeast(a, b, c, 2)",
    "AtMost": "AtMost(a, b, c, 2)",
    **FUNCTIONS,
    **OF_TEXTS,
}
"""All of them, the spellings of z3py too."""

NAMES = frozenset([*CALLS, "previous", "next", "closure"])
"""What is called in a formula and declared by nobody."""
