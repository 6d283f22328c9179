"""Searches for texts: for a formula, against a formula, for all that a policy can do."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Coroutine, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from logitext.api import checking, searches
from logitext.api.arguments import TextInput, texts_of, verdicts_of
from logitext.api.loaded import Loaded
from logitext.api.options import CoverOptions, SearchOptions
from logitext.cover.effort import CoverEffort

if TYPE_CHECKING:
    from logitext.check.request import Interrupt
    from logitext.records.answered import QueryAnswer
    from logitext.records.cover import Cover
    from logitext.records.search import Search


class Searching(Loaded):
    """How a policy looks for texts."""

    def answer(
        self, text: TextInput = None, *, limit: int = 200, **options: Unpack[SearchOptions]
    ) -> Iterator[QueryAnswer]:
        """Answer the queries in the policy, in the order of the file, and yield the answers as they come.

        `text` is the known text, as for `check`, in place of `given` in the options. `forsome` and `forall` search for
        the texts that they name. `cover` searches for all texts, at most `limit`. The other options are those of
        `solve`.

        >>> from logitext import loads
        >>> policy = loads('''{{text post}} {{let rude = [[is rude]] match /fool/}} {{violation remove = rude}}
        ... {{forall post: remove implies rude}}''')
        >>> [(answer.query, answer.outcome.status) for answer in policy.answer()]
        [('forall post: remove implies rude', 'proved')]
        """
        texts = texts_of(self.checked, text, None, options.get("facts"))
        for index in range(len(self.checked.queries)):

            def work(interrupt: Interrupt, index: int = index) -> Coroutine[Any, Any, QueryAnswer]:
                return searches.answer.answer(self.checked, self.expansion, index, texts, limit, options, interrupt)

            yield checking.interrupts.interruptible(work)

    async def aanswer(
        self, text: TextInput = None, *, limit: int = 200, **options: Unpack[SearchOptions]
    ) -> AsyncGenerator[QueryAnswer, None]:
        """Answer the queries in the policy, as `answer` does, in async code."""
        texts = texts_of(self.checked, text, None, options.get("facts"))
        for index in range(len(self.checked.queries)):
            yield await searches.answer.answer(self.checked, self.expansion, index, texts, limit, options, None)

    def solve(self, formula: str, **options: Unpack[SearchOptions]) -> Search:
        r"""Find a text for which a formula holds, with every clause verified, or say why there is none.

        The options are those of :class:`~logitext.SearchOptions`. Ctrl-C ends the search with the outcome so
        far.

        Raises LogitextError if the formula or an argument is wrong, or the policy contradicts itself.

        >>> from logitext import loads
        >>> policy = loads('''{{text post}} {{let rude = [[is rude]] match /\\bfool\\b/i  yes "You fool!"}}
        ... {{let loud = [[shouts]] match /!/  yes "Now!"}} {{violation remove = rude and not loud}}''')
        >>> outcome = policy.solve("remove", writer="compose", theory="pattern:complete")
        >>> outcome.status, outcome.texts, outcome.answers
        ('sat', {'post': 'fool'}, {'rude': True, 'loud': False})
        >>> policy.solve("remove and loud").status
        'unsat'
        """
        return checking.interrupts.interruptible(lambda interrupt: self._search(formula, False, options, interrupt))

    async def asolve(self, formula: str, **options: Unpack[SearchOptions]) -> Search:
        """Find a text for which a formula holds, as `solve` does, in async code."""
        return await self._search(formula, False, options, None)

    def refute(self, formula: str, **options: Unpack[SearchOptions]) -> Search:
        """Ask whether a formula holds for every text: `proved` by logic, `refuted` by a text, or neither.

        `no counterexample found` does not mean "true": the search came to its end. The options are those of `solve`.
        """
        return checking.interrupts.interruptible(lambda interrupt: self._search(formula, True, options, interrupt))

    async def arefute(self, formula: str, **options: Unpack[SearchOptions]) -> Search:
        """Ask whether a formula holds for every text, as `refute` does, in async code."""
        return await self._search(formula, True, options, None)

    async def _search(
        self, formula: str, universal: bool, options: SearchOptions, interrupt: Interrupt | None
    ) -> Search:
        extended, query = searches.wishes.formula_of(self.checked, formula)
        given = options.get("given", {})
        how: Any = {"facts": options.get("facts"), "backend": self._backend}
        wanted = searches.wishes.wish(self.checked, extended, query, given, universal=universal, **how)
        return await searches.solve.solve(wanted, options, interrupt)

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
        are feasible. The options are those of :class:`~logitext.CoverOptions`.

        >>> from logitext import loads
        >>> policy = loads('''{{text post}} {{let rude = [[is rude]] match /\\bfool\\b/i}}
        ... {{let loud = [[shouts]] match /!/}} {{violation remove = rude and not loud}}''')
        >>> outcome = policy.cover(by="mcdc", theory="pattern:complete")
        >>> outcome.feasible, outcome.realised, len(outcome.texts)
        (4, 4, 3)
        """
        return checking.interrupts.interruptible(
            lambda interrupt: self._cover(formula, by, verdicts, options, interrupt)
        )

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
        effort = CoverEffort.among(options)
        wanted = searches.cover.aimed(
            self.checked,
            self.program,
            self.expansion,
            formula,
            () if formula is not None else verdicts_of(self.checked, verdicts),
            by,
            effort.limit,
            effort.alike,
            self._backend,
        )
        return await searches.cover.cover(wanted, options, interrupt)
