"""The options of `logitext check`, in groups: who answers, what it may take, what is said about it, how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

import click

from logitext.certainty.sureness import Sureness
from logitext.check.options import CheckOptions, Decide
from logitext.cli.options import facts_options, option, options_for
from logitext.cli.sections import headed
from logitext.declared import option_names
from logitext.strategy.planning import Planning
from logitext.trail.limits import CheckLimits

if TYPE_CHECKING:
    from logitext.api import Options

_DECLARED = option_names(CheckOptions, CheckLimits, Planning, Sureness)

answering = headed(
    "Answers",
    option("--theory", metavar="SPEC",
           help="Who answers: theories separated by commas; if one does not know, the next is asked (`pattern`, "
           "`answers:FILE`, `ask`, `ask:FILE`, `openai:MODEL`, `learned:FILE`, `replay:FILE`, `mock:FILE`). Default: "
           "pattern, then the model if you name one and give a key or a server, then ask if there is a terminal."),
    option("--answers", multiple=True, metavar="FILE",
           help="Answers from a YAML or JSON file, before any theory. May be repeated."),
    option("--set", "settings", multiple=True, metavar="CLAUSE=VALUE",
           help="One answer, before all others. May be repeated."),
    option("--record", metavar="FILE",
           help="Add every answer to FILE, for `--theory replay:FILE`."),
    *options_for(CheckOptions),
)  # fmt: skip

given = headed(
    "Input",
    *facts_options,
    option("--assume", multiple=True, metavar="FORMULA",
           help="A formula that holds of the documents, such as the name of a definition. May be repeated."),
    option("--verdict", "verdicts", multiple=True, metavar="NAME",
           help="Decide only this verdict. May be repeated."),
)  # fmt: skip

planning = headed("Order of questions", *options_for(Planning, but=["batch"]))

asking = (*given, *answering, *planning)

limits = headed(
    "Limits",
    *options_for(CheckLimits),
    option("--dry-run", is_flag=True,
           help="Say what would be asked, how large it is and what it costs at most. No model is called."),
)  # fmt: skip

explaining = headed(
    "Explanations",
    option("--explain", is_flag=True,
           help="Explain the verdicts in the policy's order: the value of each definition, what settled it, and "
           "which exceptions applied. For an undetermined verdict, also give the shortest list of questions that "
           "would settle it."),
    option("--why-not", is_flag=True,
           help="Give the smallest changes of answers that would turn each verdict."),
    option("--what-if", multiple=True, metavar="CLAUSE=VALUE",
           help="Give the verdicts with this answer instead (`unknown`: with no answer). May be repeated."),
)  # fmt: skip

(error_rate,) = headed(
    "Probabilities",
    option("--error-rate", "rates", multiple=True, metavar="[NAME=]X",
           help="How often an answer without a probability is wrong: to a clause, of a theory (`openai:MODEL`), or "
           "any. For probabilities of verdicts. May be repeated. Default: 0."),
)  # fmt: skip

(calibrated,) = headed(
    "Probabilities",
    option("--calibration", metavar="FILE",
           help="Give a verdict only where it is sure enough by FILE, which `logitext calibrate` wrote."),
)  # fmt: skip

certainty = headed(
    "Probabilities",
    option("--probability", is_flag=True,
           help="Give the probability of each value of each verdict, too, and the clauses that carry its uncertainty."),
    option("--decide", type=click.Choice(get_args(Decide)), default="hard", show_default=True,
           help="`soft` also gives the likeliest value of an undetermined verdict, marked as not entailed. It implies "
           "--probability, and changes no exit status."),
    error_rate,
    *options_for(Sureness),
    calibrated,
)  # fmt: skip

ending = headed(
    "Exit status",
    option("--fail-on", multiple=True, metavar="WHAT",
           help="What makes the exit status 1 or 3: `violation`, `undetermined`, `conflict`, or the name of a "
           "verdict (1 if it is true). Default: the first three. May be repeated."),
    option("--exit-zero", is_flag=True, help="Exit with 0 instead of 1 or 3."),
)  # fmt: skip


def wanted(given: dict[str, Any]) -> Options:
    """The options above that the Python API has too, taken out of what a command was given."""
    return cast("Options", {name: given.pop(name) for name in _DECLARED if name in given})
