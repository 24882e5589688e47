"""`archc explain`: says at length what a message means, or lists all that there are."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator

from archc.cli.exit_codes import FINE
from archc.cli.misuse_error import MisuseError
from archc.cli.render_markdown import Renderer, terminal_renderer
from archc.cli.terminal import terminal_width
from archc.diagnostics.codes import Code
from archc.diagnostics.find_code import all_codes, find_code, grouped_codes, suggest_code
from archc.diagnostics.read_explanation import read_explanation

_SLUGS = max(len(code.slug) for code in all_codes().values())
_MORE = " ..."
_LEAST = 20
_ALL = "`archc explain` lists all codes"


def explain(arguments: Namespace) -> int:
    """Runs the command; 2 when a word is no code."""
    renderer = terminal_renderer()
    found = dict.fromkeys(_codes(arguments.codes))
    if not found:
        print("\n".join(_list(renderer)))
        return FINE
    texts = ("\n".join(_lines(code, renderer)).rstrip() for code in found)
    print("\n\n\n".join(texts))
    return FINE


def _codes(words: list[str]) -> list[Code]:
    """The codes that words mean.

    Raises:
        MisuseError: some mean none.
    """
    found = {word: find_code(word) for word in words}
    unknown = [_unknown(word) for word, code in found.items() if code is None]
    if unknown:
        raise MisuseError(" ".join([*unknown, _ALL]))
    return [code for code in found.values() if code is not None]


def _unknown(word: str) -> str:
    near = suggest_code(word)
    if near is None:
        return f"there is no code `{word}`;"
    return f"there is no code `{word}`: did you mean `{near.id}` ({near.slug})?"


def _lines(code: Code, renderer: Renderer) -> Iterator[str]:
    explanation = read_explanation(code)
    kind = "" if code.severity == "error" else f" ({code.severity})"
    yield renderer.heading(f"{code}{kind}")
    yield ""
    yield from renderer.body(explanation.meaning)
    sections = {"Why": explanation.why, "Wrong": explanation.wrong, "Right": explanation.right}
    for title, text in sections.items():
        yield renderer.heading(title)
        yield ""
        yield from renderer.body(text)


def _list(renderer: Renderer) -> Iterator[str]:
    """A line for each code, by their groups."""
    columns = terminal_width(sys.stdout)
    for title, group in grouped_codes().items():
        yield renderer.heading(title)
        for code in group:
            yield _cut(
                f"{code.id}  {code.slug:{_SLUGS}}  ", read_explanation(code).summary, columns
            )
        yield ""
    yield "`archc explain CODE` says more."


def _cut(name: str, summary: str, columns: int | None) -> str:
    """As much of a line as a terminal has columns; the start of a summary says nothing if it is short."""
    if columns is None or len(name) + len(summary) <= columns:
        return name + summary
    room = columns - len(name) - len(_MORE)
    return name + summary[:room].rstrip() + _MORE if room >= _LEAST else name.rstrip()
