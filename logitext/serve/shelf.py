"""The policies that a service decides by: read, read again when their files change, and kept when that fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import logitext
from logitext.api import Policy
from logitext.api.actions import Actions, actions_of
from logitext.api.checking.one import begun
from logitext.policy.findings import did_you_mean
from logitext.serve.refusal import NO_POLICY, refused
from logitext.serve.settings import ServiceSettings
from logitext.sync import run
from logitext.syntax.diagnostics import Diagnostic, InputError, LogitextError
from logitext.syntax.stamps import Stamp, stamp_of

log = logging.getLogger("logitext.serve")


@dataclass(frozen=True, slots=True)
class Version:
    """A policy as it was read, and what is to be done by its verdicts. `about` are the conditions on it."""

    policy: Policy
    actions: Actions
    about: tuple[str, ...]
    stamp: Stamp


class Book:
    """One policy of the shelf. `problems` say why a newer version of its files is not taken."""

    def __init__(self, name: str, version: Version) -> None:
        self.name = name
        self.version = version
        self.problems: tuple[Diagnostic, ...] = ()

    @property
    def policy(self) -> Policy:
        """The version that is served."""
        return self.version.policy


class Shelf:
    """The policies of a service, by name.

    `files` are theirs, and `read` reads one. InputError or PolicyError, with all that is wrong, where one of them
    cannot be served. `whole` says that these are all of the policies that conditions can be about.
    """

    def __init__(
        self, files: Mapping[str, str], read: Callable[[str], Policy], settings: ServiceSettings, *, whole: bool = True
    ) -> None:
        self._files = dict(files)
        self.read = read
        self._settings = settings
        self._several = len(files) > 1 or not whole
        self._books: dict[str, Book] = {}
        wrong: list[Diagnostic] = []
        for name in files:
            try:
                self._books[name] = Book(name, self._load(name))
            except LogitextError as error:
                wrong += error.diagnostics
        used = {one for book in self for one in book.version.about}
        if whole and files and not wrong:
            written = [("block", one) for one in settings.block] + [("review", one) for one in settings.review]
            wrong += [
                Diagnostic("NLT606", f"--{action}-if: no policy has what `{one}` names", hint=self._names(one))
                for action, one in written
                if one not in used
            ]
        if wrong:
            raise InputError(wrong)

    @property
    def names(self) -> Collection[str]:
        """The names of the policies."""
        return self._books.keys()

    def __iter__(self) -> Iterator[Book]:
        return iter(self._books.values())

    def find(self, name: str | None) -> Book:
        """The policy of this name; the only one where no name is given. RequestRefusedError where there is none."""
        if name is None and len(self._books) == 1:
            return next(iter(self._books.values()))
        known = f"the policies are {', '.join(f'`{one}`' for one in list(self._books)[:20])}"
        if name is None:
            raise refused(422, NO_POLICY, "the request names no policy", f'give `"policy": NAME`; {known}')
        found = self._books.get(name)
        if found is None:
            raise refused(
                404, NO_POLICY, f"there is no policy `{name[:100]}`", did_you_mean(name, self._books) or known
            )
        return found

    async def refresh(self) -> list[tuple[str, bool]]:
        """Read those whose files have changed. Which ones, and whether what is there now is served."""
        done = []
        for book in self._books.values():
            # One that is wrong may hang on a file that nobody knows of yet.
            if book.problems or stamp_of(book.policy.files) != book.version.stamp:
                outcome = await asyncio.to_thread(self._again, book)
                done += [] if outcome is None else [(book.name, outcome)]
        return done

    def _again(self, book: Book) -> bool | None:
        """Read one again; None where nothing is new."""
        try:
            version = self._load(book.name, book.version)
        except LogitextError as error:
            if list(map(str, error.diagnostics)) == list(map(str, book.problems)):
                return None  # said already
            book.problems = error.diagnostics
            details = {"policy": book.name, "errors": list(map(str, error.diagnostics[:20]))}
            log.warning("policy not reloaded", extra={"details": details})
            return False
        changed = version.policy.sha256 != book.policy.sha256 or bool(book.problems)
        book.version, book.problems = version, ()
        if not changed:
            return None
        log.info("policy reloaded", extra={"details": {"policy": book.name, "sha256": version.policy.sha256}})
        return True

    def _load(self, name: str, before: Version | None = None) -> Version:
        earlier = {} if before is None else dict(zip(before.policy.files, stamp_of(before.policy.files), strict=True))
        policy = self.read(self._files[name])
        # As a file was before it was read: what is written meanwhile is seen the next time.
        stamp = tuple([earlier.get(file) or stamp_of([file])[0] for file in policy.files])
        settings = self._settings
        actions, about = actions_of(name, policy.checked, settings.block, settings.review, several=self._several)
        gone = [] if before is None else [one for one in before.about if one not in about]
        if gone:
            raise InputError([Diagnostic("NLT606", f"`{name}` has no longer what `{one}` names") for one in gone])
        options = settings.options
        if options.get("max_cost") is None:
            options = {**options, "max_cost": settings.limits.cost}
        run(begun(policy, options))
        return Version(policy, actions, about, stamp)

    def _names(self, condition: str) -> str:
        about = condition.rpartition(":")[0]
        if about and about not in self._books:
            return did_you_mean(about, self._books) or f"the policies are {', '.join(self._books)}"
        verdicts = [name for book in self._books.values() for name in book.policy.verdicts]
        return did_you_mean(condition.partition("=")[0], verdicts) or f"the verdicts are {', '.join(verdicts)}"


def named_shadows(written: Sequence[str], policies: Collection[str]) -> dict[str, str]:
    """The files of other versions by the names of the policies that they stand beside: `NAME=FILE`. InputError."""
    found: dict[str, str] = {}
    wrong = []
    for one in written:
        name, equals, file = one.partition("=")
        if not equals or not file:
            wrong.append(Diagnostic("NLT606", f"--shadow: expected `NAME=FILE`, not `{one}`"))
        elif name not in policies:
            hint = did_you_mean(name, policies) or f"the policies are {', '.join(policies)}"
            wrong.append(Diagnostic("NLT606", f"--shadow: there is no policy `{name}`", hint=hint))
        elif name in found:
            wrong.append(Diagnostic("NLT606", f"--shadow: `{name}` has two other versions", hint="keep one of them"))
        found[name] = file
    if wrong:
        raise InputError(wrong)
    return found


def read(backend: str, delimiters: str | None) -> Callable[[str], Policy]:
    """What reads a policy from its file."""
    return lambda file: logitext.load(file, backend=backend, delimiters=delimiters)  # type: ignore[arg-type]  # click knows them
