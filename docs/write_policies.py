"""Draws the figures of docs/merge_policies.md from its specs: as they are written, and as they are built.

What is written is the network under the policy `error`, opened as far as it goes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from archc.diagnostics.diagnostic import Sink
from archc.editor.open_network import open_network
from archc.ir.graph import Graph
from archc.pictures.formats.write_svg import write_svg
from archc.pictures.picture import View, draw
from archc.source.source_file import SourceFile

PAGE = Path(__file__).with_name("merge_policies.md")
FOLDER = PAGE.parent / "pictures" / "policies"
_SPEC = re.compile(r"^```yaml\n# (\w+)\.yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_POLICY = re.compile(r"on_mismatch: \w+")


def pictures() -> Iterator[tuple[Path, str]]:
    """Every picture: its file, and its text."""
    for name, text in _SPEC.findall(PAGE.read_text(encoding="utf-8")):
        yield FOLDER / f"{name}_written.svg", _drawn(_opened(name, _refusing(text)))
        if name != "error":
            yield FOLDER / f"{name}_built.svg", _drawn(_opened(name, text))


def _refusing(text: str) -> str:
    """The spec under the policy `error`."""
    if _POLICY.search(text):
        return _POLICY.sub("on_mismatch: error", text)
    return f"{text}merge: {{on_mismatch: error}}\n"


def _opened(name: str, text: str) -> Graph:
    def read(path: str, _: Sink) -> SourceFile:
        return SourceFile(path, text)

    graph = open_network(f"{name}.yaml", read)
    assert graph is not None, f"{name} is no spec"
    return graph


def _drawn(graph: Graph) -> str:
    """The picture of the stem alone."""
    return write_svg(draw(graph, View(stage="stem")))


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in pictures():
        path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write("wrote the pictures of the policies\n")
