"""Graphs for pictures, compiled once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_source, compile_variant, open_spec
from archc.ir.graph import Graph
from archc.source.source_file import SourceFile

ROOT = Path(__file__).parents[2]
SPECS = sorted((ROOT / "specs").rglob("*.yaml"))
CASES = sorted((ROOT / "tests" / "cases").rglob("ok_*.yaml"))
THREE = [
    ROOT / "specs" / f"{name}.yaml"
    for name in ("inception_v4", "inception_resnet_v1", "inception_resnet_v2")
]


@cache
def graph_of(path: Path) -> Graph:
    """The graph of a spec."""
    sink = Sink()
    trees = open_spec(str(path), sink, allow_outside=True)
    assert trees is not None
    graph = compile_variant(trees, None, {}, sink, budgets=False)
    assert graph is not None
    return graph


def graph_of_text(text: str) -> Graph:
    """The graph of the text of a spec, without its first lines."""
    sink = Sink()
    head = "archc: 1\nname: case\n" + (
        "" if "input:" in text or text.startswith("inputs:") else "input: {shape: [32, 32, 8]}\n"
    )
    graph = compile_source(SourceFile("case.yaml", head + text), {}, sink)
    assert graph is not None, [found.message for found in sink.diagnostics()]
    return graph
