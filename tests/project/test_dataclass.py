"""Classes whose methods are written late behave as those of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any, ClassVar, Generic, TypeVar

import pytest

from logitext import dataclass as late

T = TypeVar("T")
DECORATORS: list[Callable[..., Any]] = [dataclasses.dataclass, late.dataclass]
SHAPES = [{"frozen": True, "slots": True}, {"frozen": True}, {"frozen": True, "eq": False}]


def classes(decorate: Callable[..., Any], **options: bool) -> tuple[type[Any], ...]:
    """Classes of many kinds, made by a decorator."""

    @decorate(**options)
    class Plain:
        """Fields with and without defaults."""

        kind: ClassVar[str] = "plain"
        x: int
        y: str = "y"
        z: list[int] = field(default_factory=list, compare=False, repr=False)
        last: int = field(default=3, hash=False, kw_only=True)

        def doubled(self) -> int:
            return 2 * self.x

    @decorate(**options)
    class Child(Plain):
        more: int = 0

        def __post_init__(self) -> None:
            object.__setattr__(self, "more", self.more + 1)

    @decorate(**options)
    class Own:  # noqa: PLW1641  # its hash is written for it
        x: int
        fixed: int = field(default=7, init=False)
        made: list[int] = field(default_factory=lambda: [1], init=False, compare=False)

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own)

        def __repr__(self) -> str:
            return "own"

    @decorate(**options)
    class Hashed:
        x: int

        def __hash__(self) -> int:
            return 1

    @decorate(**options)
    class Empty:
        """Nothing."""

    @decorate(**options)
    class Box(Generic[T]):
        content: T

    return Plain, Child, Own, Hashed, Empty, Box


def shown(make: Callable[[], object]) -> str:
    """What comes of it, an error too."""
    try:
        return repr(make()).replace("<locals>.", "")
    except Exception as error:  # noqa: BLE001  # it is compared
        return f"{type(error).__name__}: {error}"


USES: list[Callable[[tuple[type[Any], ...]], object]] = [
    lambda c: c[0](1),
    lambda c: c[0](1, "b", [2], last=4),
    lambda c: c[0](),
    lambda c: c[0](1, w=2),
    lambda c: c[0](1, "b", [2], 4),
    lambda c: c[0](1).z is c[0](1).z,
    lambda c: c[0](1) == c[0](1, "y", [5]),
    lambda c: c[0](1) == c[0](2),
    lambda c: c[0](1) == c[1](1),
    lambda c: c[0](1) != 1,
    lambda c: c[0].__hash__ is object.__hash__ or hash(c[0](1)) == hash(c[0](1, last=9)),
    lambda c: c[0].__hash__ is object.__hash__ or hash(c[0](1)) == hash((1, "y")),
    lambda c: (c[1](1, more=4), c[1](1).doubled(), c[1](2) == c[1](2)),
    lambda c: (c[2](1), c[2](1).fixed, c[2](1).made, c[2](1) == c[2](2)),
    lambda c: c[2].__hash__ is object.__hash__ or hash(c[2](1)) == hash(c[2](1)),
    lambda c: hash(c[3](5)),
    lambda c: (c[4](), c[4]() == c[4](), c[5]([1])),
    lambda c: setattr(c[0](1), "x", 2),
    lambda c: setattr(c[1](1), "x", 2),
    lambda c: delattr(c[0](1), "x"),
    lambda c: hasattr(c[0](1), "__dict__"),
    lambda c: [(one.name, one.type, one.init, one.kw_only) for one in dataclasses.fields(c[1])],
    lambda c: dataclasses.replace(c[0](1), y="c"),
    lambda c: dataclasses.asdict(c[0](1, z=[3])),
    lambda c: (copy.copy(c[0](1)), copy.deepcopy(c[0](1))),
    lambda c: inspect.signature(c[1]),
    lambda c: c[0].__match_args__,
    lambda c: c[0].__init__.__qualname__,
    lambda c: [name for name in dir(c[0]) if name not in ("__getstate__", "__setstate__", "__slotnames__")],
]


@pytest.mark.parametrize("options", SHAPES, ids=str)
def test_they_are_those_of_the_standard_library(options: dict[str, bool]) -> None:
    ours, theirs = classes(late.dataclass, **options), classes(dataclasses.dataclass, **options)
    for number, use in enumerate(USES):
        # Each use meets classes whose methods nobody has looked up, and then those of which some are written.
        for own in (classes(late.dataclass, **options), ours):
            assert shown(lambda use=use, own=own: use(own)) == shown(lambda use=use: use(theirs)), number  # type: ignore[misc]


@late.dataclass(frozen=True, slots=True)
class Kept:
    """A class that pickle finds by its name."""

    x: int
    y: tuple[int, ...] = ()


def test_they_are_pickled() -> None:
    assert pickle.loads(pickle.dumps(Kept(1, (2,)))) == Kept(1, (2,))  # our own bytes


def test_a_method_is_written_when_it_is_looked_up() -> None:
    made = classes(late.dataclass, frozen=True, slots=True)[0]
    assert not any(inspect.isfunction(vars(made)[name]) for name in ("__init__", "__repr__", "__eq__", "__hash__"))
    made(1)
    assert inspect.isfunction(vars(made)["__init__"])
    assert not inspect.isfunction(vars(made)["__eq__"])


def test_one_that_is_not_frozen_is_of_the_standard_library() -> None:
    @late.dataclass(slots=True)
    class Counter:
        n: int = 0

    counter = Counter()
    counter.n += 1
    assert counter == Counter(1)
    assert inspect.isfunction(vars(Counter)["__init__"])


def test_a_frozen_class_does_not_say_how_it_is_set() -> None:
    with pytest.raises(TypeError, match="cannot overwrite attribute __setattr__"):

        @late.dataclass(frozen=True)
        class _Wrong:
            def __setattr__(self, name: str, value: object) -> None:
                """Set it."""
