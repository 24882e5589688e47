"""Turns a comparison into the data of a page: the new network, with what is gone and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from archc.compare.change import Change
from archc.compare.compare import Comparison
from archc.compare.find_changes import SameLayer
from archc.compare.words import change_text, count_rows, scope_text, scopes, verdict
from archc.diagnostics.diagnostic import Diagnostic
from archc.diagram.build_diagram import build_diagram
from archc.ir.graph import Graph, Node
from archc.ops.shape import render_shape
from archc.page.layer_columns import LayerColumns, Mark, Side, value_text
from archc.page.network_page import Document, about, drawing
from archc.page.page_findings import page_findings
from archc.page.union_diagram import union_diagram
from archc.source.shown_path import shown_path


def diff_page(
    comparison: Comparison,
    titles: tuple[str, str],
    variant: str | None,
    findings: tuple[Diagnostic, ...] = (),
) -> Document:
    """The data of a page that shows what changed; `titles` say what the two sides are."""
    old, new = comparison.old, comparison.new
    # What a condition switches off in one of them is new in the other, or gone.
    kept = [one for one in comparison.layers if one.old.active and one.new.active]
    same = {**_same_inputs(old, new), **{one.old.index: one.new.index for one in kept}}
    offset = len(new.nodes)
    diagram = union_diagram(build_diagram(old), build_diagram(new), same, offset)
    columns = LayerColumns()
    for file in (*new.spec.sources, *old.spec.sources):
        columns.files.number(file)
    marks = _marks(comparison, kept, set(same.values()), offset)
    numbers = columns.add_all(diagram, [Side(new), Side(old, offset)], marks)
    changes = list(_changes(comparison, columns, numbers, offset))
    entries = page_findings(new, findings, columns, numbers)
    return {
        **about(new, variant),
        **drawing(diagram, numbers),
        **columns.document(),
        "findings": entries,
        "changes": changes,
        "comparison": {
            "sides": f"{titles[0]} \N{RIGHTWARDS ARROW} {titles[1]}",
            "verdict": verdict(comparison),
            "counts": [list(row) for row in count_rows(comparison)],
        },
        "files": [
            {
                "name": shown_path(file.name),
                "text": file.text,
                "side": "old" if any(file is one for one in old.spec.sources) else "new",
            }
            for file in columns.files.values()
        ],
    }


def _same_inputs(old: Graph, new: Graph) -> dict[int, int]:
    """The inputs of both that have one name; of two networks with one input, that."""
    if len(old.inputs) == len(new.inputs) == 1:
        return {old.inputs[0][1]: new.inputs[0][1]}
    named = {given.name: index for given, index in new.inputs}
    return {index: named[given.name] for given, index in old.inputs if given.name in named}


def _marks(
    comparison: Comparison, kept: list[SameLayer], still: set[int], offset: int
) -> dict[int, Mark]:
    """What became of each node, the old ones from `offset` on; `still` are new ones that are in both."""
    old, new = comparison.old, comparison.new
    marks = {node.index: Mark("added") for node in new.layers() if node.index not in still}
    marks |= {node.index + offset: Mark("removed") for node in old.layers()}
    moved = {name for one in comparison.changes if one.kind == "moved" for name in one.layers}
    for one in kept:
        lines = list(_was(one))
        is_changed = any(not line.startswith(_FOLLOWS) for line in lines)
        word = "moved" if one.new.name in moved else "changed" if is_changed else ""
        marks[one.new.index] = Mark(word, "\n".join(lines))
    return marks


_FOLLOWS = ("shape: ", "name: ")
"""What can differ because something else did."""


def _was(same: SameLayer) -> Iterator[str]:
    old, new = _facts(same.old), _facts(same.new)
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key, "nothing"), new.get(key, "nothing")
        if before != after:
            yield f"{key}: {before} \N{RIGHTWARDS ARROW} {after}"


def _facts(node: Node) -> dict[str, str]:
    values = node.op.values() if node.op is not None else {}
    texts = {key: value_text(value) for key, value in values.items()}
    return {"kind": node.kind, **texts, "shape": render_shape(node.shape), "name": node.name}


def _changes(
    comparison: Comparison, columns: LayerColumns, numbers: Mapping[int, int], offset: int
) -> Iterator[dict[str, Any]]:
    """The changes in the words of the specs, each with its layers."""
    for scope, changes in scopes(comparison.changes):
        for change in changes:
            is_gone = change.kind == "removed"
            graph = comparison.old if is_gone else comparison.new
            nodes = _nodes(graph, change, offset if is_gone else 0)
            span = change.new or change.old
            yield {
                "kind": change.kind,
                "scope": scope_text(scope),
                "text": change_text(change),
                "place": columns.place(span) if span is not None else -1,
                "layers": [numbers[node] for node in nodes if node in numbers],
            }


def _nodes(graph: Graph, change: Change, offset: int) -> list[int]:
    names = set(change.layers)
    return [node.index + offset for node in graph.layers() if node.name in names]
