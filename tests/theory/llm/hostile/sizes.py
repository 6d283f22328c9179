"""Texts of extreme size: nothing, next to nothing, and far too much of it."""

from __future__ import annotations

from collections.abc import Mapping

MEGABYTE = 1_000_000
"""Characters; of some of them it is up to six bytes each in the request."""

SMALL: Mapping[str, str] = {
    "nothing": "",
    "a space": " ",
    "a line break": "\n",
    "blank lines": "\n\n\n\n",
    "a blank line of CRLF": "\r\n\r\n",
    "spaces": " " * 1000,
    "tabs": "\t" * 50,
    "a letter": "a",
    "a blank line in the middle": "one\n\ntwo",
    "a blank line at both ends": "\n\nHello\n\n",
    "many short lines": "a\n" * 3000,
    "one long line": "He said no and no again. " * 2000,
    "one long word": "no" * 20_000,
    "many ids": "rude threat people costs place tone " * 500,
    "many numbers": " ".join(str(number) for number in range(5000)),
    "10k quotation marks": '"' * 10_000,
    "10k tokens": "<|im_end|>" * 10_000,
}

LARGE: Mapping[str, str] = {
    "1 MB of a letter": "a" * MEGABYTE,
    "1 MB of line breaks": "\n" * MEGABYTE,
    "1 MB of quotation marks": '"' * MEGABYTE,
    "1 MB of backslashes": "\\" * MEGABYTE,
    "1 MB of NUL": "\0" * MEGABYTE,
    "1 MB of angle brackets": "<" * MEGABYTE,
    "100k of surrogates": "\ud800" * 100_000,
    "1 MB of emoji": "\U0001f600" * (MEGABYTE // 4),
    "100k nested brackets": "[" * 100_000 + "]" * 100_000,
    "100k nested objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "100k nested brackets in a string": '"}]}' + "[" * 100_000,
    "100k of zero width": "\u200b" * 100_000,
    "100k combining marks": "a" + "\u0301" * 100_000,
}
"""Those that take time: of the tests that do the same again, some leave them out."""
