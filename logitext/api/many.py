"""The checks of many texts, and of tables and files."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, Unpack

from logitext.api.arguments import TextInput, many_of, texts_of
from logitext.api.checks import Checks, recording_listener
from logitext.api.options import ARGUMENTS, Options
from logitext.check.facts import facts_of
from logitext.policy.findings import refuse_unknown
from logitext.theory.protocol import Texts
from logitext.theory.recording.recorder import opened

if TYPE_CHECKING:
    from logitext.api.policy import Policy
    from logitext.check.chunks import Rest
    from logitext.check.events import Listener
    from logitext.check.request import EarlyReply
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
        from logitext.sync import iterate

        refuse_unknown(options, Options.__annotations__, ARGUMENTS)  # now, not when the first result is taken
        many_of(texts)
        policy, assumed = self._supposing(assume)
        return _each(iterate(policy._in_chunks(texts, facts, assumed, concurrency, listener_for, options)))

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
        results = policy._in_chunks(texts, facts, assumed, concurrency, listener_for, options)
        async with contextlib.aclosing(results):
            async for several in results:
                for result in several:
                    yield result

    async def _in_chunks(
        self,
        texts: Iterable[TextInput | Texts] | AsyncIterable[TextInput | Texts],
        facts: Mapping[str, Any] | None,
        assumed: Mapping[str, bool],
        concurrency: int | None,
        listener_for: ListenerFor | None,
        options: Options,
    ) -> AsyncGenerator[Sequence[Result], None]:
        """What `check_many` gives, a few results at a time."""
        from logitext.check import record
        from logitext.check.at_hand.checks import AtHand
        from logitext.check.check import check
        from logitext.check.chunks import Rest, chunks
        from logitext.check.events import Ended, together
        from logitext.check.many import documents_at_once
        from logitext.records.result import Result

        request, common_listener = await self._prepared(options), options.get("listener")
        common = facts_of(self.checked, facts)
        at_hand = AtHand(self.program, request) if listener_for is None and self._is_plain(options) else None

        def listener_of(text: TextInput | Texts) -> Listener | None:
            if listener_for is None:
                return common_listener
            own = listener_for(text)
            return own if common_listener is None else together([common_listener, own])

        def failed(given: Texts, error: Exception, listener: Listener | None) -> Result:
            result = record.of_error(self.program, given, request.verdicts, error)
            if listener is not None:
                listener(Ended(result, error))
            return result

        def begin(text: TextInput | Texts) -> Result | Rest[Result]:
            listener = listener_of(text)
            given = Texts({}, text.label if isinstance(text, Texts) else None)
            try:
                given = texts_of(self.checked, text, None, common, assumed)
                begun = () if at_hand is None else at_hand.check(given)
            except Exception as error:  # noqa: BLE001  # the result of this text says so, and the others go on
                return failed(given, error, listener)
            return (
                begun
                if isinstance(begun, Result)
                else Rest(lambda: go_on(given, begun, listener), at_hand is None or at_hand.waits(begun))
            )

        async def go_on(given: Texts, said: Sequence[EarlyReply], listener: Listener | None) -> Result:
            try:
                fitted = self.expansion.fit(given)
                listening = recording_listener(recorder, fitted.texts, listener)
                result = await check(fitted.program, fitted.texts, request, listening, units=fitted.units, said=said)
            except Exception as error:  # noqa: BLE001  # likewise
                return failed(given, error, listener)
            if result.interrupted:  # Ctrl-C came while this one was at work; it concerns them all
                raise KeyboardInterrupt
            if listener is not None:
                listener(Ended(result))
            return result

        with contextlib.ExitStack() as stack:
            recording = options.get("record")
            recorder = None if recording is None else stack.enter_context(opened(recording))
            at_once = documents_at_once(request.theories) if concurrency is None else concurrency
            results = chunks(many_of(texts), begin, at_once)
            async with contextlib.aclosing(results):
                async for several in results:
                    yield several

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
        from logitext.api.running.files import run_in_files
        from logitext.api.running.tables import run_table

        refuse_unknown(options, Options.__annotations__, (*ARGUMENTS, "also", "columns", "id", "select", "files"))
        policies = (self, *also)
        told = {"columns": columns, "id": id, "assume": assume, "select": select, "concurrency": concurrency}
        if files is not None:
            return run_in_files(policies, data, options, files, **told)
        return run_table(policies, data, options, **told)


def _each(several: Iterator[Sequence[T]]) -> Iterator[T]:
    with contextlib.closing(several):  # type: ignore[type-var]  # it is a generator
        for some in several:
            yield from some
