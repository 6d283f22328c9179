"""Every diagnostic code, and what it says in one line. A code is never used for something else later."""

from __future__ import annotations

from collections.abc import Mapping

CODES: Mapping[str, str] = {
    # the file
    "NLT001": "the policy file cannot be read",
    # syntax
    "NLT101": "something else was expected here",
    "NLT102": "an annotation is never closed",
    "NLT103": "a clause is never closed",
    "NLT104": "a string is never closed",
    "NLT105": "a formula nests too deep",
    "NLT107": "there are too many syntax errors to go on",
    "NLT108": "the file holds no annotation",
    # names
    "NLT201": "a name is not declared, or does not name what is needed here",
    "NLT202": "a name or a label is declared twice",
    "NLT203": "a definition is circular",
    "NLT205": "a label of an enumeration is also the name of something else",
    "NLT206": "a label belongs to several enumerations, and nothing says which is meant",
    "NLT207": "there is no such sort",
    "NLT208": "there is no such function",
    # sorts
    "NLT301": "a formula has the wrong sort",
    "NLT302": "values of this sort have no order",
    "NLT303": "division by something that is no number other than 0",
    "NLT304": "a violation is not true or false",
    "NLT305": "a count that the list cannot reach",
    "NLT307": "a function has the wrong arguments",
    # clauses
    "NLT402": "a bound phrase does not occur in the clause",
    "NLT403": "a pattern cannot be used",
    "NLT404": "an option does not fit the clause's sort",
    "NLT405": "a prior or a cost is out of range",
    "NLT406": "an option is given twice",
    "NLT407": "a clause has no words",
    "NLT408": "a clause does not say which of several texts it is about",
    "NLT409": "the assumptions contradict each other",
    "NLT410": "a phrase is bound twice",
    # theories and their files
    "NLT501": "an answers file cannot be read",
    "NLT502": "an answers file is not well-formed",
    "NLT503": "an answer to a clause that the policy does not have",
    "NLT504": "an answer of the wrong sort",
    "NLT505": "a clause is answered twice",
    "NLT506": "an answer of the wrong shape",
    "NLT510": "there is no such theory",
    "NLT511": "a theory lacks its argument, or has one too many",
    "NLT512": "a theory's plug-in cannot be loaded",
    "NLT520": "a recording cannot be read",
    "NLT521": "a line of a recording is broken",
    "NLT522": "answers cannot be recorded in a file that holds something else",
    "NLT525": "the script of a mock is wrong",
    "NLT530": "the answer cache cannot be opened or read",
    "NLT531": "a file is no answer cache that this version of Logitext reads",
    "NLT532": "the answer cache is damaged",
    "NLT533": "the answer cache cannot be written",
    "NLT534": "a key stands for no entry of the answer cache, or for several",
    "NLT540": "a setting of a model makes no sense",
    "NLT541": "there is no key for a model's server, or one that no key can be",
    "NLT542": "the base URL of a model's server is none",
    "NLT543": "a prompt cannot be read",
    "NLT544": "a cost is limited that is not known",
    "NLT545": "a table of prices cannot be read",
    "NLT546": "a server gives no list of its models",
    # what a check is given
    "NLT601": "a text cannot be read",
    "NLT602": "a text that the policy does not declare",
    "NLT603": "it is not clear which text of the policy a file is",
    "NLT604": "a verdict that the policy does not declare",
    "NLT605": "the policy declares no verdict",
    "NLT606": "a value on the command line is wrong",
    "NLT607": "the configuration is wrong",
    "NLT608": "a file cannot be written",
    "NLT610": "the engine that was asked for cannot decide the policy",
    # what is verified
    "NLT620": "a result cannot be read",
    "NLT621": "a result does not have the shape of one",
}
