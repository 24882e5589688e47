"""Writes docs/errors.md, the page of all messages, from the explanations that `archc explain` shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from archc.diagnostics.codes import Code
from archc.diagnostics.find_code import grouped_codes
from archc.diagnostics.read_explanation import read_explanation

TARGET = Path(__file__).with_name("errors.md")

_HEAD = """# Messages

Every message of archc has a code and a name that says what is wrong. This page explains each: what it means,
why archc says it, an example that causes it, and what to do. `archc explain E0401` shows the same on the
terminal; it takes names, too.

The examples are run by the tests. Keys that an example leaves out (`archc: 1`, a name, an input of 32x32x3)
are added; a comment such as `# error: E0401` stands on the line that the message points to. `make docs` makes
the page from compiler/archc/diagnostics/explanations.
"""
_INTRODUCTIONS = {
    "Plugins": "[Layers of your own](plugins.md) says how a plugin is made. The messages point into the "
    "file of the plugin, or at the line of pyproject.toml that names it.",
    "Budgets and locks": "[A gate for CI](gate.md) shows how they are used.",
}
_KINDS = {"error": "", "warning": "A warning. ", "note": "A note. "}


def errors_page() -> str:
    """The text of the page."""
    groups = grouped_codes()
    lines = [_HEAD, *_contents(groups)]
    for title, codes in groups.items():
        lines += ["", f"## {title}", ""]
        if title in _INTRODUCTIONS:
            lines += [_INTRODUCTIONS[title], ""]
        lines.append("\n\n".join("\n".join(_section(code)) for code in codes))
    return "\n".join(lines) + "\n"


def _contents(groups: dict[str, list[Code]]) -> Iterator[str]:
    yield "| code | name | says |"
    yield "|---|---|---|"
    for title, codes in groups.items():
        yield f"| | **[{title}](#{anchor(title)})** | |"
        for code in codes:
            summary = read_explanation(code).summary.replace("|", "\\|")
            yield f"| {code.id} | [`{code.slug}`](#{anchor(str(code))}) | {summary} |"


def _section(code: Code) -> Iterator[str]:
    explanation = read_explanation(code)
    yield f"### {code}"
    yield ""
    yield f"{_KINDS[code.severity]}{_plain(explanation.meaning)}"
    yield ""
    yield f"**Why:** {_plain(explanation.why)}"
    yield ""
    yield from _example("Wrong", explanation.wrong)
    yield ""
    yield from _example("Right", explanation.right)


def _example(title: str, text: str) -> Iterator[str]:
    """A text that begins with a block has nothing to stand behind the title."""
    between = "\n\n" if text.startswith("```") else " "
    yield f"**{title}:**{between}{_plain(text)}"


def _plain(text: str) -> str:
    """Blocks with the names of their files above them, which Markdown has no place for."""
    return re.sub(r"^```(\w+) (.*)$", _fence, text, flags=re.MULTILINE)


def _fence(found: re.Match[str]) -> str:
    file = next((word for word in found[2].split() if "=" not in word), "")
    return f"{file}:\n\n```{found[1]}" if file else f"```{found[1]}"


def anchor(heading: str) -> str:
    """The name that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


if __name__ == "__main__":
    TARGET.write_text(errors_page(), encoding="utf-8")
