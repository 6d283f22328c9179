"""Things that users choose by name: strategies, formats, rules. Each is a file, and the name of the file is its name.

>>> colours: Registry[int] = Registry("colour")
>>> colours.add("red", 1)
1
>>> colours.names(), colours.get("red")
(('red',), 1)
>>> colours.get("rde")
Traceback (most recent call last):
logitext.registry.UnknownNameError: there is no colour `rde`: did you mean `red`?
"""

from __future__ import annotations

import difflib
import importlib
import os
import pkgutil
from collections.abc import Mapping
from functools import cached_property
from typing import Generic, TypeVar

T = TypeVar("T")

NO_PLUGINS = "LOGITEXT_NO_PLUGINS"
"""The environment variable that, if it is set and not 0, turns plug-ins off."""


class UnknownNameError(ValueError):
    """Nothing has this name, or the plug-in that has it cannot be used. The message says what there is."""


class Registry(Generic[T]):
    """What there is of a kind, by name.

    `what` is the kind in words. `package` is a package with a module for each thing. The module has the name of the
    thing and registers it; it is imported when the thing is asked for. `group` is a group of entry points: a plug-in of
    it is loaded when its name is asked for and no module has it. With `dashes`, the name of a thing has a dash where
    that of its module has an underscore.
    """

    def __init__(
        self, what: str, package: str | None = None, group: str | None = None, *, dashes: bool = False
    ) -> None:
        self.what = what
        self._package = package
        self._group = group
        self._dashes = dashes
        self._things: dict[str, T] = {}

    def add(self, name: str, thing: T) -> T:
        """Register a thing. ValueError if another one has the name."""
        if self._things.setdefault(name, thing) is not thing:
            raise ValueError(f"there are two of the {self.what} `{name}`")
        return thing

    def of_file(self, thing: T) -> T:
        """Register a function or a class under the name of its file. To be written above it."""
        self.add_of_file(thing, thing)
        return thing

    def add_of_file(self, made: object, thing: T) -> None:
        """Register a thing under the name of the file of `made`, a function or a class."""
        name = made.__module__.rpartition(".")[2]
        self.add(name.replace("_", "-") if self._dashes else name, thing)

    def names(self) -> tuple[str, ...]:
        """The names of all but plug-ins, in the order of the alphabet. No module is imported for them."""
        return tuple(sorted({*self._things, *self._files}))

    def all(self) -> Mapping[str, T]:
        """All but plug-ins, by name."""
        return {name: self.get(name) for name in self.names()}

    def get(self, name: str) -> T:
        """The thing of this name. UnknownNameError."""
        if isinstance(name, str):
            if name not in self._things and name in self._files:
                module = name.replace("-", "_") if self._dashes else name
                importlib.import_module(f"{self._package}.{module}")
                if name not in self._things:
                    raise TypeError(f"the module {self._package}.{module} registers no {self.what} `{name}`")
            if name in self._things:
                return self._things[name]
            plugin = self._plugged_in(name)
            if plugin is not None:
                return plugin
        near = difflib.get_close_matches(name, self.names(), 1) if isinstance(name, str) else []
        hint = f"did you mean `{near[0]}`?" if near else "there are " + ", ".join(f"`{one}`" for one in self.names())
        raise UnknownNameError(f"there is no {self.what} `{name}`: {hint}")

    def __contains__(self, name: object) -> bool:
        try:
            return isinstance(name, str) and self.get(name) is not None
        except UnknownNameError:
            return False

    @cached_property
    def _files(self) -> frozenset[str]:
        """The names of the package's modules."""
        if self._package is None:
            return frozenset()
        path = importlib.import_module(self._package).__path__
        names = (module.name for module in pkgutil.iter_modules(path))
        return frozenset(name.replace("_", "-") if self._dashes else name for name in names)

    def _plugged_in(self, name: str) -> T | None:
        if self._group is None or os.environ.get(NO_PLUGINS, "") not in ("", "0"):
            return None
        from importlib.metadata import entry_points  # noqa: PLC0415  # slow, and only for a name that no module has

        found = [plugin for plugin in entry_points(group=self._group) if plugin.name == name]
        if not found:
            return None
        try:
            thing: T = found[0].load()
        except (Exception, SystemExit) as error:
            message = f"the plug-in of the {self.what} `{name}` cannot be used: {type(error).__name__}: {error}"
            raise UnknownNameError(message) from error
        return self._things.setdefault(name, thing)
