r"""The Python API: load a policy, check texts.

>>> import logitext
>>> policy = logitext.loads('''
... {{text post: "a public message"}}
... Remove what {{let insult = [[insults somebody]] match /\bidiot\b/i}},
... unless it {{let quoted = [[quotes somebody else]]}}.
... {{violation remove = insult unless quoted}}
... ''')
>>> result = policy.check("You idiot!", theory=logitext.theory.Answers({"insult": True, "quoted": False}))
>>> result.status, result.verdicts["remove"].value
('decided', True)
>>> [(reason.clause, reason.value) for reason in result.verdicts["remove"].because]
[('insult', True), ('quoted', False)]
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack

from logitext import without_texts
from logitext.arguments import (
    TextInput,
    TheoryInput,
    formulas_of,
    input_error,
    many_of,
    names_of,
    result_of,
    texts_of,
    theory_of,
    verdicts_of,
)
from logitext.check.facts import facts_of
from logitext.policy.findings import did_you_mean, refuse_unknown
from logitext.policy.known import know
from logitext.policy.load import check_policy, check_sources, load_policy
from logitext.policy.model import CheckedPolicy
from logitext.policy.supposed import in_one_line, supposing
from logitext.policy.supposed import names_of as assumed_facts
from logitext.syntax.delimiters import DEFAULT, HINT, Delimiters, DelimitersError
from logitext.syntax.diagnostics import ArgumentError, Diagnostic, PolicyError
from logitext.syntax.source import Source
from logitext.theory.chain import members_of
from logitext.theory.protocol import Texts
from logitext.theory.recording.recorder import Recorder, opened

if TYPE_CHECKING:
    from logitext.check.conflicts import OnConflict
    from logitext.check.events import Listener
    from logitext.check.expansion import Expansion
    from logitext.check.forecast import Forecast
    from logitext.check.loop import Interrupt, Request, Said
    from logitext.logic.program import Engine, Program
    from logitext.policy.sorts import Value
    from logitext.records.answered import Answered
    from logitext.records.cover import Cover
    from logitext.records.plan import Outline
    from logitext.records.result import Result
    from logitext.records.search import Search
    from logitext.report.drawing.diagram import Direction
    from logitext.report.graph import Format as GraphFormat
    from logitext.report.plan import Format as PlanFormat
    from logitext.runs import Files
    from logitext.searches import CoverOptions, SearchOptions
    from logitext.strategy.planning import Planning
    from logitext.strategy.rates import Minimise
    from logitext.testing.run import TestReport
    from logitext.verify.verify import Difference
    from logitext.without_texts import Stage

T = TypeVar("T")
Recording = Recorder | str | os.PathLike[str] | None


_ASSUMED = 64
"""Policies with something assumed of a document that are kept, of each policy."""

_ARGUMENTS = ("text", "label", "facts", "assume", "concurrency", "titles")
"""What else functions that check take by name."""


class Options(TypedDict, total=False):
    """The options that all checks take, by name.

    `theory`: a theory, a spec (`"pattern,answers:FILE"`), or a function of a question and the texts (see
    `theory.Function`). By default the policy's own patterns.

    `verdicts`: decide only these.

    `on_conflict`: what to do if answers contradict the assumptions: `"report"` (the default), `"ask-again"` or
    `"repair"`.

    `max_questions`, `max_calls`, `max_tokens`, `max_cost`: limits for a document, for theories that have a price.
    `max_tokens` counts tokens in and out. `max_cost` is money for a model, and units of their price for other theories.

    `deadline`: seconds for a document. Clauses that are then open are `out of budget`.

    `strategy`: which clause a theory with a price is asked about first: `"auto"` (the default) asks as little as
    possible, the others of `STRATEGIES` follow one rule. `minimise`: what to keep as low as possible, `"cost"` (the
    default), `"questions"`, `"latency"` or `"mixed"`.

    `batch`: the most clauses in one round of a theory with a price. By default as many as cost least.

    `priors`: the collection of answers from which chances were learned, or None. `priors_file`: the file that holds it,
    by default the one beside the cache of answers.

    `record`: a file, or a `theory.Recorder`, that keeps every answer for `replay:FILE`.

    `listener`: a function that is called with each step of the check.
    """

    theory: TheoryInput
    verdicts: Sequence[str] | None
    on_conflict: OnConflict
    max_questions: int | None
    max_calls: int | None
    max_tokens: int | None
    max_cost: float | None
    deadline: float | None
    strategy: str
    minimise: Minimise
    batch: int | None
    priors: str | None
    priors_file: str | os.PathLike[str] | None
    record: Recording
    listener: Listener | None


class Policy:
    """A policy, ready to check texts. Compiled at the first check; safe to share between threads and tasks."""

    def __init__(self, checked: CheckedPolicy, engine: Engine = "auto") -> None:
        self.checked = checked
        self._engine = engine
        self._program: Program | None = None
        self._expansion: Expansion | None = None
        self._path: str | None = None
        self._assuming: OrderedDict[tuple[str, ...], Policy] = OrderedDict()
        know(checked)

    def __reduce__(self) -> tuple[Callable[..., Policy], tuple[Any, ...]]:
        # By its sources: another process makes the same policy of them, whatever its files hold by then.
        sources = tuple([(one.source.name, one.source.text, one.source.given) for one in self.checked.documents])
        return _of_sources, (sources, self._engine, self._path)

    def __repr__(self) -> str:
        return f"<Policy {self.checked.source.name}: verdicts {', '.join(self.verdicts) or 'none'}>"

    @property
    def texts(self) -> tuple[str, ...]:
        """The names of the texts that the policy declares."""
        return tuple(self.checked.texts)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The names of its clauses, in file order."""
        return tuple([name for name, clause in self.checked.clauses.items() if not clause.fact])

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that a caller may give, in file order."""
        return tuple([name for name, clause in self.checked.clauses.items() if clause.fact])

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The names of its verdicts and violations, in file order."""
        return tuple(self.checked.verdicts)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that the policy was read from, the loaded one first. Watch them to know when to load it again.

        The files that it uses are included. A string given to `loads` is not a file.
        """
        names = [one.source.name for one in reversed(self.checked.documents)]
        return tuple(Path(name) for name in (names if self._path is not None else names[1:]))

    @property
    def sha256(self) -> str:
        """The hash of all its sources, including the files that it uses. Results keep it as `result.policy.sha256`."""
        return self.checked.sha256

    @property
    def program(self) -> Program:
        """The compiled policy."""
        if self._program is None:
            from logitext import showing  # noqa: F401  # so that results are shown as the command shows them
            from logitext.logic.program import Program

            self._program = Program(self.checked, self._engine)
        return self._program

    @property
    def expansion(self) -> Expansion:
        """The policy spelt out for the units of a text, if it uses such units."""
        if self._expansion is None:
            from logitext.check.expansion import Expansion

            self._expansion = Expansion(self.checked, self.program, self._engine)
        return self._expansion

    def _supposing(self, formulas: Sequence[str] | None) -> tuple[Policy, Mapping[str, bool]]:
        """The policy with what is assumed of a document, kept for the next, and the facts that say so."""
        if not formulas:
            return self, {}
        from logitext.check.expansion import Expansion

        lines = in_one_line(formulas_of(formulas))
        found = self._assuming.get(lines)
        if found is None:
            checked = supposing(self.checked, lines)
            found = Policy.__new__(Policy)
            vars(found).update(vars(self) | {"checked": checked, "_program": None, "_assuming": OrderedDict()})
            make = functools.partial(supposing, self.checked, lines)
            found._expansion = Expansion(checked, found.program, self._engine, make)
            self._assuming[lines] = found
            if len(self._assuming) > _ASSUMED:
                self._assuming.popitem(last=False)
        return found, assumed_facts(lines)

    # --- checks

    def prepare(self, *, assume: Sequence[str] | None = None, **options: Unpack[Options]) -> None:
        """Prepare for checks with these options and assumptions: compile, and raise errors that concern every text.

        A check does the same when it needs to; a server may want it at its start.

        >>> loads("{{text post}} {{let rude = [[is rude]]}} {{verdict remove = rude}}").prepare(verdicts=["remove"])
        """
        from logitext.sync import run

        run(self._supposing(assume)[0]._prepared(options))

    async def _prepared(self, options: Options) -> Request:
        from logitext.theory.answers import Answers
        from logitext.theory.ask import Ask
        from logitext.trail.questions import asked_of

        request = self._request(options)
        await self.program.ready()
        request.budget.require_prices(request.theories, Texts({}))
        for theory in request.theories:
            # The clauses of units are not known before the texts are. Files of answers know what may be one by its
            # name, so that a misspelt clause in them is said once, and not of each text.
            if not self.checked.units or isinstance(theory, Answers | Ask):
                theory.prepare(asked_of(self.checked))
        return request

    def check(
        self,
        text: TextInput = None,
        *,
        label: str | None = None,
        facts: Mapping[str, Any] | None = None,
        assume: Sequence[str] | None = None,
        **options: Unpack[Options],
    ) -> Result:
        """Decide the verdicts of the policy on a text.

        `text` is the text, or a mapping from names to texts if the policy declares several. A text that you leave out
        is unknown. `label` names the document in the result and in answers files. `facts` are what you know of it, by
        the names that the policy declares; a fact that you leave out is open. `assume` has formulas that hold of this
        document, such as `"child_of_taxpayer"`, about clauses, facts and definitions. The options are those of
        :class:`Options`. Ctrl-C ends the check with the result so far, marked `interrupted`.

        Raises LogitextError if an argument does not fit the policy, or the policy contradicts itself. A theory that
        fails does not raise: its clauses stay open, with the reason.

        >>> policy = loads("{{fact days: Int  let rude = [[is rude]]  verdict ban = rude and days < 7}}")
        >>> policy.check(facts={"days": 100}).verdicts["ban"].value
        False
        """
        from logitext.records.result import Result
        from logitext.sync import is_running

        policy, assumed = self._supposing(assume)
        texts, request = texts_of(self.checked, text, label, facts, assumed), self._request(options)
        # Where a loop runs in this thread, a theory should not find it, but that of the check.
        begun = () if is_running() else policy._begun(texts, request, options)
        if isinstance(begun, Result):
            return begun
        return _interruptible(lambda interrupt: policy._checked(texts, request, options, begun, interrupt))

    async def acheck(
        self,
        text: TextInput = None,
        *,
        label: str | None = None,
        facts: Mapping[str, Any] | None = None,
        assume: Sequence[str] | None = None,
        **options: Unpack[Options],
    ) -> Result:
        """Decide the verdicts on a text, as `check` does, in async code. A cancellation passes through."""
        policy, assumed = self._supposing(assume)
        texts = texts_of(self.checked, text, label, facts, assumed)
        return await policy._checked(texts, self._request(options), options)

    def decide(
        self, answers: Mapping[str, Value | float | None], *, verdicts: Sequence[str] | None = None
    ) -> dict[str, Value | None]:
        """Return the values of the verdicts that the answers entail: no text, no theory, no reasons.

        `answers` are by clause or fact; one that is absent or None is unknown. An undetermined verdict is None. If the
        answers contradict the assumptions, all verdicts are None; a check explains why. `verdicts`: only these.

        Raises LogitextError if a clause or an answer is wrong, or the policy contradicts itself.

        >>> policy = loads("{{let rude = [[is rude]] let quoted = [[quotes]] verdict remove = rude unless quoted}}")
        >>> policy.decide({"rude": True, "quoted": False}), policy.decide({"rude": True})
        ({'remove': True}, {'remove': None})
        """
        from logitext.check.bare import bare

        names = (
            tuple(self.checked.verdicts)
            if verdicts is None and self.checked.verdicts
            else verdicts_of(self.checked, verdicts)
        )
        decides = bare(self.program) if self.program.is_ready else None
        if decides is not None:
            return decides(answers, names)
        from logitext.sync import run

        return run(self.adecide(answers, verdicts=names))

    async def adecide(
        self, answers: Mapping[str, Value | float | None], *, verdicts: Sequence[str] | None = None
    ) -> dict[str, Value | None]:
        """Return the values of the verdicts, as `decide` does, in async code."""
        from logitext.check.bare import bare
        from logitext.check.given import elements

        names = verdicts_of(self.checked, verdicts)
        await self.program.ready()
        decides = bare(self.program)
        if decides is not None:
            return decides(answers, names)
        given = elements(self.checked, answers)
        known = {name: value for name in self.checked.clauses if (value := given.get(name)) is not None}
        found = (await self.program.decide(known, names)).values
        return {name: found.get(name) for name in names}

    def check_many(
        self,
        texts: Iterable[TextInput | Texts],
        *,
        facts: Mapping[str, Any] | None = None,
        assume: Sequence[str] | None = None,
        concurrency: int | None = None,
        **options: Unpack[Options],
    ) -> Iterator[Result]:
        """Check many texts, and yield their results in the same order, as they come.

        Each text is what `check` takes, or a `theory.Texts` with a label and facts of its own; `facts`, and the
        formulas of `assume`, hold of every text. Texts are taken as they are needed, so there may be any number.
        `concurrency` is the number of texts in work at the same time. By default it is 32, or four times the number of
        calls that a theory makes at once. A finished result that waits for an earlier text does not count; up to 16
        times as many wait.

        If the check of one text fails, or the text does not fit the policy, its result says so in `error`, and the
        others go on. A theory that cannot serve the policy raises, as in `check`. Ctrl-C raises KeyboardInterrupt,
        after the results that came before it.

        >>> policy = loads("{{text post}} {{let rude = [[is rude]] match /idiot/}} {{verdict remove = rude}}")
        >>> [result.verdicts["remove"].value for result in policy.check_many(["You idiot", "Hello"])]
        [True, None]
        """
        from logitext.sync import iterate

        refuse_unknown(options, Options.__annotations__, _ARGUMENTS)  # now, not when the first result is taken
        many_of(texts)
        policy, assumed = self._supposing(assume)
        return _each(iterate(policy._in_chunks(texts, facts, assumed, concurrency, options)))

    async def acheck_many(
        self,
        texts: Iterable[TextInput | Texts] | AsyncIterable[TextInput | Texts],
        *,
        facts: Mapping[str, Any] | None = None,
        assume: Sequence[str] | None = None,
        concurrency: int | None = None,
        **options: Unpack[Options],
    ) -> AsyncGenerator[Result, None]:
        """Check many texts, as `check_many` does, in async code."""
        policy, assumed = self._supposing(assume)
        results = policy._in_chunks(texts, facts, assumed, concurrency, options)
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
        options: Options,
    ) -> AsyncGenerator[Sequence[Result], None]:
        """What `check_many` gives, a few results at a time."""
        from logitext.check import record
        from logitext.check.at_hand import AtHand, waits
        from logitext.check.chunks import Rest, chunks
        from logitext.check.loop import check
        from logitext.check.many import documents_at_once
        from logitext.records.result import Result

        request, listener = await self._prepared(options), options.get("listener")
        common = facts_of(self.checked, facts)
        at_hand = AtHand(self.program, request) if self._is_plain(options) else None

        def begin(text: TextInput | Texts) -> Result | Rest[Result]:
            given = Texts({}, text.label if isinstance(text, Texts) else None)
            try:
                given = texts_of(self.checked, text, None, common, assumed)
                begun = () if at_hand is None else at_hand.check(given)
            except Exception as error:  # noqa: BLE001  # the result of this text says so, and the others go on
                return record.of_error(self.program, given, request.verdicts, error)
            return begun if isinstance(begun, Result) else Rest(lambda: go_on(given, begun), waits(begun))

        async def go_on(given: Texts, said: Sequence[Said]) -> Result:
            try:
                fitted = self.expansion.fit(given)
                listening = _recorded(recorder, fitted.texts, listener)
                result = await check(fitted.program, fitted.texts, request, listening, units=fitted.units, said=said)
            except Exception as error:  # noqa: BLE001  # likewise
                return record.of_error(self.program, given, request.verdicts, error)
            if result.interrupted:  # Ctrl-C came while this one was at work; it concerns them all
                raise KeyboardInterrupt
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

        With `files`, a :class:`~logitext.runs.Files`, `data` is the name of a file, a folder or a pattern, or several,
        and the result is a :class:`RunSummary`. Such a run can be taken up again, as that of `logitext run`.

        >>> policy = loads(r"{{text post}} {{let rude = [[is rude]] match /idiot/}} {{verdict remove = rude}}")
        >>> rows = [{"id": 7, "post": "You idiot"}, {"id": 8, "post": "Hello"}]
        >>> for row in policy.run(rows, id="id", theory="pattern:complete", select=["id", "remove"]):
        ...     print(row)
        {'id': 7, 'remove': True}
        {'id': 8, 'remove': False}
        """
        from logitext.runs import run_in_files, run_table

        refuse_unknown(options, Options.__annotations__, (*_ARGUMENTS, "also", "columns", "id", "select", "files"))
        policies = (self, *also)
        told = {"columns": columns, "id": id, "assume": assume, "select": select, "concurrency": concurrency}
        if files is not None:
            return run_in_files(policies, data, options, files, **told)
        return run_table(policies, data, options, **told)

    def _is_plain(self, options: Options) -> bool:
        """Whether nobody listens to checks, and one policy fits all texts."""
        return options.get("listener") is None and options.get("record") is None and not self.checked.units

    def _begun(self, texts: Texts, request: Request, options: Options) -> Result | tuple[Said, ...]:
        """The result, where it needs no waiting; else what theories have said."""
        from logitext.check.at_hand import AtHand
        from logitext.trail.questions import asked_of

        if not self._is_plain(options) or not self.program.is_ready:
            return ()
        for theory in request.theories:
            theory.prepare(asked_of(self.checked))
        return AtHand(self.program, request).check(texts)

    async def _checked(
        self,
        texts: Texts,
        request: Request,
        options: Options,
        said: tuple[Said, ...] = (),
        interrupt: Interrupt | None = None,
    ) -> Result:
        from logitext.check.loop import check
        from logitext.records.result import Result

        await self.program.ready()
        begun = said or self._begun(texts, request, options)
        if isinstance(begun, Result):
            return begun
        with contextlib.ExitStack() as stack:
            recording = options.get("record")
            recorder = None if recording is None else stack.enter_context(opened(recording))
            fitted = self.expansion.fit(texts)
            listener = _recorded(recorder, fitted.texts, options.get("listener"))
            return await check(
                fitted.program, fitted.texts, request, listener, interrupt, units=fitted.units, said=begun
            )

    def _request(self, options: Options, *, testing: bool = False) -> Request:
        from logitext.check.conflicts import ON_CONFLICT
        from logitext.check.loop import Request
        from logitext.trail.budget import Budget

        refuse_unknown(options, Options.__annotations__, _ARGUMENTS)
        asked = theory_of(options.get("theory"))
        on_conflict = options.get("on_conflict", "report")
        if on_conflict not in ON_CONFLICT:
            raise ValueError(f"on_conflict must be one of {', '.join(ON_CONFLICT)}, not {on_conflict!r}")
        budget = Budget(
            options.get("max_questions"),
            options.get("max_calls"),
            options.get("max_cost"),
            options.get("deadline"),
            options.get("max_tokens"),
        )
        verdicts = () if testing else verdicts_of(self.checked, options.get("verdicts"))
        return Request(members_of(asked), verdicts, budget, on_conflict, _planning(options))

    # --- searches

    def answer(
        self, text: TextInput = None, *, limit: int = 200, **options: Unpack[SearchOptions]
    ) -> Iterator[Answered]:
        """Answer the queries in the policy, in the order of the file, and yield the answers as they come.

        `text` is the known text, as for `check`, in place of `given` in the options. `forsome` and `forall` search for
        the texts that they name. `cover` searches for all texts, at most `limit`. The other options are those of
        `solve`.

        >>> policy = loads('''{{text post}} {{let rude = [[is rude]] match /fool/}} {{violation remove = rude}}
        ... {{forall post: remove implies rude}}''')
        >>> [(answer.query, answer.outcome.status) for answer in policy.answer()]
        [('forall post: remove implies rude', 'proved')]
        """
        from logitext.searches import answer

        texts = texts_of(self.checked, text, None, options.get("facts"))
        for index in range(len(self.checked.queries)):

            def work(interrupt: Interrupt, index: int = index) -> Coroutine[Any, Any, Answered]:
                return answer(self.checked, self.expansion, index, texts, limit, options, interrupt)

            yield _interruptible(work)

    async def aanswer(
        self, text: TextInput = None, *, limit: int = 200, **options: Unpack[SearchOptions]
    ) -> AsyncGenerator[Answered, None]:
        """Answer the queries in the policy, as `answer` does, in async code."""
        from logitext.searches import answer

        texts = texts_of(self.checked, text, None, options.get("facts"))
        for index in range(len(self.checked.queries)):
            yield await answer(self.checked, self.expansion, index, texts, limit, options, None)

    def solve(self, formula: str, **options: Unpack[SearchOptions]) -> Search:
        r"""Find a text for which a formula holds, with every clause verified, or say why there is none.

        The options are those of :class:`~logitext.searches.SearchOptions`. Ctrl-C ends the search with the outcome so
        far.

        Raises LogitextError if the formula or an argument is wrong, or the policy contradicts itself.

        >>> policy = loads('''{{text post}} {{let rude = [[is rude]] match /\\bfool\\b/i  yes "You fool!"}}
        ... {{let loud = [[shouts]] match /!/  yes "Now!"}} {{violation remove = rude and not loud}}''')
        >>> outcome = policy.solve("remove", writer="compose", theory="pattern:complete")
        >>> outcome.status, outcome.texts, outcome.answers
        ('sat', {'post': 'fool'}, {'rude': True, 'loud': False})
        >>> policy.solve("remove and loud").status
        'unsat'
        """
        return _interruptible(lambda interrupt: self._search(formula, False, options, interrupt))

    async def asolve(self, formula: str, **options: Unpack[SearchOptions]) -> Search:
        """Find a text for which a formula holds, as `solve` does, in async code."""
        return await self._search(formula, False, options, None)

    def refute(self, formula: str, **options: Unpack[SearchOptions]) -> Search:
        """Ask whether a formula holds for every text: `proved` by logic, `refuted` by a text, or neither.

        `no counterexample found` does not mean "true": the search came to its end. The options are those of `solve`.
        """
        return _interruptible(lambda interrupt: self._search(formula, True, options, interrupt))

    async def arefute(self, formula: str, **options: Unpack[SearchOptions]) -> Search:
        """Ask whether a formula holds for every text, as `refute` does, in async code."""
        return await self._search(formula, True, options, None)

    async def _search(
        self, formula: str, universal: bool, options: SearchOptions, interrupt: Interrupt | None
    ) -> Search:
        from logitext import searches

        extended, query = searches.formula_of(self.checked, formula)
        given = options.get("given", {})
        facts = options.get("facts")
        wanted = searches.wish(
            self.checked, extended, query, given, universal=universal, facts=facts, engine=self._engine
        )
        return await searches.solve(wanted, options, interrupt)

    def cover(
        self,
        formula: str | None = None,
        *,
        by: str = "each-clause",
        verdicts: Sequence[str] | None = None,
        **options: Unpack[CoverOptions],
    ) -> Cover:
        r"""Find texts that cover the policy's verdicts, or a formula, by a criterion.

        `by` is `each-clause`, `verdict`, `pairwise`, `mcdc`, `implicants` or `all`. Logic alone works out which goals
        are feasible. The options are those of :class:`~logitext.searches.CoverOptions`.

        >>> policy = loads('''{{text post}} {{let rude = [[is rude]] match /\\bfool\\b/i}}
        ... {{let loud = [[shouts]] match /!/}} {{violation remove = rude and not loud}}''')
        >>> outcome = policy.cover(by="mcdc", theory="pattern:complete")
        >>> outcome.feasible, outcome.realised, len(outcome.texts)
        (4, 4, 3)
        """
        return _interruptible(lambda interrupt: self._cover(formula, by, verdicts, options, interrupt))

    async def acover(
        self,
        formula: str | None = None,
        *,
        by: str = "each-clause",
        verdicts: Sequence[str] | None = None,
        **options: Unpack[CoverOptions],
    ) -> Cover:
        """Find texts that cover the policy's verdicts, as `cover` does, in async code."""
        return await self._cover(formula, by, verdicts, options, None)

    async def _cover(
        self,
        formula: str | None,
        by: str,
        verdicts: Sequence[str] | None,
        options: CoverOptions,
        interrupt: Interrupt | None,
    ) -> Cover:
        from logitext import searches

        wanted = searches.aimed(
            self.checked,
            self.program,
            self.expansion,
            formula,
            () if formula is not None else verdicts_of(self.checked, verdicts),
            by,
            options.get("limit", searches.LIMIT),
            options.get("alike", searches.ALIKE),
            self._engine,
        )
        return await searches.cover(wanted, options, interrupt)

    def forecast(
        self,
        text: TextInput = None,
        *,
        label: str | None = None,
        facts: Mapping[str, Any] | None = None,
        assume: Sequence[str] | None = None,
        **options: Unpack[Options],
    ) -> Forecast:
        """Estimate what `check` would ask at most, and what that would cost. Only free theories are asked."""
        from logitext.sync import run

        return run(self.aforecast(text, label=label, facts=facts, assume=assume, **options))

    async def aforecast(
        self,
        text: TextInput = None,
        *,
        label: str | None = None,
        facts: Mapping[str, Any] | None = None,
        assume: Sequence[str] | None = None,
        **options: Unpack[Options],
    ) -> Forecast:
        """Estimate what `check` would ask, as `forecast` does, in async code."""
        from logitext.check.forecast import forecast

        policy, assumed = self._supposing(assume)
        fitted = policy.expansion.fit(texts_of(self.checked, text, label, facts, assumed))
        return await forecast(fitted.program, fitted.texts, self._request(options))

    def test(self, *, titles: Sequence[str] | None = None, **options: Unpack[Options]) -> TestReport:
        """Run the tests in the policy, or those with the given titles.

        Logic alone decides a test that gives answers. A test that gives a text asks `theory`.
        """
        from logitext.sync import run

        return run(self.atest(titles=titles, **options))

    async def atest(self, *, titles: Sequence[str] | None = None, **options: Unpack[Options]) -> TestReport:
        """Run the tests in the policy, as `test` does, in async code."""
        from logitext.testing.run import run_tests

        if self.checked.wrong_tests:
            raise PolicyError(self.checked.wrong_tests)
        known = [test.title for test in self.checked.tests]
        for title in names_of("titles", titles) if titles is not None else ():
            if title not in known:
                hint = did_you_mean(title, known) or f"it has {', '.join(f'`{one}`' for one in known) or 'none'}"
                raise input_error("NLT611", f"the policy has no test `{title}`", hint)
        wanted = [test for test in self.checked.tests if titles is None or test.title in titles]
        request = self._request(options, testing=True)
        return await run_tests(self.program, self.expansion, wanted, request, options.get("listener"))

    # --- without a text

    def plan(
        self,
        *,
        verdicts: Sequence[str] | None = None,
        strategy: str = "auto",
        priors: str | None = None,
        priors_file: str | os.PathLike[str] | None = None,
        call: float = 0.0,
        question: float = 1.0,
        units: Mapping[str, int] | None = None,
        depth: int = without_texts.DEPTH,
        documents: int = without_texts.DOCUMENTS,
    ) -> Outline:
        """Work out what a check would ask: how many questions to expect, which come first, and why. Nobody is asked.

        `call` and `question` are prices; the `cost` of a clause multiplies that of its question. `units` says for how
        many units formulas are spelt out, as `{"sentences(post)": 5}`. `depth` is the longest way of questions in the
        tree that is shown; `documents` are drawn at random if the whole tree is too large. Print the plan, or draw it
        with `logitext plan -o plan.svg`.

        >>> policy = loads("{{text post}} {{let a = [[is rude]] let b = [[is spam]] verdict remove = a and b}}")
        >>> plan = policy.plan()
        >>> plan.rule, len(plan.path)
        ('rollout over gain', 1)
        """
        from logitext.sync import run

        return run(
            self.aplan(
                verdicts=verdicts,
                strategy=strategy,
                priors=priors,
                priors_file=priors_file,
                call=call,
                question=question,
                units=units,
                depth=depth,
                documents=documents,
            )
        )

    async def aplan(
        self,
        *,
        verdicts: Sequence[str] | None = None,
        strategy: str = "auto",
        priors: str | None = None,
        priors_file: str | os.PathLike[str] | None = None,
        call: float = 0.0,
        question: float = 1.0,
        units: Mapping[str, int] | None = None,
        depth: int = without_texts.DEPTH,
        documents: int = without_texts.DOCUMENTS,
        progress: Callable[[str], None] | None = None,
    ) -> Outline:
        """Work out what a check would ask, as `plan` does, in async code. `progress` is told how far it is."""
        return await without_texts.plan(
            self.program,
            verdicts=None if verdicts is None else names_of("verdicts", verdicts),
            strategy=strategy,
            priors=priors,
            priors_file=priors_file,
            call=call,
            question=question,
            units=units or {},
            depth=depth,
            documents=documents,
            progress=progress,
        )

    def draw(self, plan: Outline, format: PlanFormat = "svg") -> str:
        """Draw the tree of a plan as `svg`, `html`, `dot` or `mermaid`, or give the whole plan as `text` or `json`."""
        return without_texts.draw(plan, self.checked, format)

    def graph(
        self,
        format: GraphFormat = "svg",
        *,
        verdicts: Sequence[str] | None = None,
        clauses: bool = True,
        texts: bool = False,
        direction: Direction = "LR",
    ) -> str:
        """Draw how the parts of the policy depend on each other: as `svg`, `html`, `dot`, `mermaid` or `json`.

        `verdicts` draws only what these depend on. Without `clauses` only formulas are shown; `texts` shows the texts
        that clauses are about.

        >>> policy = loads("{{text post}} {{let a = [[is rude]] verdict remove = a}}")
        >>> print(policy.graph("mermaid").splitlines()[0])
        flowchart LR
        """
        from logitext.report.graph import render

        named = None if verdicts is None else names_of("verdicts", verdicts)
        found = without_texts.graph(self.checked, verdicts=named, clauses=clauses, texts=texts)
        return render(found, self.checked, format, direction)

    def dump(self, stage: Stage = "policy", *, as_json: bool = False) -> str:
        """Print how Logitext understands the policy at a stage: `tokens`, `tree`, `policy`, or `smt2` for a solver.

        >>> policy = loads("{{let a = [[is rude]] verdict remove = a}}")
        >>> policy.dump("tokens").split()[:2]
        ['1:1-1:3', 'OPEN']
        """
        return without_texts.dump(self.checked.source, stage, as_json=as_json, load=lambda: self.checked)

    # --- after a check

    def explain(
        self,
        result: Result,
        *,
        story: bool = True,
        why_not: bool = False,
        what_if: Mapping[str, Value | None] | None = None,
    ) -> Result:
        """Return the result with an `explanation`: how each verdict came about, and what would change it.

        `story`: every definition in the policy's order, and what would settle each undetermined verdict. `why_not`: the
        smallest changes of answers that would turn each verdict. `what_if`: the verdicts with these answers instead
        (None: with no answer). No theory is asked.
        """
        from logitext.sync import run

        return run(self.aexplain(result, story=story, why_not=why_not, what_if=what_if))

    async def aexplain(
        self,
        result: Result,
        *,
        story: bool = True,
        why_not: bool = False,
        what_if: Mapping[str, Value | None] | None = None,
    ) -> Result:
        """Return the result with an `explanation`, as `explain` does, in async code."""
        from logitext.explain.explain import explain

        policy, _ = self._supposing(result_of(self.checked, result).assumed)
        program = policy.expansion.program(result.units)
        explanation = await explain(program, result, story=story, why_not=why_not, what_if=what_if, settle=story)
        return result.model_copy(update={"explanation": explanation})

    def verify(self, result: Result | Mapping[str, Any]) -> tuple[Difference, ...]:
        """List how a result, or its JSON, differs from what Z3 derives from its answers; empty if it is right."""
        from logitext.sync import run

        return run(self.averify(result))

    async def averify(self, result: Result | Mapping[str, Any]) -> tuple[Difference, ...]:
        """List how a result differs from what Z3 derives, as `verify` does, in async code."""
        from logitext import showing  # noqa: F401  # as above
        from logitext.verify.verify import verify

        return await verify(self.checked, result)


