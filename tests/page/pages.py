"""Documents of pages for tests, and walks through them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archc.compare.compare import compare
from archc.diagnostics.diagnostic import Sink
from archc.diagnostics.levels import DEFAULT_LEVELS
from archc.driver import compile_variant, open_spec
from archc.ir.graph import Graph
from archc.page.diff_page import diff_page
from archc.page.network_page import network_page
from archc.source.source_file import SourceFile
from archc.spec.spec_trees import SpecTrees

ROOT = Path(__file__).parents[2]
HEAD = "archc: 1\nname: net\ninput: {shape: [32, 32, 3]}\n"


def compiled(path: Path) -> tuple[Graph, Sink]:
    sink = Sink()
    trees = open_spec(str(path), sink, allow_outside=True)
    graph = compile_variant(trees, None, {}, sink, DEFAULT_LEVELS) if trees is not None else None
    assert graph is not None, [one.message for one in sink.diagnostics()]
    return graph, sink


def graph_of(text: str, name: str = "net.yaml") -> tuple[Graph, Sink]:
    sink = Sink()
    trees = SpecTrees(SourceFile(name, text))
    graph = compile_variant(trees, None, {}, sink, DEFAULT_LEVELS)
    assert graph is not None, [one.message for one in sink.diagnostics()]
    return graph, sink


def document_of(text: str) -> dict[str, Any]:
    graph, sink = graph_of(text)
    return network_page(graph, None, sink.diagnostics())


def diff_of(old: str, new: str) -> dict[str, Any]:
    before, after = graph_of(old, "old.yaml")[0], graph_of(new, "new.yaml")[0]
    return diff_page(compare(before, after), ("old.yaml", "new.yaml"), None)


def text_of(document: dict[str, Any], column: str, layer: int) -> str:
    return str(document["texts"][document["layers"][column][layer]])


def layers_in(group: Any) -> Iterator[int]:
    """The layers of a group, however deep, in the order of the page."""
    if isinstance(group, int):
        yield group
    else:
        for member in group[4]:
            yield from layers_in(member)


def groups_in(group: Any) -> Iterator[Any]:
    if not isinstance(group, int):
        yield group
        for member in group[4]:
            yield from groups_in(member)


def outline(member: Any, document: dict[str, Any], depth: int = 0) -> list[str]:
    """The tree as lines: what a reader sees who opens everything, of a repeat the first turn."""
    space = "  " * depth
    if isinstance(member, int):
        mark = text_of(document, "mark", member)
        return [f"{space}{text_of(document, 'label', member)}{f' ({mark})' if mark else ''}"]
    _, sort, title, note, members = member
    lines = [" ".join(filter(None, [f"{space}{sort}", title, f"[{note}]" if note else ""]))]
    is_repeat = bool(members) and not isinstance(members[0], int) and members[0][1] == "turn"
    for inner in members[:1] if is_repeat else members:
        lines += outline(inner, document, depth + 1)
    return lines
