"""The options of checks and of searches, by name, and what they come to."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from logitext.api.arguments import TheoryInput
from logitext.theory.recording.recorder import Recorder

if TYPE_CHECKING:
    from logitext.check.events import Listener
    from logitext.check.options import Decide, OnConflict
    from logitext.cover.cover import Keep
    from logitext.records.calibration import Calibration
    from logitext.records.cover import TextLine
    from logitext.search.events import SearchListener as SearchListener
    from logitext.strategy.planning import Minimise
    from logitext.theory.writing.protocol import Writer

RecordingOption = Recorder | str | os.PathLike[str] | None

ARGUMENTS = ("text", "label", "facts", "assume", "concurrency", "listener_for", "titles")
"""What else functions that check take by name."""


class LimitOptions(TypedDict, total=False):
    """The limits of a check, a search and a cover, by name."""

    max_questions: int | None
    max_calls: int | None
    max_tokens: int | None
    max_cost: float | None
    deadline: float | None


class CalibrationOptions(LimitOptions, total=False):
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

    `probability`: give the probability of each value of each verdict, too. `error_rates`: how often an answer without
    a probability is wrong, by clause, by theory (`"openai:MODEL"`) or by verdict, where the whole policy
    is asked at once, or one number for all; by default never.

    `error_repeats`: the share of its errors that a theory makes again when it is asked again.

    `decide`: `"soft"` for the likeliest value of an undetermined verdict too, as `result.probability[NAME].likeliest`;
    no answers entail it. By default `"hard"`.

    `calibration`: what `calibrate` gave, or a file that holds it. A verdict is then given only where it is sure enough,
    and undetermined elsewhere.

    `record`: a file, or a `theory.Recorder`, that keeps every answer for `replay:FILE`.

    `listener`: a function that is called with each step of the check.
    """

    theory: TheoryInput
    verdicts: Sequence[str] | None
    on_conflict: OnConflict
    strategy: str
    minimise: Minimise
    batch: int | None
    priors: str | None
    priors_file: str | os.PathLike[str] | None
    probability: bool
    error_repeats: float
    decide: Decide
    error_rates: Mapping[str, float] | float | None
    calibration: Calibration | str | os.PathLike[str] | None
    record: RecordingOption
    listener: Listener | None


class Options(CalibrationOptions, total=False):
    """The options of `CalibrationOptions`, and how sure verdicts are to be.

    `confidence`: ask more, until each verdict has a value of this probability or a limit is reached; verdicts stay what
    they are.
    """

    confidence: float | None


class SearchingOptions(LimitOptions, total=False):
    """The options that a search and a cover have in common, by name.

    `writer`: who writes the texts, a writer or a spec (`"openai:MODEL"`); by default `"compose"`. `theory`: who reads
    them; by default the policy's own patterns.

    `rounds`: calls of the writer for a cube. `proposals`: texts in a call. `cubes`: cubes to try for an aim. `nogoods`:
    a file that keeps which demands no text has met together.

    `max_texts`: the most texts that are read. `max_questions`, `max_calls`, `max_tokens`, `max_cost`, `deadline`:
    limits of the whole search. `listener`: a function that is called with each step.
    """

    writer: Writer | str | None
    theory: TheoryInput
    rounds: int
    proposals: int
    cubes: int
    nogoods: str | os.PathLike[str] | None
    max_texts: int | None
    listener: SearchListener | None


class SearchOptions(SearchingOptions, total=False):
    """The options of a search: those of `Searching`, and what is known.

    `given`: the known texts; the search is for the others. `facts`: the known facts; the search chooses the others.
    """

    given: Mapping[str, str]
    facts: Mapping[str, Any]


class CoverOptions(SearchingOptions, total=False):
    """The options of a cover: those of `Searching`, and its own. A cover writes all texts, and chooses all facts.

    `limit`: the most texts, and for `all` the most goals that are listed. `tries`: the most texts for one goal.
    `wishes`: the most further demands on a text. `alike`: the likeness, from 0 to 1, at which a text is left out
    because it is too like another one. `cases`: texts that exist already, as in `Cover.texts`; with `writer=None`
    nothing is written. `keep`: a function that is called with each text as soon as it is read.
    """

    limit: int
    tries: int
    wishes: int
    alike: float
    cases: Sequence[TextLine]
    keep: Keep | None
