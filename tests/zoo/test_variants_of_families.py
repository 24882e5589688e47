"""The variant that the page of each family shows is one of its spec."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.markdown_page import DOCS, blocks
from tests.zoo.models import SPECS

import archc


@pytest.mark.parametrize("page", sorted((DOCS / "zoo").glob("*.md")), ids=lambda page: page.stem)
def test_it_compiles_to_a_network_of_10_classes(page: Path) -> None:
    (text,) = (
        block.text for block in blocks(page) if "extends: " in block.text.partition("set:")[0]
    )
    network = archc.compile_text(text, str(SPECS / "mine.yaml"))
    assert network.name == f"my_{page.stem}"
    assert [shape for _, shape in network.summary.outputs] == [(10,)]
    assert [shape for _, shape in network.summary.inputs] == [(160, 160, 3)]
