"""The base of every theory."""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Sequence

from logitext.policy.put_as import STATEMENT, PutAs
from logitext.policy.sorts import Value as SortValue
from logitext.theory.protocol.price import Price, Thresholds
from logitext.theory.protocol.question import Question, Texts
from logitext.theory.protocol.reply import Reply
from logitext.theory.protocol.usage import Estimate


class Theory:
    """The base of every theory.

    The class attributes say what it can do; an instance may set its own. `answer` is called from one task at a time
    for one document, and may be called for many documents at once.
    """

    name: str = "theory"
    version: str = "1"

    needs_texts: bool = True
    """Whether a question about a text that was not given is pointless: it is then not put."""
    price: Price = Price()
    seconds: Price = Price(call=1.0, question=0.05)
    """About how long a call takes, and each question in it; what it is to another theory's does not matter."""
    max_questions: int | None = None
    """The most questions in one call; None for no limit."""
    concurrency: int | None = None
    """The most calls that are in flight at the same time; None for no limit of its own. The others wait their turn."""
    thresholds: Thresholds = Thresholds()
    model: str | None = None
    """Which model answers, and `prompt` which version of the words it is asked with; both None where none is used.

    Together with `name` and `version` they say whose answers these are: a recording keeps them with every answer.
    """
    prompt: str | None = None
    put_as: PutAs = STATEMENT
    """How it puts a clause that holds or does not, where neither the clause nor the question says it."""
    reconsiders: bool = False
    """Whether the answer may change when a question is put again, with a `note` of what it contradicts."""
    fetches_evidence: bool = False
    """Whether `evidence` is asked for quotations at the end of a check."""
    interactive: bool = False
    """Whether it talks with a person, so that one document is put after the other."""
    tells_cost: bool = False
    """Whether `Usage.cost` is what a call cost; otherwise the declared `price` is what counts."""

    def __repr__(self) -> str:
        # Its name and no more: what it was made with may hold a key.
        return f"<{type(self).__name__} {self.name}>"

    def prepare(self, questions: Sequence[Question]) -> None:
        """Check beforehand whether the theory can serve a policy. Called before the first call of a check.

        `questions` are all questions that the policy could put. Raise :class:`~logitext.LogitextError` if the theory
        cannot serve the policy, for example an answers file with an unknown clause. A second call with the same
        questions must be cheap.
        """

    def estimate(self, questions: Sequence[Question], texts: Texts) -> Estimate | None:
        """Estimate the usage of `answer` for the same arguments, without asking; None if only `price` is known."""
        return None

    def rates(self, questions: Sequence[Question], texts: Texts) -> Price | None:
        """Return about the price of a call with such questions, and of each question; None if `price` says it.

        Rounds are planned with it. The same arguments must give the same price, whatever was asked before or is in a
        cache.
        """
        return None

    def outdated(self, question: Question, texts: Texts) -> str | None:
        """Say why an answer that the theory holds does not count any more; None if it holds no such answer.

        Called for clauses that stay open and were not put to the theory, so that the result can say so.
        """
        return None

    def can_say(self, question: Question) -> Collection[SortValue] | None:
        """The only values that the theory can ever give a clause, whatever the text; None where that may be any.

        A search writes no texts for what nobody can say of them.
        """
        return None

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        """Answer the questions, one answer for each id.

        A missing answer, an unknown id and a value of another sort count as failures. If this raises, every question of
        the call has failed, except for cancellation and KeyboardInterrupt.
        """
        raise TypeError(f"{type(self).__name__} does not define answer()")

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply | Awaitable[Reply] | None:
        """Return the reply of `answer` at once, without waiting; None if `answer` must be called.

        Define it in a theory that has its answers at hand: a check then takes much less time. There may be no event
        loop. Return an awaitable if it turns out that something must be waited for.
        """
        return None

    async def evidence(self, questions: Sequence[Question], texts: Texts) -> Reply:
        """Answer questions once more that the theory has answered, each with a quotation.

        Called at the end of a check for the reasons of its verdicts, where `fetches_evidence` is true. The first answer
        stands, whatever this one says.
        """
        raise TypeError(f"{type(self).__name__} does not define evidence()")

    async def aclose(self) -> None:
        """Called when the theory is no longer needed."""
