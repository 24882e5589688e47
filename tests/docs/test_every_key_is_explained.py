"""Every key of the schema is in the reference: those of layers on their page, the others in the language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.docs.markdown_page import DOCS, read_page

from archc.ops.activation import ACTIVATION_WORDS
from archc.ops.table import OPS
from archc.schema.language import spec_schema

_WORD = re.compile(r"\w+")
_CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)

SCHEMA = spec_schema()
STEPS = {name: SCHEMA["definitions"][f"step_{name}"] for name in (*OPS, *ACTIVATION_WORDS)}
CONSTRUCTS = ("residual", "block", "repeat", "wires", "call")
COMMON = set.intersection(*(set(step["properties"]) for step in STEPS.values()))


def keys(schema: Any) -> Iterator[str]:
    """The names of all properties in a part of the schema, however deep."""
    match schema:
        case {"properties": dict(found), **rest}:
            yield from found
            yield from keys([*found.values(), *rest.values()])
        case dict():
            yield from keys(list(schema.values()))
        case list():
            for part in schema:
                yield from keys(part)


def words_in_code(page: str) -> set[str]:
    """All words that a page has in code."""
    found = _CODE.findall(read_page(DOCS / page))
    return {word for parts in found for part in parts for word in _WORD.findall(part)}


def test_the_language_explains_every_key_that_is_not_of_a_layer() -> None:
    sections = SCHEMA["properties"]
    around = [part for name, part in sections.items() if name != "defaults"]
    constructs = [SCHEMA["definitions"][f"step_{name}"] for name in CONSTRUCTS]
    wanted = {*sections, *keys(around), *keys(constructs), *COMMON}
    assert len(wanted) > 60
    assert wanted - words_in_code("language.md") == set()


def test_the_layers_explain_every_key_of_a_layer() -> None:
    wanted = set(keys(list(STEPS.values()))) - COMMON
    assert len(wanted) > 60
    assert wanted - words_in_code("layers.md") - words_in_code("language.md") == set()
