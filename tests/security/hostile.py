"""Texts that would be code, markup or commands somewhere, and the syntax of source in which they stand."""

from __future__ import annotations

import ast

HOSTILE = [
    '"""\nimport os\nos.system("true")\n"""',
    "'''\nimport os\n'''",
    '"); __import__("os").system("true") #',
    "'); __import__('os').system('true') #",
    "');__import__('os').system(\"true\") #\"",
    "\");__import__('os').system(\"true\") #'",
    "\\'\"",
    "\\",
    '\\"""',
    '"""',
    'a"',
    "line\nimport os",
    "line\r\nimport os",
    "line\u2028import os\u2029import sys\x85import re",
    "# -*- coding: utf-7 -*-",
    "{{ 7 * 7 }}{% for x in ().__class__.__mro__ %}{% endfor %}",
    "\\N{QUOTATION MARK}\\x22\\u0022\\042",
    "%s %(a)s {0} {a!r} ${b} $b",
    "\ufeff\u200b\u202ereversed",
    "\U0001f600" * 50,
    "x" * 400,
]
MARK = "pwned"
"""A word that all of the texts below hold, and nothing else."""
COMMANDS = (
    f"::error file=a,line=1::{MARK}",
    f"##[error]{MARK}",
    f"##vso[task.setvariable variable=PATH]{MARK}",
    f"a%0A::error::{MARK}",
    f"\n::stop-commands::{MARK}\n",
    f"\x1b]0;{MARK}\x07\x1b[2J\x9b31m",
    f"\u202e{MARK}\u2066\u200b\u200f\ufeff\U000e0041",
    f"</code></details><script>{MARK}</script> | ``` [{MARK}](https://example.org) @{MARK} ![x](y)",
    f"]]></failure>&{MARK};<!ENTITY x SYSTEM 'file:///etc/passwd'>\ufffe",
    f"[{MARK}](0) {{0}}",
)
"""Those that are for readers of logs, pages and reports."""


def in_quotes(text: str) -> str:
    """A text as YAML writes it in double quotes."""
    escaped = text.encode("unicode_escape").decode("ascii").replace('"', '\\"')
    return f'"{escaped}"'


class _Blank(ast.NodeTransformer):
    """Takes the content out of strings."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node


def shape_of(source: str) -> str:
    """The syntax of a module, without the content of its strings."""
    return ast.dump(_Blank().visit(ast.parse(source)))


def identifiers(source: str) -> set[str]:
    """The words of a module that are no strings: names, attributes, arguments, functions."""
    fields = ("id", "attr", "arg", "name", "module", "asname")
    found = (getattr(node, field, None) for node in ast.walk(ast.parse(source)) for field in fields)
    return {word for word in found if isinstance(word, str)}


def imports(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found
