"""Text of a spec never becomes code: hostile text changes nothing in the generated source but strings."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from archc.backends.python_source.python_source import python_source
from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_source
from archc.source.source_file import SourceFile

HOSTILE = [
    '"""\nimport os\nos.system("true")\n"""',
    "'''\nimport os\n'''",
    '"); __import__("os").system("true") #',
    "'); __import__('os').system('true') #",
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
FIELDS = (
    *("description", "comment", "argument", "constant", "block", "file"),
    *(f"reference.{key}" for key in ("title", "authors", "year", "arxiv", "doi", "url", "note")),
)


def in_quotes(text: str) -> str:
    """A text as YAML writes it in double quotes."""
    escaped = text.encode("unicode_escape").decode("ascii").replace('"', '\\"')
    return f'"{escaped}"'


def spec(field: str, text: str) -> SourceFile:
    """A spec that has a text in one of the places where a spec has text."""
    quoted = in_quotes(text)
    comment = "# " + " ".join(text.split()) if field == "comment" else ""
    reference = field.removeprefix("reference.") if field.startswith("reference.") else "note"
    lines = [
        "archc: 1",
        f"name: network {comment if text.isprintable() else ''}",
        f"description: {quoted if field == 'description' else 'plain'}",
        f"reference: {{{reference}: {quoted if '.' in field else 'plain'}}}",
        f"arguments: {{word: {quoted if field == 'argument' else 'plain'}, rate: 0.5}}",
        f"constants: {{other: {quoted if field == 'constant' else 'plain'}}}",
        "input: {shape: [8, 8, 3]}",
        "blocks:",
        "  unit:",
        f"    description: {quoted if field == 'block' else 'plain'}",
        "    steps: [{conv: 4, kernel: 1}, {dropout: $rate}]",
        "stages: [{name: body, block: unit, repeat: 2}]",
    ]
    return SourceFile(text if field == "file" else "network.yaml", "\n".join(lines) + "\n")


def generated(file: SourceFile, **arguments: str) -> str:
    sink = Sink()
    graph = compile_source(file, arguments, sink)
    assert graph is not None, sink.diagnostics()
    return python_source(graph)


class _Blank(ast.NodeTransformer):
    """Takes the content out of strings."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node


def shape_of(source: str) -> str:
    """The syntax of a module, without the content of its strings."""
    return ast.dump(_Blank().visit(ast.parse(source)))


def imports(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("text", HOSTILE, ids=[ascii(text)[:30] for text in HOSTILE])
@pytest.mark.parametrize("field", FIELDS)
def test_a_hostile_text_stays_a_text(field: str, text: str) -> None:
    plain, hostile = generated(spec(field, "plain")), generated(spec(field, text))
    assert imports(hostile) == {"keras"}
    assert shape_of(hostile) == shape_of(plain)


@pytest.mark.parametrize("text", HOSTILE, ids=[ascii(text)[:30] for text in HOSTILE])
def test_a_hostile_value_from_the_command_line_stays_a_text(text: str) -> None:
    file = spec("argument", "plain")
    assert shape_of(generated(file, word=text)) == shape_of(generated(file))


@pytest.mark.parametrize("text", HOSTILE, ids=[ascii(text)[:30] for text in HOSTILE])
def test_a_hostile_name_is_refused(text: str) -> None:
    sink = Sink()
    name = in_quotes(text)
    lines = [
        "archc: 1",
        f"name: {name}",
        f"arguments: {{{name}: 1}}",
        f"constants: {{{name}: 1}}",
        f"inputs: {{{name}: {{shape: [4, 4, 3]}}}}",
        "blocks:",
        f"  {name}: [relu]",
        f"  b: {{params: [{name}], steps: [{{relu: , as: {name}}}, {{concat: {{{name}: []}}}}]}}",
        f"stages: [{{name: {name}, block: b, with: {{{name}: 1}}}}]",
    ]
    assert compile_source(SourceFile("a.yaml", "\n".join(lines)), {}, sink) is None
    refused = {finding.span.line for finding in sink.diagnostics() if finding.span is not None}
    if len(text) < 400:
        assert {2, 3, 4, 5, 7, 8, 9} <= refused


@pytest.mark.parametrize("text", [t for t in HOSTILE if not t.startswith(("x", "%"))])
def test_a_hostile_word_in_an_expression_is_refused(text: str) -> None:
    sink = Sink()
    expression = in_quotes("${1 if word == " + repr(text) + " else 2}")
    lines = [
        "archc: 1",
        "name: a",
        "arguments: {word: b}",
        "input: {shape: [4, 4, 3]}",
        f"stem: [{{scale: {expression}}}]",
    ]
    assert compile_source(SourceFile("a.yaml", "\n".join(lines)), {}, sink) is None
    assert {finding.code.id for finding in sink.diagnostics()} == {"E0304"}


def test_the_committed_sources_import_keras_alone() -> None:
    for path in (Path(__file__).parents[2] / "generated").rglob("*.py"):
        assert imports(path.read_text(encoding="utf-8")) == {"keras"}, path
