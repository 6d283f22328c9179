"""`dataclass` as the standard library has it, whose frozen classes write a method when it is first used.

The standard library compiles six methods for each frozen class. A start makes hundreds of classes, and uses few of
their methods: compiled all, they took a third of it.

>>> @dataclass(frozen=True, slots=True)
... class Point:
...     x: int
...     y: int = 0
>>> Point(1)
Point(x=1, y=0)
>>> Point(1) == Point(1, 0), Point(1) == Point(2)
(True, False)

The classes are those of the standard library to `fields`, `replace` and `asdict`.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True):
        """The decorator; one of the standard library for a class that is not frozen."""

        def decorated(cls: type) -> type:
            if frozen:
                return _frozen(cls, slots, eq)
            return dataclasses.dataclass(slots=slots, eq=eq)(cls)

        return decorated if cls is None else decorated(cls)


def _frozen(plain: type, slots: bool, eq: bool) -> type:
    own = dict(vars(plain))
    if not plain.__doc__:
        plain.__doc__ = plain.__name__  # or the standard library would look for a signature to put there
    # It finds the fields, and makes no method.
    cls: type = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(plain)
    methods: dict[str, Callable[[type], Any]] = {"__init__": _init, "__repr__": _repr}
    if eq:
        methods["__eq__"] = _eq
        # A class that says what is equal, and not what its hash is, has the hash `None` from Python.
        if own.get("__hash__") is None and ("__eq__" in own or "__hash__" not in own):
            own.pop("__hash__", None)
            methods["__hash__"] = _hash
    for name, make in methods.items():
        if name not in own:
            setattr(cls, name, _LateMethod(cls, name, make))
    _freeze(cls)
    if slots:
        for function in (__getstate__, __setstate__):
            if function.__name__ not in own:
                setattr(cls, function.__name__, function)
    return cls


class _Factory:
    """Stands for a value that a factory makes; it is shown in signatures."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


class _LateMethod:
    """Stands for a method of a class until it is looked up; then the class has the method itself."""

    __slots__ = ("_cls", "_make", "_name")

    def __init__(self, cls: type, name: str, make: Callable[[type], Any]) -> None:
        self._cls = cls
        self._name = name
        self._make = make

    def __get__(self, instance: object, owner: type) -> Any:
        method = self._make(self._cls)
        method.__name__, method.__module__ = self._name, self._cls.__module__
        method.__qualname__ = f"{self._cls.__qualname__}.{self._name}"
        setattr(self._cls, self._name, method)
        return method if instance is None else method.__get__(instance, owner)


def _init(cls: type) -> Any:
    """The `__init__` of a class, compiled from its fields."""
    given: dict[str, Any] = {"_factory": _FACTORY, "_set": object.__setattr__}
    parameters, keywords, body = list[str](), list[str](), list[str]()
    for one in dataclasses.fields(cls):
        name, value = one.name, one.name if one.init else ""
        if one.default_factory is not dataclasses.MISSING:
            given[f"_make_{name}"] = one.default_factory
            value = f"_make_{name}() if {name} is _factory else {name}" if one.init else f"_make_{name}()"
            default = "=_factory"
        elif one.default is not dataclasses.MISSING:
            given[f"_default_{name}"] = one.default
            value = value or f"_default_{name}"
            default = f"=_default_{name}"
        else:
            default = ""
        if one.init:
            (keywords if one.kw_only else parameters).append(name + default)
        if value:
            slot = next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)
            if isinstance(slot, MemberDescriptorType):  # sets the value without a look for the attribute
                given[f"_slot_{name}"] = slot.__set__
                body.append(f"_slot_{name}(self, {value})")
            else:
                body.append(f"_set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    listed = ", ".join(["self", *parameters, *(["*", *keywords] if keywords else [])])
    source = "".join(
        (
            f"def create({', '.join(given)}):\n def __init__({listed}):\n",
            *(f"  {line}\n" for line in body or ("pass",)),
            " return __init__",
        )
    )
    made: dict[str, Any] = {}
    # The source has the names of our own fields and nothing else, as in the standard library.
    exec(source, vars(sys.modules[cls.__module__]), made)
    init = made["create"](**given)
    init.__annotations__ = {one.name: one.type for one in dataclasses.fields(cls) if one.init} | {"return": None}
    return init


def _repr(cls: type) -> Any:
    names = [one.name for one in dataclasses.fields(cls) if one.repr]

    @recursive_repr()
    def method(self: object) -> str:
        return f"{type(self).__qualname__}({', '.join([f'{name}={getattr(self, name)!r}' for name in names])})"

    return method


def _eq(cls: type) -> Any:
    values = _values([one.name for one in dataclasses.fields(cls) if one.compare])

    def method(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return method


def _hash(cls: type) -> Any:
    hashed = [one.name for one in dataclasses.fields(cls) if (one.compare if one.hash is None else one.hash)]
    values = _values(hashed)

    def method(self: object) -> int:
        return hash(values(self))

    return method


def _values(names: list[str]) -> Callable[[object], tuple[Any, ...]]:
    """What gives the values of these fields, as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    if names:
        (name,) = names
        return lambda one: (getattr(one, name),)
    return lambda _: ()


def _freeze(cls: Any) -> None:
    names = frozenset(one.name for one in dataclasses.fields(cls))

    def __setattr__(self: object, name: str, value: object) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self: object, name: str) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    for method in (__setattr__, __delattr__):
        if method.__name__ in vars(cls):
            raise TypeError(f"cannot overwrite attribute {method.__name__} in class {cls.__name__}")
        setattr(cls, method.__name__, method)


def __getstate__(self: Any) -> list[Any]:  # noqa: N807
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def __setstate__(self: Any, state: list[Any]) -> None:  # noqa: N807
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)
