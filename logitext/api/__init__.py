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

from typing import TYPE_CHECKING

from logitext.late import late_names

if TYPE_CHECKING:
    from logitext.api.measures.compared import compare
    from logitext.api.options import CoverOptions, Options, SearchOptions
    from logitext.api.policy import Policy, load, loads
    from logitext.api.without_texts.layout import fmt
    from logitext.api.without_texts.mistakes import lint
    from logitext.run.files import Files

__all__ = ["CoverOptions", "Files", "Options", "Policy", "SearchOptions", "compare", "fmt", "lint", "load", "loads"]

__getattr__, __dir__ = late_names(
    __name__,
    {
        "logitext.api.measures.compared": ("compare",),
        "logitext.api.options": ("CoverOptions", "Options", "SearchOptions"),
        "logitext.api.policy": ("Policy", "load", "loads"),
        "logitext.run.files": ("Files",),
        "logitext.api.without_texts.layout": ("fmt",),
        "logitext.api.without_texts.mistakes": ("lint",),
    },
)
