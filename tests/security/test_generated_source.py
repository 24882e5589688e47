"""Text of a spec never becomes code: hostile text changes nothing in the generated source but strings.

1. The schema has room for texts in few places, and hostile ones there change no syntax.
2. Everywhere else, in any key and value of the cases and under any key of any step, a hostile text is
   refused, or it is a string.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.cases.mutations import CASES, as_yaml
from tests.mutation.mutate import at, nodes
from tests.security.hostile import HOSTILE, identifiers, imports, in_quotes, shape_of

from archc.backends.python_source.python_source import python_source
from archc.diagnostics.diagnostic import Sink
from archc.diagnostics.render_text import render_text
from archc.driver import compile_source
from archc.schema.language import spec_schema
from archc.source.source_file import SourceFile

FIELDS = (
    *("description", "comment", "argument", "constant", "block", "file"),
    *(f"reference.{key}" for key in ("title", "authors", "year", "arxiv", "doi", "url", "note")),
)


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


def free_texts(schema: Any, place: str = "") -> Iterator[str]:
    """The places of the schema that take any text: neither one of some words nor of a pattern."""
    if isinstance(schema, list):
        schema = dict(enumerate(schema))
    if not isinstance(schema, dict):
        return
    kinds = schema.get("type", ())
    is_text = "string" in ([kinds] if isinstance(kinds, str) else kinds)
    if is_text and not {"enum", "const", "pattern"} & schema.keys():
        yield place
    for key, inner in schema.items():
        yield from free_texts(inner, f"{place}/{key}".replace("/properties", "").lstrip("/"))


def test_the_schema_has_room_for_texts_in_few_places() -> None:
    """Rule 1: those of `FIELDS`, which a preset may state too, paths of specs, and what edits name."""
    reference = {field.replace(".", "/") for field in FIELDS if "." in field}
    of_spec = {"description", *reference, "remove/items"}
    assert set(free_texts(spec_schema())) == {
        *of_spec,
        *(f"variants/additionalProperties/{place}" for place in of_spec),
        *("extends", "extends/spec", "blocks/additionalProperties/description"),
        *("arguments/additionalProperties", "constants/additionalProperties"),
        *("constants/additionalProperties/items", "definitions/step"),
    }


def outcome(text: str) -> str:
    """The source that a spec compiles to, or its findings, which have their places in it."""
    sink = Sink()
    graph = compile_source(SourceFile("spec.yaml", text), {}, sink)
    if graph is not None:
        return python_source(graph)
    assert sink.failed
    for finding in sink.diagnostics():
        assert render_text(finding).replace("\n", "").isprintable()
    return ""


def check_harmless(text: str, known: set[str]) -> None:
    """Rule 2: what it compiles to, if it does, imports keras alone and has no words that are not known."""
    source = outcome(text)
    if source:
        assert imports(source) == {"keras"}
        assert identifiers(source) <= known


@pytest.mark.slow
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_hostile_texts_in_every_place_of_a_case(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree, known = yaml.safe_load(text), identifiers(outcome(text) or "")
    for number, place in enumerate(nodes(tree)):
        hostile = HOSTILE[number % len(HOSTILE)]
        changed = deepcopy(tree)
        at(changed, place[:-1])[place[-1]] = hostile
        check_harmless(as_yaml(changed), known)
        if isinstance(at(tree, place[:-1]), dict):
            parent = at(changed, place[:-1])
            parent[hostile] = deepcopy(at(tree, place))
            del parent[place[-1]]
            check_harmless(as_yaml(changed), known)


STEPS = {
    name: step for name, step in spec_schema()["definitions"].items() if step.get("properties")
}


@pytest.mark.parametrize("name", STEPS)
def test_hostile_texts_under_every_key_of_a_step(name: str) -> None:
    keys = STEPS[name]["properties"]
    word = name.removeprefix("step_")
    example = {word: keys[word].get("examples", [None])[0]} if word in keys else {"relu": None}
    head = {"archc": 1, "name": "net", "input": {"shape": [32, 32, 4]}}
    known = identifiers(outcome(as_yaml({**head, "stem": [example]})) or _EMPTY)
    for number, key in enumerate(keys):
        hostile = HOSTILE[number % len(HOSTILE)]
        for value in (hostile, [hostile], {hostile: hostile}):
            check_harmless(as_yaml({**head, "stem": [{**example, key: value}]}), known)


_EMPTY = "import keras"
