"""The options of `logitext solve`, `cover` and `query`: who writes, who reads, how long, and what is kept."""

from __future__ import annotations

from logitext.cli.options import option, options_for
from logitext.search.effort import SearchEffort, SearchLimits

people = (
    option("--writer", metavar="SPEC",
           help="Who writes the texts: `compose` (from the policy's examples and patterns), `openai:MODEL`, `ask`, "
           "`mock:FILE`. Default: the model if you name one and give a key or a server, else compose."),
    option("--theory", metavar="SPEC",
           help="Who reads the texts: theories separated by commas; if one does not know, the next is asked. With "
           "`pattern:complete` a clause is false if none of its patterns fits. Default: as in `logitext check`."),
    option("--nogoods", metavar="FILE",
           help="Read from FILE which demands no text has met together so far, and add what this search learns."),
)  # fmt: skip

limits = options_for(SearchLimits)
effort = options_for(SearchEffort)
