"""The checks of many texts, and of tables and files."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, Unpack

from logitext.api import checking, running
from logitext.api.arguments import TextInput, many_of
from logitext.api.checks import Checks
from logitext.api.options import ARGUMENTS, Options
from logitext.policy.findings import refuse_unknown
from logitext.sync import iterate
from logitext.theory.protocol import Texts

if TYPE_CHECKING:
    from logitext.api.policy import Policy
    from logitext.check.events import Listener
    from logitext.records.result import Result
    from logitext.run.files import Files

T = TypeVar("T")
ListenerFor: TypeAlias = "Callable[[Any], Listener]"


class Many(Checks):
    """What a policy does with many documents."""

    def check_many(
        self,
        texts: Iterable[TextInput | Texts],
        *,
        facts: Mapping[str, Any] | None = None,
        assume: Sequence[str] | None = None,
        concurrency: int | None = None,
        listener_for: ListenerFor | None = None,
        **options: Unpack[Options],
    ) -> Iterator[Result]:
        """Check many texts, and yield their results in the same order, as they come.

        Each text is what `check` takes, or a `theory.Texts` with a label and facts of its own; `facts`, and the
        formulas of `assume`, hold of every text. Texts are taken as they are needed, so there may be any number.
        `concurrency` is the number of texts in work at the same time. By default it is 32, or four times the number of
        calls that a theory makes at once. A finished result that waits for an earlier text does not count; up to 16
        times as many wait. `listener_for` is called with each text, as it was given, and returns the listener of its
        check. It hears an event more than that of `check`: `Ended`, with the result, and what was raised if the check
        failed.

        If the check of one text fails, or the text does not fit the policy, its result says so in `error`, and the
        others go on. A theory that cannot serve the policy raises, as in `check`. Ctrl-C raises KeyboardInterrupt,
        after the results that came before it.

        >>> from logitext import loads
        >>> policy = loads("{{text post}} {{let rude = [[is rude]] match /idiot/}} {{verdict remove = rude}}")
        >>> [result.verdicts["remove"].value for result in policy.check_many(["You idiot", "Hello"])]
        [True, None]
        """
        refuse_unknown(options, Options.__annotations__, ARGUMENTS)  # now, not when the first result is taken
        many_of(texts)
        policy, assumed = self._supposing(assume)
        results = checking.many.in_chunks(policy, texts, facts, assumed, concurrency, listener_for, options)
        return _each(iterate(results))

    async def acheck_many(
        self,
        texts: Iterable[TextInput | Texts] | AsyncIterable[TextInput | Texts],
        *,
        facts: Mapping[str, Any] | None = None,
        assume: Sequence[str] | None = None,
        concurrency: int | None = None,
        listener_for: ListenerFor | None = None,
        **options: Unpack[Options],
    ) -> AsyncGenerator[Result, None]:
        """Check many texts, as `check_many` does, in async code."""
        policy, assumed = self._supposing(assume)
        results = checking.many.in_chunks(policy, texts, facts, assumed, concurrency, listener_for, options)
        async with contextlib.aclosing(results):
            async for several in results:
                for result in several:
                    yield result

    def run(
        self,
        data: Any,
        *,
        also: Sequence[Policy] = (),
        columns: Mapping[str, str | None] | None = None,
        id: str | None = None,
        assume: Sequence[str] | None = None,
        select: Sequence[str] | None = None,
        concurrency: int | None = None,
        files: Files | None = None,
        **options: Unpack[Options],
    ) -> Any:
        """Decide many documents: each row of a table, or what is in files.

        `data` is a table of pandas, Polars or Arrow, or an iterable of mappings. The result is a table of the same
        kind, or an iterator, with a flat row for each document. `columns` has the columns of texts, and of clauses that
        the table answers (None: the text is not given); by default a text is in the column of its name. `id` is the
        column that names each document, and `select` the columns of the rows. The formulas of `assume` hold of every
        document. The policies in `also` decide the same documents, with a row each; all share their questions and
        answers.

        With `files`, a :class:`~logitext.Files`, `data` is the name of a file, a folder or a pattern, or several,
        and the result is a :class:`RunSummary`. Such a run can be taken up again, as that of `logitext run`.

        >>> from logitext import loads
        >>> policy = loads(r"{{text post}} {{let rude = [[is rude]] match /idiot/}} {{verdict remove = rude}}")
        >>> rows = [{"id": 7, "post": "You idiot"}, {"id": 8, "post": "Hello"}]
        >>> for row in policy.run(rows, id="id", theory="pattern:complete", select=["id", "remove"]):
        ...     print(row)
        {'id': 7, 'remove': True}
        {'id': 8, 'remove': False}
        """
        refuse_unknown(options, Options.__annotations__, (*ARGUMENTS, "also", "columns", "id", "select", "files"))
        policies = (self, *also)
        told = {"columns": columns, "id": id, "assume": assume, "select": select, "concurrency": concurrency}
        if files is not None:
            return running.files.run_in_files(policies, data, options, files, **told)
        return running.tables.run_table(policies, data, options, **told)


def _each(several: Iterator[Sequence[T]]) -> Iterator[T]:
    with contextlib.closing(several):  # type: ignore[type-var]  # it is a generator
        for some in several:
            yield from some
