"""Writes docs/commands.md, the reference of the command line, from the parser of the commands."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from archc.cli import examples
from archc.cli.parser import build_parser

TARGET = Path(__file__).with_name("commands.md")

_HEAD = """# Commands

`archc COMMAND --help` says the same on the terminal. This page is made from it by `make docs`.

| command | does |
|---|---|
"""
_BEHIND = """
Commands that take a spec read standard input for `-`. `archc check` takes a spec with all of its presets, the
others take it as it is; `--variant` chooses a preset. Options may stand before or behind paths.

| exit code | means |
|---|---|
| 0 | fine |
| 1 | findings: errors in specs, stale files, differences |
| 2 | misuse: an option or a path that is wrong |

## From day to day

```text
{examples}
```
"""


def commands_page() -> str:
    """The text of the page."""
    commands = _commands()
    index = "".join(
        f"| [`archc {name}`](#archc-{name}) | {_summary(parser)} |\n"
        for name, parser in commands.items()
    )
    daily, _ = _parts(examples.EXAMPLES)[1].split("\n\n")
    sections = (_section(name, parser) for name, parser in commands.items())
    return _HEAD + index + _BEHIND.format(examples=daily) + "".join(sections)


def _commands() -> dict[str, argparse.ArgumentParser]:
    """The parsers of the commands, in the order of the help."""
    (found,) = (a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(found.choices)


def _summary(parser: argparse.ArgumentParser) -> str:
    text = (parser.description or "").rstrip(".")
    return text[0].lower() + text[1:]


def _section(name: str, parser: argparse.ArgumentParser) -> str:
    prose, shown = _parts(parser.epilog or "")
    given = [action for action in parser._actions if action.dest != "help"]
    rows = "".join(_row(action) for action in given)
    table = f"\n| argument | is |\n|---|---|\n{rows}" if rows else ""
    paragraphs = "".join(f"\n{paragraph}\n" for paragraph in prose)
    example = f"\n```text\n{shown}\n```\n" if shown else ""
    return f"\n## archc {name}\n\n{parser.description}\n{table}{paragraphs}{example}"


def _parts(epilog: str) -> tuple[list[str], str]:
    """The paragraphs of what stands below the options, and its examples."""
    prose, _, shown = epilog.partition("examples:\n")
    paragraphs = [_marked(" ".join(part.split())) for part in prose.split("\n\n") if part.strip()]
    return paragraphs, re.sub("^  ", "", shown.rstrip("\n"), flags=re.MULTILINE)


def _marked(prose: str) -> str:
    """A paragraph with its paths as code, and the pages that it names as links."""
    linked = re.sub(r"docs/(\w+)\.md", r"[\1](\1.md)", prose)
    return re.sub(r"[\w/]*<\w+>(?:\.\w+)?", r"`\g<0>`", linked)


def _row(action: argparse.Action) -> str:
    choices = f": {', '.join(f'`{choice}`' for choice in action.choices)}" if action.choices else ""
    meaning = action.help or "one of"
    return f"| {', '.join(_names(action))} | {meaning}{choices} |\n"


def _names(action: argparse.Action) -> Iterator[str]:
    """What is typed for it: an option with the name of its value, or a place."""
    value = action.metavar or ("VALUE" if action.choices else "")
    if not action.option_strings:
        yield f"`{value}{' ...' if action.nargs in {'+', '*'} else ''}`"
    for option in action.option_strings:
        yield f"`{option} {value}`" if value and action.nargs != 0 else f"`{option}`"


if __name__ == "__main__":
    TARGET.write_text(commands_page(), encoding="utf-8")
    sys.stdout.write(f"wrote {TARGET.name}\n")