def _each(several: Iterator[Sequence[T]]) -> Iterator[T]:
    with contextlib.closing(several):  # type: ignore[type-var]  # it is a generator
        for some in several:
            yield from some


def _interruptible(work: Callable[[Interrupt], Coroutine[Any, Any, T]]) -> T:
    """What a coroutine gives; Ctrl-C ends it with what it has by then."""
    from logitext.check.loop import Interrupt
    from logitext.sync import run

    interrupt = Interrupt()

    def stop() -> None:
        interrupt.requested = True

    return run(work(interrupt), stop)


def _planning(options: Options) -> Planning:
    from logitext.strategy.planning import Planning
    from logitext.theory.priors.learned import learned

    collection = options.get("priors")
    return Planning(
        options.get("strategy", "auto"),
        options.get("minimise", "cost"),
        options.get("batch"),
        None if collection is None else learned(collection, options.get("priors_file")),
    )


def _recorded(recorder: Recorder | None, texts: Texts, listener: Listener | None) -> Listener | None:
    if recorder is None:
        return listener
    from logitext.check.recording import recorded

    return recorded(recorder, texts, listener)


def load(path: str | os.PathLike[str], *, engine: Engine = "auto", delimiters: str | None = None) -> Policy:
    """Load a policy from a file. PolicyError, with all its errors, if it cannot be read or makes no sense.

    `engine` is how it is decided: `"diagram"`, `"z3"`, or `"auto"`, on diagrams where it has them. The verdicts are the
    same; where a search is cut off, a reason may be another minimal one. `delimiters` are those of annotations, and
    maybe of clauses, in files that name none in their first line: `"<% %>"`, `"<% %> << >>"`.
    """
    policy = Policy(load_policy(path, tests=False, delimiters=_delimiters(delimiters)), engine)
    policy._path = os.fspath(path)  # only here is it known that there is a file
    return policy


