"""The options of labelled cases: which ones, and who answers."""

from __future__ import annotations

from logitext.cli import check_options, model_options
from logitext.cli.commands.run import data_options
from logitext.cli.options import names_of, reading
from logitext.cli.sections import headed

options = (
    *(one for one in data_options if "on_bad" not in names_of(one)),
    *headed("Input", reading),
    *(one for one in check_options.asking if "record" not in names_of(one)),
    check_options.error_rate,
    *model_options.server,
    *model_options.asking,
    *model_options.keeping_answers,
)
"""Which cases, and who answers."""
