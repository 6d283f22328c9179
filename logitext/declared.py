"""Options that users give, each declared once: as a field of a frozen dataclass that knows its limits and its words.

The Python API checks its arguments by these classes. The command line makes its options of them, and with these come
the keys of the settings file, the environment variables and the table in docs/options.md.

>>> from dataclasses import dataclass
>>> @dataclass(frozen=True, slots=True)
... class Size(DeclaredOptions):
...     most: int | None = option(None, "Take at most N.", metavar="N", least=1)
>>> Size(most=0)
Traceback (most recent call last):
ValueError: most must be 1 or more, not 0
>>> [(one.name, one.kind, one.metavar) for one in options_of(Size)]
[('most', <class 'int'>, 'N')]
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import field, fields
from typing import Any, Literal, NamedTuple, Self, Union, get_args, get_origin, get_type_hints


class OptionWords(NamedTuple):
    """What a declaration says of an option beside its type and default."""

    help: str
    metavar: str | None
    least: float | None
    most: float | None
    above: float | None
    choices: Callable[[], Any] | None
    flag: str | None
    short: str | None


class DeclaredOption(NamedTuple):
    """An option. `kind` is int, float, str or bool; `choices` gives a tuple of words, or a registry.

    `optional` is whether it may be None.
    """

    name: str
    kind: type
    default: Any
    words: OptionWords
    choices: Callable[[], Any] | None
    optional: bool

    @property
    def metavar(self) -> str | None:
        """What stands for its value."""
        return self.words.metavar

    @property
    def flag(self) -> str:
        """How the command line spells it: `--max-cost`."""
        return self.words.flag or "--" + self.name.replace("_", "-")

    @property
    def flags(self) -> tuple[str, ...]:
        """All ways in which the command line spells it."""
        return (self.flag,) if self.words.short is None else (self.words.short, self.flag)

    @property
    def parameter(self) -> str:
        """What the command line calls its value in Python: the flag with underscores."""
        return self.flag.removeprefix("--").replace("-", "_")

    def refuse(self, value: Any) -> None:
        """ValueError if it cannot have this value."""
        words = self.words
        if value is None and self.optional:
            return
        if self.choices is not None:
            found = self.choices()
            if value not in found:
                names = found if isinstance(found, tuple) else found.names()
                raise ValueError(f"{self.name} must be one of {', '.join(names)}, not {value!r}")
        elif self.kind in (int, float) and not _fits(value, words):
            raise ValueError(f"{self.name} must be {_range(words)}, not {value!r}")


def option(
    default: Any,
    help: str,
    *,
    metavar: str | None = None,
    least: float | None = None,
    most: float | None = None,
    above: float | None = None,
    choices: Callable[[], Any] | None = None,
    flag: str | None = None,
    short: str | None = None,
) -> Any:
    """A field for an option.

    `help` is for the command line and the documentation. `flag` is how the command line spells the option, where that
    is not its name, and `short` a letter for it (`-o`). The value lies from `least`, or above `above`, to `most`.
    `choices` gives a registry that has the choices, where the type does not list them.
    """
    return field(
        default=default, metadata={"words": OptionWords(help, metavar, least, most, above, choices, flag, short)}
    )


class DeclaredOptions:
    """Options that are checked when they are given. ValueError for one that cannot be."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for one in options_of(type(self)):
            one.refuse(getattr(self, one.name))

    @classmethod
    def among(cls, given: Mapping[str, Any]) -> Self:
        """The options that are among what is given; the others keep their defaults."""
        return cls(**{one.name: given[one.name] for one in options_of(cls) if one.name in given})


_options: dict[type[Any], tuple[DeclaredOption, ...]] = {}


def options_of(kind: type[Any]) -> tuple[DeclaredOption, ...]:
    """The options that a class declares, in their order."""
    if kind in _options:
        return _options[kind]
    hints = get_type_hints(kind)
    found = []
    for one in fields(kind):
        if (words := one.metadata.get("words")) is not None:
            plain, choices = _plain(hints[one.name])
            optional = type(None) in get_args(hints[one.name])
            found.append(DeclaredOption(one.name, plain, one.default, words, words.choices or choices, optional))
    return _options.setdefault(kind, tuple(found))


def option_names(*kinds: type[Any]) -> tuple[str, ...]:
    """The names of the options of several classes, each once."""
    return tuple(dict.fromkeys(one.name for kind in kinds for one in options_of(kind)))


def _plain(hint: Any) -> tuple[type, Callable[[], Any] | None]:
    """The type of a value beside None, and its choices where the type lists them."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is Literal:
        choices = get_args(hint)
        return str, lambda: choices
    return hint, None


def _fits(value: Any, words: OptionWords) -> bool:
    """Whether a number is in its range; a NaN is in none."""
    try:
        return (
            (words.least is None or value >= words.least)
            and (words.above is None or value > words.above)
            and (words.most is None or value <= words.most)
        )
    except TypeError:
        return False


def _range(words: OptionWords) -> str:
    """The range of a number, in words."""
    most = "" if words.most is None else f", and at most {words.most:g}"
    return f"{words.least or 0:g} or more{most}" if words.above is None else f"more than {words.above:g}{most}"
