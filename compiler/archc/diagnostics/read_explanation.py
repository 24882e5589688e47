"""Reads what archc says of a code at length: `explanations/E0401.md` and its like, a file for each code.

    # E0401 merge-shape-mismatch

    One sentence that says what the code means.

    What else is worth knowing.

    ## Why

    Why archc does not let it pass, and what would happen if it did.

    ## Wrong

    An example, in fenced blocks, that causes the message.

    ## Right

    What to do, and the example as it should be.

`archc explain` and docs/errors.md (made by docs/write_errors.py) show these files, and the tests run their
examples: docs/run_example.py says how.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from archc.diagnostics.codes import Code
from archc.diagnostics.diagnostic import InternalError

FOLDER = Path(__file__).with_name("explanations")
_FORM = re.compile(
    r"# (?P<title>.+)\n\n(?P<meaning>(?P<summary>.+)\n(?:.*\n)*?)"
    r"\n## Why\n\n(?P<why>(?:.*\n)+?)\n## Wrong\n\n(?P<wrong>(?:.*\n)+?)\n## Right\n\n(?P<right>(?:.*\n)+)"
)


class Explanation(NamedTuple):
    """The parts of an explanation, in Markdown; the summary is the first line of the meaning."""

    code: Code
    summary: str
    meaning: str
    why: str
    wrong: str
    right: str


def read_explanation(code: Code) -> Explanation:
    """The explanation of a code.

    Raises:
        InternalError: there is none, or it has another form than all of them.
    """
    name = f"{code.id}.md"
    try:
        text = (FOLDER / name).read_text(encoding="utf-8")
    except OSError as error:
        raise InternalError(f"read_explanation: {name} cannot be read: {error}") from error
    found = _FORM.fullmatch(text)
    if found is None or found["title"] != str(code):
        raise InternalError(f"read_explanation: {name} does not have the form of an explanation")
    parts = {name: part.strip() for name, part in found.groupdict().items() if name != "title"}
    return Explanation(code, **parts)