def loads(source: str, name: str = "<string>", *, engine: Engine = "auto", delimiters: str | None = None) -> Policy:
    """Load a policy from a string. `name` stands for the file in messages; the options are those of `load`.

    >>> loads("{{let rude = [[is rude]]}} {{verdict remove = rude}}")
    <Policy <string>: verdicts remove>
    >>> loads("Dear {{name}}, <% let rude = [[is rude]] verdict remove = rude %>", delimiters="<% %>")
    <Policy <string>: verdicts remove>
    """
    return Policy(check_policy(Source(name, source, _delimiters(delimiters)), tests=False), engine)


def _delimiters(written: str | None) -> Delimiters:
    """The delimiters that an argument says. ArgumentError."""
    if written is None:
        return DEFAULT
    try:
        return Delimiters.of(written)
    except (DelimitersError, AttributeError) as error:
        problem = str(error) if isinstance(written, str) else 'they are one string, such as `"<% %>"`'
        raise ArgumentError([Diagnostic("NLT113", f"`delimiters`: {problem}", hint=HINT)]) from None


def _of_sources(sources: Sequence[tuple[str, str, Delimiters]], engine: Engine, path: str | None) -> Policy:
    """The policy that another process pickled."""
    policy = Policy(check_sources([Source(*one) for one in sources]), engine)
    policy._path = path  # as above
    return policy
