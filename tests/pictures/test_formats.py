"""The files of pictures: SVG that stands alone, PNG and PDF, Mermaid and DOT; the same on every machine."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.pictures.graphs import ROOT, graph_of, graph_of_text

from archc.pictures.picture import FORMATS, View, draw, render

CheckGolden = Callable[[Path, str], None]
GOLDEN = Path(__file__).parent / "golden"
SMALL = {
    "residual": ROOT / "tests" / "cases" / "language" / "ok_residual.yaml",
    "wires": ROOT / "tests" / "cases" / "language" / "ok_wires.yaml",
    "repeated_cells": ROOT / "tests" / "cases" / "language" / "ok_repeated_cells.yaml",
    "several_inputs": ROOT / "tests" / "cases" / "language" / "ok_several_inputs.yaml",
    "several_outputs": ROOT / "tests" / "cases" / "language" / "ok_several_outputs.yaml",
    "adjust": ROOT / "tests" / "cases" / "merges" / "ok_adjust.yaml",
}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", SMALL)
def test_golden_svg(name: str, check_golden: CheckGolden) -> None:
    check_golden(GOLDEN / f"{name}.svg", render(graph_of(SMALL[name]), View(), "svg").decode())


def test_golden_from_left_to_right(check_golden: CheckGolden) -> None:
    view = View(1, "", "lr")
    check_golden(GOLDEN / "adjust_lr.svg", render(graph_of(SMALL["adjust"]), view, "svg").decode())


@pytest.mark.parametrize("form", ["mmd", "dot"])
def test_golden_text(form: str, check_golden: CheckGolden) -> None:
    text = render(graph_of(SMALL["adjust"]), View(), form).decode()  # type: ignore[arg-type]
    check_golden(GOLDEN / f"adjust.{form}", text)


def test_svg_stands_alone_and_says_what_it_is() -> None:
    text = render(graph_of(ROOT / "specs" / "inception_v4.yaml"), View(), "svg").decode()
    root = ElementTree.fromstring(text)
    assert root.find(f"{SVG}title").text == "inception_v4"  # type: ignore[union-attr]
    assert root.find(f"{SVG}desc") is not None
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "rect", "polyline", "polygon", "text"}
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|url\(|href|@import", text)
    layers = " ".join(g.get("data-layers", "") for g in root.iter(f"{SVG}g")).split()
    assert {"stem_conv_bn_1_conv", "stem_conv_bn_1_relu", "head_dense"} <= set(layers)


def test_png_has_the_size_of_the_picture() -> None:
    drawing = draw(graph_of(SMALL["adjust"]), View())
    png = render(graph_of(SMALL["adjust"]), View(), "png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    assert abs(width - drawing.width * 4) <= 4
    assert abs(height - drawing.height * 4) <= 4
    assert 5_000 < len(png) < 1_000_000


def test_pdf_is_one_page_with_text_in_it() -> None:
    pdf = render(graph_of(SMALL["adjust"]), View(), "pdf")
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") == 1
    assert b"/FontFile2" in pdf  # The fonts are inside: publishers ask for that.


def test_hostile_text_is_only_text() -> None:
    graph = graph_of_text("stem: [relu]\n")
    graph.spec.__dict__["name"] = "</text><script>alert(1)</script>\x00\u202e&amp;\"']] --> end"
    for form in ("svg", "mmd", "dot"):
        text = render(graph, View(), form).decode()  # type: ignore[arg-type]
        assert "<script" not in text
        assert "\x00" not in text
    svg = render(graph, View(), "svg").decode()
    assert "</text><script>alert(1)" in ElementTree.fromstring(svg).find(f"{SVG}title").text  # type: ignore[union-attr,operator]
    assert render(graph, View(), "pdf")
    assert render(graph, View(), "png")


HASHES = """
import hashlib, sys
sys.path[:0] = sys.argv[1:]
from pathlib import Path
from tests.pictures.graphs import graph_of
from archc.pictures.picture import FORMATS, View, render
for name in ("specs/inception_resnet_v2.yaml", "specs/zoo/nasnet.yaml"):
    for form in FORMATS:
        print(name, form, hashlib.sha256(render(graph_of(Path(name)), View(), form)).hexdigest())
"""


def test_pictures_are_the_same_whatever_the_order_of_hashes() -> None:
    outputs = []
    for seed in ("1", "2"):
        command = [sys.executable, "-c", HASHES, *(path for path in sys.path if path)]
        done = subprocess.run(
            command,
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]
    assert len(outputs[0].splitlines()) == 2 * len(FORMATS)


@pytest.mark.parametrize("form", ["mmd", "dot"])
def test_tiles_of_blocks_name_their_stages(form: str) -> None:
    graph = graph_of_text(
        "blocks: {two: {params: [f], steps: [{conv: $f, kernel: 3}, {conv: 4, kernel: 3}]}}\n"
        "stages: [{name: a, block: two, with: {f: 8}}, {name: two, block: two, with: {f: 9}}]\n"
    )
    text = render(graph, View(), form).decode()  # type: ignore[arg-type]
    assert '"a: two"' in text
    assert '"two"' in text  # It says so itself.
