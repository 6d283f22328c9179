"""Things that users choose by name: strategies, formats, rules. Each is a file that registers what it holds.

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
from typing import Generic, TypeVar

T = TypeVar("T")

NO_PLUGINS = "LOGITEXT_NO_PLUGINS"
"""The environment variable that, if it is set and not 0, turns plug-ins off."""


class UnknownNameError(ValueError):
    """Nothing has this name, or the plug-in that has it cannot be used. The message says what there is."""


class Registry(Generic[T]):
    """What there is of a kind, by name.

    `what` is the kind in words. `package` is a package whose modules register what they hold when they are imported;
    they are imported when the registry is first asked. `group` is a group of entry points: a plug-in of it is loaded
    when its name is asked for and no module has it.
    """

    def __init__(self, what: str, package: str | None = None, group: str | None = None) -> None:
        self.what = what
        self._package = package
        self._group = group
        self._things: dict[str, T] = {}
        self._is_complete = package is None

    def add(self, name: str, thing: T) -> T:
        """Register a thing. ValueError if another one has the name."""
        if self._things.setdefault(name, thing) is not thing:
            raise ValueError(f"there are two of the {self.what} `{name}`")
        return thing

    def names(self) -> tuple[str, ...]:
        """The names of all but plug-ins, in the order of the alphabet."""
        self._complete()
        return tuple(sorted(self._things))

    def get(self, name: str) -> T:
        """The thing of this name. UnknownNameError."""
        self._complete()
        if name in self._things:
            return self._things[name]
        plugin = self._plugged_in(name) if isinstance(name, str) else None
        if plugin is not None:
            return plugin
        near = difflib.get_close_matches(name, self._things, 1) if isinstance(name, str) else []
        hint = f"did you mean `{near[0]}`?" if near else "there are " + ", ".join(f"`{one}`" for one in self.names())
        raise UnknownNameError(f"there is no {self.what} `{name}`: {hint}")

    def __contains__(self, name: object) -> bool:
        try:
            return isinstance(name, str) and self.get(name) is not None
        except UnknownNameError:
            return False

    def _complete(self) -> None:
        """Import the modules of the package, so that each has registered what it holds."""
        if self._is_complete or self._package is None:
            return
        self._is_complete = True
        package = importlib.import_module(self._package)
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{self._package}.{module.name}")

    def _plugged_in(self, name: str) -> T | None:
        if self._group is None or os.environ.get(NO_PLUGINS, "") not in ("", "0"):
            return None
        from importlib.metadata import entry_points

        found = [plugin for plugin in entry_points(group=self._group) if plugin.name == name]
        if not found:
            return None
        try:
            thing: T = found[0].load()
        except (Exception, SystemExit) as error:
            message = f"the plug-in of the {self.what} `{name}` cannot be used: {type(error).__name__}: {error}"
            raise UnknownNameError(message) from error
        return self._things.setdefault(name, thing)
